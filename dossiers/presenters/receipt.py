"""Letters that come out of a talk: the receipt, the consent form, the explanation on paper, the confirmation of a withdrawal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from uuid import UUID

from access.models import User
from consent.models import Consent, ConsentForm, Informing, Signature, WithoutConsent
from consent.states import ConsentState, FormState, Scope, SigningMethod
from dossiers.models import Dossier, Participant, PartnerChoice, Talk, Telling
from dossiers.policies import TalkPlan
from dossiers.presenters.talk import HOLDERS, cards, purpose_sentence, wording
from dossiers.presenters.words import category_words, enumeration
from dossiers.selectors.disclosure import LedgerLine
from dossiers.states import Capacity
from privacy_domain import clock
from privacy_domain.letters import contexts
from privacy_domain.letters.freezing import freeze
from privacy_domain.letters.kinds import Answer, LetterKind, Outcome, Way
from privacy_domain.letters.models import Letter
from privacy_domain.people import presenters as people
from privacy_domain.people.models import Person
from privacy_domain.protocols.types import Category

ANSWER_OF = {
    ConsentState.GIVEN: Answer.YES,
    ConsentState.AWAITING_SIGNATURE: Answer.YES,
    ConsentState.REFUSED: Answer.NO,
    ConsentState.WITHDRAWN: Answer.NO,
    ConsentState.LATER: Answer.LATER,
    ConsentState.ASKED: Answer.LATER,
}
WAY_OF = {SigningMethod.SCREEN: Way.SCREEN, SigningMethod.PAPER: Way.PAPER}
OUTCOME_OF = {FormState.OPEN: Outcome.BLANK, FormState.SIGNED: Outcome.AGREED, FormState.REFUSED: Outcome.REFUSED}


def addressee(person: Person) -> contexts.Addressee:
    """The reader of a letter. The professional who hands it over knows the address: a secret one is not printed."""
    greeting = people.salutation(person).removeprefix("Geachte ")
    return contexts.Addressee(name=people.formal_name(person), salutation=greeting, lines=tuple(people.postal_lines(person)))


def author(dossier: Dossier, user: User) -> contexts.Author:
    """The professional who writes."""
    return contexts.Author(name=user.display_name, team=dossier.team.name)


def receipt(plan: TalkPlan, by: User) -> contexts.Receipt:
    """What was told, asked and agreed in this talk, complete and frozen."""
    talk, dossier = plan.talk, plan.talk.dossier
    seated = list(Participant.objects.filter(talk=talk))
    interpreters = [seat for seat in seated if seat.capacity == Capacity.INTERPRETER]
    exceptions = WithoutConsent.objects.filter(person_id=talk.person_id, matter_id=dossier.pk).order_by("noted_at")
    return contexts.Receipt(
        addressee=addressee(talk.person),
        author=author(dossier, by),
        talked_on=_day(talk.started_at),
        present=tuple(seat.name for seat in seated),
        told=_told(plan, by),
        agreement=_agreed(plan, by),
        shared=_shared(plan),
        exceptions=tuple(contexts.Exceptional(on=_day(e.noted_at), reason=e.note) for e in exceptions),
        interpreter_language=next((seat.language for seat in interpreters if seat.language), "onbekend" if interpreters else ""),
        next_appointment=talk.next_appointment,
        signers=tuple(_signed(s) for form in _forms(talk) for s in form.signatures.filter(agreed=True)),
    )


def _day(moment: datetime | None) -> date:
    return (moment or clock.now()).astimezone(clock.AMSTERDAM).date()


def _told(plan: TalkPlan, by: User) -> contexts.Told | None:
    talk = plan.talk
    told = Informing.objects.filter(person_id=talk.person_id, matter_id=talk.dossier_id).exclude(cards=[]).order_by("informed_at")
    first = told.first()
    if first is None:
        return None
    return contexts.Told(on=_day(first.informed_at), topics=tuple(card.heading for card in cards(plan, by)))


def _agreed(plan: TalkPlan, by: User) -> contexts.Agreed:
    found = plan.where.latest(Scope.ORDINARY, Category.NAW)
    if found is None:
        basis = wording(plan, by, "statement.no-agreement").body if not plan.ordinary.needed else ""
        return contexts.Agreed(answer=Answer.NOT_NEEDED, basis=basis)
    return contexts.Agreed(
        answer=ANSWER_OF[ConsentState(found.state)],
        who=found.said_by,
        on=_day(found.answered_at or found.asked_at),
        purpose=purpose_sentence(plan.talk.dossier, plan.on),
    )


def _shared(plan: TalkPlan) -> tuple[contexts.Shared, ...]:
    inside = [c for c in plan.where.consents if c.scope == Scope.SPECIAL and c.partner_id is None]
    return tuple(shared_of(consent, own=True) for consent in inside) + tuple(_shared_with(choice) for choice in plan.partners)


def shared_of(consent: Consent, *, own: bool = False) -> contexts.Shared:
    """One consent as a line of a letter."""
    return contexts.Shared(
        partner="" if own else consent.recipient_name,
        what=enumeration(category_words(consent.categories)),
        why=consent.purpose,
        until=consent.valid_until,
        answer=ANSWER_OF[ConsentState(consent.state)],
    )


def _shared_with(choice: PartnerChoice) -> contexts.Shared:
    if choice.consent is not None:
        return shared_of(choice.consent)
    return contexts.Shared(
        partner=choice.partner.name,
        what=enumeration(category_words(choice.items)),
        why=choice.purpose,
        until=choice.valid_until,
        answer=Answer.NOT_NEEDED,
    )


def _forms(talk: Talk) -> list[ConsentForm]:
    return list(ConsentForm.objects.filter(person_id=talk.person_id, matter_id=talk.dossier_id).order_by("made_at"))


def _signed(signature: Signature) -> contexts.Signed:
    strokes = tuple(tuple((x, y) for x, y in stroke) for stroke in signature.ink or ())
    return contexts.Signed(
        name=signature.signer_name,
        capacity=str(HOLDERS[signature.holder]),
        at=signature.signed_at,
        way=WAY_OF[SigningMethod(signature.method)],
        strokes=strokes,
    )


def consent_form(dossier: Dossier, form: ConsentForm, by: User) -> contexts.ConsentForm:
    """The form as it stands: to be signed on paper, or the copy of what was signed or refused."""
    consents = list(Consent.objects.filter(consent_form=form))
    return contexts.ConsentForm(
        addressee=addressee(form.person),
        author=author(dossier, by),
        special=all(consent.scope == Scope.SPECIAL for consent in consents),
        shared=tuple(shared_of(consent, own=consent.partner_id is None) for consent in consents),
        code=form.reference,
        signers=tuple(str(HOLDERS[holder]) for holder in form.required_signers),
        outcome=OUTCOME_OF[FormState(form.state)],
        decided_on=_day(form.closed_at) if form.closed_at else None,
        signatures=tuple(_signed(signature) for signature in form.signatures.all()),
    )


def is_about(letter: Letter, form: ConsentForm) -> bool:
    """Whether a letter prints this form: the form's reference stands on it."""
    return str((letter.context or {}).get("facts", {}).get("code", "")) == form.reference


def information(plan: TalkPlan, by: User) -> contexts.Information:
    """The explanation on paper: the very cards that were read aloud (Opsterland 6 lid 1)."""
    dossier = plan.talk.dossier
    return contexts.Information(
        addressee=addressee(plan.talk.person),
        author=author(dossier, by),
        cards=tuple(contexts.Card(heading=card.heading, body=card.body) for card in cards(plan, by)),
    )


def withdrawal(dossier: Dossier, consent: Consent, told_to: list[str], received: Sequence[LedgerLine], by: User) -> contexts.Withdrawal:
    """The confirmation that a consent was withdrawn, with what left on it before."""
    return contexts.Withdrawal(
        addressee=addressee(consent.person),
        author=author(dossier, by),
        withdrawn_on=_day(consent.withdrawn_at),
        shared=(shared_of(consent, own=consent.partner_id is None),),
        told_to=tuple(told_to),
        received=tuple(gone(received)),
    )


def gone(lines: Iterable[LedgerLine]) -> Iterator[contexts.Gone]:
    """Lines of the ledger as a letter has them: one for each envelope, with everything that was in it."""
    envelopes: dict[UUID, list[LedgerLine]] = {}
    for line in lines:
        envelopes.setdefault(line.disclosure_id, []).append(line)
    for together in envelopes.values():
        first = together[0]
        yield contexts.Gone(partner=first.recipient, what=tuple(line.what for line in together), why=first.purpose, on=_day(first.sent_at))


def confirms(letter: Letter, consent: Consent) -> bool:
    """Whether this letter confirms the withdrawal of this consent."""
    if letter.kind != LetterKind.WITHDRAWAL or consent.withdrawn_at is None or letter.drafted_at < consent.withdrawn_at:
        return False
    facts = (letter.context or {}).get("facts", {})
    return bool(facts.get("shared") == [freeze(shared_of(consent, own=consent.partner_id is None))])


def informed(telling: Telling, by: User) -> contexts.Informed:
    """What the client is told: who received what, why and when."""
    gone = contexts.Gone(partner=telling.recipient, what=tuple(telling.what.splitlines()), why=telling.why, on=telling.occurred_on)
    return contexts.Informed(addressee=addressee(telling.dossier.person), author=author(telling.dossier, by), shared=(gone,))
