"""The headers that every answer must carry, and the flags of every cookie."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.harness.visits import Answer

REQUIRED = {
    "X-Content-Type-Options": r"nosniff",
    "X-Frame-Options": r"DENY",
    "Referrer-Policy": r"no-referrer|same-origin",
    "Cross-Origin-Opener-Policy": r"same-origin",
    "Cross-Origin-Resource-Policy": r"same-origin",
    "Permissions-Policy": r".*geolocation=\(\).*microphone=\(\).*",
    "Operation-Id": r"[0-9a-f-]{36}",
}
CONTENT_POLICY = {
    "default-src": {"'none'"},
    "script-src": {"'self'"},
    "style-src": {"'self'"},
    "frame-ancestors": {"'none'"},
    "base-uri": {"'none'"},
    "object-src": {"'none'"},
    "form-action": {"'self'"},
}
_COOKIE = re.compile(r"Set-Cookie: (?P<name>[^=]+)=(?P<value>[^;]*)(?P<flags>.*)")


def faults(answer: Answer, *, logged_in: bool, https: bool = False) -> Iterator[str]:
    """What is wrong with headers and cookies of an answer."""
    for name, wanted in REQUIRED.items():
        if not re.fullmatch(wanted, answer.headers.get(name, "")):
            yield f"{name} is {answer.headers.get(name)!r}"
    yield from _content_policy(answer.headers.get("Content-Security-Policy", ""))
    if logged_in and "no-store" not in answer.headers.get("Cache-Control", ""):
        yield f"Cache-Control is {answer.headers.get('Cache-Control')!r}"
    for line in answer.cookies.splitlines():
        yield from _cookie(line.strip(), https)
    if https and "max-age=63072000" not in answer.headers.get("Strict-Transport-Security", ""):
        yield "no Strict-Transport-Security"


def _content_policy(policy: str) -> Iterator[str]:
    said = {part.split()[0]: set(part.split()[1:]) for part in policy.split(";") if part.split()}
    for directive, wanted in CONTENT_POLICY.items():
        if said.get(directive) != wanted:
            yield f"{directive} is {said.get(directive)}"
    for directive, sources in said.items():
        if loose := {source for source in sources if source not in ("'self'", "'none'", "data:")}:
            yield f"{directive} allows {loose}"
        if "data:" in sources and directive != "img-src":
            yield f"{directive} allows data:"


def _cookie(line: str, https: bool) -> Iterator[str]:
    found = _COOKIE.fullmatch(line)
    if found is None:
        yield f"a cookie that cannot be read: {line!r}"
        return
    if found["value"].strip('"') == "":
        return  # a cookie that is taken away
    flags = {flag.strip().lower() for flag in found["flags"].split(";")}
    wanted = {"httponly", "samesite=lax", "path=/"} | ({"secure"} if https else set())
    if wanted - flags:
        yield f"cookie {found['name']} lacks {sorted(wanted - flags)}"
    if https and not found["name"].startswith("__Host-"):
        yield f"cookie {found['name']} does not begin with __Host-"
    if any(flag.startswith("domain=") for flag in flags):
        yield f"cookie {found['name']} names a domain"
