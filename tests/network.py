"""No test reaches beyond this machine."""

from __future__ import annotations

import ipaddress
import sys
from typing import Any


class Outside(AssertionError):
    """A test, or what it runs, wanted to reach another machine."""


def _is_here(address: Any) -> bool:
    """A socket file, or an address of this machine."""
    if not isinstance(address, tuple):
        return True
    host = str(address[0])
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in ("localhost", "")


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect" and not _is_here(arguments[1]):
        raise Outside(f"tests stay on this machine; something connects to {arguments[1][0]}")


def stay_home() -> None:
    """From here on this process connects to itself and its own servers only; there is no way back."""
    sys.addaudithook(_watch)
