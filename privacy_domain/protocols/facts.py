"""The facts of each question, frozen, and the reader that turns JSON into them.

A fact left out takes its neutral value (false, nothing, null, consent not asked); a fact without a neutral
value is required. Every fault is reported with its place as a path, such as ``facts.consent.status``. The
order of the fields is the order in which faults are found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar, TypeVar

from privacy_domain.protocols.types import (
    After,
    Basis,
    Category,
    ConsentStatus,
    ExceptionGround,
    Finding,
    Form,
    IndexGround,
    Occasion,
    Part,
    PostponeGround,
    Question,
    Recipient,
    RepresentativeKind,
    Right,
    Role,
    SectorLaw,
    Told,
)

E = TypeVar("E", bound=StrEnum)
Reader = Callable[[object, str], Any]

LAST_YEAR = 9900
"""Last year a date may have: terms of decades counted from it still fit in the calendar."""

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2})")


class FactFault(ValueError):
    """A fault in what was asked: ``path`` is its place, the message one Dutch sentence."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(message)
        self.path = path


def read_code(codes: type[E]) -> Callable[[object, str], E]:
    """A reader of one code of an enumeration."""

    def read(value: object, path: str) -> E:
        if not isinstance(value, str):
            raise FactFault(path, "Hier hoort één code als tekst.")
        try:
            return codes(value)
        except ValueError:
            raise FactFault(path, f"Deze code is onbekend; kies uit: {', '.join(codes)}.") from None

    return read


def read_codes(codes: type[E]) -> Callable[[object, str], frozenset[E]]:
    """A reader of a list of codes; a fault in an element is named by the list."""
    one = read_code(codes)

    def read(value: object, path: str) -> frozenset[E]:
        if not isinstance(value, list):
            raise FactFault(path, "Hier hoort een lijst met codes.")
        return frozenset(one(element, path) for element in value)

    return read


def read_flag(value: object, path: str) -> bool:
    """A reader of true or false."""
    if not isinstance(value, bool):
        raise FactFault(path, "Hier hoort true of false.")
    return value


def read_date(value: object, path: str) -> date:
    """A reader of a date written as 2016-06-01."""
    if not isinstance(value, str) or _DATE.fullmatch(value) is None:
        raise FactFault(path, "Hier hoort een datum als 2016-06-01.")
    try:
        found = date.fromisoformat(value)
    except ValueError:
        raise FactFault(path, "Deze datum bestaat niet.") from None
    return _within_calendar(found, path)


def read_moment(value: object, path: str) -> datetime:
    """A reader of a date-time with its zone, written as 2018-09-01T10:00:00+02:00 or with Z."""
    if not isinstance(value, str) or _MOMENT.fullmatch(value) is None:
        raise FactFault(path, "Hier hoort een tijdstip met zone, als 2018-09-01T10:00:00+02:00.")
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        raise FactFault(path, "Dit tijdstip bestaat niet.") from None
    return _within_calendar(found, path)


D = TypeVar("D", bound=date)


def _within_calendar(found: D, path: str) -> D:
    """The same date, unless it lies so late that terms counted from it leave the calendar."""
    if found.year > LAST_YEAR:
        raise FactFault(path, f"Deze datum ligt na het jaar {LAST_YEAR}.")
    return found


def or_null(read: Callable[[object, str], Any]) -> Reader:
    """A reader that also takes null, for facts whose neutral value is null."""
    return lambda value, path: None if value is None else read(value, path)


def by(read: Reader) -> Mapping[str, Reader]:
    """What a field of a facts class keeps beside its neutral value: the reader that fills it from JSON."""
    return {"read": read}


def read_object(shape: type[Any], value: object, path: str) -> Any:
    """Read a JSON object into a dataclass whose fields name their readers: unknown keys first, then the facts as listed."""
    if not isinstance(value, Mapping):
        raise FactFault(path, "Hier hoort een object met feiten.")
    known = {item.name: item for item in fields(shape)}
    for name in value:
        if name not in known:
            raise FactFault(f"{path}.{name}", "Dit feit hoort niet bij deze vraag.")
    read: dict[str, Any] = {}
    for name, item in known.items():
        place = f"{path}.{name}"
        if name in value:
            read[name] = item.metadata["read"](value[name], place)
        elif item.default is MISSING:
            raise FactFault(place, "Dit feit is verplicht en ontbreekt.")
    return shape(**read)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """Where consent stands and in which form it was given."""

    status: ConsentStatus = field(default=ConsentStatus.NOT_ASKED, metadata=by(read_code(ConsentStatus)))
    form: Form | None = field(default=None, metadata=by(or_null(read_code(Form))))

    @property
    def given(self) -> bool:
        """Whether consent stands, in any form."""
        return self.status is ConsentStatus.GIVEN

    @property
    def given_in_writing(self) -> bool:
        """Whether consent stands and was given in writing."""
        return self.given and self.form is Form.WRITTEN


def _consent(value: object, path: str) -> Consent:
    consent: Consent = read_object(Consent, value, path)
    return consent


@dataclass(frozen=True, slots=True, kw_only=True)
class Representative:
    """Somebody who might exercise the rights of the data subject."""

    kind: RepresentativeKind = field(metadata=by(read_code(RepresentativeKind)))
    adult: bool = field(default=False, metadata=by(read_flag))
    willing: bool = field(default=False, metadata=by(read_flag))


def _representatives(value: object, path: str) -> tuple[Representative, ...]:
    if not isinstance(value, list):
        raise FactFault(path, "Hier hoort een lijst met vertegenwoordigers.")
    return tuple(read_object(Representative, element, f"{path}.{place}") for place, element in enumerate(value))


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialDataFacts:
    """No facts: which data are special."""

    question: ClassVar[Question] = Question.SPECIAL_DATA


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFacts:
    """May the team record or request these data?"""

    question: ClassVar[Question] = Question.RECORD
    categories: frozenset[Category] = field(default=frozenset(), metadata=by(read_codes(Category)))
    informed: frozenset[Form] = field(default=frozenset(), metadata=by(read_codes(Form)))
    consent: Consent = field(default=Consent(), metadata=by(_consent))
    basis: Basis | None = field(default=None, metadata=by(or_null(read_code(Basis))))
    exception: ExceptionGround | None = field(default=None, metadata=by(or_null(read_code(ExceptionGround))))
    note: bool = field(default=False, metadata=by(read_flag))


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessFacts:
    """May this role open the dossier (or the plan)?"""

    question: ClassVar[Question] = Question.ACCESS
    role: Role = field(metadata=by(read_code(Role)))
    team_member: bool = field(default=False, metadata=by(read_flag))
    directly_involved: bool = field(default=False, metadata=by(read_flag))
    necessary: bool = field(default=False, metadata=by(read_flag))
    domestic_violence: bool = field(default=False, metadata=by(read_flag))
    assigned_case: bool = field(default=False, metadata=by(read_flag))
    statutory_duty: bool = field(default=False, metadata=by(read_flag))
    part: Part = field(default=Part.DOSSIER, metadata=by(read_code(Part)))


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscloseFacts:
    """May these items go to this recipient?"""

    question: ClassVar[Question] = Question.DISCLOSE
    recipient: Recipient = field(metadata=by(read_code(Recipient)))
    occasion: Occasion | None = field(default=None, metadata=by(or_null(read_code(Occasion))))
    items: frozenset[Category] = field(default=frozenset(), metadata=by(read_codes(Category)))
    consent: Consent = field(default=Consent(), metadata=by(_consent))
    told_before: frozenset[Told] = field(default=frozenset(), metadata=by(read_codes(Told)))
    signature: bool = field(default=False, metadata=by(read_flag))
    findings: frozenset[Finding] = field(default=frozenset(), metadata=by(read_codes(Finding)))
    lead_consulted: bool = field(default=False, metadata=by(read_flag))
    reasons_recorded: bool = field(default=False, metadata=by(read_flag))
    client_told: bool = field(default=False, metadata=by(read_flag))
    client_interest: bool = field(default=False, metadata=by(read_flag))
    necessary: bool = field(default=False, metadata=by(read_flag))
    acting_role: Role | None = field(default=None, metadata=by(or_null(read_code(Role))))


@dataclass(frozen=True, slots=True, kw_only=True)
class PostponeFacts:
    """May telling the client wait?"""

    question: ClassVar[Question] = Question.POSTPONE_INFORMING
    after: After = field(metadata=by(read_code(After)))
    ground: PostponeGround = field(metadata=by(read_code(PostponeGround)))


@dataclass(frozen=True, slots=True, kw_only=True)
class RightsHolderFacts:
    """Who exercises the rights? ``capable`` None: not judged, which counts as able."""

    question: ClassVar[Question] = Question.RIGHTS_HOLDER
    birth_date: date = field(metadata=by(read_date))
    capable: bool | None = field(default=None, metadata=by(or_null(read_flag)))
    representatives: tuple[Representative, ...] = field(default=(), metadata=by(_representatives))


@dataclass(frozen=True, slots=True, kw_only=True)
class TermFacts:
    """By when must a request be answered?"""

    question: ClassVar[Question] = Question.TERM
    right: Right = field(metadata=by(read_code(Right)))
    received: date = field(metadata=by(read_date))


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionFacts:
    """How long is an item kept? ``closed`` None: support still runs."""

    question: ClassVar[Question] = Question.RETENTION
    law: SectorLaw = field(metadata=by(read_code(SectorLaw)))
    received: date = field(metadata=by(read_date))
    closed: date | None = field(default=None, metadata=by(or_null(read_date)))
    last_change: date = field(metadata=by(read_date))


@dataclass(frozen=True, slots=True, kw_only=True)
class VerwijsindexFacts:
    """May this youth be entered in the verwijsindex on this ground?"""

    question: ClassVar[Question] = Question.VERWIJSINDEX
    birth_date: date = field(metadata=by(read_date))
    ground: IndexGround = field(metadata=by(read_code(IndexGround)))
    is_mother_or_pregnant: bool = field(default=False, metadata=by(read_flag))


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachFacts:
    """By when must a breach be reported?"""

    question: ClassVar[Question] = Question.BREACH
    discovered: datetime = field(metadata=by(read_moment))


Facts = (
    SpecialDataFacts
    | RecordFacts
    | AccessFacts
    | DiscloseFacts
    | PostponeFacts
    | RightsHolderFacts
    | TermFacts
    | RetentionFacts
    | VerwijsindexFacts
    | BreachFacts
)

_SHAPES: Mapping[Question, type[Facts]] = {
    shape.question: shape
    for shape in (
        SpecialDataFacts,
        RecordFacts,
        AccessFacts,
        DiscloseFacts,
        PostponeFacts,
        RightsHolderFacts,
        TermFacts,
        RetentionFacts,
        VerwijsindexFacts,
        BreachFacts,
    )
}


def read_facts(question: Question, value: object) -> Facts:
    """The facts of a question from a JSON object; raises ``FactFault`` with the path of the first fault."""
    facts: Facts = read_object(_SHAPES[question], value, "facts")
    return facts
