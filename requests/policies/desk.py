"""Who stands how to a request: who handles it, who leads him, and who watches over all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from access.models import User
from access.selectors import excluded_among, roles_of, teams_of
from access.states import MunicipalRole, TeamRole
from dossiers.models import Dossier
from requests.models import Decision, SubjectRequest
from requests.states import DecisionState, RequestState


@dataclass(frozen=True, slots=True)
class Desk:
    """The requests that somebody sees: `all`, or his own and those of the teams he leads. `role` for the log; `to_sign`: whose
    decision was put to him."""

    user: UUID
    everything: bool
    led: frozenset[UUID]
    role: str
    to_sign: frozenset[UUID] = frozenset()


def desk_of(user: User, on: date) -> Desk:
    """What `user` sees at the rights desk: everybody his own, a leader those of his team, the privacy officer and the head of the Social
    Domain all of them."""
    roles = roles_of(user, on=on)
    led = frozenset(place.team_id for place in teams_of(user, on=on) if place.role == TeamRole.LEAD)
    wide = next((role for role in (MunicipalRole.PRIVACY_OFFICER, MunicipalRole.TEAM_LEAD) if role in roles), None)
    put = Decision.objects.filter(signer=user, state=DecisionState.PROPOSED, request__state=RequestState.RUNNING).values_list("request_id", flat=True)
    return Desk(user.pk, wide is not None, led, str(wide or ("team_lead" if led else "")), frozenset(put))


def may_see(desk: Desk, request: SubjectRequest) -> bool:
    """Whether this request is there for him: he handles it, took it in, leads the team, or watches over all."""
    mine = desk.user in (request.handler_id, request.registered_by_id)
    return desk.everything or mine or request.team_id in desk.led or request.pk in desk.to_sign


def may_handle(desk: Desk, request: SubjectRequest) -> bool:
    """Whether he may act on it. Who only took it in may not, once it is in somebody's hands."""
    taken_in = request.handler_id is None and desk.user == request.registered_by_id
    return desk.everything or desk.user == request.handler_id or request.team_id in desk.led or taken_in


def is_kept_away(user: User, request: SubjectRequest) -> bool:
    """Whether he was kept away from a dossier of the person whose request it is: then the request is not there for him either."""
    dossiers = list(Dossier.objects.filter(person_id=request.person_id).values_list("pk", flat=True))
    return bool(dossiers) and bool(excluded_among(user, dossiers))
