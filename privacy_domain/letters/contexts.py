"""The facts of a letter: frozen, complete, and without a single sentence. Presenters of the upper floors fill them.

Dates are dates in Amsterdam, moments are aware. Every text is plain text: it is escaped when it is printed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from privacy_domain.letters.kinds import Answer, LetterKind, Outcome, Seen, Way

Stroke = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """Who receives the letter. `salutation` follows "Geachte", as in "mevrouw De Vries"; `lines` is the address, a line each."""

    name: str
    salutation: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who writes. `telephone` empty: the municipality's own number."""

    name: str
    team: str = ""
    telephone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What was explained: the headings of the cards that were read, and on which day."""

    on: date
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """The answer to the question whether data may be recorded.

    `purpose` says for what; `basis` is the explanation that was given where the rules ask nothing (`not_needed`).
    """

    answer: Answer
    who: str = ""
    on: date | None = None
    purpose: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """One recipient or one use: with whom, what, why, until when, and what was answered. `partner` empty: for the own use of whoever asks."""

    partner: str
    what: str
    why: str
    until: date | None = None
    answer: Answer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exceptional:
    """Why data are used although nobody said yes, as noted in the dossier."""

    on: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A signature. `strokes` are the lines drawn on the screen, as points (x, y); empty when signed on paper."""

    name: str
    capacity: str
    at: datetime
    way: Way
    strokes: tuple[Stroke, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What was agreed in a talk. `interpreter_language` empty: no interpreter; `next_appointment` as the reader should read it."""

    kind: ClassVar = LetterKind.RECEIPT

    addressee: Addressee
    author: Author
    talked_on: date
    present: tuple[str, ...]
    told: Told | None
    agreement: Agreed | None
    shared: tuple[Shared, ...]
    exceptions: tuple[Exceptional, ...] = ()
    interpreter_language: str = ""
    next_appointment: str = ""
    signers: tuple[Signed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentForm:
    """A form for written consent, to be signed or as it was signed or refused.

    `special`: it is about recording sensitive data and not about sharing; `signers` names who must sign, one place each;
    `code` is the random reference by which a photograph of the paper finds its dossier; `decided_on` when it was signed or refused.
    """

    kind: ClassVar = LetterKind.CONSENT_FORM

    addressee: Addressee
    author: Author
    special: bool
    shared: tuple[Shared, ...]
    code: str
    signers: tuple[str, ...]
    outcome: Outcome = Outcome.BLANK
    decided_on: date | None = None
    signatures: tuple[Signed, ...] = ()

    @property
    def one_question(self) -> bool:
        """Whether one yes or no answers the form; otherwise each line has its own."""
        return len(self.shared) == 1

    @property
    def answered(self) -> bool:
        """Whether the lines show an answer of their own. A blank form never does: nothing is filled in beforehand."""
        return self.outcome is not Outcome.BLANK and any(line.answer for line in self.shared)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """Something that left: with whom, what (a line each), why, on which day."""

    partner: str
    what: tuple[str, ...]
    why: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """Consent was withdrawn: what stops, who is told, and what left before."""

    kind: ClassVar = LetterKind.WITHDRAWAL

    addressee: Addressee
    author: Author
    withdrawn_on: date
    shared: tuple[Shared, ...]
    told_to: tuple[str, ...] = ()
    received: tuple[Gone, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Informed:
    """What was shared without asking the client: he is told."""

    kind: ClassVar = LetterKind.INFORMED

    addressee: Addressee
    author: Author
    shared: tuple[Gone, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing as the recipient read it."""

    what: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What somebody else said about it beforehand; `by_telephone` when he was called."""

    who: str
    outcome: str
    at: datetime
    by_telephone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosed:
    """Exactly what left, as it was sealed. `ground` and `articles` as they read; `digest` is the SHA-256 of what was sealed."""

    kind: ClassVar = LetterKind.DISCLOSED

    addressee: Addressee
    author: Author
    purpose: str
    occasion: str
    lines: tuple[Line, ...]
    along: tuple[str, ...]
    ground: str
    articles: tuple[str, ...]
    prepared_by: str
    sealed_at: datetime
    judged: tuple[Judged, ...]
    sent_at: datetime
    sent_by: str
    channel: str
    heard: tuple[str, ...]
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One explanation card as it was read."""

    heading: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Information:
    """The explanation on paper: the same cards that were read aloud."""

    kind: ClassVar = LetterKind.INFORMATION

    addressee: Addressee
    author: Author
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolSummary:
    """The main lines of the protocol for somebody outside it who receives data. Says nothing about the client."""

    kind: ClassVar = LetterKind.PROTOCOL_SUMMARY

    addressee: Addressee
    author: Author


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedOn:
    """What one kind of employee did with the dossier on one day. `who` is a role, or a name with a role; `why` is said for exceptional looks."""

    on: date
    who: str
    seen: Seen
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """Who looked into the dossier from `since` up to and including `until`. `named`: employees stand in it by name."""

    kind: ClassVar = LetterKind.LOOKS

    addressee: Addressee
    author: Author
    since: date
    until: date
    lines: tuple[LookedOn, ...]
    named: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Extended:
    """A request takes longer to answer, until a day, for a reason in the words of who handles it (avg art. 12 lid 3)."""

    kind: ClassVar = LetterKind.EXTENDED

    addressee: Addressee
    author: Author
    received_on: date
    until: date
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedPart:
    """Data of which something was refused: on which ground, by which articles, and why."""

    what: str
    ground: str
    articles: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """The decision on a request. `answer` is how it was decided as a code; `asked` what was asked in words; `execute_by` until when it
    is carried out; `object_by` the last day to object; `again`: whoever was refused can ask the college once more; `college`: it is
    signed for the college, by the author in his `capacity`; `passed_to` who decides instead of the municipality."""

    kind: ClassVar = LetterKind.DECIDED

    addressee: Addressee
    author: Author
    received_on: date
    asked: str
    answer: str
    explanation: str
    granted: tuple[str, ...]
    refused: tuple[RefusedPart, ...]
    articles: tuple[str, ...]
    passed_to: str = ""
    execute_by: date | None = None
    object_by: date | None = None
    again: bool = False
    college: bool = False
    capacity: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """Data that the reader received are changed, by a decision of a day. `act` says how, as a code; `what` names the data."""

    kind: ClassVar = LetterKind.CORRECTED

    addressee: Addressee
    author: Author
    client: str
    born: date | None
    decided_on: date
    act: str
    what: tuple[str, ...]


Context = Receipt | ConsentForm | Withdrawal | Information | ProtocolSummary | Looks | Informed | Disclosed | Extended | Decided | Corrected
CONTEXTS: dict[LetterKind, type[Context]] = {
    context.kind: context
    for context in (Receipt, ConsentForm, Withdrawal, Information, ProtocolSummary, Looks, Informed, Disclosed, Extended, Decided, Corrected)
}
