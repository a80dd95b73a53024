"""Makes the secrets that docker-compose.yml names, once, in .local/compose/ (standard library only).

    python3 -m dev.compose.make_secrets

A secret that exists is kept: new passwords for an existing cluster would lock everybody out, and a new master key would
make every file and field unreadable.
"""

from __future__ import annotations

import secrets
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / ".local" / "compose"
PASSWORDS = ("db_super", "keysdb_super", "pd_owner", "pd_app", "pd_worker", "pd_audit_reader", "pd_backup")
CONNECTING_ROLES = ("owner", "app", "worker", "backup")


def make(folder: Path = FOLDER) -> list[str]:
    """Write what is missing into `folder`; returns the names written.

    The folder is closed to others; the files are readable, because the containers read them under another user.
    """
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    written = [name for name in PASSWORDS if _write(folder / name, secrets.token_hex(24))]
    written += ["secret_key"] if _write(folder / "secret_key", secrets.token_urlsafe(48)) else []
    written += ["keys_master"] if _write(folder / "keys_master", secrets.token_hex(32)) else []
    written += ["audit_key"] if _write(folder / "audit_key", secrets.token_hex(32)) else []
    for role in CONNECTING_ROLES:
        login = f"pd_{role}:{(folder / f'pd_{role}').read_text()}"
        for name, address in (
            (f"{role}_url", f"postgresql://{login}@db:5432/privacy_domain"),
            (f"{role}_keys_url", f"postgresql://{login}@keysdb:5432/privacy_domain_keys"),
        ):
            written += [name] if _write(folder / name, address) else []
    return written


def _write(path: Path, value: str) -> bool:
    if path.exists():
        return False
    path.write_text(value, encoding="utf-8")
    path.chmod(0o444)
    return True


if __name__ == "__main__":
    print(f"{FOLDER.relative_to(ROOT)}: {', '.join(make()) or 'nothing was missing'}")
