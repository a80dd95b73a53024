"""A talk as a professional holds it, step by step, through the same services as the screens: what is not asked here is not asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from access.models import User
from consent.states import Answer
from dossiers import services
from dossiers.models import Dossier, Talk
from dossiers.policies import TalkPlan, talk_plan
from dossiers.presenters import talk as words
from dossiers.presenters.words import category_words
from dossiers.services import Seat
from dossiers.states import Step, StepStatus
from privacy_domain import clock
from privacy_domain.people.models import Partner
from privacy_domain.protocols.types import Category, Occasion

INK = (((12.0, 60.0), (30.5, 22.0), (48.0, 58.5), (61.0, 30.0)), ((70.0, 55.0), (96.5, 38.0), (120.0, 52.5)))


class Conversation:
    """One talk. `voices` maps a holder of rights (self, legal, ...) to the name of who speaks for him at this table."""

    def __init__(self, dossier: Dossier, by: User, voices: Mapping[str, str], *, large_print: bool = False) -> None:
        self.by = by
        self.voices = voices
        self.talk: Talk = services.prepare_talk(dossier=dossier, planned_at=clock.now(), large_print=large_print, by=by)

    @property
    def plan(self) -> TalkPlan:
        """Where the talk stands now."""
        return talk_plan(self.talk, clock.today())

    def said_by(self) -> dict[str, str]:
        """Who answers, of those who decide here."""
        return {holder: self.voices[holder] for holder in self.plan.deciders.acts if holder in self.voices}

    def begin(self, seats: Sequence[Seat]) -> Conversation:
        """Sit down."""
        services.start_talk(talk=self.talk, by=self.by)
        services.record_table(talk=self.talk, seats=seats, by=self.by)
        return self

    def explain(self, *, parties: Sequence[str] = (), reaction: str) -> Conversation:
        """Read the cards aloud, and hand them over where the protocol wants paper too."""
        cards = words.cards(self.plan, self.by)
        items = sorted({item for card in cards for item in card.covers})
        services.explain(talk=self.talk, cards=cards, items=items, parties=list(parties), none_known_yet=not parties, reaction=reaction, by=self.by)
        if any(line.step == Step.WRITTEN for line in self.plan.steps):
            services.hand_over(talk=self.talk, cards=cards, by=self.by)
        return self

    def agree(self, answer: Answer) -> Conversation:
        """Ask agreement for ordinary data, where it is asked."""
        plan = self.plan
        if plan.step(Step.AGREEMENT).status != StepStatus.NOT_NEEDED:
            services.ask_agreement(
                talk=self.talk,
                answer=answer,
                said_by=self.said_by(),
                purpose=words.purpose_sentence(self.talk.dossier, plan.on),
                text=words.wording(plan, self.by, "question.agreement"),
                by=self.by,
            )
        return self

    def judge(self, categories: Sequence[Category], reason: str, answer: Answer) -> Conversation:
        """Say which special data are needed, and ask for them where that is asked; those this protocol does not know as special fall away."""
        plan = self.plan
        wanted = [category for category in categories if category in plan.special and plan.special[category].possible]
        asked = any(plan.special[category].needed for category in wanted)
        gegevens = ", ".join(category_words(wanted))
        text = words.wording(plan, self.by, "question.special", gegevens=gegevens) if asked else words.wording(plan, self.by, "statement.free")
        services.judge_special(
            talk=self.talk,
            categories=wanted,
            reason=reason,
            answer=answer if asked else None,
            said_by=self.said_by(),
            purpose=reason,
            text=text,
            by=self.by,
        )
        return self

    def share(
        self,
        partner: Partner,
        items: Sequence[Category],
        purpose: str,
        answer: Answer,
        *,
        occasion: Occasion | None = None,
        until: date | None = None,
    ) -> Conversation:
        """Speak about one partner: asked where the protocol asks it, told where it does not."""
        choice = services.choose_partner(talk=self.talk, partner=partner, occasion=occasion, by=self.by)
        choice = services.describe_partner(choice=choice, items=items, purpose=purpose, valid_until=until, by=self.by)
        if services.question_of(choice).needed:
            text = words.wording(self.plan, self.by, "question.partner", choice)
            services.answer_partner(choice=choice, answer=answer, said_by=self.said_by(), text=text, by=self.by)
        else:
            services.tell_partner(choice=choice, by=self.by)
        return self

    def close(self, *, help_question: str, notes: str, next_appointment: str) -> Conversation:
        """Write down, check together, sign what is to be signed, and leave a letter."""
        services.finish_partners(talk=self.talk, by=self.by)
        services.write_notes(talk=self.talk, help_question=help_question, notes=notes, next_appointment=next_appointment, by=self.by)
        services.check_together(talk=self.talk, by=self.by)
        self._sign()
        services.finish_talk(talk=self.talk, by=self.by)
        return self

    def _sign(self) -> None:
        plan = self.plan
        if not plan.to_sign:
            return
        form = services.make_form(talk=self.talk, signers=list(self.said_by()), by=self.by)
        for holder in form.required_signers:
            services.sign_on_screen(talk=self.talk, form=form, holder=holder, signer_name=self.voices[holder], ink=INK, by=self.by)
