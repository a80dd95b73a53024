"""Every list page asks as many statements for fifty rows as for one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from access.models import User
from access.states import MunicipalRole, Profession
from consent.models import Consent
from dossiers import services
from dossiers.events import DossierEvent
from dossiers.models import Relation
from dossiers.states import RelationRole
from privacy_domain import clock
from privacy_domain.audit.record import look
from privacy_domain.people.services import register_person
from privacy_domain.protocols.types import Part
from tests.factories.access import account, logged_in
from tests.integration.dossiers import pages as made
from tests.integration.dossiers.cast import JOHANNA, World, agree, first_code
from tests.integration.dossiers.written import consenting, written

MORE = 49


def statements(client: Client, path: str) -> int:
    """How many statements a page takes, the second time, on both databases."""
    client.get(path)
    with CaptureQueriesContext(connections["default"]) as main, CaptureQueriesContext(connections["keys"]) as keys:
        assert client.get(path).status_code == 200
    return len(main) + len(keys)


def copies(row: Any, **changes: Callable[[], Any]) -> None:
    """Forty-nine rows more, as this one but for what `changes` make."""
    values = {one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields if not one.primary_key}
    for _ in range(MORE):
        fresh = {name: make() for name, make in changes.items()}
        type(row)(**values | fresh).save(force_insert=True)


def colleague() -> User:
    return account(f"c{uuid4().hex[:12]}", profession=Profession.CIVIL_SERVANT)


# ---------------------------------------------------------------- what fills a page: one row, and the way to forty-nine more
Filled = Callable[[], None]


def dossiers(world: World) -> Filled:
    def more() -> None:
        for number in range(MORE):
            person = register_person(details=JOHANNA | {"surname": f"Vries{'abcdefghij'[number % 10]}{number}"}, by=world.sanne)
            services.start_dossier(
                person=person, team=world.team, purposes=[first_code("purposes")], domains=[first_code("domains")], law_tags=["wmo"],
                help_question="Vraag", by=world.sanne,
            )  # fmt: skip

    return more


def consents(world: World) -> Filled:
    talk = made.running(world).talk
    agree(world, talk)
    return lambda: copies(Consent.objects.get())


def relatives(world: World) -> Filled:
    def relative() -> Any:
        return register_person(details={"given_names": "Kees", "surname": "Vries", "sex": "male"}, by=world.sanne)

    row = Relation(dossier=world.dossier, role=RelationRole.FAMILY, person=relative(), since=clock.today(), added_by=world.sanne)
    row.relation, row.relevance = "broer", "helpt met boodschappen"
    row.save()
    return lambda: copies(row, person_id=lambda: relative().pk)


def helpers(world: World) -> Filled:
    row = Relation(dossier=world.dossier, role=RelationRole.PROFESSIONAL, since=clock.today(), added_by=world.sanne)
    row.name, row.relation, row.relevance = "Zorg Thuis", "thuiszorg", "komt elke dag"
    row.save()
    return lambda: copies(row)


def authorised(world: World) -> Filled:
    admin = account("beheer", roles=(MunicipalRole.FUNCTIONAL_ADMIN,))

    def authorise() -> None:
        services.authorise(dossier=world.dossier, user=colleague(), parts=[Part.DOSSIER], may_write=False, reason="waarneming", by=admin)

    authorise()
    return lambda: [authorise() for _ in range(MORE)] and None


def involved(world: World) -> Filled:
    return lambda: [services.involve(dossier=world.dossier, user=colleague(), reason="waarneming", by=world.sanne) for _ in range(MORE)] and None


def looked(world: World) -> Filled:
    def see() -> None:
        by = colleague()
        look(DossierEvent.OPENED, subject_kind="dossier", subject_id=world.dossier.pk, dossier_id=world.dossier.pk, by=by)

    see()
    return lambda: [see() for _ in range(MORE)] and None


def notes(world: World) -> Filled:
    consenting(world)
    written(world)
    return lambda: [written(world) for _ in range(MORE)] and None


LISTS = [
    ("casussen/", dossiers, "sanne"),
    ("d/{ref}/", consents, "sanne"),
    ("d/{ref}/", involved, "sanne"),
    ("d/{ref}/toestemmingen/", consents, "sanne"),
    ("d/{ref}/mensen/", relatives, "sanne"),
    ("d/{ref}/mensen/", helpers, "sanne"),
    ("d/{ref}/toegang/", authorised, "sanne"),
    ("d/{ref}/toegang/", involved, "sanne"),
    ("d/{ref}/wie-keek/", looked, "sanne"),
    ("d/{ref}/stukken/", notes, "sanne"),
    ("d/{ref}/tijdlijn/", notes, "sanne"),
    ("toegang/autorisaties/", authorised, "beheer"),
]


@pytest.mark.parametrize(("page", "fill", "who"), LISTS, ids=[f"{page}{fill.__name__}" for page, fill, _ in LISTS])
def test_fifty_rows_cost_as_many_statements_as_one(page: str, fill: Callable[[World], Filled], who: str, in_leek: World) -> None:
    more = fill(in_leek)
    reader = getattr(in_leek, who, None) or User.objects.get(username=who)
    client, path = logged_in(in_leek.dossier.municipality, reader), f"/leek/{page.format(ref=in_leek.dossier.pk)}"
    one = statements(client, path)
    short = len(client.get(path).content)
    more()
    assert statements(client, path) == one
    assert len(client.get(path).content) > short, "the page shows more than before, so it was measured with more"
