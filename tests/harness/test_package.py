"""The access package of each person in the made world: all that is his, and nothing of anybody else."""

from __future__ import annotations

import json

import pytest

from privacy_domain import clock
from privacy_domain.people.models import Person
from privacy_domain.tenancy.scope import entered
from requests.models import SubjectRequest
from requests.presenters.contents import document
from requests.selectors.package import gather
from requests.states import RequestKind
from tests.harness.canaries import BEGINNING
from tests.harness.test_erasure import told
from tests.harness.world import World


@pytest.mark.parametrize("code", ["leek", "landsmeer", "sittard-geleen", "leiden", "opsterland"])
def test_a_package_holds_nothing_of_another(world: World, code: str) -> None:
    town = world.towns[code]
    with entered(town.scope):
        known = {canary.text: canary for canary in world.nest.known.values() if canary.text.startswith(BEGINNING)}
        for name, file in town.files.items():
            made = package_of(file.dossier.person)
            found = {text for text in known if text in made}
            strange = {text for text in found if known[text].municipality != code or known[text].owner.split("/")[0] != name}
            assert told(world, strange) == [], name
            assert found, name


def package_of(person: Person) -> str:
    """What the person would get, as text."""
    made = SubjectRequest(person=person, kind=RequestKind.ACCESS, wish="Wat weet u van mij?", received_on=clock.today(), number="1")
    return json.dumps(document(made, gather(made)), ensure_ascii=False).lower()
