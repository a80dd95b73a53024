"""Talks held through the services, step by step as the plan of the municipality wants; every free text is a canary."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from access.models import User
from consent.states import Answer, ConsentState, ExceptionGround, Scope
from dossiers import services
from dossiers.models import Dossier, Talk
from dossiers.policies import TalkPlan, talk_plan
from dossiers.states import Capacity, Step, StepStatus
from privacy_domain import clock
from privacy_domain.people.models import Partner
from privacy_domain.protocols.types import Category, Refused, Told
from privacy_domain.texts.kinds import Kind
from privacy_domain.texts.selectors import Wording, cards_on, texts_of_kind
from tests.harness.canaries import Nest
from tests.integration.uploads.hostile import photo_with_place

INK = [[[10.0, 10.0], [40.0, 30.0], [80.0, 12.0]], [[12.5, 40.0], [90.0, 41.5]]]


@dataclass
class Conversation:
    """One talk of one dossier in one town, and what is said in it."""

    nest: Nest
    municipality: str
    owner: str
    dossier: Dossier
    partners: list[Partner]
    by: User
    answer: Answer = Answer.YES
    sign_on: str = "screen"
    talk: Talk = field(init=False)

    def said(self, name: str) -> str:
        """A sentence with a canary of this talk."""
        return self.nest.sentence(self.municipality, self.owner, name)

    def named(self, name: str) -> str:
        """A name that is a canary of this talk."""
        return self.nest.word(self.municipality, self.owner, name)

    @property
    def plan(self) -> TalkPlan:
        """What this municipality wants now."""
        return talk_plan(self.talk, clock.today())

    def prepare(self) -> Conversation:
        """Make the talk."""
        self.talk = services.prepare_talk(dossier=self.dossier, by=self.by)
        return self

    def hold(self, *, until: Step | None = None) -> Conversation:
        """Walk through the steps, up to and without `until`."""
        services.start_talk(talk=self.talk, by=self.by)
        for step, act in STEPS.items():
            if step == until:
                break
            line = next((line for line in self.plan.steps if line.step == step), None)
            if line is not None and line.status != StepStatus.NOT_NEEDED:
                act(self)
        return self


def _everybody(talk: Conversation, about: str) -> dict[str, str]:
    return {holder: talk.named(f"{about} said by {holder}") for holder in talk.plan.deciders.acts}


def _question() -> Wording:
    return texts_of_kind(Kind.QUESTION, clock.today())[0]


def _table(talk: Conversation) -> None:
    seats = [Capacity.CLIENT, Capacity.LEGAL, Capacity.NETWORK, Capacity.INTERPRETER]
    named = [services.Seat(name=talk.named(f"seat {seat}"), capacity=seat, language="pools") for seat in seats]
    services.record_table(talk=talk.talk, seats=named, by=talk.by)


def _explain(talk: Conversation) -> None:
    services.explain(
        talk=talk.talk,
        cards=cards_on(clock.today()),
        items=[str(told) for told in Told],
        parties=[talk.named("party")],
        none_known_yet=False,
        reaction=talk.said("reaction"),
        agreed=talk.said("agreed"),
        by=talk.by,
    )


def _written(talk: Conversation) -> None:
    services.hand_over(talk=talk.talk, cards=cards_on(clock.today()), by=talk.by)


def _agreement(talk: Conversation) -> None:
    services.ask_agreement(
        talk=talk.talk,
        answer=talk.answer,
        said_by=_everybody(talk, "agreement"),
        purpose=talk.said("purpose of agreement"),
        text=_question(),
        by=talk.by,
    )


def _special(talk: Conversation) -> None:
    possible = [category for category, asking in talk.plan.special.items() if asking.possible]
    asked = [category for category in possible if talk.plan.special[category].needed]
    _try_without(talk, possible)
    services.judge_special(
        talk=talk.talk,
        categories=(asked or possible)[:1],
        reason=talk.said("why special data"),
        answer=talk.answer,
        said_by=_everybody(talk, "special"),
        purpose=talk.said("purpose of special data"),
        text=_question(),
        by=talk.by,
    )


def _try_without(talk: Conversation, categories: list[Category]) -> None:
    """Where the protocol knows the exception (Leek, Landsmeer) it is noted once."""
    ground = next(iter(ExceptionGround))
    try:
        services.go_without(talk=talk.talk, ground=ground, categories=categories[:1], note=talk.said("without consent"), by=talk.by)
    except Refused:
        return


def _partners(talk: Conversation) -> None:
    for partner in talk.partners:
        choice = services.choose_partner(talk=talk.talk, partner=partner, occasion=None, by=talk.by)
        services.describe_partner(
            choice=choice,
            items=[Category.NAW, Category.PHONE],
            purpose=talk.said(f"purpose for {partner.name}"),
            valid_until=None,
            by=talk.by,
        )
        if services.question_of(choice).needed:
            said_by = _everybody(talk, partner.name)
            services.answer_partner(choice=choice, answer=talk.answer, said_by=said_by, text=_question(), by=talk.by)
        else:
            services.tell_partner(choice=choice, by=talk.by)


def _notes(talk: Conversation) -> None:
    services.write_notes(
        talk=talk.talk,
        help_question=talk.said("help question"),
        notes=talk.said("notes"),
        next_appointment=talk.said("next appointment"),
        by=talk.by,
    )


def _check(talk: Conversation) -> None:
    services.check_together(talk=talk.talk, by=talk.by)


def _sign(talk: Conversation) -> None:
    if not talk.plan.to_sign:
        return
    form = services.make_form(talk=talk.talk, signers=talk.plan.deciders.acts, by=talk.by)
    names = {holder: talk.named(f"signed by {holder}") for holder in form.required_signers}
    if talk.sign_on == "paper":
        services.receive_paper(talk=talk.talk, form=form, names=names, content=photo_with_place(), by=talk.by)
        return
    for holder, name in names.items():
        services.sign_on_screen(talk=talk.talk, form=form, holder=holder, signer_name=name, ink=INK, by=talk.by)


def _finish(talk: Conversation) -> None:
    services.finish_talk(talk=talk.talk, by=talk.by)


STEPS: dict[Step, Callable[[Conversation], None]] = {
    Step.TABLE: _table,
    Step.EXPLAIN: _explain,
    Step.WRITTEN: _written,
    Step.AGREEMENT: _agreement,
    Step.SPECIAL: _special,
    Step.PARTNERS: _partners,
    Step.NOTES: _notes,
    Step.CHECK: _check,
    Step.SIGN: _sign,
    Step.DONE: _finish,
}


def type_ahead(talk: Conversation, step: Step = Step.NOTES) -> None:
    """Somebody is typing: what is not said yet is kept as a draft."""
    services.save_draft(talk=talk.talk, step=step, version=0, content={"notes": [talk.said("draft")]}, by=talk.by)


def withdraw_something(talk: Conversation) -> None:
    """The client takes the newest given consent back."""
    given = [consent for consent in talk.plan.where.consents if consent.state == ConsentState.GIVEN]
    sharing = [consent for consent in given if consent.scope == Scope.SHARING]
    if given:
        services.withdraw_consent(dossier=talk.dossier, consent_given=(sharing or given)[0], said_by=talk.named("withdrawn by"), by=talk.by)
