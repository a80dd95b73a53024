"""The bill of materials names all that is delivered, as it is pinned."""

from __future__ import annotations

import json
import re
from importlib import metadata
from typing import Any

import pytest

from dev import sbom

LOCK = sbom.LOCK.read_text(encoding="utf-8")
BLOCK = "a-b==1.2 ; sys_platform == 'win32' \\\n    --hash=sha256:{0} \\\n    --hash=sha256:{1}\n    # via\n    #   c\n    #   privacy-domain (pyproject.toml)\n"


@pytest.fixture(scope="module")
def said() -> dict[str, Any]:
    made: dict[str, Any] = json.loads(sbom.written(sbom.bill()))
    return made


@pytest.fixture(scope="module")
def libraries(said: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in said["components"] if one["type"] == "library"}


def test_lock_is_read_as_it_is_written():
    one, two = sbom.packages(BLOCK.format("a" * 64, "b" * 64) + "c==3 \\\n    --hash=sha256:" + "c" * 64 + "\n    # via d\n")
    assert one == sbom.Package("a-b", "1.2", ("a" * 64, "b" * 64), ("c", "privacy-domain"))
    assert two == sbom.Package("c", "3", ("c" * 64,), ("d",))


def test_line_that_is_no_pin_is_refused():
    with pytest.raises(ValueError, match="not a pin"):
        list(sbom.packages("somewhere @ file:///x\n"))


def test_bill_is_of_this_application_in_the_standard_form(said: dict[str, Any]):
    assert (said["bomFormat"], said["specVersion"]) == ("CycloneDX", "1.6")
    root = said["metadata"]["component"]
    assert (root["name"], root["type"]) == ("privacy-domain", "application")
    assert "EUPL-1.2" in json.dumps(root["licenses"])


def test_every_package_of_the_lock_is_there_with_its_version_and_all_its_hashes(libraries: dict[str, dict[str, Any]]):
    pins = re.findall(r"^([\w.-]+)==(\S+)", LOCK, re.MULTILINE)
    assert len(pins) > 50
    assert {(one["name"], one["version"]) for one in libraries.values()} == set(pins)
    hashes = [found["content"] for one in libraries.values() for found in one["hashes"]]
    assert sorted(hashes) == sorted(re.findall(r"--hash=sha256:(\w{64})", LOCK))
    assert all(one["purl"] == f"pkg:pypi/{one['name']}@{one['version']}" for one in libraries.values())


def test_every_package_that_is_installed_has_its_licence(libraries: dict[str, dict[str, Any]]):
    installed = {re.sub(r"[-_.]+", "-", found.metadata["Name"]).lower() for found in metadata.distributions()}
    assert {name for name, one in libraries.items() if not one.get("licenses")} <= set(libraries) - installed
    assert "LGPL-3.0-only" in json.dumps(libraries["psycopg"]["licenses"])


def test_files_of_others_in_static_are_there_too(said: dict[str, Any]):
    files = {one["name"]: json.dumps(one["licenses"]) for one in said["components"] if one["type"] == "file"}
    assert len(files) == 3
    assert "OFL-1.1" in next(licence for name, licence in files.items() if "noto" in name)


def test_what_needs_what_is_told(said: dict[str, Any], libraries: dict[str, dict[str, Any]]):
    needs = {one["ref"]: set(one.get("dependsOn", ())) for one in said["dependencies"]}
    assert {"django", "weasyprint", "psycopg"} <= needs["privacy-domain"]
    assert "pydyf" in needs["weasyprint"]
    reached, todo = set[str](), ["privacy-domain"]
    while todo:
        todo += (found := needs.get(todo.pop(), set()) - reached)
        reached |= found
    assert set(libraries) <= reached


def test_bill_is_written_where_it_is_asked(tmp_path: Any, capsys: pytest.CaptureFixture[str]):
    assert sbom.main([str(tmp_path / "bill.json")]) == 0
    assert json.loads((tmp_path / "bill.json").read_text())["bomFormat"] == "CycloneDX"
    assert "components" in capsys.readouterr().out
