"""How long the records that the system keeps about itself are kept: each term once, with what it rests on.

What is kept of clients has no term here: that follows from the protocol and the law, and is decided by people. These are the terms of
what no dossier takes along: who could look, what went wrong, what the machine did, who worked here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from privacy_domain.protocols.calendar import add_months, add_years


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A term from the day on which a record was closed. `basis` names article, norm or list; `because` says why no longer and no shorter."""

    code: str
    years: int = 0
    months: int = 0
    days: int = 0
    basis: str
    because: str

    def first_kept(self, today: date) -> date:
        """The earliest day that is kept still: on its last day a record is there, and the next night it goes."""
        return add_years(add_months(today, -self.months), -self.years) - timedelta(days=self.days)

    def __str__(self) -> str:
        parts = ((self.years, "year"), (self.months, "month"), (self.days, "day"))
        return " and ".join(f"{number} {unit}{'s' if number > 1 else ''}" for number, unit in parts if number)


LOG = Term(
    code="log",
    years=5,
    basis="NEN 7513 (at least five years from writing); bio2 5.33.01; avg art. 5 lid 2",
    because="Who could look, who looked and who was asked about it can be accounted for together, and no longer than that.",
)
BREACH = Term(
    code="breach",
    years=3,
    basis="bio2 5.28.01 (incident information is kept at least three years); avg art. 33 lid 5",
    because="Kept for the regulator; counted from the day on which the report was closed.",
)
ACCOUNT = Term(
    code="account",
    years=1,
    basis="avg art. 5 lid 1 onder c and e",
    because="An employee may come back; after that only the name stays, which stands under what he wrote in dossiers and in the log.",
)
WORK = Term(
    code="work",
    years=1,
    basis="avg art. 5 lid 1 onder e",
    because="To find out what went wrong in the running of the system; what the work made is kept where it belongs.",
)
TYPED = Term(
    code="typed",
    months=6,
    basis="avg art. 5 lid 1 onder c and e",
    because="What was typed and never sent is part of no file; half a year bridges a long absence.",
)
SHUT = Term(
    code="shut",
    days=30,
    basis="avg art. 5 lid 1 onder e",
    because="An address that answers no more has no use but to find out why it does not.",
)
EXPORT = Term(
    code="export",
    days=7,
    basis="avg art. 5 lid 1 onder c and e",
    because="A file with lines of a register is a copy: long enough to fetch it, and it can be made again.",
)

TERMS = (LOG, BREACH, ACCOUNT, WORK, TYPED, SHUT, EXPORT)
