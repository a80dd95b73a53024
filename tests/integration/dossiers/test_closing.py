"""Closing with the results and the client's opinion, opening again, and a second dossier of somebody whose first is closed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from access.models import User
from access.policies import may_open
from access.selectors import visible_to
from access.states import MunicipalRole
from dossiers import services
from dossiers.models import Authorisation, Closing, Dossier, DutyAccess, Involvement
from dossiers.policies.life import may_reopen
from dossiers.policies.search import DossierElsewhere
from dossiers.selectors import relations_of
from dossiers.selectors.life import closed_with
from dossiers.services.closing import Ending, close_dossier, open_closed, reopen_dossier
from dossiers.services.intake import start_intake
from dossiers.services.own_tasks import add_own_task
from dossiers.services.relations import Around, add_relation
from dossiers.services.talk import stop_talk
from dossiers.states import ClosingReason, DossierState, ExclusionGround, RelationRole, TalkState
from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.people.models import Person
from privacy_domain.protocols.types import Part, Refused
from privacy_domain.tenancy import scope
from privacy_domain.web.errors import Conflict, Invalid
from tests.factories.access import account, logged_in
from tests.integration.dossiers.cast import JOHANNA, World, agree, first_code
from tests.integration.dossiers.intakes import question
from tests.integration.dossiers.test_looks import browser, text
from tests.integration.dossiers.written import written


def ending(world: World, **other: Any) -> Ending:
    known: dict[str, Any] = {
        "reason": ClosingReason.REACHED,
        "closed_on": clock.today(),
        "results": dict.fromkeys(world.dossier.purposes, "Zij doucht weer zelf."),
        "opinion": "Zij is tevreden.",
    }
    return Ending(**known | other)


def close(world: World, **other: Any) -> Closing:
    return close_dossier(dossier=world.dossier, ending=ending(world, **other), by=world.sanne)


def at(world: World, rest: str) -> str:
    return f"/{scope.require().code}/d/{world.dossier.pk}/{rest}/"


# ---------------------------------------------------------------- refusals
@pytest.mark.requirement("LEID-10.1-afsluiting", "OPST-9.1g")
@pytest.mark.parametrize("where", ["in_leiden", "in_opsterland"])
@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("opinion", {"opinion": " "}),
        ("opinion", {"opinion": "Prima", "not_asked_because": "En ook niet gevraagd"}),
        ("results", {"results": {}}),
        ("closed_on", {"closed_on": clock.today() + timedelta(days=400)}),
        ("closed_on", {"closed_on": clock.today() - timedelta(days=4000)}),
        ("explanation", {"reason": ClosingReason.OTHER}),
    ],
)
def test_without_day_results_or_the_opinion_of_the_client_nothing_closes(
    where: str, request: pytest.FixtureRequest, field: str, wrong: dict[str, Any]
) -> None:
    world: World = request.getfixturevalue(where)
    with pytest.raises(Invalid) as refusal:
        close(world, **wrong)
    assert refusal.value.field.startswith(field.removesuffix("s"))
    assert Dossier.objects.get(pk=world.dossier.pk).state == DossierState.OPEN


def test_an_open_talk_or_task_goes_first(in_leek: World) -> None:
    talk = services.prepare_talk(dossier=in_leek.dossier, by=in_leek.sanne)
    with pytest.raises(Conflict):
        close(in_leek)
    with pytest.raises(Invalid):
        stop_talk(talk=talk, because=" ", by=in_leek.sanne)
    stopped = stop_talk(talk=talk, because="Zij kwam niet meer", by=in_leek.sanne)
    assert (stopped.state, stopped.stopped_by) == (TalkState.STOPPED, in_leek.sanne)
    with pytest.raises(Conflict):
        stop_talk(talk=talk, because="Nog eens", by=in_leek.sanne)
    add_own_task(dossier=in_leek.dossier, text="Bellen", due_on=clock.today(), user=in_leek.sanne, by=in_leek.sanne)
    with pytest.raises(Conflict):
        close(in_leek)
    assert Dossier.objects.get(pk=in_leek.dossier.pk).state == DossierState.OPEN


def test_closed_twice_is_a_conflict(in_leek: World) -> None:
    close(in_leek)
    with pytest.raises(Conflict):
        close(in_leek)
    assert Closing.objects.count() == 1


# ---------------------------------------------------------------- closing
@pytest.mark.requirement("LEID-10.1-afsluiting", "OPST-9.1g")
@pytest.mark.parametrize("where", ["in_leiden", "in_opsterland"])
def test_the_closing_holds_the_day_the_results_and_the_opinion(where: str, request: pytest.FixtureRequest) -> None:
    world: World = request.getfixturevalue(where)
    close(world)
    kept = Closing.objects.get()
    assert (kept.closed_on, kept.opinion) == (clock.today(), "Zij is tevreden.")
    assert list(kept.results.values()) == ["Zij doucht weer zelf."]
    row = Dossier.objects.get(pk=world.dossier.pk)
    assert (row.state, row.closed_on) == (DossierState.CLOSED, clock.today())
    assert AuditEvent.objects.get(event="dossier:dossier:closed").reason == "reached"


def test_what_was_personal_ends_and_the_roles_keep_what_the_protocol_gives_them(anywhere: World) -> None:
    beheerder = account("bea", roles=(MunicipalRole.FUNCTIONAL_ADMIN,))
    helper = account("ada")
    services.authorise(dossier=anywhere.dossier, user=helper, parts=[Part.DOSSIER], may_write=False, reason="meelezen", by=beheerder)
    inspector = account("ida")
    services.ask_duty_access(
        number=anywhere.dossier.number, provision="artikel 1", requester="een rechter", parts=[Part.DOSSIER], until=clock.today(), by=inspector
    )
    services.grant_duty_access(duty=DutyAccess.objects.get(), by=beheerder)
    close(anywhere)
    assert not Involvement.objects.filter(until__isnull=True).exists()
    assert not Authorisation.objects.filter(ended_at__isnull=True).exists()
    for user in (helper, inspector):
        assert not may_open(user, anywhere.dossier.pk, on=clock.today()).allowed
    with pytest.raises((Http404, Refused)):
        services.open_dossier(ref=anywhere.dossier.pk, write=True, by=anywhere.sanne)
    lead = may_open(anywhere.tom, anywhere.dossier.pk, on=clock.today())
    by_role = anywhere.dossier.municipality.code in ("leek", "landsmeer", "leiden", "opsterland")
    assert any([str(c) for c in way] == ["necessary"] for way in lead.missing) == by_role


# ---------------------------------------------------------------- opening again
def test_who_worked_with_it_and_who_leads_the_team_open_it_again_and_nobody_else(anywhere: World) -> None:
    dossier = anywhere.dossier
    close(anywhere)
    dossier.refresh_from_db()
    assert may_reopen(anywhere.sanne, dossier)
    assert may_reopen(anywhere.tom, dossier)
    assert [row.pk for row in closed_with(anywhere.sanne)] == [dossier.pk]
    for nobody in (anywhere.marieke, account("zoe")):
        assert not may_reopen(nobody, dossier)
        assert closed_with(nobody) == []
        with pytest.raises((Http404, Refused, PermissionDenied)):
            open_closed(ref=dossier.pk, by=nobody)
    services.exclude_colleague(dossier=dossier, user=anywhere.sanne, ground=ExclusionGround.CONFLICT, reason="zus", by=anywhere.tom)
    assert not may_reopen(anywhere.sanne, dossier)


def test_opened_again_it_is_the_same_dossier_and_the_closing_stays(in_leiden: World) -> None:
    close(in_leiden)
    dossier = open_closed(ref=in_leiden.dossier.pk, by=in_leiden.sanne)
    with pytest.raises(Invalid):
        reopen_dossier(dossier=dossier, reason=" ", by=in_leiden.sanne)
    reopen_dossier(dossier=dossier, reason="Zij viel opnieuw", by=in_leiden.sanne)
    row = Dossier.objects.get(pk=dossier.pk)
    assert (row.state, row.closed_on) == (DossierState.OPEN, None)
    kept = Closing.objects.get()
    assert (kept.reopened_because, kept.reopened_by, kept.opinion) == ("Zij viel opnieuw", in_leiden.sanne, "Zij is tevreden.")
    assert services.open_dossier(ref=dossier.pk, write=True, by=in_leiden.sanne)
    with pytest.raises(Conflict):
        reopen_dossier(dossier=dossier, reason="Nog eens", by=in_leiden.sanne)
    close_dossier(dossier=dossier, ending=ending(in_leiden), by=in_leiden.sanne)
    assert Closing.objects.count() == 2


# ---------------------------------------------------------------- a second dossier
def again(world: World, by: User, **start: Any) -> Dossier:
    details: Any = {"surname": JOHANNA["surname"], "given_names": JOHANNA["given_names"], "birth_date": JOHANNA["birth_date"]}
    return start_intake(start=question(world, **start), details=details, note="Zonder naam geen afspraak", agreed=True, by=by)


def test_for_the_same_purpose_under_the_same_law_the_old_one_is_opened_again(anywhere: World) -> None:
    close(anywhere)
    with pytest.raises(Invalid) as mine:
        again(anywhere, anywhere.sanne)
    assert anywhere.dossier.number in str(mine.value)
    with pytest.raises((DossierElsewhere, Invalid)):
        again(anywhere, anywhere.marieke)
    assert Dossier.objects.count() == 1


def test_for_another_law_there_is_a_new_dossier_of_the_same_person(in_leek: World) -> None:
    close(in_leek)
    second = again(in_leek, in_leek.marieke, law_tags=["jeugdwet"])
    assert second.person_id == in_leek.client.pk
    assert Person.objects.count() == 1
    assert Dossier.objects.count() == 2
    assert [row.subject for row in visible_to(in_leek.marieke)] == [second.pk]


def test_for_another_purpose_too_and_then_the_old_one_can_open_beside_it(in_opsterland: World) -> None:
    from dossiers.policies import intake_rules

    codes = [item.code for item in intake_rules(clock.today()).purposes]
    if len(codes) < 2:
        pytest.skip("one purpose here")
    close(in_opsterland)
    second = again(in_opsterland, in_opsterland.sanne, purposes=[codes[1]])
    assert second.purposes != [first_code("purposes")]
    old = open_closed(ref=in_opsterland.dossier.pk, by=in_opsterland.sanne)
    reopen_dossier(dossier=old, reason="Beide vragen lopen", by=in_opsterland.sanne)
    assert Dossier.objects.filter(state=DossierState.OPEN).count() == 2


def test_an_open_dossier_stays_the_only_one(in_leek: World) -> None:
    with pytest.raises(Invalid):
        again(in_leek, in_leek.sanne, law_tags=["jeugdwet"])
    with pytest.raises(DossierElsewhere):
        again(in_leek, in_leek.marieke, law_tags=["jeugdwet"])


# ---------------------------------------------------------------- the pages
def test_from_the_page_to_closed_and_open_again(in_leek: World, landsmeer: Any) -> None:
    client = browser(in_leek.sanne)
    purpose = in_leek.dossier.purposes[0]
    form = {"reason": "reached", "closed_on": "2026-11-24", f"result_{purpose}": "Gelukt", "opinion": "Tevreden", "not_asked_because": ""}
    talk = services.prepare_talk(dossier=in_leek.dossier, by=in_leek.sanne)
    assert "Stop this talk" in text(client.get(at(in_leek, "verloop/afsluiten"))) or "Gesprek stoppen" in text(
        client.get(at(in_leek, "verloop/afsluiten"))
    )
    assert client.post(at(in_leek, "verloop/afsluiten"), form).status_code == 409
    assert client.post(at(in_leek, f"gesprek/{talk.pk}/stoppen"), {"reason": ""}).status_code == 422
    assert client.post(at(in_leek, f"gesprek/{talk.pk}/stoppen"), {"reason": "Afgezegd"}).status_code == 302
    stopped = text(client.get(at(in_leek, f"gesprek/{talk.pk}")))
    assert "Afgezegd" in stopped
    assert "Ga verder" not in stopped
    assert client.post(at(in_leek, "verloop/afsluiten"), form | {"opinion": ""}).status_code == 422
    assert client.post(at(in_leek, "verloop/afsluiten"), form)["Location"] == at(in_leek, "gesloten")
    assert client.get(at(in_leek, "")[:-1]).status_code == 404, "nobody is involved any more"
    closed = client.get(at(in_leek, "gesloten"))
    assert closed.status_code == 200
    assert "douchen" not in text(closed)
    for stranger in (in_leek.marieke, account("zoe")):
        assert browser(stranger).get(at(in_leek, "gesloten")).status_code == 404
    with scope.entered(landsmeer.scope()):
        abroad = logged_in(landsmeer, account("kees"))
    assert abroad.get(at(in_leek, "gesloten").replace("/leek/", "/landsmeer/")).status_code == 404
    assert client.post(at(in_leek, "gesloten"), {"reason": ""}).status_code == 422
    assert client.post(at(in_leek, "gesloten"), {"reason": "Opnieuw gevallen"})["Location"] == at(in_leek, "verloop")
    assert client.post(at(in_leek, "gesloten"), {"reason": "Nog eens"}).status_code == 409
    shown = text(client.get(at(in_leek, "verloop")))
    assert "Tevreden" in shown
    assert "Opnieuw gevallen" in shown


@pytest.mark.requirement("OPST-9.1g")
def test_in_opsterland_who_helps_how_it_goes_and_the_end_each_have_their_place(in_opsterland: World) -> None:
    agree(in_opsterland, in_opsterland.explained())
    helper = Around(role=RelationRole.PROFESSIONAL, relation="thuiszorg", name="Wijkverpleegkundige De Boer")
    row = add_relation(dossier=in_opsterland.dossier, around=helper, by=in_opsterland.sanne)
    assert row in relations_of(in_opsterland.dossier)
    for place in ("people", "progress", "closing"):
        item = written(in_opsterland, list_entry=place)
        assert (item.list_entry, item.dossier_id) == (place, in_opsterland.dossier.pk)
    with pytest.raises(Invalid):
        written(in_opsterland, list_entry="anders")
    stop_talk(talk=in_opsterland.dossier_talk(), because="Afgerond aan de telefoon", by=in_opsterland.sanne)
    assert close(in_opsterland).opinion
