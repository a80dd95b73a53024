"""The guard that keeps the tests on this machine."""

from __future__ import annotations

import socket
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.network import Outside


def test_another_machine_is_out_of_reach() -> None:
    with socket.socket() as outside, pytest.raises(Outside):
        outside.connect(("192.0.2.1", 80))
    with socket.socket() as outside, pytest.raises(Outside):
        outside.connect_ex(("192.0.2.1", 80))


def test_a_library_that_calls_out_is_stopped() -> None:
    with pytest.raises(Outside):
        urlopen("http://192.0.2.1/", timeout=1)


def test_this_machine_is_within_reach(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()
    with socket.socket(socket.AF_UNIX) as file, pytest.raises(FileNotFoundError):
        file.connect(str(tmp_path / "nobody"))
