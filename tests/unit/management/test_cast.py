"""The cast of the demonstration: whole, and fit for the rows that it becomes."""

from __future__ import annotations

import pytest

from access.models import DemoPersona, User
from access.states import MunicipalRole, Profession
from privacy_domain.management.demo.cast import CAST, Persona
from privacy_domain.management.demo.municipalities import ADOPTIONS, DETAILS

EVERYBODY = [pytest.param(code, persona, id=f"{code}-{persona.username}") for code, cast in CAST.items() for persona in cast.personas]


def test_each_demo_municipality_has_a_cast_and_an_adoption() -> None:
    assert set(CAST) == set(DETAILS) == set(ADOPTIONS)


@pytest.mark.parametrize(("code", "persona"), EVERYBODY)
def test_a_persona_fits_its_account(code: str, persona: Persona) -> None:
    assert set(persona.roles) <= {str(role) for role in MunicipalRole}
    assert persona.profession in {"", *map(str, Profession)}
    assert persona.username == persona.username.lower()
    assert persona.introduction.endswith(".")
    assert persona.first_step.endswith(".")
    for text, model, name in (
        (persona.username, User, "username"),
        (persona.display_name, User, "display_name"),
        (persona.job_title, User, "job_title"),
        (persona.introduction, DemoPersona, "introduction"),
        (persona.first_step, DemoPersona, "first_step"),
    ):
        assert len(text) <= model._meta.get_field(name).max_length


@pytest.mark.parametrize("code", CAST)
def test_a_cast_has_everybody_that_the_protocols_speak_of(code: str) -> None:
    personas = CAST[code].personas
    names = [persona.username for persona in personas]
    assert len(names) == len(set(names))
    involved = [persona for persona in personas if persona.involved]
    assert len(involved) == 2
    assert len({persona.team for persona in involved}) == 1
    assert any(p.team == involved[0].team and not p.involved and not p.lead and p.profession for p in personas), "a team mate who is not involved"
    assert any(persona.lead or "team_lead" in persona.roles for persona in personas)
    roles = {role for persona in personas for role in persona.roles}
    assert roles >= {"complaints_handler", "veilig_thuis", "privacy_officer", "functional_admin"}
    assert ("supervisor" in roles) == (code == "leek")
    assert ("director" in roles) == (code == "sittard-geleen")
