"""Lists and checks against the oracle, in random worlds of all five municipalities and under the law alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from access import policies, selectors
from access.states import Reason
from privacy_domain import clock
from privacy_domain.management.demo.municipalities import register_municipality
from privacy_domain.protocols.types import Part
from privacy_domain.tenancy.models import Adoption
from privacy_domain.tenancy.scope import entered
from tests.conftest import make_municipality
from tests.integration.access import worlds
from tests.integration.access.oracle import opens

MUNICIPALITIES = ("leek", "landsmeer", "sittard-geleen", "leiden", "opsterland")
SEEDS = range(4)


def expected(world: worlds.World, municipality: str | None, person: Any, part: str, *, necessary: bool = True) -> set[str]:
    return {d.name for d in world.dossiers if opens(municipality, person, d, part=part, necessary=necessary)}


def check(world: worlds.World, municipality: str | None) -> None:
    """Lists, filter and check give what the oracle gives, for everybody and both parts."""
    for person in world.people:
        user = world.users[person.name]
        for part in Part:
            wanted = expected(world, municipality, person, part)
            assert world.names(v.subject for v in selectors.visible_to(user, part=part)) == wanted, (person, part)
            assert world.names(selectors.visible_among(user, list(world.subjects.values()), part=part)) == wanted
            without = expected(world, municipality, person, part, necessary=False)
            for name, subject in world.subjects.items():
                with_reason = policies.may_open(user, subject, on=clock.today(), part=part, reason=Reason.SUPPORT)
                assert with_reason.allowed == (name in wanted), (person, name, part)
                assert policies.may_open(user, subject, on=clock.today(), part=part).allowed == (name in without), (
                    person,
                    name,
                    part,
                )


@pytest.mark.requirement(
    "LEEK-7.1", "LEEK-7.2a", "LEEK-7.2b", "LEEK-7.2c", "LEEK-7.2d", "LEEK-7.3", "LAND-7.1", "LAND-7.2", "LAND-7.3",
    "LEID-11.1", "LEID-11.2", "LEID-11.3", "OPST-12.1", "OPST-12.2", "SITT-5-autorisatie", "SITT-Bijl1-dossiers",
)  # fmt: skip
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("municipality", MUNICIPALITIES)
def test_lists_and_checks_follow_the_protocol(municipality: str, seed: int) -> None:
    made = make_municipality(municipality)
    with entered(made.scope()):
        check(worlds.make(seed), municipality)


@pytest.mark.requirement("ENG-3")
@pytest.mark.parametrize("seed", SEEDS)
def test_without_a_protocol_the_law_alone_decides(seed: int) -> None:
    made = register_municipality("opsterland")  # registered, nothing adopted
    with entered(made.scope()):
        check(worlds.make(seed), None)


@pytest.mark.requirement("ENG-8")
def test_nobody_sees_what_another_municipality_holds(leek: Any, landsmeer: Any) -> None:
    with entered(landsmeer.scope()):
        elsewhere = worlds.make(1)
    with entered(leek.scope()):
        here = worlds.make(1)
        for person in here.people:
            user = here.users[person.name]
            assert selectors.visible_among(user, list(elsewhere.subjects.values())) == set()
            for subject in elsewhere.subjects.values():
                passage = policies.consider(user, subject, on=clock.today(), reason=Reason.SUPPORT)
                assert not passage.decision.allowed
                assert not passage.insider


def test_a_list_goes_on_where_the_page_before_ended(leek: Any) -> None:
    with entered(leek.scope()):
        world = worlds.make(3, dossiers=20)
        for user in world.users.values():
            whole = selectors.visible_to(user, limit=100)
            assert [v.opened_on for v in whole] == sorted((v.opened_on for v in whole), reverse=True)
            pages, last = [], None
            while page := selectors.visible_to(user, limit=3, after=last):
                pages += page
                last = page[-1]
            assert pages == whole
            assert selectors.count_visible(user) == len(whole)


def test_a_check_and_a_list_take_one_statement_each(leiden: Any) -> None:
    with entered(leiden.scope()):
        world = worlds.make(5)
        user, subject = world.users["p0"], world.subjects["d0"]
        selectors.visible_to(user)
        with CaptureQueriesContext(connections["default"]) as check:
            policies.may_open(user, subject, on=clock.today())
        with CaptureQueriesContext(connections["default"]) as listed:
            selectors.visible_to(user)
    assert (len(check), len(listed)) == (1, 1)


def test_a_list_follows_the_protocol_that_came_into_force_meanwhile(leek: Any) -> None:
    """What was believed of the protocol when the last list was made counts for nothing."""
    with entered(leek.scope()):
        world = worlds.make(2)
        for version, code in (("leek-2018", "leek"), ("leiden-2016", "leiden"), ("leek-2018", "leek")):
            Adoption.objects.update(version=version)
            for person in world.people:
                wanted = expected(world, code, person, Part.DOSSIER)
                user = world.users[person.name]
                assert world.names(v.subject for v in selectors.visible_to(user)) == wanted
                assert world.names(selectors.visible_among(user, list(world.subjects.values()))) == wanted
                assert selectors.count_visible(user) == len(wanted)
