"""What was granted is carried out part by part, whoever received the data is told, and only then the request is closed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from access.states import MunicipalRole
from dossiers.models import Disclosure, Item, Shield
from dossiers.services import disclosure as sharing
from dossiers.services.items import Statement, add_statement, correct_item
from dossiers.states import Carrier
from dossiers.states.shielding import ShieldReason
from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.letters.kinds import Channel
from privacy_domain.letters.models import Letter
from privacy_domain.letters.render import html_of
from privacy_domain.letters.selectors import frozen
from privacy_domain.people.models import Partner
from privacy_domain.people.services import register_person
from privacy_domain.tenancy import scope
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work.models import Task
from requests.events import RequestEvent
from requests.models import ExecutionStep, RecipientNotice, SubjectRequest
from requests.policies.execution import not_before, told_on
from requests.services import Part, assign_request, close_request, notices, send_decision, sign_decision
from requests.services import execution as services
from requests.services.decisions import add_part
from requests.states import (
    EXECUTED_BY,
    NOTICE_TRANSITIONS,
    STEP_TRANSITIONS,
    ExecutionAct,
    NoticeState,
    RequestKind,
    RequestState,
    StepState,
)
from retention.models import Destruction, Hold
from retention.services import Cause, Held, place_hold
from retention.states import DestructionReason, HoldReason
from tests.factories.access import account, logged_in
from tests.integration.dossiers import envelopes
from tests.integration.dossiers.cast import PETRA, World
from tests.integration.dossiers.test_looks import browser, text
from tests.integration.dossiers.written import consenting, facts, written
from tests.integration.requests.asked import TODAY, asked, in_hand, officer
from tests.integration.requests.test_decisions import deciding

PARTNERS, THIRD = ("in_leek", "in_landsmeer"), ("in_leiden", "in_opsterland")


def shared(world: World, item: Item, partner: Partner) -> Disclosure:
    """That an item is there was sent to somebody, by the way that its protocol has."""
    row = envelopes.begun(world, partner)
    sharing.choose_items(disclosure=row, chosen=[sharing.Chosen(item=item)], by=world.sanne)
    sharing.explain_need(disclosure=row, necessity="Nodig voor de zorg.", interest="Snel hulp.", by=world.sanne)
    row = envelopes.again(row)
    if scope.require().code in ("leek", "landsmeer"):
        return envelopes.sent(world, envelopes.submitted(world, row))
    sharing.take_way(disclosure=row, without_consent=True, by=world.sanne)
    return envelopes.sent(world, envelopes.approved(world, envelopes.answered(world, envelopes.again(row))))


def granted(world: World, kind: RequestKind, *items: Item | None, **more: Any) -> SubjectRequest:
    """A request of which these parts were granted, by a decision that went out today."""
    made = in_hand(world, kind, **more)
    for item in items:
        what = f"het stuk van {item.received_on}" if item else "alles"
        add_part(request=made, part=Part(what=what, granted=True, item=item.series if item else None), by=world.sanne)
    sign_decision(request=made, explanation="Wij doen wat u vraagt.", by=deciding(world))
    send_decision(request=made, channel=Channel.POST, by=world.sanne)
    return fresh(made)


def fresh(made: SubjectRequest) -> SubjectRequest:
    return SubjectRequest.objects.select_related("person", "handler", "team").get(pk=made.pk)


def step(made: SubjectRequest) -> ExecutionStep:
    return ExecutionStep.objects.filter(request=made).order_by("part__position").first()  # type: ignore[return-value]


def done(made: SubjectRequest, by: Any, which: ExecutionStep | None = None, **more: Any) -> ExecutionStep:
    return services.execute_step(request=made, step_id=(which or step(made)).pk, by=by, **more)


def corrected(world: World, item: Item) -> Item:
    return correct_item(item=item, facts=facts(world, title="Beter"), reason="Op verzoek van de cliënt.", by=world.sanne)


def at(day: date) -> Any:
    return clock.standing_at(datetime(day.year, day.month, day.day, 9, tzinfo=UTC))


def tell_all(world: World, made: SubjectRequest) -> None:
    for row in RecipientNotice.objects.filter(request=made, state=NoticeState.DUE):
        notices.write_notice(request=made, notice_id=row.pk, by=world.sanne)
        notices.send_notice(request=made, notice_id=row.pk, channel=Channel.POST, by=world.sanne)


# ---------------------------------------------------------------- the rules
def test_every_state_has_its_ways_and_every_kind_its_act() -> None:
    assert set(STEP_TRANSITIONS) == set(StepState)
    assert set(NOTICE_TRANSITIONS) == set(NoticeState)
    assert set(RequestKind) - set(EXECUTED_BY) == {RequestKind.INFORMATION, RequestKind.ACCESS, RequestKind.COPY}
    assert set(EXECUTED_BY.values()) == set(ExecutionAct)


def test_only_what_cannot_be_undone_waits_and_only_where_that_is_safe() -> None:
    last = date(2027, 1, 5)
    assert not_before(ExecutionAct.DESTROY, last, date(2027, 2, 24)) == date(2027, 1, 6)
    assert not_before(ExecutionAct.DESTROY, last, last + timedelta(days=7)) == date(2027, 1, 6)
    assert not_before(ExecutionAct.DESTROY, last, last + timedelta(days=6)) is None
    assert not_before(ExecutionAct.DESTROY, last, None) is None
    assert not_before(ExecutionAct.DESTROY, None, date(2027, 2, 24)) is None
    assert {not_before(act, last, date(2027, 2, 24)) for act in set(ExecutionAct) - {ExecutionAct.DESTROY}} == {None}


@pytest.mark.requirement("LEEK-11.6-partners", "LAND-11.6", "LEID-18.2", "OPST-19.4")
@pytest.mark.parametrize(
    ("town", "provider", "doctor"),
    [
        ("in_leek", "leek-2018 art. 11 lid 6", "avg art. 19"), ("in_landsmeer", "landsmeer-2016 art. 11 lid 6", "avg art. 19"),
        ("in_leiden", "leiden-2016 art. 18 lid 2", "leiden-2016 art. 18 lid 2"),
        ("in_opsterland", "opsterland-2015 art. 19 lid 4", "opsterland-2015 art. 19 lid 4"), ("in_sittard_geleen", "avg art. 19", "avg art. 19"),
    ],
)  # fmt: skip
def test_who_is_told_is_as_the_protocol_says_and_for_others_the_law(town: str, provider: str, doctor: str, request: pytest.FixtureRequest) -> None:
    request.getfixturevalue(town)
    assert (told_on("provider", TODAY), told_on("doctor", TODAY)) == ((provider,), (doctor,))


# ---------------------------------------------------------------- correcting, and telling
@pytest.mark.requirement("LEEK-11.6", "LEEK-11.6-partners", "LAND-11.6", "LEID-18.2", "OPST-19.4")
@pytest.mark.parametrize("town", [*PARTNERS, *THIRD])
def test_a_correction_is_written_in_the_dossier_and_all_who_received_it_are_told_before_it_is_closed(
    town: str, request: pytest.FixtureRequest
) -> None:
    world: World = request.getfixturevalue(town)
    consenting(world)
    item, other = written(world), written(world, title="Iets anders")
    for partner in (world.provider, world.doctor):
        shared(world, item, partner)
    shared(world, other, world.cak)
    shared(world, other, world.doctor)
    made = granted(world, RequestKind.RECTIFICATION, item)
    assert made.state == RequestState.DECIDED
    assert set(RecipientNotice.objects.values_list("partner", flat=True)) == {world.provider.pk, world.doctor.pk}, "who received this, once each"
    assert Task.objects.get(kind="execute_request").assignee_id == world.sanne.pk
    assert [row.pk for row in services.plan_execution(request=made, by=world.sanne)] == [step(made).pk], "planned once"
    with pytest.raises(Conflict):
        done(made, world.sanne)
    with pytest.raises(Conflict, match="kan nog niet worden afgesloten"):
        close_request(request=made, by=world.sanne)
    with pytest.raises(Conflict):
        services.waive_step(request=made, step_id=step(made).pk, words="Geen zin.", by=world.sanne)
    newer = corrected(world, item)
    assert (done(made, world.sanne).result, fresh(made).state) == (newer.pk, RequestState.DECIDED), "somebody has to be told still"
    with pytest.raises(Conflict):
        done(made, world.sanne)
    first, second = RecipientNotice.objects.order_by("pk")
    with pytest.raises(Conflict):
        notices.send_notice(request=made, notice_id=first.pk, channel=Channel.POST, by=world.sanne)
    notices.write_notice(request=made, notice_id=first.pk, by=world.sanne)
    for again in (notices.write_notice, lambda **said: notices.waive_notice(**said, because="Te laat bedacht.")):
        with pytest.raises(Conflict):
            again(request=made, notice_id=first.pk, by=world.sanne)
    letter = Letter.objects.get(kind="corrected")
    paper = html_of(frozen(letter))
    assert letter.organisation_id == RecipientNotice.objects.get(pk=first.pk).partner_id
    assert f"het stuk van {item.received_on}" in paper and "Iets anders" not in paper
    notices.send_notice(request=made, notice_id=first.pk, channel=Channel.POST, by=world.sanne)
    assert Letter.objects.get(kind="corrected").state == "sent"
    with pytest.raises(Invalid):
        notices.waive_notice(request=made, notice_id=second.pk, because=" ", by=world.sanne)
    assert fresh(made).state == RequestState.DECIDED
    notices.waive_notice(request=made, notice_id=second.pk, because="Bestaat niet meer.", by=world.sanne)
    assert fresh(made).state == RequestState.CLOSED
    assert not Task.objects.filter(kind="execute_request", state="open").exists()
    assert not Hold.objects.filter(lifted_at__isnull=True).exists()
    for late in (lambda: done(made, world.sanne), lambda: notices.waive_notice(request=made, notice_id=second.pk, because="x", by=world.sanne)):
        with pytest.raises(Conflict):
            late()


def test_what_one_recipient_received_is_not_told_to_another(in_leek: World) -> None:
    consenting(in_leek)
    item, other = written(in_leek), written(in_leek, title="Iets anders", received_on=date(2026, 11, 3))
    shared(in_leek, item, in_leek.provider)
    shared(in_leek, other, in_leek.doctor)
    made = granted(in_leek, RequestKind.RESTRICTION, item, other)
    told = {}
    for row in RecipientNotice.objects.select_related("partner"):
        notices.write_notice(request=made, notice_id=row.pk, by=in_leek.sanne)
        told[row.partner.name] = frozen(Letter.objects.get(organisation_id=row.partner_id, kind="corrected")).facts.what  # type: ignore[union-attr]
    assert told == {in_leek.provider.name: (f"het stuk van {item.received_on}",), in_leek.doctor.name: ("het stuk van 2026-11-03",)}


@pytest.mark.requirement("LEID-16.4", "OPST-19.2")
@pytest.mark.parametrize("town", THIRD)
def test_an_own_statement_stands_beside_the_judgement_before_the_request_is_closed(town: str, request: pytest.FixtureRequest) -> None:
    world: World = request.getfixturevalue(town)
    consenting(world)
    item = written(world)
    said = Statement("Het ging anders.", "Johanna de Vries", TODAY, Carrier.ORAL)
    add_statement(dossier=world.dossier, statement=said, by=world.sanne)
    shared(world, item, world.provider)
    made = granted(world, RequestKind.OWN_STATEMENT, item)
    assert not RecipientNotice.objects.exists(), "nothing that somebody has is different"
    with pytest.raises(Conflict):
        done(made, world.sanne)
    statement = add_statement(dossier=world.dossier, statement=said, beside=item, by=world.sanne)
    assert done(made, world.sanne).result == statement.pk
    assert fresh(made).state == RequestState.CLOSED


# ---------------------------------------------------------------- shielding
@pytest.mark.requirement("LEEK-11.4", "LEEK-11.6")
def test_shielding_and_an_objection_shield_at_once(in_leek: World) -> None:
    consenting(in_leek)
    item, other = written(in_leek), written(in_leek)
    made = granted(in_leek, RequestKind.RESTRICTION, item)
    with pytest.raises(Invalid) as refusal:
        done(made, in_leek.sanne)
    assert refusal.value.field == "reason"
    done(made, in_leek.sanne, reason=ShieldReason.INCORRECT)
    assert not Item.objects.filter(pk=item.pk).exists()
    done(granted(in_leek, RequestKind.OBJECTION, other), in_leek.sanne)
    assert set(Shield.objects.values_list("reason", "series")) == {("incorrect", item.series), ("objection", other.series)}
    assert set(SubjectRequest.objects.values_list("state", flat=True)) == {"closed"}
    assert Shield.objects.get(series=item.series).source == made.pk


def test_what_names_no_item_is_done_by_hand_with_words(in_leek: World) -> None:
    made = granted(in_leek, RequestKind.RESTRICTION, None)
    with pytest.raises(Invalid) as refusal:
        done(made, in_leek.sanne)
    assert refusal.value.field == "words"
    assert done(made, in_leek.sanne, words="De map ligt nu in de kluis.").words == "De map ligt nu in de kluis."


# ---------------------------------------------------------------- destroying
@pytest.mark.requirement("LEID-17.2-termijn", "OPST-20.2")
@pytest.mark.parametrize("town", THIRD)
def test_destroying_waits_for_objections_inside_the_three_months_and_is_done_by_another(town: str, request: pytest.FixtureRequest) -> None:
    world: World = request.getfixturevalue(town)
    consenting(world)
    item, olga = written(world), officer()
    shared(world, item, world.provider)
    made = granted(world, RequestKind.DESTRUCTION, item)
    decision = step(made).part.decision
    assert (made.execute_by, made.due_on, decision.object_by) == (date(2027, 2, 24), date(2027, 2, 24), date(2027, 1, 5))
    with pytest.raises(Conflict, match="bezwaar"):
        done(made, olga)
    with at(decision.object_by), pytest.raises(Conflict, match="bezwaar"):
        done(made, olga)
    with at(decision.object_by + timedelta(days=1)):
        with pytest.raises(PermissionDenied):
            done(made, decision.signed_by)
        held = place_hold(
            held=Held(world.client, world.dossier), reason=HoldReason.OBJECTION, explanation="Bezwaar.", cause=Cause("test", made.pk), by=olga
        )  # fmt: skip
        with pytest.raises(Conflict, match="bewaard"):
            done(made, olga)
        assert Hold.objects.filter(reason="request", lifted_at__isnull=True).exists(), "a refusal changes nothing"
        Hold.objects.filter(pk=held.pk).update(lifted_at=clock.now())
        done(made, olga)
        assert not Item.objects.filter(pk=item.pk).exists(), "gone from sight at once"
        going = Destruction.objects.get()
        assert (going.reason, going.source_id, going.decided_by, going.approved_by) == (
            DestructionReason.REQUEST, made.pk, decision.signed_by, olga,
        )  # fmt: skip
        assert fresh(made).state == RequestState.DECIDED
        tell_all(world, made)
        assert fresh(made).state == RequestState.CLOSED


@pytest.mark.requirement("LEEK-11.6")
def test_a_whole_dossier_goes_last_when_everybody_was_told_and_is_closed(in_leek: World) -> None:
    consenting(in_leek)
    item, olga = written(in_leek), officer()
    shared(in_leek, item, in_leek.provider)
    made = granted(in_leek, RequestKind.ERASURE, None)
    with pytest.raises(Conflict, match="Vertel"):
        done(made, olga, whole=in_leek.dossier.pk)
    tell_all(in_leek, made)
    with pytest.raises(Conflict, match="afgesloten"):
        done(made, olga, whole=in_leek.dossier.pk)
    stranger = register_person(details=PETRA, by=in_leek.sanne)
    for wrong in (uuid4(), stranger.pk):
        with pytest.raises(Conflict):
            done(made, olga, whole=wrong)
    type(in_leek.dossier).objects.filter(pk=in_leek.dossier.pk).update(state="closed", closed_on=TODAY)
    done(made, olga, whole=in_leek.dossier.pk)
    assert Destruction.objects.get().subject == in_leek.dossier.pk
    assert fresh(made).state == RequestState.CLOSED


def test_what_went_before_is_recorded_as_not_possible_any_more(in_leek: World) -> None:
    consenting(in_leek)
    item = written(in_leek)
    made = granted(in_leek, RequestKind.RECTIFICATION, item)
    Item.with_going.filter(pk=item.pk).update(going=True)
    with pytest.raises(Conflict):
        done(made, in_leek.sanne)
    with pytest.raises(Invalid):
        services.waive_step(request=made, step_id=step(made).pk, words="", by=in_leek.sanne)
    services.waive_step(request=made, step_id=step(made).pk, words="Al vernietigd: de termijn was voorbij.", by=in_leek.sanne)
    assert (step(made).state, fresh(made).state) == (StepState.WAIVED, RequestState.CLOSED)


# ---------------------------------------------------------------- who, and the page
def test_the_page_is_there_for_who_handles_it_and_does_it_all(in_leek: World, landsmeer: Any, django_assert_max_num_queries: Any) -> None:
    consenting(in_leek)
    item, more = written(in_leek), [written(in_leek) for _ in range(4)]
    for partner in (in_leek.provider, in_leek.doctor):
        shared(in_leek, item, partner)
    undecided, made = asked(in_leek), granted(in_leek, RequestKind.RESTRICTION, item)
    for outsider in (in_leek.marieke, account("zoe"), account("hans", roles=(MunicipalRole.COMPLAINTS_HANDLER,))):
        assert browser(outsider).get(f"/leek/verzoek/{made.pk}/uitvoering/").status_code == 404
    client, page = browser(in_leek.sanne), f"/leek/verzoek/{made.pk}/uitvoering/"
    assert "Er hoeft niets" in text(client.get(f"/leek/verzoek/{undecided.pk}/uitvoering/"))
    with pytest.raises(Http404):
        done(made, in_leek.sanne, ExecutionStep(pk=uuid4()))
    own = step(made)
    act = f"{page}{own.pk}/gedaan/"
    assert client.get(act).status_code == 405
    assert client.post(act, {}).status_code == 422
    assert client.post(f"{page}{uuid4()}/gedaan/", {}).status_code == 404
    assert client.post(f"{page}{own.pk}/kan-niet/", {f"gone-{own.pk}-words": "x"}).status_code == 409
    assert client.post(act, {f"step-{own.pk}-reason": "incorrect"}).status_code == 302
    assert client.post(act, {f"step-{own.pk}-reason": "incorrect"}).status_code == 409
    first, second = RecipientNotice.objects.order_by("pk")
    where = f"/leek/verzoek/{made.pk}/ontvangers/{first.pk}/"
    assert client.get(where + "brief/").status_code == 409
    assert client.post(where + "maken/").status_code == 302
    assert client.get(where + "brief/").content.startswith(b"%PDF")
    assert client.post(where + "verzonden/", {}).status_code == 422
    assert client.post(where + "verzonden/", {f"sent-{first.pk}-channel": "post"}).status_code == 302
    other = f"/leek/verzoek/{made.pk}/ontvangers/{second.pk}/niet/"
    assert client.post(other, {}).status_code == 422
    assert client.post(other, {f"waive-{second.pk}-because": "Bestaat niet meer."}).status_code == 302
    assert fresh(made).state == RequestState.CLOSED
    assert "Bestaat niet meer." in text(client.get(page))
    events = [
        RequestEvent.EXECUTION_PLANNED,
        RequestEvent.EXECUTED,
        RequestEvent.NOTICE_WRITTEN,
        RequestEvent.NOTICE_SENT,
        RequestEvent.NOTICE_WAIVED,
    ]
    assert AuditEvent.objects.filter(event__in=events, subject_id=made.pk).count() == len(events)
    many = granted(in_leek, RequestKind.RECTIFICATION, *more)
    with django_assert_max_num_queries(45) as one:
        client.get(page)
    with django_assert_max_num_queries(len(one.captured_queries)):
        client.get(f"/leek/verzoek/{many.pk}/uitvoering/")
    with scope.entered(landsmeer.scope()):
        there = account("piet", roles=(MunicipalRole.PRIVACY_OFFICER,))
        assert logged_in(landsmeer, there).get(f"/landsmeer/verzoek/{made.pk}/uitvoering/").status_code == 404


def test_the_task_goes_along_with_who_handles_it(in_leek: World) -> None:
    consenting(in_leek)
    made = granted(in_leek, RequestKind.RECTIFICATION, written(in_leek))
    assign_request(request=made, handler=in_leek.tom, by=in_leek.sanne)
    assert Task.objects.get(kind="execute_request", state="open").assignee_id == in_leek.tom.pk
