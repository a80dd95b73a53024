"""The demonstration: real servers, five municipalities, a fixed cast. `./run demo [--reset]`

Starts PostgreSQL and Valkey of its own, migrates, loads the demo municipalities, starts the web server, the Celery worker,
the sealer of the log and beat, and watches over them. Ctrl-C stops everything; the data stay in .local/ for the next time. If one process
dies, the others are stopped too and its last words are shown. If this supervisor is killed, the kernel stops its children.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from dev.services import HOST, LOCAL, ROOT, Postgres, Valkey, die_with_parent, free_port, postgres_bin, state_dir
from privacy_domain.management.demo.cast import CAST

FOLDER = LOCAL / "demo"
LOCK = LOCAL / "demo.lock"
ENVIRONMENTS = {role: LOCAL / f"{role}.env" for role in ("pd_owner", "pd_app", "pd_backup")}
BIN = Path(sys.executable).parent
FIRST_PORT = 8000
READY_SECONDS = 60
STOP_SECONDS = 10  # an unfinished job goes on at the next start: its lease ends

# set in somebody's shell for another purpose, these would change what the demo runs
_FOREIGN = (
    "DATABASE_URL",
    "KEYS_DATABASE_URL",
    "SECRET_KEY",
    "AUDIT_",
    "DJANGO_",
    "GRANIAN_",
    "CELERY_",
    "EMAIL_",
    "PYTHONPATH",
    "HTTPS",
    "BEHIND_PROXY",
)


class Failed(Exception):
    """The demo cannot go on; the message says why and what to do."""


def say(text: str) -> None:
    """One line to whoever started the demo."""
    print(text, flush=True)


@contextmanager
def step(name: str) -> Iterator[None]:
    """Announce `name`, and how long it took when that was long enough to notice."""
    started = time.monotonic()
    say(f"» {name}")
    yield
    seconds = time.monotonic() - started
    if seconds > 2:
        say(f"  done in {seconds:.1f} s")


def secret(name: str) -> Path:
    """The file with the secret `name`; made once, readable by its owner only."""
    path = FOLDER / name
    if not path.exists():
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
    return path


def base_environment() -> dict[str, str]:
    """What every process of the demo gets: the machine's environment without what belongs to another project."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN)}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "privacy_domain.settings",
        "DEMO": "1",
        "TESTING": "0",
        "SECRET_KEY_FILE": str(secret("secret_key")),
        "KEYS_MASTER_FILE": str(secret("keys.master")),
        "DESTRUCTION_LEDGER": str(FOLDER / "destroyed.ledger"),
        "BACKUP_FOLDER": str(FOLDER / "backup"),
        "BACKUP_KEYS_FOLDER": str(FOLDER / "backup_of_keys"),
        "PG_BINDIR": str(postgres_bin()),
        "AUDIT_CHECKPOINTS": str(FOLDER / "checkpoints"),
        "AUDIT_SIGNING_KEY_FILE": str(secret("audit.key")),
        "DEMO_PASSWORD_FILE": str(secret("password")),
        "STATIC_ROOT": str(FOLDER / "static"),
        "MEDIA_ROOT": str(FOLDER / "media"),
        "PYTHONUNBUFFERED": "1",
    }


def choose_port() -> int:
    """PORT when it is set; else the port of the last time or 8000, or a free one when that is taken. Raises Failed for a PORT that cannot be."""
    wanted = os.environ.get("PORT", "")
    if wanted:
        if not wanted.isdigit() or not 0 < int(wanted) < 65536:
            raise Failed(f"PORT must be a number from 1 to 65535, not {wanted!r}.")
        if not _is_free(int(wanted)):
            raise Failed(f"Port {wanted} is in use or not allowed; choose another PORT, or leave it out.")
        return int(wanted)
    remembered = FOLDER / "port"
    usual = int(remembered.read_text()) if remembered.exists() else FIRST_PORT
    port = usual if _is_free(usual) else free_port()
    remembered.write_text(str(port))
    return port


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port in TIME_WAIT is free
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def hold_lock() -> IO[str]:
    """The lock that only one demo of this checkout can hold; it ends with the process. Raises Failed when another holds it."""
    LOCAL.mkdir(parents=True, exist_ok=True)
    lock = open(LOCK, "a+")  # noqa: SIM115 (open as long as the demo runs)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        raise Failed(f"The demo is running already: {lock.read().strip() or 'it is just starting'}") from None
    lock.truncate(0)
    return lock


def is_running() -> bool:
    """Whether a demo of this checkout holds the lock now."""
    try:
        hold_lock().close()
    except Failed:
        return True
    return False


class Demo:
    """The servers and processes of one run."""

    def __init__(self) -> None:
        self.postgres = Postgres(state_dir("demo"))
        self.valkey = Valkey(FOLDER / "valkey")
        self.commands: dict[str, subprocess.Popen[bytes]] = {}
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.port = choose_port()

    @property
    def address(self) -> str:
        """Where the web server answers."""
        return f"http://{HOST}:{self.port}"

    def start(self) -> None:
        """Everything up to a healthy web server. Raises Failed."""
        with step("starting PostgreSQL and Valkey"):
            self.postgres.start()
            self.valkey.start()
        self._write_environments()
        with step("migrating the databases, collecting the static files"):
            static = self._manage("pd_app", "collectstatic", "--noinput", "-v0", "--skip-checks")
            for database in ("default", "keys"):
                self._finish(self._manage("pd_owner", "migrate", "-v0", "--skip-checks", "--database", database))
            self._finish(static)
        with step("loading the demo municipalities"):
            self._finish(self._manage("pd_app", "seed_demo", quiet=False))
        with step("starting web server, worker and beat"):
            self._launch()
            self._wait_until_healthy()

    def environment(self, role: str) -> dict[str, str]:
        """The environment in which a process works with the rights of `role`."""
        return base_environment() | self.postgres.environment(role) | {"REDIS_URL": self.valkey.url()}

    def _write_environments(self) -> None:
        for role, path in ENVIRONMENTS.items():
            ours = {name: value for name, value in self.environment(role).items() if os.environ.get(name) != value}
            path.touch(mode=0o600)
            path.write_text("".join(f"{name}={value}\n" for name, value in ours.items()))

    def _manage(self, role: str, command: str, *arguments: str, quiet: bool = True) -> subprocess.Popen[bytes]:
        with open(FOLDER / f"{command}.log", "wb") as log:
            process = subprocess.Popen(
                [sys.executable, "manage.py", command, *arguments],
                cwd=ROOT,
                env=self.environment(role),
                stdin=subprocess.DEVNULL,
                stdout=log if quiet else None,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent(),
            )
        self.commands[command] = process
        return process

    def _finish(self, process: subprocess.Popen[bytes]) -> None:
        if process.wait():
            command = next(name for name, known in self.commands.items() if known is process)
            hint = "If the data are of another version of the project: ./run demo --reset throws them away and starts afresh."
            raise Failed(f"manage.py {command} failed:\n{_tail(FOLDER / f'{command}.log', 3000)}\n{hint}")

    def _launch(self) -> None:
        web = [BIN / "granian", "--interface", "wsgi", "--host", HOST, "--port", str(self.port)]
        web += ["--workers", "2", "--blocking-threads", "4", "--log-level", "warning", "privacy_domain.wsgi:application"]
        celery = [BIN / "celery", "-A", "privacy_domain"]
        quiet = ["--loglevel", "WARNING", "--without-gossip", "--without-mingle"]
        worker = [*celery, "worker", "--concurrency", "2", *quiet]
        sealer = [*celery, "worker", "--queues", "audit", "--pool", "solo", "--hostname", "sealer@%h", *quiet]
        beat = [*celery, "beat", "--loglevel", "WARNING", "--pidfile", "", "--schedule", FOLDER / "beat"]
        for name, role, command in (
            ("web", "pd_app", web),
            ("worker", "pd_worker", worker),
            ("sealer", "pd_worker", sealer),
            ("beat", "pd_worker", beat),
        ):
            with open(FOLDER / f"{name}.log", "ab") as log:
                self.processes[name] = subprocess.Popen(
                    [str(part) for part in command],
                    cwd=ROOT,
                    env=self.environment(role),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                    preexec_fn=die_with_parent(),
                )

    def _wait_until_healthy(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            self.check_alive()
            with suppress(OSError, ValueError), urllib.request.urlopen(f"{self.address}/health/", timeout=2) as answer:
                if json.load(answer).get("ok"):
                    return
            time.sleep(0.1)
        raise Failed(f"{self.address}/health/ was not green within {READY_SECONDS} seconds.\n{_tail(FOLDER / 'web.log')}")

    def check_alive(self) -> None:
        """Raise Failed when a process has ended by itself."""
        logs = {name: FOLDER / f"{name}.log" for name in self.processes} | {"PostgreSQL": self.postgres.folder / "pg.log"}
        running = self.processes | {"PostgreSQL": self.postgres.process, "Valkey": self.valkey.process}
        for name, process in running.items():
            if process is not None and process.poll() is not None:
                raise Failed(f"{name} stopped by itself (exit status {process.returncode}).\n{_tail(logs.get(name))}")

    def watch(self) -> None:
        """Return never; raise Failed when a process ends, KeyboardInterrupt when asked to stop."""
        while True:
            self.check_alive()
            time.sleep(0.25)

    def stop(self) -> None:
        """Stop what runs: first who uses the servers, then the servers."""
        users = [*self.commands.values(), *self.processes.values()]
        for process in users:
            _signal_group(process, signal.SIGTERM)
        for process in users:
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                _signal_group(process, signal.SIGKILL)
                process.wait()
        self.valkey.stop()
        self.postgres.stop()
        for path in ENVIRONMENTS.values():
            path.unlink(missing_ok=True)


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """To a process and, for SIGKILL, to whatever it started; the polite signal is the parent's to pass on."""
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number) if number == signal.SIGKILL else process.send_signal(number)


def _tail(path: Path | None, size: int = 2000) -> str:
    if path is None or not path.exists():
        return ""
    return path.read_bytes()[-size:].decode(errors="replace").strip()


def welcome(address: str, seconds: float) -> str:
    """What to do now: the address, the cast of each municipality, and how to stop."""
    lines = ["", f"Ready after {seconds:.0f} s:  {address}/", ""]
    for code, cast in CAST.items():
        lines.append(f"{code.title()}  {address}/{code}/")
        lines += [f"    {persona.username:<12}{persona.display_name}, {persona.job_title}" for persona in cast.personas]
    lines += [
        "",
        "The login page offers each of them with one click. Their password, for the login with a second factor beside it,",
        f"stands in {FOLDER / 'password'}.",
        "Stop with Ctrl-C: the data stay. `./run demo --reset` starts afresh, `./run manage ...` is manage.py in this environment.",
    ]
    return "\n".join(lines)


def forget() -> None:
    """Throw away the data, the keys and the secrets of the demo. Only with the lock in hand."""
    for folder in (state_dir("demo"), FOLDER):
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _stopping_on_signals() -> Iterator[None]:
    """SIGTERM and a closed terminal count as Ctrl-C; while stopping, further ones are ignored."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def interrupt(*_: object) -> None:
        for number in numbers:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    for number in numbers:
        signal.signal(number, interrupt)
    yield


def run(lock: IO[str], *, reset: bool) -> None:
    """Start, watch and stop the demo. Raises Failed."""
    started = time.monotonic()
    if reset:
        with step("throwing away the data of the last time"):
            forget()
    FOLDER.mkdir(parents=True, exist_ok=True)
    demo = Demo()
    try:
        demo.start()
        lock.write(demo.address)
        lock.flush()
        say(welcome(demo.address, time.monotonic() - started))
        demo.watch()
    except KeyboardInterrupt:
        say("\n» stopping")
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        demo.stop()
        say("  stopped; the data are kept")


def main(arguments: Sequence[str]) -> int:
    """Run the demo until it is stopped; returns the exit status."""
    parser = argparse.ArgumentParser(prog="./run demo", description="The application with five demo municipalities, on real servers.")
    parser.add_argument("--reset", action="store_true", help="throw away the data of the last time")
    options = parser.parse_args(arguments)
    try:
        with _stopping_on_signals(), hold_lock() as lock:
            run(lock, reset=options.reset)
    except KeyboardInterrupt:
        return 130
    except Failed as failure:
        print(f"\n{failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
