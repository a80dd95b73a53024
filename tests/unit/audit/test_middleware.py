"""Where a request came from."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory

from privacy_domain.audit.middleware import network_address, origin_of


def ask(forwarded: str = "", connected: str = "10.0.0.9", device: str = "") -> Any:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    return RequestFactory().get("/", REMOTE_ADDR=connected, headers=headers | ({"User-Agent": device} if device else {}))


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.7", "10.0.0.9"),  # no proxy of ours: nobody is believed
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "1.2.3.4, 203.0.113.7", "203.0.113.7"),  # what the client wrote itself stands to the left
        (2, "1.2.3.4, 203.0.113.7, 10.1.1.1", "203.0.113.7"),
        (2, "203.0.113.7", "10.0.0.9"),  # did not come through both
        (1, "not an address", "unknown"),
        (1, "2001:db8::1", "2001:db8::1"),
    ],
)
def test_only_our_own_proxies_are_believed(settings: Any, proxies: int, forwarded: str, address: str) -> None:
    settings.TRUSTED_PROXIES = proxies

    assert network_address(ask(forwarded)) == address


def test_the_device_is_printable_and_cut_off(settings: Any) -> None:
    settings.TRUSTED_PROXIES = 0

    origin = origin_of(ask(device="Tablet\x07\x1b[31m " + "x" * 500))

    assert origin.startswith("10.0.0.9 Tablet[31m x")
    assert len(origin) == len("10.0.0.9 ") + 200
