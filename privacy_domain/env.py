"""Typed readers of environment variables; a missing one explains itself."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TLS_OPTIONS = frozenset({"sslmode", "sslrootcert", "sslcert", "sslkey"})


def text(name: str, default: str | None = None) -> str:
    """The variable `name`, else `default`. Raises ImproperlyConfigured when both are missing."""
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"The environment variable {name} is not set; README.md lists what the application needs.")
    return value


def flag(name: str, default: bool = False) -> bool:
    """True for 1, true, yes, on; False for 0, false, no, off and empty. Anything else is a mistake and raises."""
    value = os.environ.get(name, "1" if default else "0").strip().lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off", ""}:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")


def integer(name: str, default: int) -> int:
    """The variable as a whole number."""
    value = os.environ.get(name, str(default))
    try:
        return int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from error


def words(name: str, default: str = "") -> list[str]:
    """The variable as a list, split at commas."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def secret(name: str, default: str | None = None) -> str:
    """A secret from the file named by `<name>_FILE`, else from the variable itself."""
    path = os.environ.get(f"{name}_FILE")
    return Path(path).read_text().strip() if path else text(name, default)


def database(name: str, default: str) -> dict[str, object]:
    """A PostgreSQL address as Django's connection settings; what follows a question mark says how TLS is used.

    `?sslmode=verify-full&sslrootcert=/path` checks the server's certificate. Raises ImproperlyConfigured for any other option.
    """
    url = urlsplit(secret(name, default))
    asked = dict(parse_qsl(url.query))
    if unknown := sorted(set(asked) - TLS_OPTIONS):
        raise ImproperlyConfigured(f"{name} has an option that is not known here: {', '.join(unknown)}.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": url.hostname or "",
        "PORT": str(url.port or ""),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "NAME": url.path.lstrip("/"),
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
        # no statement here runs long enough to earn back compiling it; what tenancy.statements runs is prepared
        "OPTIONS": {"options": "-c jit=off", "prepare_threshold": 1} | asked,
    }
