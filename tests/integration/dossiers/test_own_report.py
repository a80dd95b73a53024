"""The report that was decided on: an envelope to Veilig Thuis by the rules of each protocol, and the step plan says when it left."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.http import Http404

from access.models import User
from access.services import exclude, state_reason
from access.states import MunicipalRole, Profession, Reason, TeamRole
from dossiers.models import Consultation, Disclosure, MeldcodeDecision, Telling
from dossiers.policies.disclosure import Verdict
from dossiers.policies.envelope import envelope_of, led_by
from dossiers.selectors.telling import untold_for
from dossiers.services import disclosure as envelopes
from dossiers.services import telling
from dossiers.services.disclosure.listing import list_without_consent
from dossiers.services.meldcode import prepare_report
from dossiers.states import DisclosureState
from privacy_domain import clock
from privacy_domain.operation import SYSTEM
from privacy_domain.protocols.types import Category, Refused
from privacy_domain.tenancy import scope
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work.models import Task
from privacy_domain.work.selectors import open_tasks
from tests.factories.access import account
from tests.integration.dossiers.cast import World
from tests.integration.dossiers.envelopes import AGREED, NAW, PHONE, again
from tests.integration.dossiers.meldcodes import decided
from tests.integration.dossiers.signals import begun_report, fill, seal, send, veilig_thuis
from tests.integration.dossiers.test_looks import browser, text

State = DisclosureState


def at(world: World, meldcode: Any, rest: str = "") -> str:
    return f"/{scope.require().code}/d/{world.dossier.pk}/stappenplan/{meldcode.pk}/{rest}"


def shared(world: World, rest: str = "") -> str:
    return f"/{scope.require().code}/d/{world.dossier.pk}/delen/{rest}"


def the_decision() -> MeldcodeDecision:
    return MeldcodeDecision.objects.get()


def carry_out(world: World, *codes: Category) -> Disclosure:
    """Sealed, agreed to where that is asked, and gone."""
    made = seal(begun_report(world, *codes), world.sanne)
    if made.state == State.WAITING:
        envelopes.decide_disclosure(disclosure=made, outcome=AGREED, reason="Doen.", digest=made.digest, by=world.tom)
    return send(again(made), world.sanne)


# ---------------------------------------------------------------- refusals
def test_who_is_not_involved_prepares_nothing(in_leek: World) -> None:
    meldcode = decided(in_leek)
    partner = veilig_thuis()
    with pytest.raises(Http404):
        prepare_report(decision=the_decision(), partner=partner, purpose="Melding", by=in_leek.marieke)
    client = browser(in_leek.marieke)
    assert client.get(at(in_leek, meldcode, "uitvoeren/")).status_code == 404
    assert client.post(at(in_leek, meldcode, "uitvoeren/"), {"partner": str(partner.pk), "purpose": "Melding"}).status_code == 404
    assert not Disclosure.objects.exists()


def test_without_a_decision_to_report_there_is_nothing_to_prepare(in_leek: World) -> None:
    meldcode = decided(in_leek, report=False, told_on=None, departs_because="De cliënt is al veilig.")
    with pytest.raises(Conflict):
        prepare_report(decision=the_decision(), partner=veilig_thuis(), purpose="Melding", by=in_leek.sanne)
    assert browser(in_leek.sanne).get(at(in_leek, meldcode, "uitvoeren/")).status_code == 409


def test_only_to_veilig_thuis_with_a_purpose_and_once(in_leek: World) -> None:
    decided(in_leek)
    for partner, purpose, field in ((in_leek.provider, "Melding", "partner"), (veilig_thuis(), " ", "purpose")):
        with pytest.raises(Invalid) as refusal:
            prepare_report(decision=the_decision(), partner=partner, purpose=purpose, by=in_leek.sanne)
        assert refusal.value.field == field
    begun_report(in_leek)
    with pytest.raises(Conflict):
        begun_report(in_leek)


def test_made_once(in_leek: World) -> None:
    decided(in_leek)
    carry_out(in_leek)
    with pytest.raises(Conflict):
        begun_report(in_leek)


@pytest.mark.requirement("LEID-BijlI-2-veiligthuis")
@pytest.mark.parametrize("more", [Category.HEALTH, Category.BSN, Category.BIRTH_DATE, Category.EMAIL])
def test_in_leiden_no_more_than_name_address_and_telephone(in_leiden: World, more: Category) -> None:
    decided(in_leiden)
    made = begun_report(in_leiden, NAW, PHONE, more)
    envelope = envelope_of(made, clock.today())
    assert envelope.answer is not None
    assert (envelope.answer.verdict, envelope.answer.outside) == (Verdict.ASK_CONSENT, (more,))
    with pytest.raises(Refused):
        seal(made, in_leiden.sanne)
    fill(made, in_leiden.sanne, NAW, PHONE)
    assert seal(again(made), in_leiden.sanne).state == State.WAITING


# ---------------------------------------------------------------- by each protocol
@pytest.mark.requirement("LEID-BijlI-2-veiligthuis")
def test_leiden_reports_by_its_list_after_telling_the_client(in_leiden: World) -> None:
    decided(in_leiden)
    made = carry_out(in_leiden, NAW, PHONE)
    assert "leiden-2016 bijlage I rij 2 veilig-thuis" in made.citations
    assert Consultation.objects.filter(disclosure=made, outcome=AGREED, decided_by=in_leiden.tom).exists()
    assert "tell_client_before" not in made.obligations
    assert Telling.objects.get(source_id=made.pk).state == "told"


@pytest.mark.requirement("LEID-BijlI-2-veiligthuis")
def test_leiden_lets_safety_go_first_and_still_owes_the_telling(in_leiden: World) -> None:
    decided(in_leiden, told_on=None, not_told_because="Haar man leest mee.")
    made = carry_out(in_leiden, NAW, PHONE)
    assert "tell_client_before" in made.obligations
    duty = Telling.objects.get(source_id=made.pk)
    assert (duty.state, duty.after) == ("due", "own_report_veilig_thuis")


def test_opsterland_reports_by_its_rules_for_outsiders(in_opsterland: World) -> None:
    decided(in_opsterland)
    made = begun_report(in_opsterland, NAW, Category.HEALTH)
    assert envelope_of(made, clock.today()).blocked
    envelopes.take_way(disclosure=made, without_consent=True, by=in_opsterland.sanne)
    made = seal(fill(made, in_opsterland.sanne, NAW, Category.HEALTH), in_opsterland.sanne)
    assert made.state == State.WAITING
    envelopes.decide_disclosure(disclosure=made, outcome=AGREED, reason="Doen.", digest=made.digest, by=in_opsterland.tom)
    assert "opsterland-2015 art. 15 lid 3" in send(again(made), in_opsterland.sanne).citations


@pytest.mark.parametrize("municipality", ["in_leek", "in_landsmeer", "in_sittard_geleen"])
def test_elsewhere_the_law_lets_report(municipality: str, request: Any) -> None:
    world = request.getfixturevalue(municipality)
    decided(world)
    assert carry_out(world, NAW, Category.HEALTH).citations == ["wmo-2015 art. 5.2.6"]


# ---------------------------------------------------------------- with the step plan
def test_sent_the_report_stands_in_the_step_plan_and_the_task_is_done(in_leek: World) -> None:
    meldcode = decided(in_leek)
    client = browser(in_leek.sanne)
    assert "carry_out_decision" in [task.kind for task in open_tasks(assignee_id=in_leek.sanne.pk)]
    answer = client.post(at(in_leek, meldcode, "uitvoeren/"), {"partner": str(veilig_thuis().pk), "purpose": "Melding"})
    made = Disclosure.objects.get()
    assert answer["Location"] == shared(in_leek, f"{made.pk}/wat/")
    assert (made.occasion, made.safety) == ("suspected_violence", True)
    assert "verteld" in made.told_beforehand
    assert client.post(at(in_leek, meldcode, "uitvoeren/"), {"partner": str(veilig_thuis().pk), "purpose": "Melding"}).status_code == 409
    send(seal(fill(made, in_leek.sanne), in_leek.sanne), in_leek.sanne)
    row = the_decision()
    assert (row.reported_by, row.reported_on) == (in_leek.sanne, clock.today())
    assert "Veilig Thuis Noord" in row.reported_how
    assert not [task for task in open_tasks(assignee_id=in_leek.sanne.pk) if task.kind == "carry_out_decision"]
    assert client.get(at(in_leek, meldcode, "uitvoeren/")).status_code == 409
    assert "Veilig Thuis Noord" in text(client.get(at(in_leek, meldcode)))


def test_taken_back_it_can_be_prepared_again(in_leek: World) -> None:
    decided(in_leek)
    made = begun_report(in_leek)
    envelopes.leave_unshared(disclosure=made, reason="Eerst bellen.", by=in_leek.sanne)
    assert begun_report(in_leek).pk != made.pk
    assert the_decision().reported_at is None


def test_who_may_not_know_of_the_step_plan_does_not_learn_it_from_sharing(in_leek: World) -> None:
    """The head and the supervisor open the dossier with a reason; the report is for who is involved, and who was consulted."""
    decided(in_leek)  # the leader thought along
    made = carry_out(in_leek)
    supervisor = account("els", roles=(MunicipalRole.SUPERVISOR,))
    state_reason(subject=in_leek.dossier.pk, reason=Reason.INVESTIGATION, reference="T-1", by=supervisor)
    client = browser(supervisor)
    assert client.get(shared(in_leek, f"{made.pk}/")).status_code == 404
    page = client.get(shared(in_leek))
    assert page.status_code == 200
    assert "Veilig Thuis" not in text(page)
    state_reason(subject=in_leek.dossier.pk, reason=Reason.CONSULTATION, by=in_leek.tom)
    for reader in (in_leek.sanne, in_leek.tom):
        assert browser(reader).get(shared(in_leek, f"{made.pk}/")).status_code == 200
        assert "Veilig Thuis" in text(browser(reader).get(shared(in_leek)))


def second_leader(world: World) -> User:
    """Who leads the team too, and had no part in it."""
    return account("lena", profession=Profession.CIVIL_SERVANT, team=world.team, place=TeamRole.LEAD)


@pytest.mark.parametrize("where", ["in_leiden", "in_opsterland"])
def test_nor_from_what_the_client_must_still_hear(where: str, request: pytest.FixtureRequest) -> None:
    """The leader who agreed to it looks after it; another leader, the head and the officer do not learn of whom it was."""
    world: World = request.getfixturevalue(where)
    decided(world, told_on=None, not_told_because="Haar man leest mee.")
    made = begun_report(world, NAW, PHONE)
    if where == "in_opsterland":
        envelopes.take_way(disclosure=made, without_consent=True, by=world.sanne)
        made = fill(made, world.sanne, NAW, PHONE)
    made = seal(made, world.sanne)
    envelopes.decide_disclosure(disclosure=made, outcome=AGREED, reason="Doen.", digest=made.digest, by=world.tom)
    send(again(made), world.sanne)
    duty = Telling.objects.get(source_id=made.pk)
    code, lena = scope.require().code, second_leader(world)
    officer = account("olga", roles=(MunicipalRole.PRIVACY_OFFICER,))
    hans = account("hans", roles=(MunicipalRole.TEAM_LEAD,))
    state_reason(subject=world.dossier.pk, reason=Reason.SUPERVISION, by=hans)
    later = clock.today() + timedelta(days=9)
    for nobody in (lena, hans):
        assert untold_for(led_by(nobody, clock.today()), later, nobody) == []
        assert list_without_consent(by=nobody).counts["all"] == 0
        for rest in ("", "verteld/"):
            assert browser(nobody).get(f"/{code}/vertellen/{duty.pk}/{rest}").status_code in (403, 404)
        with pytest.raises((Http404, Refused)):
            telling.open_telling(telling_id=duty.pk, by=nobody)
    assert world.dossier.number not in text(browser(lena).get(f"/{code}/delen/zonder-toestemming/"))
    for somebody in (world.tom, world.sanne):
        assert telling.open_telling(telling_id=duty.pk, by=somebody) == duty
    assert untold_for(led_by(world.tom, clock.today()), later, world.tom) == [duty]
    assert world.dossier.number in text(browser(world.tom).get(f"/{code}/delen/zonder-toestemming/"))
    listed, page = list_without_consent(by=officer), text(browser(officer).get(f"/{code}/delen/zonder-toestemming/"))
    assert (listed.counts["all"], listed.veiled) == (1, {duty.pk})
    assert world.dossier.number not in page
    assert "Alleen voor wie erbij betrokken is" in page
    with clock.standing_at(clock.now() + timedelta(days=9)):
        telling.return_tellings(by=SYSTEM)
    assert Task.objects.get(kind="look_at_telling", source_id=duty.pk).assignee_id == world.tom.pk


def test_no_leader_may_know_it_stays_with_who_sent_it_until_he_leaves(in_leiden: World) -> None:
    decided(in_leiden, told_on=None, not_told_because="Haar man leest mee.")
    carry_out(in_leiden, NAW, PHONE)  # agreed to by Tom, who is kept away since
    exclude(subject=in_leiden.dossier.pk, user=in_leiden.tom, source_kind="test", source=in_leiden.dossier.pk, by=SYSTEM)
    lena = second_leader(in_leiden)
    with clock.standing_at(clock.now() + timedelta(days=9)):
        telling.return_tellings(by=SYSTEM)
        assert Task.objects.get(kind="look_at_telling").assignee_id == in_leiden.sanne.pk
        in_leiden.sanne.is_active = False
        in_leiden.sanne.save(update_fields=["is_active"])
        Task.objects.filter(kind="look_at_telling").delete()
        Telling.objects.update(returned_on=None)
        telling.return_tellings(by=SYSTEM)
    assert Task.objects.get(kind="look_at_telling").assignee_id == lena.pk
