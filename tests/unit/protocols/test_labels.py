"""A municipality's own words for the fixed roles and papers."""

from __future__ import annotations

import pytest

from privacy_domain.protocols import book
from privacy_domain.protocols.types import Role


@pytest.mark.requirement("OPST-1o")
def test_opsterland_calls_its_plan_maatwerkplan() -> None:
    assert book.version("opsterland-2015").plan_name == "maatwerkplan"


@pytest.mark.requirement("ENG-9")
@pytest.mark.parametrize(
    ("version", "lead", "plan"),
    [
        ("leiden-2016", "teamcoach", "plan van aanpak"),
        ("opsterland-2015", "leidinggevende", "maatwerkplan"),
        ("leek-2018", "leidinggevende", None),
    ],
)
def test_roles_and_plans_have_the_names_of_the_text(version: str, lead: str, plan: str | None) -> None:
    protocol = book.version(version)
    assert lead in protocol.role_labels[Role.TEAM_LEAD].lower()
    assert protocol.plan_name == plan
