"""Which steps this talk has in this municipality, which are done, and which cannot start yet - each with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from consent.policies import Asking, Deciders, Standing, asking_inside, deciders, special_categories, standing
from consent.states import OPEN_STATES, AnswerForm, ConsentState, Scope
from dossiers.models import Participant, PartnerChoice, Talk
from dossiers.states import Step, StepStatus, TalkState
from privacy_domain.protocols.types import Category, Decision, Form
from privacy_domain.web.errors import Conflict

# the ordinary data that a help question needs; the agreement names them one by one, never "all data"
HELP_QUESTION_DATA = frozenset(
    {
        Category.NAW,
        Category.SEX,
        Category.BIRTH_DATE,
        Category.BIRTH_PLACE,
        Category.PHONE,
        Category.EMAIL,
        Category.BSN,
        Category.TEMPORARY_ADDRESS,
        Category.RELATION,
        Category.CIVIL_STATUS,
        Category.SECRECY_FLAG,
    }
)


@dataclass(frozen=True, slots=True)
class StepPlan:
    """One line of the task list. `reason` is a Dutch sentence for a step that is not needed or cannot start yet."""

    step: Step
    status: StepStatus
    reason: str = ""
    decision: Decision | None = None


@dataclass(frozen=True, slots=True)
class TalkPlan:
    """Everything the pages of one talk decide on. Built once per request."""

    talk: Talk
    on: date
    where: Standing
    deciders: Deciders
    ordinary: Asking
    special: Mapping[Category, Asking]
    partners: tuple[PartnerChoice, ...]
    steps: tuple[StepPlan, ...]

    def step(self, step: Step) -> StepPlan:
        """The line of one step. Raises KeyError for a step that this talk does not have."""
        for line in self.steps:
            if line.step == step:
                return line
        raise KeyError(step)

    @property
    def needed(self) -> tuple[StepPlan, ...]:
        """The steps that must be done here."""
        return tuple(line for line in self.steps if line.status != StepStatus.NOT_NEEDED)

    @property
    def done(self) -> int:
        """How many of the needed steps are done."""
        return sum(line.status == StepStatus.DONE for line in self.needed)

    @property
    def to_sign(self) -> bool:
        """Whether an answer waits for signatures."""
        return any(c.state == ConsentState.AWAITING_SIGNATURE for c in self.where.consents)


def ordinary_data(on: date) -> frozenset[Category]:
    """The data the agreement is about: those of the help question that are not special in this municipality."""
    return HELP_QUESTION_DATA - special_categories(on)


def talk_plan(talk: Talk, on: date) -> TalkPlan:
    """The plan of `talk` on `on`: the protocol in force is asked what must be told, asked and signed."""
    where = standing(talk.person_id, talk.dossier_id)
    ordinary = asking_inside(ordinary_data(on), on)
    special = {category: asking_inside({category}, on) for category in sorted(special_categories(on))}
    partners = tuple(PartnerChoice.objects.filter(talk=talk).select_related("partner", "consent").order_by("partner__name", "occasion"))
    signers = deciders(talk.person, on, talk.dossier_id)
    steps = _steps(talk, where, ordinary, special, partners)
    return TalkPlan(talk, on, where, signers, ordinary, special, partners, steps)


def _steps(
    talk: Talk, where: Standing, ordinary: Asking, special: Mapping[Category, Asking], partners: tuple[PartnerChoice, ...]
) -> tuple[StepPlan, ...]:
    seated = Participant.objects.filter(talk=talk).exists()
    told = Form.ORAL in where.informed
    written_wanted = any(Form.WRITTEN in asking.informed for asking in (ordinary, *special.values()))
    handed = Form.WRITTEN in where.informed
    informed = told and (handed or not written_wanted)
    waiting = any(c.state == ConsentState.AWAITING_SIGNATURE for c in where.consents)
    lines = [StepPlan(Step.TABLE, _done(seated))]
    lines.append(StepPlan(Step.EXPLAIN, _done(told)) if seated else _cannot(Step.EXPLAIN, "Leg eerst vast wie er aan tafel zit."))
    if written_wanted:
        lines.append(StepPlan(Step.WRITTEN, _done(handed), decision=ordinary.decision))
    lines.append(_agreement(where, ordinary, informed))
    lines.append(_special(talk, where, special, informed))
    lines.append(_partners(talk, partners, informed))
    lines.append(StepPlan(Step.NOTES, _done(Step.NOTES in talk.steps_done)))
    asked_all = all(line.status in {StepStatus.DONE, StepStatus.NOT_NEEDED} for line in lines)
    lines.append(
        StepPlan(Step.CHECK, _done(talk.checked_at is not None)) if asked_all else _cannot(Step.CHECK, "Maak eerst de stappen hierboven af.")
    )
    lines.append(_signing(where, talk.checked_at is not None, waiting))
    closing = talk.checked_at is not None and not waiting
    lines.append(
        StepPlan(Step.DONE, _done(talk.state == TalkState.FINISHED))
        if closing
        else _cannot(Step.DONE, "Eerst samen controleren, en tekenen waar dat nodig is.")
    )
    return tuple(lines)


def _done(done: bool) -> StepStatus:
    return StepStatus.DONE if done else StepStatus.TODO


def _cannot(step: Step, reason: str) -> StepPlan:
    return StepPlan(step, StepStatus.CANNOT_YET, reason)


def _agreement(where: Standing, ordinary: Asking, informed: bool) -> StepPlan:
    if not ordinary.needed:
        return StepPlan(Step.AGREEMENT, StepStatus.NOT_NEEDED, "Voor gewone gegevens vraagt dit protocol geen instemming.", ordinary.decision)
    if not informed:
        return _cannot(Step.AGREEMENT, "Vertel eerst wat we vastleggen; vraag daarna instemming.")
    answers = {where.fact_state(Category.NAW)}
    answered = bool(answers) and not answers & {None, ConsentState.ASKED}
    return StepPlan(Step.AGREEMENT, _done(answered), decision=ordinary.decision)


def _special(talk: Talk, where: Standing, special: Mapping[Category, Asking], informed: bool) -> StepPlan:
    if not informed:
        return _cannot(Step.SPECIAL, "Vertel eerst wat we vastleggen.")
    if talk.special_needed is None:
        return StepPlan(Step.SPECIAL, StepStatus.TODO)
    if not talk.special_needed:
        return StepPlan(Step.SPECIAL, StepStatus.DONE, "Er zijn nu geen bijzondere gegevens nodig.")
    unanswered = any(c.scope == Scope.SPECIAL and c.state == ConsentState.ASKED for c in where.consents)
    return StepPlan(Step.SPECIAL, StepStatus.BUSY if unanswered else StepStatus.DONE)


def _partners(talk: Talk, partners: tuple[PartnerChoice, ...], informed: bool) -> StepPlan:
    if not informed:
        return _cannot(Step.PARTNERS, "Vertel eerst met wie we kunnen delen.")
    open_left = [choice for choice in partners if choice.outcome == PartnerChoice.Outcome.OPEN]
    if open_left:
        return StepPlan(Step.PARTNERS, StepStatus.BUSY)
    return StepPlan(Step.PARTNERS, _done(Step.PARTNERS in talk.steps_done))


def _signing(where: Standing, checked: bool, waiting: bool) -> StepPlan:
    written = [c for c in where.consents if c.form_needed == AnswerForm.WRITTEN and c.state not in OPEN_STATES]
    if not waiting and not written:
        return StepPlan(Step.SIGN, StepStatus.NOT_NEEDED, "Er is niets om te tekenen.")
    if waiting and not checked:
        return _cannot(Step.SIGN, "Controleer eerst samen wat er is afgesproken.")
    return StepPlan(Step.SIGN, _done(not waiting))


def require_step(plan: TalkPlan, step: Step) -> StepPlan:
    """The line of `step`; raises Conflict with its sentence when the step cannot start yet or is not part of this talk."""
    try:
        line = plan.step(step)
    except KeyError as error:
        raise Conflict("Deze stap hoort niet bij dit gesprek.") from error
    if line.status == StepStatus.CANNOT_YET:
        raise Conflict(line.reason)
    return line


def require_unfinished(talk: Talk) -> None:
    """Raises Conflict when the talk is finished. What is only prepared for it can be done before it starts."""
    if talk.state == TalkState.FINISHED:
        raise Conflict("Dit gesprek is afgerond. Begin een nieuw gesprek om iets te veranderen.")
    if talk.state == TalkState.STOPPED:
        raise Conflict("Dit gesprek is gestopt. Begin een nieuw gesprek.")


def require_running(talk: Talk) -> None:
    """Raises Conflict when the talk has not started or is finished: what was agreed then is not changed afterwards."""
    if talk.state == TalkState.PREPARING:
        raise Conflict("Start eerst het gesprek.")
    require_unfinished(talk)
