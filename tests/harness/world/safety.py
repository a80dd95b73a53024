"""Signals in a file of the made world: a step plan decided and carried out, one cleared up, one that runs; entries in the
verwijsindex; questions of Veilig Thuis and inquiries. Canaries in every text."""

from __future__ import annotations

from datetime import timedelta

from access.models import User
from access.selectors import accounts_with_role
from access.services import assign_role, create_user, state_reason
from access.states import MunicipalRole, Reason
from dossiers.models import Consultation, Disclosure, Dossier, IndexEntry, IndexPeriod, Meldcode, VeiligThuisQuestion
from dossiers.policies.envelope import envelope_of
from dossiers.policies.inquiry import inquiry_rules
from dossiers.policies.meldcode import leads_of
from dossiers.policies.policy_departure import departure_rules
from dossiers.policies.verwijsindex import may_enter, period_on
from dossiers.presenters.envelope import digest_of, rendering
from dossiers.selectors.disclosure import disclosure_by_id
from dossiers.services import disclosure as envelopes
from dossiers.services.disclosure import Chosen
from dossiers.services.inquiry import InquiryFacts, end_inquiry, review_inquiry, start_inquiry
from dossiers.services.meldcode import clear_signals, confirm_advice, prepare_report, start_meldcode
from dossiers.services.meldcode_steps import (
    Advice,
    Decision,
    Talked,
    Weighing,
    decide_meldcode,
    record_advice,
    record_signal,
    record_talk,
    record_weighing,
)
from dossiers.services.policy_departure import DepartureFacts, depart_from_policy, judge_policy_departure
from dossiers.services.veilig_thuis import Asked, begin_answer, give_nothing, register_question
from dossiers.services.verwijsindex import IndexFacts, enter_in_index, remove_from_index
from dossiers.states import RecordGround
from dossiers.states.safety import AdviceFrom, AskedWay, Concern, InquiryAbout, InquiryEnd, NotSpoken, RemovalReason, SignalKind, WeighAnswer
from privacy_domain import clock
from privacy_domain.operation import SYSTEM
from privacy_domain.people.models import Channel, Partner
from privacy_domain.protocols.types import Category, IndexGround, Recipient
from tests.harness.canaries import Nest


def plan_steps(nest: Nest, code: str, owner: str, dossier: Dossier) -> None:
    """All three."""
    by = dossier.opened_by
    _carry_out(nest, code, owner, to_weigh(nest, code, owner, dossier, "first"), by)
    cleared = start_meldcode(dossier=dossier, concern=Concern.CHILD_ABUSE, by=by)
    clear_signals(meldcode=cleared, because=nest.sentence(code, owner, "how it was cleared up"), by=by)
    to_weigh(nest, code, owner, dossier, "running")


def to_weigh(nest: Nest, code: str, owner: str, dossier: Dossier, which: str) -> Meldcode:
    """A step plan that is about to be weighed."""
    by, on = dossier.opened_by, clock.today()
    plan = start_meldcode(dossier=dossier, concern=Concern.BOTH, by=by)
    record_signal(meldcode=plan, kind=SignalKind.OBSERVED, noticed_on=on, text=nest.sentence(code, owner, f"signal, {which}"), by=by)
    who, text = nest.word(code, owner, f"adviser, {which}"), nest.sentence(code, owner, f"advice, {which}")
    record_advice(meldcode=plan, advice=Advice(AdviceFrom.COLLEAGUE, on, text, who=who), by=by)
    lead = leads_of(dossier, but=by, on=on)[0]
    told = nest.sentence(code, owner, f"advice of the leader, {which}")
    asked = record_advice(meldcode=plan, advice=Advice(AdviceFrom.LEAD, on, told, lead=lead.pk), by=by)
    confirm_advice(advice=asked, note=nest.sentence(code, owner, f"note of the leader, {which}"), by=lead)
    words, name = nest.sentence(code, owner, f"talk about signals, {which}"), nest.word(code, owner, f"spoken with, {which}")
    record_talk(meldcode=plan, talked=Talked(True, words, on, name), by=by)
    record_talk(meldcode=plan, talked=Talked(False, nest.sentence(code, owner, f"why no talk, {which}"), why_not=NotSpoken.UNSAFE), by=by)
    return plan


def _carry_out(nest: Nest, code: str, owner: str, plan: Meldcode, by: User) -> None:
    answers = dict.fromkeys(["able", "accepted", "leads_to_safety"], WeighAnswer.NO)
    text = nest.sentence(code, owner, "weighing")
    record_weighing(meldcode=plan, weighing=Weighing(suspicion=True, acute=True, structural=False, text=text, **answers), by=by)
    why, untold = nest.sentence(code, owner, "decision on signals"), nest.sentence(code, owner, "why not told")
    decided = decide_meldcode(meldcode=plan, decision=Decision(True, True, why, not_told_because=untold), by=by)
    purpose = nest.sentence(code, owner, "purpose of the report")
    _leave(nest, code, owner, prepare_report(decision=decided, partner=_veilig_thuis(), purpose=purpose, by=by), "report")


def index(nest: Nest, code: str, owner: str, dossier: Dossier) -> None:
    """An entry that was taken out, and one that stands; the municipality's switch is on."""
    if period_on(clock.today()) is None:
        IndexPeriod.objects.create(valid_from=clock.today(), source="besluit")
    gone = _enter(nest, code, owner, dossier, "first")
    remove_from_index(entry=gone, reason=RemovalReason.RISK_GONE, note=nest.sentence(code, owner, "removal note"), by=dossier.opened_by)
    _enter(nest, code, owner, dossier, "standing")


def _enter(nest: Nest, code: str, owner: str, dossier: Dossier, which: str) -> IndexEntry:
    born, on = dossier.person.birth_date, clock.today()
    assert born is not None
    consult = may_enter(born, IndexGround.E, mother_or_pregnant=False, on=on).consult
    facts = IndexFacts(
        ground=IndexGround.E,
        suspicion=nest.sentence(code, owner, f"suspicion, {which}"),
        reporter_contact="0512 123456",
        consulted=consult[:1],
        consulted_on=on,
        consulted_note=nest.sentence(code, owner, f"consultation, {which}") if consult else "",
        not_consulted_because=nest.sentence(code, owner, f"why not consulted, {which}"),
    )
    return enter_in_index(dossier=dossier, facts=facts, by=dossier.opened_by)


def depart(nest: Nest, code: str, owner: str, dossier: Dossier) -> None:
    """A departure from the policy, looked at; only where the policy knows one."""
    if departure_rules(clock.today()) is None:
        return
    facts = DepartureFacts(
        rule=nest.sentence(code, owner, "rule departed from"),
        reason=nest.sentence(code, owner, "reason of departure"),
        only_way=nest.sentence(code, owner, "only way"),
        basis=RecordGround.PUBLIC_TASK,
        framework=nest.sentence(code, owner, "framework"),
        special=True,
        exception=nest.sentence(code, owner, "exception"),
    )
    row = depart_from_policy(dossier=dossier, facts=facts, by=dossier.opened_by)
    officer = accounts_with_role(MunicipalRole.PRIVACY_OFFICER)[0]
    judge_policy_departure(departure=row, judgement=nest.sentence(code, owner, "judgement of departure"), by=officer)


# ---------------------------------------------------------------- asked from outside
def answer(nest: Nest, code: str, owner: str, dossier: Dossier) -> None:
    """Veilig Thuis asked three times: it was given something, given nothing, and one question waits."""
    by = dossier.opened_by
    given = _ask(nest, code, owner, dossier, "answered")
    purpose = nest.sentence(code, owner, "purpose of the answer")
    _leave(nest, code, owner, begin_answer(question=given, partner=_veilig_thuis(), purpose=purpose, by=by), "answer")
    declined = _ask(nest, code, owner, dossier, "declined")
    give_nothing(question=declined, because=nest.sentence(code, owner, "why nothing was given"), by=by)
    _ask(nest, code, owner, dossier, "waiting")


def _ask(nest: Nest, code: str, owner: str, dossier: Dossier, which: str) -> VeiligThuisQuestion:
    asked = Asked(
        asked_at=clock.now(),
        way=AskedWay.TELEPHONE,
        asked_by=nest.word(code, owner, f"who asked, {which}"),
        about=nest.sentence(code, owner, f"what for, {which}"),
        reference=nest.word(code, owner, f"number of the report, {which}"),
    )
    return register_question(dossier=dossier, asked=asked, by=dossier.opened_by)


def inquire(nest: Nest, code: str, owner: str, dossier: Dossier) -> None:
    """An inquiry that ended, after somebody looked at it, and one that runs; begun by who may here."""
    by = _inquirer(dossier)
    ended = start_inquiry(dossier=dossier, facts=_inquiry(nest, code, owner, "ended"), by=by)
    officer = accounts_with_role(MunicipalRole.PRIVACY_OFFICER)[0]
    review_inquiry(inquiry=ended, judgement=nest.sentence(code, owner, "judgement of an inquiry"), stops=False, by=officer)
    end_inquiry(inquiry=ended, end=InquiryEnd.UNFOUNDED, outcome=nest.sentence(code, owner, "outcome of an inquiry"), by=by)
    start_inquiry(dossier=dossier, facts=_inquiry(nest, code, owner, "running"), by=by)


def _inquiry(nest: Nest, code: str, owner: str, which: str) -> InquiryFacts:
    return InquiryFacts(
        about=InquiryAbout.CLIENT,
        suspicion=nest.sentence(code, owner, f"suspicion of fraud, {which}"),
        investigation=nest.word(code, owner, f"investigation, {which}"),
        scope=nest.sentence(code, owner, f"scope, {which}"),
        until=clock.today() + timedelta(days=30),
    )


def _inquirer(dossier: Dossier) -> User:
    """Who began the dossier, or where only some roles may, a supervisor who said why he looks."""
    if not inquiry_rules(clock.today()).roles:
        return dossier.opened_by
    user = create_user(username="onderzoeker", display_name="O. Onderzoeker", profession="", by=SYSTEM)
    assign_role(user=user, role=MunicipalRole.SUPERVISOR, by=SYSTEM)
    state_reason(subject=dossier.pk, reason=Reason.INVESTIGATION, reference="2026-14", by=user)
    return user


def _veilig_thuis() -> Partner:
    return Partner.objects.get(code=Recipient.VEILIG_THUIS)


def _leave(nest: Nest, code: str, owner: str, made: Disclosure, part: str) -> None:
    """What was begun because of a signal is filled, agreed to where that is asked, and sent."""
    by, row = made.prepared_by, _again(made)
    envelopes.choose_items(disclosure=row, chosen=[Chosen(code=Category.NAW)], by=by)
    envelopes.explain_need(disclosure=row, necessity=nest.sentence(code, owner, f"{part}: necessity"), by=by)
    row = _again(row)
    if envelope_of(row, clock.today()).blocked:
        envelopes.take_way(disclosure=row, without_consent=True, by=by)
        row = _again(row)
    for question in envelope_of(row, clock.today()).questions:
        text = nest.sentence(code, owner, f"{part}: finding {question.code}")
        envelopes.answer_question(disclosure=row, question=question.code, holds=True, text=text, by=by)
    envelopes.submit_disclosure(disclosure=row, digest=digest_of(rendering(envelope_of(_again(row), clock.today()))), by=by)
    row = _again(row)
    if row.state == "waiting":
        lead = leads_of(row.dossier, but=by, on=clock.today())[0]
        reason = nest.sentence(code, owner, f"{part}: consultation")
        envelopes.decide_disclosure(disclosure=row, outcome=Consultation.Outcome.APPROVED, reason=reason, digest=row.digest, by=lead)
        row = _again(row)
    channel = Channel.objects.get(kind=Channel.Kind.LETTER)
    envelopes.send_disclosure(disclosure=row, channel=channel, recipient_told=True, by=by)


def _again(row: Disclosure) -> Disclosure:
    found = disclosure_by_id(row.pk)
    assert found is not None
    return found
