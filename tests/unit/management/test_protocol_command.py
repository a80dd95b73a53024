"""`manage.py protocol`, as a process: without settings, secrets or services."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
GOOD = json.dumps({"municipality": "leek", "on": "2018-09-01", "question": "special_data"})


def run(*arguments: str, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command with an environment that holds nothing of the project."""
    bare = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", "protocol", *arguments],
        cwd=ROOT,
        env=bare | environment,
        input=stdin,
        capture_output=True,
        check=False,
    )


def test_bad_lines_are_answered_in_their_place_and_end_in_status_1() -> None:
    lines = [GOOD.encode(), b"nope", b"", b"\xff\xfe", b'{"municipality": "leek", "\\ud800": 1}', GOOD.encode()]
    done = run("ask", stdin=b"\n".join(lines) + b"\n", LC_ALL="C")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1
    assert [answer.get("field") for answer in answers] == [None, "", "", "", "on", None]
    assert answers[0] == answers[-1]
    assert "Traceback" not in done.stderr.decode()


def test_good_lines_end_in_status_0() -> None:
    done = run("ask", stdin=b"\xef\xbb\xbf" + GOOD.encode() + b"\r\n" + GOOD.encode())
    assert done.returncode == 0
    assert [json.loads(line)["protocol"] for line in done.stdout.splitlines()] == ["leek-2018", "leek-2018"]
    assert run("ask").returncode == 0


def test_pretty_answers_are_indented() -> None:
    done = run("ask", "--pretty", stdin=GOOD.encode())
    assert done.stdout.decode().startswith('{\n  "protocol": "leek-2018",\n')
    assert json.loads(done.stdout)["source"] == "protocol"


def test_list_show_and_diff_print_the_versions() -> None:
    assert len(run("list").stdout.splitlines()) == 5
    assert run("show", "leiden-2016").stdout.decode().startswith("leiden-2016: Privacy Protocol Wmo Leiden 2016\n")
    assert "breach_internal" in run("diff", "leek-2018", "landsmeer-2016").stdout.decode()


@pytest.mark.parametrize("arguments", [("show", "leek-1066"), ("diff", "leek-2018", "leek-1066")])
def test_an_unknown_version_is_refused_with_those_that_exist(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.returncode == 1
    assert "Versie leek-1066 is er niet; kies uit: landsmeer-2016, leek-2018" in done.stderr.decode()


def test_a_command_is_required() -> None:
    assert run().returncode == 2
