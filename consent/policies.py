"""What must be asked, who must decide and sign, and what may be recorded: facts from rows, the rule, the decision."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from consent.models import Consent, Informing, WithoutConsent
from consent.states import OPEN_STATES, AnswerForm, ConsentState, Scope
from privacy_domain.people.models import Person
from privacy_domain.people.selectors import Authority, authority_on
from privacy_domain.protocols import book, catalogue, facts
from privacy_domain.protocols.rules import record, rights, special_data
from privacy_domain.protocols.types import (
    Basis,
    Category,
    Condition,
    ConsentStatus,
    Decision,
    ExceptionGround,
    Form,
    Refused,
    State,
)
from privacy_domain.tenancy.selectors import protocol_on

STATUS = {
    ConsentState.ASKED: ConsentStatus.NOT_ASKED,
    ConsentState.LATER: ConsentStatus.NOT_ASKED,
    ConsentState.AWAITING_SIGNATURE: ConsentStatus.NOT_ASKED,
    ConsentState.GIVEN: ConsentStatus.GIVEN,
    ConsentState.REFUSED: ConsentStatus.REFUSED,
    ConsentState.WITHDRAWN: ConsentStatus.WITHDRAWN,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where informing and consent of one person in one matter stand: rows only, no rule applied yet."""

    informed: frozenset[Form]
    consents: tuple[Consent, ...]
    exceptions: tuple[WithoutConsent, ...]

    def latest(self, scope: Scope, category: Category) -> Consent | None:
        """The newest question of this scope that names this category; an open question does not replace a given answer."""
        named = [c for c in self.consents if c.scope == scope and category in c.categories]
        answered = [c for c in named if c.state not in OPEN_STATES]
        return max(answered or named, key=lambda c: c.asked_at, default=None)

    def fact(self, scope: Scope, category: Category, on: date) -> facts.Consent:
        """The consent fact for one category: given only if it was given for exactly that, and has not expired on `on`."""
        found = self.latest(scope, category)
        if found is None:
            return facts.Consent()
        expired = found.state == ConsentState.GIVEN and found.valid_until is not None and found.valid_until < on
        status = ConsentStatus.NOT_ASKED if expired else STATUS[ConsentState(found.state)]
        return facts.Consent(status=status, form=Form(found.form_given) if found.form_given else None)

    def fact_state(self, category: Category) -> ConsentState | None:
        """The state of the newest question about ordinary data that names this category; None: never asked."""
        found = self.latest(Scope.ORDINARY, category)
        return ConsentState(found.state) if found else None

    def exception(self, category: Category) -> WithoutConsent | None:
        """The newest exception with its note that names this category."""
        named = [e for e in self.exceptions if category in e.categories]
        return max(named, key=lambda e: e.noted_at, default=None)


def standing(person_id: UUID, matter_id: UUID) -> Standing:
    """Where informing and consent of `person_id` in `matter_id` stand. Three statements."""
    told = Informing.objects.filter(person_id=person_id, matter_id=matter_id)
    return Standing(
        informed=frozenset(Form(form) for form in told.values_list("form", flat=True)),
        consents=tuple(Consent.objects.filter(person_id=person_id, matter_id=matter_id)),
        exceptions=tuple(WithoutConsent.objects.filter(person_id=person_id, matter_id=matter_id)),
    )


def special_categories(on: date) -> frozenset[Category]:
    """The special categories of the municipality in scope on `on`."""
    decision = special_data.decide(facts.SpecialDataFacts(), protocol_on(on), book.law(), on)
    return frozenset(Category(code) for code in decision.values["categories"])


def scope_of(category: Category, on: date) -> Scope:
    """Whether a category falls under the consent for special or for ordinary data."""
    return Scope.SPECIAL if category in special_categories(on) else Scope.ORDINARY


def may_record(categories: Collection[Category], where: Standing, *, basis: Basis | None = None, on: date) -> Decision:
    """May these data be recorded or requested, as informing and consent stand? Each category on its own way.

    Returns the first decision that refuses, else the last that allows (rule of `record`).
    """
    decision: Decision | None = None
    for category in sorted(categories):
        decision = _may_record_one(category, where, basis, on)
        if not decision.allowed:
            return decision
    if decision is None:
        raise ValueError("nothing to record: name at least one category")
    return decision


def _may_record_one(category: Category, where: Standing, basis: Basis | None, on: date) -> Decision:
    exception = where.exception(category)
    asked = facts.RecordFacts(
        categories=frozenset({category}),
        informed=where.informed,
        consent=where.fact(scope_of(category, on), category, on),
        basis=basis,
        exception=ExceptionGround(exception.ground) if exception else None,
        note=exception is not None,
    )
    return record.decide(asked, protocol_on(on), book.law(), on)


def check_may_record(categories: Collection[Category], where: Standing, *, basis: Basis | None = None, on: date) -> Decision:
    """As `may_record`; raises Refused when the answer is no."""
    decision = may_record(categories, where, basis=basis, on=on)
    if not decision.allowed:
        raise Refused(decision)
    return decision


@dataclass(frozen=True, slots=True)
class Asking:
    """Whether consent is to be asked for some data, in which form, after which informing, and on what that rests."""

    needed: bool
    form: AnswerForm | None
    protocol_asks: bool
    informed: frozenset[Form]
    any_informing: bool
    exception_known: bool
    open_without: bool
    decision: Decision

    @property
    def possible(self) -> bool:
        """Whether these data can be recorded at all, now or after asking."""
        return bool(self.decision.allowed or self.decision.missing)


def asking_inside(categories: Collection[Category], on: date) -> Asking:
    """What this protocol wants before these data may be recorded or requested by the team.

    The rule is asked as if nothing had happened yet: the ways it names are what the talk must do. Where the text itself
    asks agreement or consent it is asked; where it leaves another way open (a task or duty in the law) and does not ask,
    nobody is asked (Sittard-Geleen bijlage 1, Leiden 6a lid 2).
    """
    decision = record.decide(facts.RecordFacts(categories=frozenset(categories)), protocol_on(on), book.law(), on)
    special = bool(frozenset(categories) & special_categories(on))
    return read_asking(decision, protocol_asks=_protocol_asks(special, on))


def _protocol_asks(special: bool, on: date) -> bool:
    """Whether the text sets in which form agreement (or consent for special data) is asked. Without a protocol the law asks it for
    special data, which a task in the law does not carry by itself (AVG 9 lid 2)."""
    protocol = protocol_on(on)
    if protocol is None:
        return special
    key = catalogue.CONSENT_SPECIAL_FORMS if special else catalogue.CONSENT_ORDINARY_FORMS
    return protocol.get(key).state is State.SET


def read_asking(decision: Decision, *, protocol_asks: bool = False) -> Asking:
    """The ways of a decision, read as what must be asked."""
    ways = [set(way) for way in decision.missing]
    written = any(Condition.CONSENT_WRITTEN in way for way in ways)
    oral = any(Condition.CONSENT in way for way in ways)
    consenting = [way for way in ways if way & {Condition.CONSENT, Condition.CONSENT_WRITTEN}]
    wanted = set().union(*consenting) if consenting else set()
    forms = {Form.ORAL: Condition.INFORMED_ORAL in wanted, Form.WRITTEN: Condition.INFORMED_WRITTEN in wanted}
    open_without = bool(decision.allowed) or any(way == {Condition.BASIS} for way in ways)
    return Asking(
        needed=not decision.allowed and (written or oral) and (protocol_asks or not open_without),
        form=AnswerForm.WRITTEN if written else AnswerForm.ORAL if oral else None,
        protocol_asks=protocol_asks,
        informed=frozenset(form for form, needed in forms.items() if needed),
        any_informing=Condition.INFORMED in wanted,
        exception_known=any(Condition.EXCEPTION in way for way in ways),
        open_without=open_without,
        decision=decision,
    )


@dataclass(frozen=True, slots=True)
class Deciders:
    """Who decides and signs for a person, with the decision it rests on. `acts` empty: nobody named, escalate."""

    acts: tuple[str, ...]
    judged_by: str | None
    decision: Decision

    @property
    def together(self) -> bool:
        """Whether all of them decide together (12 to 16), rather than any one of several relatives."""
        return "self" in self.acts and len(self.acts) > 1

    def required(self, answered: Collection[str]) -> tuple[str, ...]:
        """Who must still be heard, given the holders who answered: all of them together, or one of them."""
        if self.together:
            return tuple(act for act in self.acts if act not in answered)
        return () if set(self.acts) & set(answered) else self.acts


def deciders(person: Person, on: date, matter_id: UUID | None = None) -> Deciders:
    """Who exercises the rights of `person` on `on`, and so who gives consent and signs.

    Raises ValueError when the birth date is not known: then nobody can say who decides.
    """
    authority: Authority = authority_on(person, on, matter_id)
    if person.birth_date is None:
        raise ValueError("the birth date is needed to know who decides")
    asked = facts.RightsHolderFacts(
        birth_date=person.birth_date,
        capable=authority.capable,
        representatives=tuple(authority.representatives),
    )
    decision = rights.decide(asked, protocol_on(on), book.law(), on)
    return Deciders(tuple(decision.values["acts"]), decision.values["judged_by"], decision)


def may_go_without(categories: Iterable[Category], ground: ExceptionGround, on: date) -> Decision:
    """May the team go on without consent on this ground, once the note is there? (Leek 4 lid 6, Landsmeer 4 lid 5)."""
    asked = facts.RecordFacts(categories=frozenset(categories), exception=ground, note=True)
    return record.decide(asked, protocol_on(on), book.law(), on)


def content_digest(consents: Sequence[Consent]) -> str:
    """SHA-256 over what exactly is agreed to: purpose, data, recipient, text version and end date of each question."""
    content = [
        [str(c.pk), c.scope, c.purpose, c.categories, c.recipient_code, c.recipient_name, str(c.text_id), str(c.valid_until)]
        for c in sorted(consents, key=lambda c: str(c.pk))
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()
