"""A request, and the requests of a client, as somebody sees them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from dossiers.models import Dossier
from requests.models import ClockStop, Reminder, SubjectRequest
from requests.policies.terms import RequestTerm


@dataclass(frozen=True, slots=True)
class Opened:
    """A request as somebody sees it. `handles`: he may act on it; `alike`: other open requests of the same person that he may see."""

    request: SubjectRequest
    handles: bool
    term: RequestTerm
    stops: list[ClockStop]
    reminders: list[Reminder]
    alike: list[SubjectRequest]


@dataclass(frozen=True, slots=True)
class OfClient:
    """The requests of the client of a dossier, as somebody inside sees them: those that are there for him lead on."""

    dossier: Dossier
    requests: list[SubjectRequest]
    seen: frozenset[UUID]
