"""publiccode.yml has the keys of its standard (version 0.7) and none that is deprecated."""

from __future__ import annotations

import re

import pytest

from dev.house_rules import ROOT

TEXT = (ROOT / "publiccode.yml").read_text(encoding="utf-8")
MANDATORY = {
    "publiccodeYmlVersion",
    "name",
    "url",
    "platforms",
    "developmentStatus",
    "softwareType",
    "description",
    "legal",
    "maintenance",
    "localisation",
}
OPTIONAL = {
    "applicationSuite", "landingURL", "isBasedOn", "softwareVersion", "releaseDate", "logo", "categories", "usedBy", "fundedBy", "roadmap",
    "supports", "organisation", "intendedAudience", "dependsOn",
}  # fmt: skip
DEPRECATED = ("monochromeLogo", "inputTypes", "outputTypes", "genericName", "repoOwner", "authorsFile")
# those of the standard's list that this application could have
CATEGORIES = {
    "business-process-management", "compliance-management", "data-collection", "digital-citizenship", "document-management", "e-signature",
    "regulations-and-directives", "workflow-management",
}  # fmt: skip
SCOPES = {"local-authorities", "welfare", "society", "government", "employment", "healthcare"}


def listed(key: str) -> list[str]:
    """The plain lines of the list under `key`, wherever it stands."""
    block = re.search(rf"^( *){key}:\n((?:\1 +- .+\n)+|(?:\1- .+\n)+)", TEXT, re.MULTILINE)
    assert block is not None, key
    return [line.strip("- ").strip() for line in block[2].splitlines()]


def described(language: str) -> str:
    """What is said in one language."""
    return TEXT.split(f"\n  {language}:\n")[1].split("\n\n")[0].split("\n  en:\n")[0]


def test_every_key_is_one_of_the_standard_and_none_is_missing() -> None:
    keys = set(re.findall(r"^(\w+):", TEXT, re.MULTILINE))
    assert MANDATORY - keys == set()
    assert keys - MANDATORY - OPTIONAL == set()
    assert [key for key in DEPRECATED if re.search(rf"^ *{key}:", TEXT, re.MULTILINE)] == []
    assert 'publiccodeYmlVersion: "0.7"' in TEXT


def test_values_are_those_of_its_lists() -> None:
    assert set(listed("categories")) <= CATEGORIES
    assert set(listed("scope")) <= SCOPES
    assert listed("countries") == ["NL"]
    assert re.search(r"^developmentStatus: (concept|development|beta|stable|obsolete)$", TEXT, re.MULTILINE)
    assert re.search(r"^releaseDate: \"\d{4}-\d{2}-\d{2}\"$", TEXT, re.MULTILINE)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_descriptions_have_the_lengths_of_the_standard(language: str) -> None:
    said = described(language)
    short = re.search(r"shortDescription: (.+)", said)
    long = re.search(r"longDescription: \|\n((?:      .+\n)+)", said)
    assert short is not None
    assert long is not None
    assert len(short[1]) <= 150 <= len(" ".join(long[1].split())) <= 10_000
    assert said.count("      - ") > 5


def test_a_community_names_whom_to_ask() -> None:
    assert re.search(r"maintenance:\n  type: community\n  contacts:\n    - name: \S", TEXT)
    assert "contractors" not in TEXT
