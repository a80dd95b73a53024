"""Help from partners, and their data: through a member of the team, contact first after a referral, discussed with the client."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dossiers.models import PartnerHelp, PartnerView
from dossiers.services.partner_help import Seen, discuss_partner_data, list_help, record_partner_data
from dossiers.services.referral import record_referral
from dossiers.states import ReferralAgreement, Threatened
from dossiers.states.people import HelpTime
from privacy_domain.audit.models import AuditEvent
from privacy_domain.protocols.types import Category
from privacy_domain.tenancy.scope import entered
from privacy_domain.web.errors import Conflict, Invalid
from tests.conftest import make_municipality
from tests.factories.access import logged_in
from tests.integration.dossiers.cast import World
from tests.integration.dossiers.intakes import referred

TODAY = date(2026, 11, 24)


def listed(world: World, **other: Any) -> PartnerHelp:
    known: dict[str, Any] = {"partner": world.provider, "time": HelpTime.NOW, "what": "Huishoudelijke hulp, drie uur per week."}
    return list_help(dossier=world.dossier, by=world.sanne, **known | other)


def look(world: World, row: PartnerHelp, key: Any = None, **other: Any) -> PartnerView:
    known: dict[str, Any] = {
        "through": world.marieke, "categories": [Category.HEALTH], "seen": "Het zorgplan van dit jaar.", "because": "Om de hulp te laten aansluiten.",
        "seen_on": TODAY,
    }  # fmt: skip
    return record_partner_data(help=row, facts=Seen(**known | other), key=key, by=world.sanne)


# ---------------------------------------------------------------- who registers himself
@pytest.mark.requirement("OPST-8.1")
def test_help_is_listed_and_data_are_seen_through_a_member_as_far_as_needed_and_discussed(in_opsterland: World) -> None:
    with pytest.raises(Invalid):
        listed(in_opsterland, what=" ")
    row = listed(in_opsterland)
    listed(in_opsterland, time=HelpTime.RECENT, what="Thuiszorg na de operatie.")
    for wrong, field in (
        ({"because": " "}, "because"), ({"seen": ""}, "seen"), ({"categories": []}, "categories"),
        ({"seen_on": date(2026, 11, 25)}, "seen_on"), ({"seen_on": date(2026, 1, 1)}, "seen_on"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refusal:
            look(in_opsterland, row, **wrong)
        assert refusal.value.field == field
    assert not PartnerView.objects.exists()
    seen = look(in_opsterland, row)
    assert (seen.through, seen.discussed_on, seen.contact_on) == (in_opsterland.marieke, None, None), "no consent is asked here"
    with pytest.raises(Invalid):
        discuss_partner_data(view=seen, discussed_on=date(2026, 11, 23), by=in_opsterland.sanne)
    done = discuss_partner_data(view=seen, discussed_on=TODAY, reaction="Vindt het goed.", by=in_opsterland.sanne)
    assert (done.discussed_on, done.discussed_by, done.reaction) == (TODAY, in_opsterland.sanne, "Vindt het goed.")
    with pytest.raises(Conflict):
        discuss_partner_data(view=seen, discussed_on=TODAY, by=in_opsterland.sanne)
    events = list(AuditEvent.objects.filter(event__startswith="dossier:partner_").order_by("at", "id").values_list("event", flat=True))
    assert [event.removeprefix("dossier:partner_") for event in events] == ["help:listed", "help:listed", "data:seen", "data:discussed"]


@pytest.mark.requirement("OPST-8.1")
def test_only_through_a_member_of_the_team(in_opsterland: World) -> None:
    from access.services import create_user
    from access.states import Profession
    from privacy_domain.operation import SYSTEM

    stranger = create_user(username="piet", display_name="Piet", profession=Profession.CIVIL_SERVANT, by=SYSTEM)
    with pytest.raises(Invalid) as refusal:
        look(in_opsterland, listed(in_opsterland), through=stranger)
    assert refusal.value.field == "through"


@pytest.mark.parametrize("code", ["leek", "landsmeer", "sittard_geleen", "leiden"])
def test_elsewhere_data_of_partners_come_another_way(code: str, request: Any) -> None:
    world: World = request.getfixturevalue(f"in_{code}")
    with pytest.raises(Conflict):
        listed(world)
    client = logged_in(world.dossier.municipality, world.sanne)
    assert client.get(f"/{world.dossier.municipality.code}/d/{world.dossier.pk}/partnerhulp/").status_code == 404


# ---------------------------------------------------------------- who is registered by somebody else
@pytest.mark.requirement("OPST-8.2")
def test_after_a_referral_contact_with_the_client_comes_first(in_opsterland: World) -> None:
    record_referral(dossier=in_opsterland.dossier, facts=referred(agreement=ReferralAgreement.YES), by=in_opsterland.sanne)
    row = listed(in_opsterland)
    with pytest.raises(Invalid) as refusal:
        look(in_opsterland, row)
    assert refusal.value.field == "contact_on", "also when the client agreed with the referral"
    with pytest.raises(Invalid):
        look(in_opsterland, row, contact_on=date(2026, 11, 25))
    assert look(in_opsterland, row, contact_on=TODAY).contact_on == TODAY


@pytest.mark.requirement("OPST-8.2")
def test_before_contact_only_on_concrete_indications_that_the_team_judged(in_opsterland: World) -> None:
    record_referral(dossier=in_opsterland.dossier, facts=referred(), by=in_opsterland.sanne)
    row = listed(in_opsterland)
    danger: dict[str, Any] = {"threatened": [Threatened.FAMILY], "indications": "Hij dreigde met een mes.", "judged_with": "Tom Dijk"}
    for missing, field in (("indications", "indications"), ("threatened", "indications"), ("judged_with", "judged_with")):
        with pytest.raises(Invalid) as refusal:
            look(in_opsterland, row, **danger | {missing: [] if missing == "threatened" else " "})
        assert refusal.value.field == field
    assert not PartnerView.objects.exists()
    seen = look(in_opsterland, row, **danger)
    assert (seen.threatened, seen.indications, seen.judged_with) == (["family"], "Hij dreigde met een mes.", "Tom Dijk")
    assert AuditEvent.objects.get(event="dossier:partner_data:seen").reason == "safety"


# ---------------------------------------------------------------- the doors
def test_the_seven_questions_of_the_pages(in_opsterland: World) -> None:
    base = f"/opsterland/d/{in_opsterland.dossier.pk}/partnerhulp/"
    town = in_opsterland.dossier.municipality
    help_sent = {"partner": str(in_opsterland.provider.pk), "time": "now", "what": "thuiszorg", "key": str(uuid4())}
    client, mate = logged_in(town, in_opsterland.sanne), logged_in(town, in_opsterland.marieke)
    assert mate.post(base, help_sent).status_code == 403, "of the team, without a reason"
    with entered(make_municipality("leek").scope()):
        from tests.integration.dossiers.cast import build

        abroad = build()
        assert logged_in(abroad.dossier.municipality, abroad.sanne).post(base.replace("/opsterland/", "/leek/"), help_sent).status_code == 404
    assert client.put(base).status_code == 405 and client.get(base).status_code == 200 and client.post(base, {}).status_code == 422
    assert client.post(base, help_sent).status_code == 302 and client.post(base, help_sent).status_code == 302
    assert client.post(base, help_sent | {"key": str(uuid4())}).status_code == 422, "the same line once more"
    row = PartnerHelp.objects.get()
    see = f"{base}{row.pk}/ingezien/"
    sent = {
        "through": str(in_opsterland.marieke.pk),
        "seen_on": "2026-11-24",
        "categories": ["health"],
        "seen": "a",
        "because": "b",
        "key": str(uuid4()),
    }
    assert mate.post(see, sent).status_code == 403 and client.get(see).status_code == 200 and client.post(see, {}).status_code == 422
    assert client.post(see, sent).status_code == 302 and client.post(see, sent).status_code == 302
    seen = PartnerView.objects.get()
    told = f"{base}ingezien/{seen.pk}/besproken/"
    assert "Nog niet" in client.get(base).content.decode()
    assert mate.post(told, {"discussed_on": "2026-11-24"}).status_code == 403 and client.get(told).status_code == 200
    assert client.post(told, {"discussed_on": "2026-11-25"}).status_code == 422
    assert (
        client.post(told, {"discussed_on": "2026-11-24"}).status_code == 302 and client.post(told, {"discussed_on": "2026-11-24"}).status_code == 409
    )
    for missing in (see.replace(str(row.pk), str(uuid4())), told.replace(str(seen.pk), str(uuid4()))):
        assert client.get(missing).status_code == 404


def test_the_page_asks_as_many_statements_for_many_rows_as_for_one(in_opsterland: World) -> None:
    client = logged_in(in_opsterland.dossier.municipality, in_opsterland.sanne)
    path = f"/opsterland/d/{in_opsterland.dossier.pk}/partnerhulp/"
    row = listed(in_opsterland)
    look(in_opsterland, row)
    client.get(path)
    with CaptureQueriesContext(connection) as one:
        client.get(path)
    for _ in range(8):
        look(in_opsterland, row)
    with CaptureQueriesContext(connection) as many:
        client.get(path)
    assert len(many) == len(one)
