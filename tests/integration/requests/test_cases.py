"""Complaints, objections and the second request: what is open where, by when, who comes in the dossier for as long as it runs."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from access.models import Exclusion, User
from access.policies import NotYourOwnRights, may_open
from access.states import MunicipalRole
from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.operation import SYSTEM
from privacy_domain.protocols.types import Refused
from privacy_domain.tenancy import scope
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work.models import Task
from requests.events import RequestEvent
from requests.models import Case
from requests.policies.cases import case_days, case_rules
from requests.selectors.cases import case_for, cases_for, steps_of, who_can_handle
from requests.services import cases as services
from requests.services import remind_of_cases
from requests.states import REMINDERS, CaseKind, CaseOutcome, CaseState, CaseStepKind, CaseTarget, Received
from retention.models import Hold
from tests.factories.access import account, logged_in
from tests.integration.dossiers.cast import World
from tests.integration.dossiers.test_looks import browser, text
from tests.integration.requests.test_reminders import at

COMPLAINT, OBJECTION, SECOND = CaseKind.COMPLAINT, CaseKind.OBJECTION, CaseKind.SECOND_REQUEST
TODAY = date(2026, 11, 24)


def registered(world: World, kind: CaseKind = COMPLAINT, **more: Any) -> Case:
    said: dict[str, Any] = {"kind": kind, "channel": Received.PAPER, "received_on": TODAY, "words": "Er is slordig met mijn gegevens omgegaan."}
    if kind == OBJECTION:
        said["decided_on"] = date(2026, 11, 10)
    if kind == SECOND:
        said["asked"] = "access"
    return services.register_case(dossier=world.dossier, intake=services.CaseIntake(**(said | more)), by=world.sanne)


def handler(name: str = "fatima", role: MunicipalRole = MunicipalRole.COMPLAINTS_HANDLER) -> User:
    return account(name, roles=(role,))


def officer() -> User:
    return account("olga", roles=(MunicipalRole.PRIVACY_OFFICER,))


def given(case: Case, to: User, by: User) -> Case:
    return services.assign_case(case=case, handler=to, by=by)


def opens(user: User, world: World) -> bool:
    return bool(may_open(user, world.dossier.pk, on=clock.today()).allowed)


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


# ---------------------------------------------------------------- what is open where
@pytest.mark.requirement("LEEK-14.1")
def test_leek_has_a_second_request_that_is_no_objection_decided_by_the_college(in_leek: World) -> None:
    rules = case_rules(TODAY)
    assert rules.kinds == (COMPLAINT, SECOND, OBJECTION)
    assert rules.remedy_citations == ("leek-2018 art. 14 lid 1", "uavg art. 34")
    with pytest.raises(Invalid) as refusal:
        registered(in_leek, SECOND, asked="")
    assert refusal.value.field == "asked"
    case = registered(in_leek, SECOND)
    assert (case.asked, case.due_on) == ("access", date(2026, 12, 24)), "the term of a first request"
    address, hans = f"/leek/zaken/{case.pk}/teksten/", handler("hans", MunicipalRole.OBJECTIONS_HANDLER)
    assert "besluit" not in text(browser(in_leek.sanne).get(address)), "nothing was decided yet"
    given(case, hans, officer())
    services.record_case_step(case=case, kind=CaseStepKind.NOT_HEARD, text="Wil niet worden gehoord.", done_on=TODAY, by=hans)
    services.end_case(case=fresh(case), outcome=CaseOutcome.FOUNDED, findings="Alsnog inzage.", by=hans)
    page = text(browser(in_leek.sanne).get(address))
    assert "besluit van het college van burgemeester en wethouders" in page
    assert "bezwaar maken bij het college" in page
    assert "uw bezwaar" not in page


@pytest.mark.requirement("LAND-14.1-college", "LAND-14.1-rechter")
def test_landsmeer_has_objections_and_the_civil_court_for_others(in_landsmeer: World) -> None:
    rules = case_rules(TODAY)
    assert (rules.kinds, rules.court) == ((COMPLAINT, OBJECTION), True)
    assert rules.remedy_citations == ("landsmeer-2016 art. 14 lid 1",)
    with pytest.raises(Invalid):
        registered(in_landsmeer, SECOND)
    ours = registered(in_landsmeer, OBJECTION)
    assert (ours.kind, ours.state) == (OBJECTION, CaseState.RECEIVED)
    theirs = registered(in_landsmeer, OBJECTION, target=CaseTarget.OTHER, organisation="Zorg BV")
    assert (theirs.state, theirs.outcome, theirs.due_on) == (CaseState.ENDED, CaseOutcome.PASSED_ON, None), "no objection is opened here"
    client = browser(in_landsmeer.sanne)
    assert "burgerlijke rechter" in text(client.get(f"/landsmeer/zaken/{theirs.pk}/teksten/"))
    assert "burgerlijke rechter" not in text(client.get(f"/landsmeer/zaken/{ours.pk}/teksten/"))


def test_where_the_protocol_is_silent_the_law_has_objections_and_complaints(in_opsterland: World) -> None:
    rules = case_rules(TODAY)
    assert (rules.kinds, rules.court) == ((COMPLAINT, OBJECTION), False)
    assert [item.code for item in rules.stages] == ["municipal"]
    assert (rules.remedy_citations, rules.complaint_citations) == (("uavg art. 34",), ("awb art. 9:1 lid 1",))


@pytest.mark.requirement("LEEK-14.2-anderen", "LAND-14.2")
@pytest.mark.parametrize("town", ["in_leek", "in_landsmeer"])
def test_a_complaint_about_another_organisation_is_passed_on_and_not_judged(town: str, request: pytest.FixtureRequest) -> None:
    world = request.getfixturevalue(town)
    with pytest.raises(Invalid) as refusal:
        registered(world, target=CaseTarget.OTHER)
    assert refusal.value.field == "organisation"
    case = registered(world, target=CaseTarget.OTHER, organisation="Zorg BV")
    assert (case.outcome, case.stage) == (CaseOutcome.PASSED_ON, "other_organisation")
    assert not Hold.objects.exists()
    with pytest.raises(Conflict):
        services.end_case(case=case, outcome=CaseOutcome.FOUNDED, findings="x", by=officer())


@pytest.mark.requirement("LEEK-14.2-ambtenaar", "LAND-14.2")
@pytest.mark.parametrize("town", ["in_leek", "in_landsmeer"])
def test_a_complaint_about_a_civil_servant_takes_the_municipal_procedure(town: str, request: pytest.FixtureRequest) -> None:
    world = request.getfixturevalue(town)
    case = registered(world)
    assert (case.stage, case.due_on) == ("municipal", date(2027, 1, 5))
    fatima = handler()
    given(case, fatima, officer())
    services.record_case_step(case=case, kind=CaseStepKind.HEARING, text="Gehoord.", done_on=TODAY, by=fatima)
    assert services.end_case(case=fresh(case), outcome=CaseOutcome.FOUNDED, findings="Gegrond.", by=fatima).outcome == CaseOutcome.FOUNDED


# ---------------------------------------------------------------- days
@pytest.mark.parametrize(
    ("kind", "facts", "due"),
    [
        (COMPLAINT, {}, date(2027, 1, 5)),
        (COMPLAINT, {"committee": True}, date(2027, 2, 2)),
        (COMPLAINT, {"adjourned": True}, date(2027, 2, 2)),
        (OBJECTION, {"decided_on": date(2026, 11, 13)}, date(2027, 2, 8)),  # to file until Christmas: Monday 28 December, and six weeks more
        (OBJECTION, {"decided_on": date(2026, 11, 10)}, date(2027, 2, 2)),
        (OBJECTION, {"decided_on": date(2026, 11, 10), "committee": True, "adjourned": True}, date(2027, 4, 27) + timedelta(days=1)),
    ],
)
def test_the_days_of_the_law_end_on_a_working_day(in_leek: World, kind: CaseKind, facts: dict[str, Any], due: date) -> None:
    assert case_days(kind, TODAY, **facts).due_on == due


@pytest.mark.requirement("LEID-18.3")
def test_an_objection_counts_six_weeks_from_the_day_the_decision_was_sent(in_leiden: World) -> None:
    case = registered(in_leiden, OBJECTION)
    assert case.file_by == date(2026, 12, 22)
    assert "leiden-2016 art. 18 lid 3" in case.citations
    with pytest.raises(Invalid) as refusal:
        registered(in_leiden, OBJECTION, decided_on=date(2026, 9, 1))
    assert refusal.value.field == "late_because"
    assert registered(in_leiden, OBJECTION, decided_on=date(2026, 9, 1), late_because="Zij lag in het ziekenhuis.").file_by < TODAY
    for wrong in ({"decided_on": None}, {"decided_on": date(2026, 11, 25)}):
        with pytest.raises(Invalid):
            registered(in_leiden, OBJECTION, **wrong)


def test_it_is_adjourned_once_and_only_in_time(in_leek: World) -> None:
    case, fatima = registered(in_leek), handler()
    given(case, fatima, officer())
    services.adjourn_case(case=case, text="De hoorzitting is verzet; per brief verteld.", by=fatima)
    assert fresh(case).due_on == date(2027, 2, 2)
    with pytest.raises(Conflict):
        services.adjourn_case(case=case, text="Nog eens.", by=fatima)
    late = registered(in_leek, received_on=date(2026, 9, 1))
    given(late, fatima, account("olga2", roles=(MunicipalRole.PRIVACY_OFFICER,)))
    with pytest.raises(Conflict):
        services.adjourn_case(case=late, text="Te laat.", by=fatima)


# ---------------------------------------------------------------- the dossier opens, and closes
@pytest.mark.requirement("LEEK-7.2b", "LAND-7.2", "LEID-11.2")
@pytest.mark.parametrize(
    ("town", "kind", "comes_in"),
    [
        ("in_leek", COMPLAINT, True), ("in_leek", OBJECTION, True), ("in_leek", SECOND, True),
        ("in_landsmeer", COMPLAINT, True), ("in_landsmeer", OBJECTION, True),
        ("in_leiden", COMPLAINT, True), ("in_leiden", OBJECTION, False),
        ("in_opsterland", COMPLAINT, False), ("in_opsterland", OBJECTION, False),
        ("in_sittard_geleen", COMPLAINT, False), ("in_sittard_geleen", OBJECTION, False),
    ],
)  # fmt: skip
def test_the_dossier_opens_for_the_handler_as_long_as_it_runs(town: str, kind: CaseKind, comes_in: bool, request: pytest.FixtureRequest) -> None:
    world, olga = request.getfixturevalue(town), officer()
    fatima = handler(role=MunicipalRole.COMPLAINTS_HANDLER if kind == COMPLAINT else MunicipalRole.OBJECTIONS_HANDLER)
    case = registered(world, kind)
    if town == "in_leiden" and kind == COMPLAINT:
        case = at_the_officer(world, case, olga)
    assert not opens(fatima, world)
    given(case, fatima, olga)
    assert opens(fatima, world) is comes_in
    other = account("gert", roles=(MunicipalRole.COMPLAINTS_HANDLER, MunicipalRole.OBJECTIONS_HANDLER))
    assert not opens(other, world)
    given(fresh(case), other, olga)
    assert (opens(fatima, world), opens(other, world)) == (False, comes_in), "another handler takes his place"
    services.end_case(case=fresh(case), outcome=CaseOutcome.WITHDRAWN, findings="Ingetrokken.", by=other)
    assert not opens(other, world)


def at_the_officer(world: World, case: Case, olga: User) -> Case:
    """Past the talk and the superior."""
    for who in (world.sanne, world.tom):
        given(fresh(case), who, olga)
        with pytest.raises(Invalid):
            services.next_stage(case=fresh(case), text="Niet naar wens.", by=who)
        services.record_case_step(case=fresh(case), kind=CaseStepKind.TALK, text="Gesproken.", done_on=TODAY, by=who)
        services.next_stage(case=fresh(case), text="Niet naar wens.", by=who)
    return fresh(case)


@pytest.mark.requirement("LEEK-7.2b", "LAND-7.2")
@pytest.mark.parametrize("town", ["in_leek", "in_landsmeer"])
def test_nobody_gives_a_case_to_himself_to_who_was_involved_or_to_who_was_not_appointed(town: str, request: pytest.FixtureRequest) -> None:
    world, fatima, olga = request.getfixturevalue(town), handler(), officer()
    case, away = registered(world), handler("ahmed")
    with pytest.raises(NotYourOwnRights):
        given(case, fatima, fatima)
    Exclusion.objects.create(subject=world.dossier.pk, user=away, source_kind="test", source=world.dossier.pk, placed_by=olga.pk)
    for wrong in (world.sanne, world.marieke, account("zoe"), handler("hans", MunicipalRole.OBJECTIONS_HANDLER), away):
        with pytest.raises(Invalid):
            given(case, wrong, olga)
    with pytest.raises(PermissionDenied):
        given(case, fatima, world.sanne)
    assert not opens(fatima, world)


def test_nobody_judges_while_nobody_handles_it(in_leek: World) -> None:
    case, olga, fatima = registered(in_leek), officer(), handler()
    for by in (olga, fatima, account("gert", roles=(MunicipalRole.TEAM_LEAD,))):
        for outcome in set(CaseOutcome) - {CaseOutcome.WITHDRAWN, CaseOutcome.PASSED_ON}:
            with pytest.raises(PermissionDenied):
                services.end_case(case=case, outcome=outcome, findings="x", by=by)
        with pytest.raises(PermissionDenied):
            services.record_case_step(case=case, kind=CaseStepKind.HEARING, text="x", done_on=TODAY, by=by)
        with pytest.raises(PermissionDenied):
            services.next_stage(case=case, text="x", by=by)
        with pytest.raises(PermissionDenied):
            services.adjourn_case(case=case, text="x", by=by)
    page, client = f"/leek/zaken/{case.pk}/", browser(olga)
    assert 'value="founded"' not in client.get(page).content.decode()
    assert client.post(page + "stap/", {"step-kind": "acknowledged", "step-done_on": "2026-11-24", "step-text": "Brief."}).status_code == 302
    assert client.post(page + "afsluiten/", {"end-outcome": "withdrawn", "end-findings": "Hij trok het in."}).status_code == 302
    assert (fresh(case).outcome, fresh(case).ended_by) == (CaseOutcome.WITHDRAWN, olga)


def test_who_gets_it_again_has_a_task_again_and_nobody_gets_what_he_has(in_leek: World) -> None:
    case, olga, fatima, ahmed = registered(in_leek), officer(), handler(), handler("ahmed")
    for who in (fatima, ahmed, fatima):
        given(fresh(case), who, olga)
        with pytest.raises(Conflict):
            given(fresh(case), who, olga)
        assert [task.assignee_id for task in Task.objects.filter(source_id=case.pk, state="open")] == [who.pk]
    services.adjourn_case(case=fresh(case), text="Meer tijd.", by=fatima)
    assert Task.objects.get(source_id=case.pk, state="open").due_on == fresh(case).due_on == date(2027, 2, 2)


def test_of_the_last_day_of_a_case_everybody_is_reminded_once_and_the_tasks_follow_it(in_leek: World) -> None:
    case, olga, fatima = registered(in_leek), officer(), handler()
    given(case, fatima, olga)
    mine, head, watch = (fatima.pk, ""), (None, "team_lead"), (None, "privacy_officer")
    last = fresh(case).due_on

    def reminded(days: int) -> set[Any]:
        with at(last - timedelta(days=days)):
            for _ in range(2):
                remind_of_cases(by=SYSTEM)
        return {(task.assignee_id, task.role) for task in Task.objects.filter(kind="case_due", state="open")}

    for days, whom in ((15, set()), (14, {mine}), (7, {mine, head}), (2, {mine, head, watch}), (0, {mine, head, watch}), (-9, {mine, head, watch})):
        assert reminded(days) == whom
        assert Task.objects.filter(kind="case_due", state="open").count() == len(whom), "one at a time"
    assert Task.objects.filter(kind="case_due").count() == sum(map(len, REMINDERS.values()))
    ahmed = handler("ahmed")
    given(fresh(case), ahmed, olga)
    assert reminded(-9) == {(ahmed.pk, ""), head, watch}
    services.end_case(case=fresh(case), outcome=CaseOutcome.WITHDRAWN, findings="x", by=ahmed)
    assert reminded(-10) == set()


def test_nothing_is_destroyed_while_it_runs(in_leek: World) -> None:
    case, fatima = registered(in_leek), handler()
    (hold,) = Hold.objects.all()
    assert (hold.reason, hold.source_id, hold.lifted_at) == ("complaint", case.pk, None)
    given(case, fatima, officer())
    services.end_case(case=fresh(case), outcome=CaseOutcome.SETTLED, findings="Uitgepraat.", by=fatima)
    assert Hold.objects.get().lifted_at is not None
    assert not Task.objects.filter(source_id=case.pk, state="open").exists()


# ---------------------------------------------------------------- Leiden's four stages
@pytest.mark.requirement("LEID-19-1", "LEID-19-2", "LEID-19-3", "LEID-19-4")
def test_a_complaint_in_leiden_goes_from_stage_to_stage(in_leiden: World) -> None:
    case, olga, fatima = registered(in_leiden), officer(), handler()
    assert case.stage == "person"
    assert who_can_handle(case, without=olga) == [in_leiden.sanne], "first a talk with who it is about"
    given(case, in_leiden.sanne, olga)
    services.record_case_step(case=case, kind=CaseStepKind.TALK, text="Gesproken.", done_on=TODAY, by=in_leiden.sanne)
    with pytest.raises(Invalid):
        services.next_stage(case=fresh(case), text="", by=in_leiden.sanne)
    services.next_stage(case=fresh(case), text="Zij is niet tevreden.", by=in_leiden.sanne)
    case = fresh(case)
    assert (case.stage, case.state, case.handler) == ("superior", CaseState.RECEIVED, None)
    assert who_can_handle(case, without=olga) == [in_leiden.tom]
    given(case, in_leiden.tom, olga)
    services.record_case_step(case=case, kind=CaseStepKind.HEARING, text="Met de leidinggevende gesproken.", done_on=TODAY, by=in_leiden.tom)
    services.next_stage(case=fresh(case), text="Nog niet tevreden.", by=in_leiden.tom)
    case = fresh(case)
    assert case.stage == "municipality"
    assert who_can_handle(case, without=olga) == [fatima], "independent: appointed, and not involved"
    given(case, fatima, olga)
    services.record_case_step(case=case, kind=CaseStepKind.MEDIATION, text="Bemiddeld.", done_on=TODAY, by=fatima)
    with pytest.raises(Invalid):  # what the superior heard is no hearing by who judges
        services.end_case(case=fresh(case), outcome=CaseOutcome.UNFOUNDED, findings="Ongegrond.", by=fatima)
    with pytest.raises(Invalid):
        services.next_stage(case=fresh(case), text="Zij wil verder.", by=fatima)
    services.record_case_step(case=case, kind=CaseStepKind.HEARING, text="Mondeling gehoord.", done_on=TODAY, by=fatima)
    services.next_stage(case=fresh(case), text="Zij wil verder.", by=fatima)
    case = fresh(case)
    assert (case.state, case.outcome) == (CaseState.ENDED, CaseOutcome.PASSED_ON)
    assert "Nationale Ombudsman" in text(browser(fatima).get(f"/leiden/zaken/{case.pk}/teksten/"))
    assert [step.kind for step in steps_of(case)].count(CaseStepKind.STAGE) == 3


# ---------------------------------------------------------------- who may know
def test_a_case_is_there_for_who_has_to_do_with_it_and_for_nobody_else(in_leek: World, landsmeer: Any) -> None:
    case, fatima = registered(in_leek), handler()
    knows = {
        user.username: case_for(user, case.pk)
        for user in (in_leek.sanne, fatima, officer(), in_leek.marieke, in_leek.tom, handler("hans", MunicipalRole.OBJECTIONS_HANDLER))
    }
    assert {name for name, found in knows.items() if found} == {"sanne", "fatima", "olga"}
    with pytest.raises(Http404):
        services.open_case(case_id=case.pk, by=in_leek.marieke)
    with pytest.raises(PermissionDenied):
        services.end_case(case=case, outcome=CaseOutcome.SETTLED, findings="x", by=in_leek.sanne)
    with scope.entered(landsmeer.scope()):
        stranger = logged_in(landsmeer, account("piet", roles=(MunicipalRole.PRIVACY_OFFICER,)))
        assert stranger.get(f"/landsmeer/zaken/{case.pk}/").status_code == 404
        assert not cases_for(account("anna"))


def test_who_may_not_know_of_a_dossier_takes_no_case_in(in_leek: World) -> None:
    intake = services.CaseIntake(kind=COMPLAINT, channel=Received.TELEPHONE, received_on=TODAY, words="x")
    with pytest.raises((Http404, Refused)):
        services.register_case(dossier=in_leek.dossier, intake=intake, by=in_leek.marieke)
    for number in (in_leek.dossier.number, "x"):
        with pytest.raises(Invalid) as refusal:
            services.dossier_for_case(number=number, by=in_leek.marieke)
        assert str(refusal.value) == services.NOT_KNOWN
    assert services.register_case(dossier=in_leek.dossier, intake=intake, by=handler()).registered_by.username == "fatima"


# ---------------------------------------------------------------- pages
def test_from_page_to_page(in_leek: World) -> None:
    client, olga, fatima = browser(in_leek.sanne), browser(officer()), handler()
    said = {
        "number": in_leek.dossier.number,
        "kind": "complaint",
        "target": "municipality",
        "words": "Slordig.",
        "channel": "paper",
        "received_on": "2026-11-24",
    }
    assert client.post("/leek/zaken/nieuw/", said | {"words": ""}).status_code == 422
    assert client.post("/leek/zaken/nieuw/", said | {"number": "x"}).status_code == 422
    assert client.post("/leek/zaken/nieuw/", said).status_code == 302
    case = Case.objects.get()
    page = f"/leek/zaken/{case.pk}/"
    assert "Slordig." in text(client.get(page))
    assert client.get(page + "toewijzen/").status_code == 405
    assert olga.post(page + "toewijzen/", {"give-handler": str(in_leek.sanne.pk)}).status_code == 422
    assert olga.post(page + "toewijzen/", {"give-handler": str(fatima.pk)}).status_code == 302
    theirs = browser(fatima)
    assert theirs.post(page + "stap/", {"step-kind": "hearing", "step-done_on": "2026-11-24", "step-text": "Gehoord."}).status_code == 302
    assert theirs.post(page + "verdagen/", {"adjourn-text": "Meer tijd."}).status_code == 302
    assert theirs.post(page + "volgende/", {"next-text": "x"}).status_code == 409
    assert theirs.post(page + "afsluiten/", {"end-outcome": "founded", "end-findings": ""}).status_code == 422
    assert theirs.post(page + "afsluiten/", {"end-outcome": "founded", "end-findings": "Gegrond."}).status_code == 302
    assert theirs.post(page + "afsluiten/", {"end-outcome": "founded", "end-findings": "Gegrond."}).status_code == 409
    assert "Gegrond." in text(client.get(page))
    assert case.number in text(olga.get("/leek/zaken/"))
    assert AuditEvent.objects.filter(event=RequestEvent.CASE_ENDED, subject_id=case.pk).count() == 1
