"""The app called `requests` and the HTTP library of that name: the library is absent, and our app is the one that is found."""

from __future__ import annotations

import importlib.metadata
import re
from collections.abc import Iterable
from pathlib import Path

from django.apps import apps
from django.conf import settings
from packaging.requirements import Requirement

import requests

ROOT = Path(__file__).resolve().parent.parent.parent
LOCKS = [ROOT / "lock.txt", ROOT / "dev" / "lock.txt"]


def requires_the_library(declared: Iterable[str]) -> list[str]:
    """The lines of a distribution's requirements that bring the library in on this machine, extras left out."""
    wanted = (Requirement(line) for line in declared)
    return [
        str(requirement)
        for requirement in wanted
        if requirement.name.lower() == "requests" and (requirement.marker is None or requirement.marker.evaluate({"extra": ""}))
    ]


def locks_the_library(text: str) -> bool:
    """Whether a lock file pins the library."""
    return re.search(r"^requests(\[.*\])?\s*(==|@)", text, re.MULTILINE | re.IGNORECASE) is not None


def test_checkers_bite() -> None:
    assert requires_the_library(["requests>=2"]) == ["requests>=2"]
    assert requires_the_library(['Requests ; python_version > "3"']) != []
    assert requires_the_library(['requests ; extra == "http"', "requests-toolbelt"]) == []
    assert locks_the_library("pytz==1\nrequests==2.32.0 \\\n    --hash=sha256:0\n")
    assert not locks_the_library("requests-toolbelt==1\n# requests==2\n")


def test_library_is_not_installed() -> None:
    installed = {distribution.name.lower() for distribution in importlib.metadata.distributions()}
    assert "django" in installed
    assert "requests" not in installed


def test_no_installed_distribution_requires_the_library() -> None:
    guilty = {
        distribution.name: found
        for distribution in importlib.metadata.distributions()
        if (found := requires_the_library(distribution.requires or []))
    }
    assert guilty == {}


def test_no_lock_file_pins_the_library() -> None:
    assert [str(path) for path in LOCKS if locks_the_library(path.read_text(encoding="utf-8"))] == []


def test_import_finds_our_app() -> None:
    assert Path(requests.__file__ or "").resolve() == ROOT / "requests" / "__init__.py"


def test_django_knows_our_app_by_its_own_label() -> None:
    config = apps.get_app_config("subject_requests")
    assert Path(config.path).resolve() == ROOT / "requests"
    assert config.name == "requests"


def test_settings_name_the_configuration_and_never_the_bare_folder() -> None:
    assert "requests.apps.RequestsConfig" in settings.INSTALLED_APPS
    assert "requests" not in settings.INSTALLED_APPS
