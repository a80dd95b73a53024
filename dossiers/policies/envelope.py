"""Where one envelope stands: on which way it can leave, what must still be answered, who must be consulted."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from access.models import User
from access.selectors import excluded_among, has_role, teams_of
from access.states import MunicipalRole, TeamRole
from dossiers.models import Disclosure, DisclosureFinding, DisclosureItem
from dossiers.policies.covering import Covering, covering
from dossiers.policies.disclosure import COVENANTED, FINDINGS, SharingAnswer, Verdict, decide, may_share, protocol_id, recipient_of
from dossiers.policies.origin import acting_in
from dossiers.policies.rights import leads_for
from dossiers.states import DISCLOSURE_TRANSITIONS, DisclosureState
from privacy_domain.people.models import Agreement, Partner
from privacy_domain.people.selectors import agreement_on, partners_on
from privacy_domain.protocols import book, catalogue, facts
from privacy_domain.protocols.types import Category, Condition, Decision, Finding, Occasion, Recipient, Role
from privacy_domain.protocols.values import Item as ListItem

EDITABLE = frozenset({DisclosureState.DRAFTING, DisclosureState.ASKED_BACK})
STEP, REASONS = "step_", "reasons"


@dataclass(frozen=True, slots=True)
class Question:
    """One question that is answered by itself: a finding of the protocol, a step of its list (`step`), or the reasons."""

    code: str
    condition: Condition
    step: ListItem | None = None


@dataclass(frozen=True, slots=True)
class Envelope:
    """One disclosure with everything that decides about it. `answer` is None while nothing was chosen; `acting` is the role in
    which it is shared in an inquiry."""

    disclosure: Disclosure
    on: date
    recipient: Recipient
    items: tuple[DisclosureItem, ...]
    findings: Mapping[str, DisclosureFinding]
    codes: frozenset[Category]
    found: Covering | None
    answer: SharingAnswer | None
    agreement: Agreement | None
    acting: Role | None = None

    @property
    def way(self) -> frozenset[Condition]:
        """What the way that was taken asks: the mildest one, or the one without consent when that was chosen."""
        if self.answer is None:
            return frozenset()
        chosen = self.answer.urgent if self.disclosure.without_consent and self.answer.urgent else self.answer.first
        return frozenset(chosen)

    @property
    def consults(self) -> bool:
        """Whether the team leader must be consulted first."""
        return Condition.LEAD_CONSULTED in self.way

    @property
    def questions(self) -> tuple[Question, ...]:
        """What must be answered, each by itself, in the order of the protocol."""
        asked = [Question(str(condition), condition) for condition in Condition if condition in self.way & FINDINGS]
        return (*asked, *(_reasons(protocol_id(self.on)) if Condition.REASONS_RECORDED in self.way else ()))

    @property
    def unanswered(self) -> tuple[Question, ...]:
        """The questions without an answer, or whose answer is that it does not hold."""
        return tuple(q for q in self.questions if q.code not in self.findings or not self.findings[q.code].holds)

    @property
    def blocked(self) -> bool:
        """Whether no way is open: consent is to be asked first, or the protocol has none."""
        if self.answer is None:
            return True
        if self.disclosure.without_consent and self.answer.urgent:
            return False
        return self.answer.verdict in (Verdict.ASK_CONSENT, Verdict.MAY_NOT)

    @property
    def lacks_covenant(self) -> bool:
        """Whether the recipient gets data under a covenant only, and none is in force (leiden-2016, considerans)."""
        return self.recipient in COVENANTED and self.agreement is None

    @property
    def complete(self) -> bool:
        """Whether it can be sealed, but for the consultation."""
        interest = Condition.CLIENT_INTEREST not in self.way or bool(self.disclosure.interest)
        return not (self.blocked or self.unanswered or self.lacks_covenant) and bool(self.items and self.disclosure.necessity) and interest

    @property
    def ground(self) -> Disclosure.Ground:
        """On what it rests: consent only when it would not be allowed without."""
        if self.answer is None or self.way & (FINDINGS | {Condition.LEAD_CONSULTED}):
            return Disclosure.Ground.WITHOUT_CONSENT
        bare = may_share(self.recipient, self.occasion, self.codes, acting=self.acting, on=self.on)
        return Disclosure.Ground.PROTOCOL if bare.verdict is Verdict.MAY else Disclosure.Ground.CONSENT

    @property
    def occasion(self) -> Occasion | None:
        """The occasion."""
        return Occasion(self.disclosure.occasion) if self.disclosure.occasion else None

    def decision(self, *, lead_consulted: bool) -> Decision:
        """The rule's answer on what stands in the envelope now."""
        answered = frozenset(Finding(q.code) for q in self.questions if q.condition in FINDINGS and q not in self.unanswered)
        known = self.found.known if self.found else None
        question = facts.DiscloseFacts(
            recipient=self.recipient,
            occasion=self.occasion,
            items=self.codes,
            findings=answered,
            lead_consulted=lead_consulted,
            reasons_recorded=not any(q.condition is Condition.REASONS_RECORDED for q in self.unanswered),
            client_told=bool(self.disclosure.told_beforehand),
            client_interest=bool(self.disclosure.interest),
            necessary=bool(self.disclosure.necessity),
            acting_role=self.acting,
        )
        if known is not None:
            question = replace(question, consent=known.consent, told_before=known.told_before, signature=known.signature)
        return decide(question, self.on, protocol_id(self.on))


def envelope_of(disclosure: Disclosure, on: date, *, without: UUID | None = None) -> Envelope:
    """Everything that decides about one disclosure on a day; at most seven statements. `without`: as if that consent was
    withdrawn."""
    readable = disclosure.items.exclude(item__shielded=True)  # what is shielded since goes nowhere
    items = tuple(readable.select_related("item").order_by("code", "item__received_on", "pk"))
    findings = {row.question: row for row in disclosure.findings.select_related("answered_by")}
    recipient = recipient_of(disclosure.partner, on) if disclosure.partner else Recipient.NETWORK
    codes = codes_of(items)
    occasion = Occasion(disclosure.occasion) if disclosure.occasion else None
    found = (
        covering(disclosure.dossier, recipient, codes, occasion=occasion, partner_id=disclosure.partner_id, without=without, on=on) if codes else None
    )
    acting = acting_in(disclosure, on)
    answer = may_share(recipient, occasion, codes, found.known if found else None, acting=acting, on=on) if codes else None
    return Envelope(disclosure, on, recipient, items, findings, codes, found, answer, _agreement(disclosure.partner, recipient, on), acting)


def codes_of(items: Collection[DisclosureItem]) -> frozenset[Category]:
    """Which kinds of data these are: each item of the dossier stands for all that it names."""
    return frozenset(Category(code) for row in items for code in ([row.code] if row.code else row.item.categories))  # type: ignore[union-attr]


def selectable(partner: Partner, on: date) -> bool:
    """Whether something can go to somebody in the register on a day: in it, and a processor with its agreement (Leek 1 onder d)."""
    return partners_on(on).filter(pk=partner.pk).exists()


def decides(user: User, disclosure: Disclosure, on: date) -> bool:
    """Whether `user` is the team leader, or stands in for him, for this envelope: never for his own request, nor when he is kept
    away from the dossier. A stand-in is a leader of the team for as long as his mandate says."""
    own = user.pk in (disclosure.prepared_by_id, disclosure.sealed_by_id)
    return not own and leads_for(user, disclosure.dossier, on) and not excluded_among(user, [disclosure.dossier_id])


@dataclass(frozen=True, slots=True)
class Led:
    """Whose envelopes somebody decides about: of these teams, or of all."""

    teams: frozenset[UUID]
    everywhere: bool


def led_by(user: User, on: date) -> Led:
    """The teams that `user` leads on a day."""
    teams = frozenset(place.team_id for place in teams_of(user, on=on) if place.role == TeamRole.LEAD)
    return Led(teams, has_role(user, MunicipalRole.TEAM_LEAD, on=on))


def may_become(disclosure: Disclosure, state: DisclosureState) -> bool:
    """Whether the table of states has this step."""
    return state in DISCLOSURE_TRANSITIONS[DisclosureState(disclosure.state)]


def _agreement(partner: Partner | None, recipient: Recipient, on: date) -> Agreement | None:
    if partner is None:
        return None
    kind = Agreement.Kind.COVENANT if recipient in COVENANTED else Agreement.Kind.PROCESSING
    return agreement_on(partner, kind, on)


def _reasons(version: str | None) -> tuple[Question, ...]:
    """The steps of the protocol's own list (leiden-2016 bijlage II), each a question; elsewhere the reasons as one."""
    protocol = book.version(version) if version else None
    steps = protocol.value(catalogue.SHARING_STEPS) if protocol else None
    if not steps:
        return (Question(REASONS, Condition.REASONS_RECORDED),)
    return tuple(Question(f"{STEP}{step.code}", Condition.REASONS_RECORDED, step) for step in steps)
