"""Signals in a file of the made world: a step plan decided and carried out, one cleared up, one that runs; entries in
the verwijsindex. Canaries in every text."""

from __future__ import annotations

from access.models import User
from access.selectors import accounts_with_role
from access.states import MunicipalRole
from dossiers.models import Dossier, IndexEntry, IndexPeriod, Meldcode
from dossiers.policies.meldcode import leads_of
from dossiers.policies.policy_departure import departure_rules
from dossiers.policies.verwijsindex import may_enter, period_on
from dossiers.services.meldcode import clear_signals, confirm_advice, record_report, start_meldcode
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
from dossiers.services.verwijsindex import IndexFacts, enter_in_index, remove_from_index
from dossiers.states import RecordGround
from dossiers.states.safety import AdviceFrom, Concern, NotSpoken, RemovalReason, SignalKind, WeighAnswer
from privacy_domain import clock
from privacy_domain.protocols.types import IndexGround
from tests.harness.canaries import Nest


def plan_steps(nest: Nest, code: str, owner: str, dossier: Dossier) -> None:
    """All three."""
    by = dossier.opened_by
    _carry_out(nest, code, owner, _to_weigh(nest, code, owner, dossier, "first"), by)
    cleared = start_meldcode(dossier=dossier, concern=Concern.CHILD_ABUSE, by=by)
    clear_signals(meldcode=cleared, because=nest.sentence(code, owner, "how it was cleared up"), by=by)
    _to_weigh(nest, code, owner, dossier, "running")


def _to_weigh(nest: Nest, code: str, owner: str, dossier: Dossier, which: str) -> Meldcode:
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
    record_report(decision=decided, reported_on=clock.today(), how=nest.sentence(code, owner, "how it was reported"), by=by)


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
