"""The shapes of what a protocol or law sets: ways to an act, age bands, terms, rows, retention.

Each part of a value stands beside the article that sets it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from privacy_domain.protocols import reading
from privacy_domain.protocols.reading import Citations, by
from privacy_domain.protocols.types import (
    Basis,
    Category,
    Condition,
    Holder,
    IndexGround,
    Obligation,
    Occasion,
    Recipient,
    RepresentativeKind,
    Role,
    SectorLaw,
    freeze,
)


class Unit(StrEnum):
    """Units of a period."""

    HOURS = "hours"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


class RetentionStart(StrEnum):
    """What starts the clock of a retention term."""

    RECEIPT = "receipt"
    """The day the item was received or made."""
    LAST_CHANGE = "last_change"
    """The day of the last change in the file."""
    END_OF_CLOSING_YEAR = "end_of_closing_year"
    """The end of the year in which support was closed: that year is kept whole, then the years count."""
    CLOSING_YEAR_COUNTS = "closing_year_counts"
    """The year in which support was closed is itself the first year."""
    CLOSING_DATE = "closing_date"
    """The day on which support was closed."""


class ConsentScope(StrEnum):
    """What a consent covers."""

    RECORD = "record"
    REQUEST = "request"
    TEAM = "team"


class Referrers(StrEnum):
    """Who can be the referrer of a client; anybody else who reports somebody is another reporter."""

    PROFESSIONAL = "professional"
    ANYONE = "anyone"


class Circle(StrEnum):
    """Who is a colleague to whom something can be asked."""

    TEAM = "team"
    """Who is in the same team, its leader too."""
    DOMAIN = "domain"
    """Who works in any team of the social domain, and its head."""


class Moment(StrEnum):
    """When the client is informed."""

    CONVERSATION = "conversation"
    BEFOREHAND = "beforehand"
    AS_SOON_AS_POSSIBLE = "as_soon_as_possible"
    AFTER_REGISTRATION = "after_registration"


class Ending(StrEnum):
    """What happens to data after their term."""

    DESTROY = "destroy"
    ANONYMISE = "anonymise"


class Remedy(StrEnum):
    """What a person can do after a refusal."""

    SECOND_REQUEST = "second_request"
    OBJECTION = "objection"
    CIVIL_COURT = "civil_court"


class Decider(StrEnum):
    """Who decides on a first request."""

    PROFESSIONAL = "professional"
    COLLEGE = "college"


class Notified(StrEnum):
    """Who is told that data were corrected."""

    PARTNERS = "partners"
    THIRD_PARTIES = "third_parties"


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way in which an act is allowed: every condition met.

    ``bases`` are the bases that meet the condition ``basis``; ``roles`` those that meet ``acting_role``;
    ``stands_for`` names findings that meet a condition in place of the finding of that name. ``obligations``
    come with the act. ``articles`` are cited besides those of the conditions.
    """

    name: str = field(metadata=by(reading.text))
    conditions: Mapping[Condition, Citations] = field(metadata=by(reading.mapping(reading.code(Condition), reading.places)))
    obligations: Mapping[Obligation, Citations] = field(
        default_factory=lambda: freeze({}), metadata=by(reading.mapping(reading.code(Obligation), reading.places))
    )
    bases: Mapping[Basis, Citations] = field(default_factory=lambda: freeze({}), metadata=by(reading.mapping(reading.code(Basis), reading.places)))
    roles: frozenset[Role] = field(default=frozenset(), metadata=by(reading.group(reading.code(Role))))
    stands_for: Mapping[Condition, frozenset[Condition]] = field(
        default_factory=lambda: freeze({}),
        metadata=by(reading.mapping(reading.code(Condition), reading.group(reading.code(Condition)))),
    )
    articles: Citations = field(default=(), metadata=by(reading.places))


WAYS = reading.several(reading.table(Way))


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordGroup:
    """The ways to record one group of data; no categories: all the others; no ways: closed."""

    categories: frozenset[Category] = field(default=frozenset(), metadata=by(reading.group(reading.code(Category))))
    ways: tuple[Way, ...] = field(metadata=by(WAYS))
    articles: Citations = field(default=(), metadata=by(reading.places))


@dataclass(frozen=True, slots=True, kw_only=True)
class VeiligThuisRequest:
    """What holds when Veilig Thuis asks; ``beside_outsider``: the ways to any outsider stand next to it."""

    ways: tuple[Way, ...] = field(metadata=by(WAYS))
    beside_outsider: bool = field(metadata=by(reading.flag))


@dataclass(frozen=True, slots=True, kw_only=True)
class Partners:
    """Recipients that are partners or processors, and the ways in which they receive data."""

    recipients: frozenset[Recipient] = field(metadata=by(reading.group(reading.code(Recipient))))
    ways: tuple[Way, ...] = field(metadata=by(WAYS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a fixed list: these items may go to this recipient on this occasion.

    ``ways`` are the row's own ways without consent; none: the row asks consent. ``signature_for`` are the items
    for which the consent has to carry a signature.
    """

    recipient: Recipient = field(metadata=by(reading.code(Recipient)))
    occasion: Occasion = field(metadata=by(reading.code(Occasion)))
    items: frozenset[Category] = field(metadata=by(reading.group(reading.code(Category))))
    ways: tuple[Way, ...] = field(default=(), metadata=by(WAYS))
    signature_for: frozenset[Category] = field(default=frozenset(), metadata=by(reading.group(reading.code(Category))))
    articles: Citations = field(metadata=by(reading.places))


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeBand:
    """Who acts for a person younger than ``below`` years (none: everybody older)."""

    below: int | None = field(default=None, metadata=by(reading.number))
    acts: tuple[Holder, ...] = field(metadata=by(reading.several(reading.code(Holder))))
    articles: Citations = field(metadata=by(reading.places))


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainStep:
    """One step of the chain for an incapable person: the kinds who may act.

    ``willing``: only those who want to; ``adult``: kinds that must be of age; ``from_age``: the step exists only
    for a person of at least that age.
    """

    kinds: tuple[RepresentativeKind, ...] = field(metadata=by(reading.several(reading.code(RepresentativeKind))))
    willing: bool = field(default=False, metadata=by(reading.flag))
    adult: frozenset[RepresentativeKind] = field(default=frozenset(), metadata=by(reading.group(reading.code(RepresentativeKind))))
    from_age: int = field(default=0, metadata=by(reading.number))
    articles: Citations = field(metadata=by(reading.places))


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """An amount of hours, weeks, months or years, with the article that sets it."""

    amount: int = field(metadata=by(reading.number))
    unit: Unit = field(metadata=by(reading.code(Unit)))
    articles: Citations = field(metadata=by(reading.places))


PERIOD = reading.table(Period)


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """Within which period a request is decided and carried out; both count from the receipt."""

    decide: Period | None = field(default=None, metadata=by(PERIOD))
    execute: Period | None = field(default=None, metadata=by(PERIOD))


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long data are kept, from when, and for items of which laws (none: all)."""

    years: int = field(metadata=by(reading.number))
    start: RetentionStart = field(metadata=by(reading.code(RetentionStart)))
    laws: frozenset[SectorLaw] = field(default=frozenset(), metadata=by(reading.group(reading.code(SectorLaw))))
    articles: Citations = field(metadata=by(reading.places))


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundRule:
    """A ground of the verwijsindex; ``under_age`` and ``mother_or_pregnant`` narrow it."""

    articles: Citations = field(metadata=by(reading.places))
    under_age: int | None = field(default=None, metadata=by(reading.number))
    mother_or_pregnant: bool = field(default=False, metadata=by(reading.flag))


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexRule:
    """The verwijsindex: up to which age, on which grounds, after whose consultation, for how long, which fields."""

    under_age: int = field(metadata=by(reading.number))
    grounds: Mapping[IndexGround, GroundRule] = field(metadata=by(reading.mapping(reading.code(IndexGround), reading.table(GroundRule))))
    consult: tuple[AgeBand, ...] = field(default=(), metadata=by(reading.several(reading.table(AgeBand))))
    remove_after_years: int = field(metadata=by(reading.number))
    fields: Mapping[str, Citations] = field(metadata=by(reading.mapping(reading.text, reading.places)))
    articles: Citations = field(metadata=by(reading.places))


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry of a list in a text: a code, its Dutch wording and its article."""

    code: str = field(metadata=by(reading.text))
    label: str = field(metadata=by(reading.text))
    articles: Citations = field(default=(), metadata=by(reading.places))


ITEMS = reading.several(reading.table(Item))


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRule:
    """What the text calls the plan (the usual name first). ``joint``: it is drawn up together with the client;
    ``household``: a household has one plan and one director."""

    names: tuple[str, ...] = field(metadata=by(reading.several(reading.text)))
    joint: bool = field(default=False, metadata=by(reading.flag))
    household: bool = field(default=False, metadata=by(reading.flag))
    articles: Citations = field(metadata=by(reading.places))


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """An instrument that measures areas of life. ``joint``: it is drawn up together with the client."""

    name: str = field(metadata=by(reading.text))
    areas: tuple[Item, ...] = field(metadata=by(ITEMS))
    joint: bool = field(default=False, metadata=by(reading.flag))
    articles: Citations = field(metadata=by(reading.places))
