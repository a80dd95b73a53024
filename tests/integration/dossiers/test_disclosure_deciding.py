"""Who decides about an envelope: the team leader where the protocol wants that, never one's own request, by telephone when it must."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import InternalError, ProgrammingError, transaction
from django.http import Http404

from access.policies import NotYourOwnRights
from dossiers.models import Consultation, Disclosure, DisclosureFinding
from dossiers.policies.envelope import envelope_of, led_by
from dossiers.selectors.disclosure import waiting_for
from dossiers.services import disclosure as services
from dossiers.services.disclosure import Chosen
from dossiers.states import DisclosureState
from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.protocols.types import Refused
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work.models import Task
from tests.factories.access import account
from tests.integration.dossiers.cast import World
from tests.integration.dossiers.envelopes import (
    NAW,
    PHONE,
    again,
    approved,
    filled,
    preview,
    sent,
    submitted,
    urgent,
)

State, Outcome = DisclosureState, Consultation.Outcome


# ---------------------------------------------------------------- the leader
@pytest.mark.requirement("LEID-7.1", "LEID-7.2", "OPST-15.1", "OPST-15.3")
@pytest.mark.parametrize("where", ["in_leiden", "in_opsterland"])
def test_without_consent_every_question_is_answered_and_the_leader_agrees_first(where: str, request: pytest.FixtureRequest) -> None:
    world: World = request.getfixturevalue(where)
    disclosure = urgent(world, NAW)
    every = [question.code for question in envelope_of(disclosure, clock.today()).questions]
    for missing in every:
        row = DisclosureFinding.objects.get(disclosure=disclosure, question=missing)
        services.answer_question(disclosure=disclosure, question=missing, holds=False, text="Nee", by=world.sanne)
        with pytest.raises((Refused, Invalid)):
            submitted(world, again(disclosure))
        services.answer_question(disclosure=disclosure, question=missing, holds=True, text=row.text, by=world.sanne)
    waiting = submitted(world, again(disclosure))
    assert waiting.state == State.WAITING
    with pytest.raises(Refused):
        sent(world, waiting)
    services.decide_disclosure(disclosure=waiting, outcome=Outcome.APPROVED, reason="Ernstig genoeg", digest=waiting.digest, by=world.tom)
    gone = sent(world, again(waiting))
    assert (gone.state, gone.ground) == (State.SENT, Disclosure.Ground.WITHOUT_CONSENT)


@pytest.mark.requirement("LEID-BijlII-I", "LEID-BijlII-II", "LEID-BijlII-III", "LEID-BijlII-IV", "LEID-BijlII-V")
def test_leiden_asks_the_five_steps_one_by_one_and_keeps_author_and_time(in_leiden: World) -> None:
    disclosure = urgent(in_leiden, NAW)
    steps = [question.step for question in envelope_of(disclosure, clock.today()).questions if question.step]
    assert [str(citation) for step in steps for citation in step.articles] == [f"leiden-2016 bijlage II stap {number}" for number in range(1, 6)]
    rows = DisclosureFinding.objects.filter(disclosure=disclosure, question__startswith="step_")
    assert rows.count() == 5
    assert {(row.answered_by_id, row.answered_at) for row in rows} == {(in_leiden.sanne.pk, clock.now())}


@pytest.mark.requirement("LEID-7.3", "OPST-15.4")
@pytest.mark.parametrize("where", ["in_leiden", "in_opsterland"])
def test_the_decision_and_its_reason_stay_and_the_log_knows_the_articles(where: str, request: pytest.FixtureRequest) -> None:
    world: World = request.getfixturevalue(where)
    row = approved(world, urgent(world, NAW))
    said = Consultation.objects.get(disclosure=row)
    assert (said.reason, said.decided_by_id, said.requested_by_id, said.digest) == ("Dit kan niet wachten.", world.tom.pk, world.sanne.pk, row.digest)
    line = AuditEvent.objects.get(event="dossier:disclosure:approved")
    assert line.decision is not None
    assert line.decision["allowed"] is True
    assert Task.objects.get(kind="decide_disclosure").state == Task.State.DONE


def test_nobody_decides_his_own_and_nobody_who_does_not_lead(in_leiden: World) -> None:
    row = submitted(in_leiden, urgent(in_leiden, NAW))
    give: dict[str, Any] = {"outcome": Outcome.APPROVED, "reason": "Goed", "digest": row.digest}
    with pytest.raises(NotYourOwnRights):
        services.decide_disclosure(disclosure=row, **give, by=in_leiden.sanne)
    with pytest.raises(Http404):
        services.decide_disclosure(disclosure=row, **give, by=in_leiden.marieke)
    with pytest.raises(Http404):
        services.open_decision(disclosure_id=row.pk, by=in_leiden.sanne)
    assert again(row).state == State.WAITING


def test_the_database_refuses_a_decision_on_ones_own_request_or_on_other_content(in_leiden: World) -> None:
    row = submitted(in_leiden, urgent(in_leiden, NAW))
    for decided_by, digest in ((in_leiden.sanne, row.digest), (in_leiden.tom, "0" * 64)):
        forged = Consultation(
            dossier=row.dossier, disclosure=row, outcome=Outcome.APPROVED, digest=digest, requested_by=in_leiden.sanne,
            decided_by=decided_by, decided_at=clock.now(), recorded_by=decided_by,
        )  # fmt: skip
        forged.reason = "Goed"
        with pytest.raises((ProgrammingError, InternalError)), transaction.atomic():
            forged.save(force_insert=True)


def test_what_was_previewed_is_what_is_sealed_and_what_is_approved(in_leiden: World) -> None:
    disclosure = urgent(in_leiden, NAW)
    seen = preview(disclosure)
    services.choose_items(disclosure=disclosure, chosen=[Chosen(code=NAW), Chosen(code=PHONE)], by=in_leiden.sanne)
    with pytest.raises(Conflict):
        services.submit_disclosure(disclosure=again(disclosure), digest=seen, by=in_leiden.sanne)
    waiting = submitted(in_leiden, again(disclosure))
    with pytest.raises(Conflict):
        services.decide_disclosure(disclosure=waiting, outcome=Outcome.APPROVED, reason="Goed", digest=seen, by=in_leiden.tom)


def test_asked_back_it_can_be_changed_and_comes_back_with_a_new_task(in_leiden: World) -> None:
    waiting = submitted(in_leiden, urgent(in_leiden, NAW))
    with pytest.raises(Invalid):
        services.decide_disclosure(disclosure=waiting, outcome=Outcome.ASKED_BACK, reason=" ", digest=waiting.digest, by=in_leiden.tom)
    services.decide_disclosure(disclosure=waiting, outcome=Outcome.ASKED_BACK, reason="Kan het met minder?", digest=waiting.digest, by=in_leiden.tom)
    back = again(waiting)
    assert back.state == State.ASKED_BACK
    services.explain_need(disclosure=back, necessity="Alleen het adres, om langs te gaan.", by=in_leiden.sanne)
    assert submitted(in_leiden, again(back)).state == State.WAITING
    assert Task.objects.filter(kind="decide_disclosure", state=Task.State.OPEN).count() == 1


def test_refused_it_stays_here_and_the_second_decision_loses(in_leiden: World) -> None:
    waiting = submitted(in_leiden, urgent(in_leiden, NAW))
    stale = again(waiting)
    services.decide_disclosure(disclosure=waiting, outcome=Outcome.REFUSED, reason="Vraag het haar eerst.", digest=waiting.digest, by=in_leiden.tom)
    with pytest.raises(Conflict):
        services.decide_disclosure(disclosure=stale, outcome=Outcome.APPROVED, reason="Toch wel", digest=stale.digest, by=in_leiden.tom)
    with pytest.raises(Refused):
        sent(in_leiden, again(waiting))
    services.leave_unshared(disclosure=again(waiting), reason="We vragen het haar eerst.", by=in_leiden.sanne)
    assert again(waiting).state == State.NOT_SHARED


def test_taken_back_it_cannot_be_approved_any_more(in_leiden: World) -> None:
    waiting = submitted(in_leiden, urgent(in_leiden, NAW))
    stale = again(waiting)
    services.withdraw_disclosure(disclosure=waiting, reason="Ze belde zelf.", by=in_leiden.sanne)
    with pytest.raises(Conflict):
        services.decide_disclosure(disclosure=stale, outcome=Outcome.APPROVED, reason="Goed", digest=stale.digest, by=in_leiden.tom)
    with pytest.raises(Conflict):
        services.withdraw_disclosure(disclosure=stale, reason="Nog eens", by=in_leiden.sanne)


def test_the_inbox_puts_safety_first_and_leaves_ones_own_out(in_leiden: World) -> None:
    world = in_leiden
    first = submitted(world, urgent(world, NAW))
    with clock.standing_at(clock.now() + timedelta(hours=1)):
        unsafe = submitted(world, urgent(world, NAW, safety=True))
    on = clock.today()
    assert [row.pk for row in waiting_for(world.tom, led_by(world.tom, on))] == [unsafe.pk, first.pk]
    assert waiting_for(world.sanne, led_by(world.sanne, on)) == []
    other = account("ada")
    assert waiting_for(other, led_by(other, on)) == []


# ---------------------------------------------------------------- by telephone
def test_a_call_is_written_down_with_its_time_and_confirmed_by_the_leader_afterwards(in_leiden: World) -> None:
    world = in_leiden
    disclosure = urgent(world, NAW)
    call: dict[str, Any] = {
        "leader": world.tom,
        "called_at": clock.now() - timedelta(minutes=5),
        "said": "Doe het nu.",
        "digest": preview(disclosure),
    }
    for wrong in ({"leader": world.sanne}, {"leader": world.marieke}, {"called_at": clock.now() + timedelta(hours=1)}, {"said": " "}):
        with pytest.raises(Invalid):
            services.consult_by_telephone(disclosure=disclosure, **(call | wrong), by=world.sanne)
    services.consult_by_telephone(disclosure=disclosure, **call, by=world.sanne)
    gone = sent(world, again(disclosure))
    task = Task.objects.get(kind="confirm_call")
    assert (task.assignee_id, task.due_on) == (world.tom.pk, clock.today())
    with pytest.raises(Conflict):
        services.confirm_call(disclosure=gone, right=True, note="", by=world.sanne)
    services.confirm_call(disclosure=gone, right=True, note="", by=world.tom)
    with pytest.raises(Conflict):
        services.confirm_call(disclosure=gone, right=True, note="", by=world.tom)
    task.refresh_from_db()
    assert task.state == Task.State.DONE


def test_a_call_that_is_denied_stops_what_did_not_leave(in_leiden: World) -> None:
    disclosure = urgent(in_leiden, NAW)
    services.consult_by_telephone(
        disclosure=disclosure, leader=in_leiden.tom, called_at=clock.now(), said="Ja", digest=preview(disclosure), by=in_leiden.sanne
    )
    row = again(disclosure)
    with pytest.raises(Invalid):
        services.confirm_call(disclosure=row, right=False, note="", by=in_leiden.tom)
    services.confirm_call(disclosure=row, right=False, note="Ik heb niets gezegd.", by=in_leiden.tom)
    with pytest.raises((Conflict, Refused)):
        sent(in_leiden, again(row))


def test_nobody_is_called_where_nobody_is_consulted(in_leek: World) -> None:
    disclosure = filled(in_leek, NAW)
    with pytest.raises(Conflict):
        services.consult_by_telephone(
            disclosure=disclosure, leader=in_leek.tom, called_at=clock.now(), said="Ja", digest=preview(disclosure), by=in_leek.sanne
        )
