"""Carrying out a decision: from which day, on which provision a recipient hears of it."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from privacy_domain.protocols import catalogue
from privacy_domain.protocols.values import Notified
from privacy_domain.tenancy.selectors import protocol_on
from requests.states import ExecutionAct

LAW, LAW_FROM = "avg art. 19", date(2018, 5, 25)
SAFE = timedelta(days=7)
"""So long at least there must be between the end of the term to object and the last day to carry out."""


def not_before(act: ExecutionAct, object_by: date | None, execute_by: date | None) -> date | None:
    """The first day on which a part may be carried out; None: at once. What is destroyed does not come back, so that waits for the term to
    object where it safely can inside the term to carry it out (leiden-2016 art. 17 lid 2 with 18 lid 3; opsterland-2015 art. 20 lid 2);
    where no such term is set it is done as soon as possible, as everything else is (leek-2018 art. 11 lid 6; avg art. 17 lid 1)."""
    if act != ExecutionAct.DESTROY or object_by is None or execute_by is None or object_by + SAFE > execute_by:
        return None
    return object_by + timedelta(days=1)


def is_by_hand(act: ExecutionAct, *, series: UUID | None, file: UUID | None) -> bool:
    """Whether a part of a decision names nothing here on which it can be done, so that words say how it was done: no item, and for a
    statement no dossier either."""
    return series is None and (file is None or act != ExecutionAct.STATEMENT)


def told_on(code: str, on: date) -> tuple[str, ...]:
    """The provision on which a recipient of this kind hears of a change: the protocol's where it names him (partners, or every third
    party), and otherwise the law's, by which every recipient does. Empty: nobody has to tell him."""
    protocol = protocol_on(on)
    said = protocol.get(catalogue.CORRECTION_NOTIFIED) if protocol else None
    if protocol and said and said.value and (said.value is Notified.THIRD_PARTIES or code in _partners(on)):
        return tuple(str(place) for place in said.citations)
    return (LAW,) if on >= LAW_FROM else ()


def _partners(on: date) -> frozenset[str]:
    protocol = protocol_on(on)
    found = protocol.value(catalogue.DISCLOSE_PARTNERS) if protocol else None
    return frozenset(map(str, found.recipients)) if found else frozenset()
