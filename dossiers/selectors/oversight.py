"""Who looked at whom in a week, with what could explain it; and the lists that came of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Case, Count, Q, QuerySet, When

from access.events import AccessEvent
from access.models import Membership, User
from access.selectors import accounts_with_role, colleagues, excluded_from, has_role, visible_among
from access.selectors.accounts import held_on
from access.states import GroundKind, MunicipalRole, TeamRole
from dossiers.events import ABOUT_ACCESS, BESIDE_THE_DOSSIER, OFFICERS_WORK, DossierEvent
from dossiers.models import Dossier, LookReview, LookWeek
from dossiers.policies.oversight import Pair
from dossiers.states.oversight import LookReviewState
from privacy_domain import clock
from privacy_domain.crypto import search
from privacy_domain.people.selectors import housemates, named, namesakes, surname_words
from privacy_domain.tenancy import scope, statements

_WHOLE_MUNICIPALITY = (MunicipalRole.PRIVACY_OFFICER, MunicipalRole.TEAM_LEAD)
EARLY, LATE = 7, 20  # hours; before and after that, and in the weekend, is outside working hours
_INVOLVED = [str(kind) for kind in (GroundKind.INVOLVED, GroundKind.AUTHORISED, GroundKind.DIRECTOR, GroundKind.COMPLAINT, GroundKind.OBJECTION)]
_BESIDE = [str(event) for event in DossierEvent if event in BESIDE_THE_DOSSIER | OFFICERS_WORK or event.split(":")[1] in ABOUT_ACCESS]

# one pass over the week. Days are those of the clock on the wall; what gives a part counts when it held on one of them
_HELD = """{0}.since <= seen.last_day and ({0}.until is null or {0}.until >= seen.first_day)
              and ({0}.ended_at is null or {0}.ended_at >= seen.first)"""
_PAIRS = f"""
with line as (
    select *, at at time zone 'Europe/Amsterdam' as local from audit_event
    where municipality_id = %(municipality)s and at >= %(since)s and at < %(until)s
      and actor_id is not null and dossier_id is not null and event <> all(%(beside)s::text[])
      and (event like 'dossier:%%' or event = %(refused)s or outcome = 'done')
), seen as (
    select actor_id, dossier_id,
        count(*) filter (where outcome = 'looked') as looks,
        count(distinct local::date) filter (where outcome = 'looked') as days,
        count(*) filter (where outcome = 'looked' and (
            extract(hour from local) not between %(early)s and %(late)s - 1 or extract(isodow from local) > 5)) as outside,
        count(*) filter (where outcome = 'refused' and event = %(refused)s) as refused,
        coalesce(bool_or(outcome = 'done' and event not like 'access:%%'), false) as worked,
        min(at) as first, max(at) as last, min(local)::date as first_day, max(local)::date as last_day
    from line group by actor_id, dossier_id
)
select seen.actor_id, seen.dossier_id, dossier.person_id, looks, days, outside, refused, worked, first, last,
    exists (select from access_ground own
        where own.municipality_id = %(municipality)s and own.subject = seen.dossier_id and own.principal = seen.actor_id
          and own.kind = any(%(involved)s::text[]) and {_HELD.format("own")}) as involved,
    exists (select from access_ground duty
        where duty.municipality_id = %(municipality)s and duty.subject = seen.dossier_id and duty.principal = seen.actor_id
          and duty.kind = 'duty' and {_HELD.format("duty")}) as on_duty,
    exists (select from access_ground team join access_membership place on place.team_id = team.principal
        where team.municipality_id = %(municipality)s and team.subject = seen.dossier_id and team.kind = 'team'
          and place.user_id = seen.actor_id and {_HELD.format("team")} and {_HELD.format("place")}) as in_team
from seen join dossiers_dossier dossier on dossier.id = seen.dossier_id
where seen.looks > 0 or seen.refused > 0
order by first, actor_id, dossier_id
"""  # noqa: S608 - constants


def pairs_of(week: date) -> list[Pair]:
    """Everybody who looked into a dossier or was refused there from this Monday to Sunday, with names compared."""
    since = clock.midnight(week)
    values = {
        "municipality": scope.require().id, "since": since, "until": since_next(week), "early": EARLY, "late": LATE,
        "refused": str(AccessEvent.DOOR_REFUSED), "beside": _BESIDE, "involved": _INVOLVED,
    }  # fmt: skip
    clients, pairs = {}, []
    for actor, subject, person, looks, days, outside, refused, worked, first, last, involved, duty, team in statements.rows_of(_PAIRS, values):
        clients[subject] = person
        pairs.append(
            Pair(
                employee=actor, subject=subject, looks=looks, days=days, outside=outside, refused=refused, worked=worked, first=first, last=last,
                involved=involved, on_duty=duty, in_team=team,
            )
        )  # fmt: skip
    return _with_names(pairs, clients)


def since_next(week: date) -> datetime:
    """The first moment after a week that begins on this Monday."""
    return clock.midnight(week + timedelta(days=7))


def _with_names(pairs: Sequence[Pair], clients: dict[UUID, UUID]) -> list[Pair]:
    """Who bears the name of the employee, or of another colleague, or lives with somebody who does."""
    staff = {user.pk: _names(user.display_name) for user in colleagues()}
    bearers = {person.pk: surname_words(person) for person in namesakes(surnames=_surnames(staff.values()), among=set(clients.values()))}
    alike = {person.pk for person in named((given, word) for given, words in staff.values() for word in words if len(given) > 1)}
    at_home = {mate for mates in housemates(alike).values() for mate in mates}
    compared = []
    for pair in pairs:
        person = clients[pair.subject]
        _given, own = staff.get(pair.employee, ("", frozenset()))
        compared.append(replace(pair, surname=bool(own & bearers.get(person, set())), colleague=person in alike, household=person in at_home))
    return compared


def _names(display_name: str) -> tuple[str, frozenset[str]]:
    """The given name (or initial) and the words of the surname, plain; employees write their names in this order."""
    given, _space, surname = search.plain(display_name).partition(" ")
    return given, frozenset(search.name_words(surname)) if surname else frozenset()


def _surnames(names: Iterable[tuple[str, frozenset[str]]]) -> set[str]:
    return {word for _given, words in names for word in words}


def teams_by_employee(employees: Iterable[UUID], on: date) -> dict[UUID, UUID]:
    """The team in whose list each employee comes: the one he came to first."""
    places = Membership.objects.filter(held_on(on), user__in=set(employees)).order_by("-since", "-pk")
    return dict(places.values_list("user_id", "team_id"))


def _mine_to_review(user: User) -> Q | None:
    """The privacy officer and the head of the Social Domain review everybody, a leader his teams, nobody himself; None for who reviews nothing."""
    if has_role(user, *_WHOLE_MUNICIPALITY):
        return ~Q(employee=user)
    led = list(Membership.objects.filter(held_on(clock.today()), user=user, role=TeamRole.LEAD).values_list("team_id", flat=True))
    return Q(team__in=led) & ~Q(employee=user) if led else None


def reviews_for(user: User) -> QuerySet[LookReview] | None:
    """The lines that are his to review, without those about a dossier that he is kept away from; None when he reviews nothing."""
    mine = _mine_to_review(user)
    if mine is None:
        return None
    lines = LookReview.objects.filter(mine).exclude(subject__in=excluded_from(user))
    return lines.select_related("employee", "team", "week", "asked_by", "closed_by")


def sees_every_number(user: User) -> bool:
    """The privacy officer and the head of the Social Domain may hear of each dossier that it is there."""
    return has_role(user, *_WHOLE_MUNICIPALITY)


def known_to(user: User, lines: Iterable[LookReview]) -> frozenset[UUID]:
    """The subjects of these lines of which `user` may know that they exist, so that what is said of them stays his to hear."""
    subjects = {line.subject for line in lines if line.subject}
    return frozenset(subjects if sees_every_number(user) else visible_among(user, subjects))


def waits_for(user: User, week: LookWeek) -> bool:
    """Whether a line of this week waits for this reviewer. The head of the Social Domain is only called for what nobody else reviews:
    the looks of privacy officers."""
    mine = reviews_for(user)
    if mine is None:
        return False
    waiting = mine.filter(week=week).exclude(state=LookReviewState.CLOSED)
    if has_role(user, MunicipalRole.TEAM_LEAD):
        waiting = waiting.filter(employee__in=accounts_with_role(MunicipalRole.PRIVACY_OFFICER))
    return bool(waiting.exists())


def in_order(lines: QuerySet[LookReview]) -> list[LookReview]:
    """What is still to do before what is done, the heaviest first."""
    done = Case(When(state=LookReviewState.CLOSED, then=1), default=0)
    return list(lines.order_by(done, "-weight", "first_at", "pk"))


def unfinished(lines: QuerySet[LookReview]) -> dict[date, int]:
    """How many of these lines are not done, by the Monday of their week."""
    still_open = lines.exclude(state=LookReviewState.CLOSED).order_by().values("week__week").annotate(number=Count("pk"))
    return {row["week__week"]: row["number"] for row in still_open}


def review_asked_of(user: User, review_id: UUID) -> LookReview | None:
    """A line about oneself that one was asked about; None for another's, or for what nobody asked."""
    found: LookReview | None = (
        LookReview.objects.filter(pk=review_id, employee=user, asked_at__isnull=False).select_related("asked_by", "employee").first()
    )
    return found


@dataclass(frozen=True, slots=True)
class Oversight:
    """The list of one week for one reviewer. `unfinished` counts what is still open, by Monday; `known` are the dossiers that he may know of."""

    week: LookWeek | None
    weeks: list[LookWeek]
    lines: list[LookReview]
    unfinished: dict[date, int]
    known: frozenset[UUID]


def may_hear_which(line: LookReview) -> bool:
    """Whether the employee himself may be told which dossier it was: he was in it, and is not kept away from it. Who was refused at the
    door may not learn from the question that there is something behind it."""
    if not line.looks or line.subject is None:
        return False
    return not excluded_from(line.employee).filter(subject=line.subject).exists()


def weeks() -> list[LookWeek]:
    """The weeks that were gone through, the newest first; a year of them."""
    return list(LookWeek.objects.order_by("-week")[:53])


def numbers_of(subjects: Iterable[UUID]) -> dict[UUID, str]:
    """The numbers of those of these dossiers that are still there."""
    return dict(Dossier.objects.filter(pk__in=list(subjects)).values_list("pk", "number"))
