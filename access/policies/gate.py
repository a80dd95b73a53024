"""The gate: may this person open this subject today? One fixed statement reads the rows; the rule of the day decides.

Somebody can wear several hats (professional, leader of a team, handler of a complaint). Each hat is asked of the
protocol by itself, and the first that opens the door counts. Municipality-wide roles reach only what the municipality holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from access.events import AccessEvent
from access.models import User
from access.policies import places
from access.states import ENGINE_ROLES, REASONS_OF, GroundKind, MarkerKind, MunicipalRole, Reason, TeamRole
from privacy_domain.audit.record import refused
from privacy_domain.protocols import book, catalogue
from privacy_domain.protocols.facts import AccessFacts
from privacy_domain.protocols.rules import access
from privacy_domain.protocols.types import Citation, Condition, Decision, Part, Refused, Role
from privacy_domain.tenancy import scope, statements

# %(plan)s: the plan is asked for, otherwise the dossier; each line is (what, which, team, may write, need recorded, place in team)
_ROWS = f"""
with places as materialized ({places.ROWS})
select what, which, team, false, false, '' from places
union all
select 'ground', g.kind, null, g.may_write, g.reason <> '', coalesce(team.which, '')
from access_ground g left join places team on team.what = 'team' and g.principal_kind = 'team' and team.team = g.principal
where g.subject = %(subject)s and g.ended_at is null and g.since <= %(on)s and (g.until is null or g.until >= %(on)s)
  and case when %(plan)s then g.opens_plan else g.opens_dossier end
  and (g.principal = %(user)s or team.team is not null or g.principal_kind in ('municipality', 'role'))
union all
select 'marker', kind, null, false, false, '' from access_marker where subject = %(subject)s and cleared_at is null
union all
select 'reason', reason, null, false, false, '' from access_openingreason
where user_id = %(user)s and subject = %(subject)s and "on" = %(on)s and plan = %(plan)s
union all
select 'excluded', '', null, false, false, '' from access_exclusion where user_id = %(user)s and subject = %(subject)s and ended_at is null
"""  # noqa: S608 - constants
_PLACE = frozenset({"protocol", "role", "team"})

INVOLVED = frozenset({GroundKind.INVOLVED, GroundKind.AUTHORISED})
ROLE_BY_GROUND = {
    GroundKind.DIRECTOR: Role.DIRECTOR,
    GroundKind.COMPLAINT: Role.COMPLAINTS_HANDLER,
    GroundKind.OBJECTION: Role.OBJECTIONS_HANDLER,
}
CASE_BY_ROLE = {Role.COMPLAINTS_HANDLER: GroundKind.COMPLAINT, Role.OBJECTIONS_HANDLER: GroundKind.OBJECTION}
_ONES_OWN = INVOLVED | ROLE_BY_GROUND.keys() | {GroundKind.DUTY}


@dataclass(frozen=True, slots=True)
class Standing:
    """What the rows say about one person and one subject."""

    protocol: str | None
    roles: frozenset[MunicipalRole]
    grounds: frozenset[GroundKind]
    team_places: frozenset[TeamRole]
    violence: bool
    need_recorded: bool
    may_write: bool
    excluded: bool


@dataclass(frozen=True, slots=True)
class Passage:
    """The answer of the gate: the decision, the hat it was given to, whether he may add and change, and the hats that would
    open a closed door as soon as a need is stated."""

    decision: Decision
    role: Role
    may_write: bool
    opened_by_need: tuple[Role, ...] = ()
    excluded: bool = False

    @property
    def insider(self) -> bool:
        """Whether the person may know that the subject exists."""
        return bool(self.decision.allowed or self.opened_by_need)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The needs that fit those hats, in the order in which they are offered; none when the door is open, or stays shut."""
        return tuple(dict.fromkeys(reason for role in self.opened_by_need for reason in REASONS_OF[role]))


class ReasonNeeded(Refused):
    """Only the reason is missing: it is asked on a page of its own, and then the door is tried again."""

    def __init__(self, decision: Decision, subject: UUID, part: Part) -> None:
        super().__init__(decision)
        self.subject, self.part = subject, part

    def next_step(self, back: str) -> tuple[str, str]:
        """What to do now: words and address; afterwards one comes back to `back`."""
        address = reverse("access:state_reason", kwargs={"subject": self.subject, "part": str(self.part)})
        return _("Say why you need to see it"), f"{address}?{urlencode({'next': back})}"


def consider(user: User, subject: UUID, *, on: date, part: Part = Part.DOSSIER, reason: Reason | None = None) -> Passage:
    """Ask the gate; one statement. `reason` is what the person gives at the door now, besides what is recorded."""
    standing = _read(user, subject, on, part)
    necessary = reason is not None or standing.need_recorded
    role, decision = _decide(user, standing, part, necessary, on)
    by_need = () if decision.allowed or necessary else tuple(_opened_by_need(user, standing, part, on))
    if by_need:  # say what the hat lacks that can come in, not the one that lacks least
        role = by_need[0]
        decision = replace(decision, explanation=ask(_facts(role, standing, part, False), standing.protocol, on).explanation)
    return Passage(decision, role, bool(decision.allowed) and standing.may_write, by_need, standing.excluded)


def may_open(user: User, subject: UUID, *, on: date, part: Part = Part.DOSSIER, reason: Reason | None = None) -> Decision:
    """Whether this person may open the plan or the dossier on this day (articles 7, 7, par. 5, 11 and 12 of the protocols)."""
    return consider(user, subject, on=on, part=part, reason=reason).decision


def may_write(user: User, subject: UUID, *, on: date, part: Part = Part.DOSSIER, reason: Reason | None = None) -> Decision:
    """Whether this person may also add and change: a right of its own beside looking (leiden-2016 art. 11 lid 4; opsterland-2015 art. 12 lid 3)."""
    return _writing(consider(user, subject, on=on, part=part, reason=reason))


def offers_writing(user: User, subject: UUID, *, on: date) -> Decision:
    """As `may_write` of the dossier, for the buttons of a page: what the door said of it when this request came in, where it did.

    Who presses a button comes to a door again; nothing but the look of a page may rest on this.
    """
    passed: Passage | None = scope.memory().get((enter, user.pk, subject, on))
    return _writing(passed) if passed else may_write(user, subject, on=on)


def _writing(passage: Passage) -> Decision:
    return passage.decision if not passage.decision.allowed or passage.may_write else _read_only(passage.decision)


def enter(
    user: User, subject: UUID, *, on: date, part: Part = Part.DOSSIER, reason: Reason | None = None, write: bool = False, found: bool = False
) -> Passage:
    """The door: the passage when it is open, otherwise an exception.

    Insiders (the gate would open with a reason, or `found`: they named the client by BSN or by name and birth date) get
    `Refused` with the decision, and `ReasonNeeded` when nothing but a reason is missing; everybody else `Http404`, as for
    what does not exist, also when he found the client and is excluded. Every refusal is a line in the log that stays.
    """
    passage = consider(user, subject, on=on, part=part, reason=reason)
    if passage.decision.allowed and (passage.may_write or not write):
        if part is Part.DOSSIER:
            scope.memory()[enter, user.pk, subject, on] = passage
        return passage
    error: Exception = Http404()
    event = AccessEvent.DOOR_REFUSED
    if passage.decision.allowed:
        error, event = Refused(_read_only(passage.decision)), AccessEvent.WRITE_REFUSED
    elif passage.opened_by_need:
        error = ReasonNeeded(passage.decision, subject, part)
    elif found and not passage.excluded:
        error = Refused(passage.decision)
    decision = getattr(error, "decision", passage.decision)
    raise refused(error, event, by=user, decision=decision, subject_kind=f"part:{part}", dossier_id=subject, role=str(passage.role))


def _read(user: User, subject: UUID, on: date, part: Part) -> Standing:
    rows = statements.rows_of(_ROWS, {"user": user.pk, "subject": subject, "on": on, "plan": part is Part.PLAN})
    stands = places.places(((what, which, team) for what, which, team, *_ in rows if what in _PLACE), user, on)
    excluded = any(what == "excluded" for what, *_ in rows)
    grounds = [(GroundKind(which), writes, need, place) for what, which, _, writes, need, place in rows if what == "ground"]
    if excluded:  # nothing counts any more but a duty in law
        grounds, rows = [ground for ground in grounds if ground[0] is GroundKind.DUTY], []
    return Standing(
        protocol=stands.protocol,
        roles=frozenset() if excluded else stands.roles,
        grounds=frozenset(kind for kind, *_ in grounds),
        team_places=frozenset(TeamRole(place) for *_, place in grounds if place),
        violence=any(what == "marker" and which == MarkerKind.DOMESTIC_VIOLENCE for what, which, *_ in rows),
        need_recorded=any(what == "reason" for what, *_ in rows) or any(need for kind, _, need, _ in grounds if kind in _ONES_OWN),
        may_write=any(writes for kind, writes, _, place in grounds if kind in _ONES_OWN or place),
        excluded=excluded,
    )


def _decide(user: User, standing: Standing, part: Part, necessary: bool, on: date) -> tuple[Role, Decision]:
    """The first hat that opens the door; when none does, one decision that names every way that remains."""
    answers: list[tuple[Role, Decision]] = []
    for role in _hats(user, standing):
        decision = ask(_facts(role, standing, part, necessary), standing.protocol, on)
        if decision.allowed:
            return role, decision
        answers.append((role, decision))
    return _together(answers)


def _opened_by_need(user: User, standing: Standing, part: Part, on: date) -> Iterator[Role]:
    """The hats that open the door as soon as a need is stated."""
    for role in _hats(user, standing):
        if ask(_facts(role, standing, part, True), standing.protocol, on).allowed:
            yield role


@lru_cache(maxsize=4096)
def ask(facts: AccessFacts, version: str | None, on: date) -> Decision:
    """The rule's answer; facts, version and day are all there is to it, so equal questions share it."""
    return access.decide(facts, book.version(version) if version else None, book.law(), on)


def _hats(user: User, standing: Standing) -> Iterator[Role]:
    """The roles in which this person can come to this subject, in the order in which they are asked."""
    is_staff = user.profession or standing.team_places or standing.grounds & INVOLVED  # other staff can be involved too
    worn = [Role.PROFESSIONAL if is_staff else Role.OTHER]
    if TeamRole.LEAD in standing.team_places:
        worn.append(Role.TEAM_LEAD)
    worn += [role for kind, role in ROLE_BY_GROUND.items() if kind in standing.grounds]
    if GroundKind.MUNICIPALITY in standing.grounds:
        worn += [ENGINE_ROLES[role] for role in MunicipalRole if role in standing.roles and role in ENGINE_ROLES]
    yield from dict.fromkeys(worn)


def _facts(role: Role, standing: Standing, part: Part, necessary: bool) -> AccessFacts:
    case = CASE_BY_ROLE.get(role)
    return AccessFacts(
        role=role,
        team_member=bool(standing.team_places),
        directly_involved=bool(standing.grounds & INVOLVED),
        necessary=necessary,
        domestic_violence=standing.violence,
        assigned_case=case in standing.grounds,
        statutory_duty=GroundKind.DUTY in standing.grounds,
        part=part,
    )


def _together(answers: list[tuple[Role, Decision]]) -> tuple[Role, Decision]:
    """One refusal for all hats: the sentence of the one that lacks least, the ways and provisions of all."""
    role, nearest = min(answers, key=lambda answer: min((len(way) for way in answer[1].missing), default=99))
    ways: set[tuple[Condition, ...]] = {way for _, decision in answers for way in decision.missing}
    fewest = sorted(way for way in ways if not any(set(other) < set(way) for other in ways))
    citations: dict[Citation, None] = dict.fromkeys(c for _, decision in [(role, nearest), *answers] for c in decision.citations)
    return role, replace(nearest, missing=tuple(fewest), citations=tuple(citations))


def _read_only(decision: Decision) -> Decision:
    """The refusal for somebody who may look and not write."""
    protocol = book.version(decision.protocol) if decision.protocol else None
    granted_by = protocol.get(catalogue.ACCESS_GRANTED_BY) if protocol else None
    return replace(
        decision,
        allowed=False,
        missing=(),
        obligations=(),
        citations=granted_by.citations if granted_by and granted_by.citations else decision.citations,
        explanation="Je mag dit dossier inzien, maar niet aanvullen of wijzigen: daarvoor is een eigen bevoegdheid nodig die een ander je geeft.",
    )
