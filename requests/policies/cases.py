"""What somebody can do who is not content, in which stages, and by when: the protocol of the day, and where it is silent the law."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from privacy_domain.protocols import book, catalogue
from privacy_domain.protocols.calendar import add_weeks, roll_forward
from privacy_domain.protocols.catalogue import Key
from privacy_domain.protocols.facts import TermFacts
from privacy_domain.protocols.rules import terms
from privacy_domain.protocols.types import Citation, Right
from privacy_domain.protocols.values import Item, Period, Remedy
from privacy_domain.tenancy.selectors import protocol_on
from requests.policies.terms import places
from requests.states import CaseKind, CaseStepKind, RequestKind

ASKED_AGAIN = (RequestKind.ACCESS, RequestKind.RECTIFICATION, RequestKind.DESTRUCTION)
"""What can be asked of the college again (leek-2018 art. 14 lid 1)."""
MUNICIPAL, ELSEWHERE, OMBUDSMAN = "municipal", "other_organisation", "ombudsman"
PERSON, SUPERIOR, OFFICER = "person", "superior", "municipality"
_BY_LAW = (Item(code=MUNICIPAL, label="klachtbehandeling door de gemeente"),)


@dataclass(frozen=True, slots=True)
class CaseRules:
    """What is open here on a day. `stages` are those of a complaint that the municipality handles, in order; after the last of them, or
    beside them, `outside` are those that others handle. `court`: what another organisation refused goes to the civil court."""

    protocol_version: str
    kinds: tuple[CaseKind, ...]
    stages: tuple[Item, ...]
    outside: tuple[Item, ...]
    court: bool
    remedy_citations: tuple[str, ...]
    complaint_citations: tuple[str, ...]

    def label(self, stage: str) -> str:
        """What a stage is called."""
        return next((item.label for item in (*self.stages, *self.outside) if item.code == stage), stage)

    def following(self, stage: str) -> Item | None:
        """The stage after this one; None after the last."""
        codes = [*self.stages, *(item for item in self.outside if item.code == OMBUDSMAN)]
        at = next((number for number, item in enumerate(codes) if item.code == stage), len(codes))
        return codes[at + 1] if at + 1 < len(codes) else None


def case_rules(on: date) -> CaseRules:
    """What is open here on `on` (leek-2018 and landsmeer-2016 art. 14; leiden-2016 art. 18 lid 3 and 19). A written decision on a request
    is a decision in the sense of the law everywhere (uavg art. 34), so the law's objection is always there; a complaint too (awb art. 9:1)."""
    protocol = protocol_on(on)
    remedies = protocol.get(catalogue.REMEDIES) if protocol else None
    stages = protocol.get(catalogue.COMPLAINT_STAGES) if protocol else None
    open_here = remedies.value or () if remedies else ()
    known = tuple(stages.value or ()) if stages and stages.value else _BY_LAW
    second = (CaseKind.SECOND_REQUEST,) if Remedy.SECOND_REQUEST in open_here else ()
    by_law = () if Remedy.OBJECTION in open_here else (str(Citation("uavg", "art. 34")),)
    own = tuple(str(place) for place in remedies.citations) if remedies and remedies.value else ()
    return CaseRules(
        protocol_version=protocol.id if protocol else "",
        kinds=(CaseKind.COMPLAINT, *second, CaseKind.OBJECTION),
        stages=tuple(item for item in known if item.code not in (ELSEWHERE, OMBUDSMAN)),
        outside=tuple(item for item in known if item.code in (ELSEWHERE, OMBUDSMAN)),
        court=Remedy.CIVIL_COURT in open_here,
        remedy_citations=own + by_law,
        complaint_citations=tuple(str(place) for place in stages.citations) if stages and stages.value else (str(Citation("awb", "art. 9:1 lid 1")),),
    )


def is_for_an_appointed_handler(kind: CaseKind, stage: str) -> bool:
    """Whether somebody appointed for it handles it, who was not involved (awb art. 9:7; leiden-2016 art. 19): every objection, and a
    complaint that is past the talk with who it is about and the superior."""
    return kind != CaseKind.COMPLAINT or stage not in (PERSON, SUPERIOR)


_HEARD = frozenset({CaseStepKind.HEARING, CaseStepKind.NOT_HEARD})
_SPOKEN = _HEARD | {CaseStepKind.TALK, CaseStepKind.MEDIATION}


def spoken_with(kind: CaseKind, stage: str, done: Collection[str]) -> bool:
    """Whether the person had his say in this stage, going by what was done in it: heard, or offered to be (awb art. 7:2 and 9:10); in the
    first stages, which are a conversation, a talk will do (leiden-2016 art. 19)."""
    return bool((_HEARD if is_for_an_appointed_handler(kind, stage) else _SPOKEN) & set(done))


@dataclass(frozen=True, slots=True)
class CaseDays:
    """The last day to come with it (an objection), the last day to decide, and on which provisions."""

    file_by: date | None
    due_on: date | None
    citations: tuple[str, ...]


def case_days(
    kind: CaseKind, received: date, *, decided_on: date | None = None, asked: str = "", committee: bool = False, adjourned: bool = False
) -> CaseDays:
    """The days of a case that came in on `received`. Those of the law on objections and complaints end on a working day
    (the law on terms); a second request has the terms of a first one."""
    if kind == CaseKind.SECOND_REQUEST:
        said = terms.decide(TermFacts(right=Right(asked), received=received), protocol_on(received), book.law(), received)
        return CaseDays(None, said.values["target"], tuple(str(place) for place in said.citations))
    if kind == CaseKind.COMPLAINT:
        first = _period(catalogue.LAW_COMPLAINT_DECIDE_COMMITTEE if committee else catalogue.LAW_COMPLAINT_DECIDE, received)
        more = _period(catalogue.LAW_COMPLAINT_ADJOURN, received) if adjourned else None
        return CaseDays(None, _end(received, first, more), _articles(first, more))
    file, decided = _period(catalogue.LAW_OBJECTION_FILE, received), decided_on or received
    file_by = roll_forward(add_weeks(decided, file.amount))
    first = _period(catalogue.LAW_OBJECTION_DECIDE_COMMITTEE if committee else catalogue.LAW_OBJECTION_DECIDE, received)
    more = _period(catalogue.LAW_OBJECTION_ADJOURN, received) if adjourned else None
    return CaseDays(file_by, _end(file_by, first, more), _articles(file, first, more))


def _period(key: Key[Period], on: date) -> Period:
    found = book.law().value(key, on)
    if found is None:
        raise LookupError(f"the law sets no {key.name}")
    return found


def _end(start: date, *periods: Period | None) -> date:
    return roll_forward(add_weeks(start, sum(period.amount for period in periods if period)))


def _articles(*periods: Period | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(place for period in periods if period for place in places(period)))
