"""A request comes in, gets somebody who handles it, and it becomes sure who asks."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from django.db import transaction

from access.models import Team, User
from access.selectors import excluded_among, teams_of
from access.states import MunicipalRole
from dossiers.models import Dossier
from dossiers.selectors.once import made_before
from dossiers.states import DossierState
from privacy_domain import clock
from privacy_domain.audit.record import record
from privacy_domain.operation import Actor
from privacy_domain.people.models import Person
from privacy_domain.people.selectors import find, persons
from privacy_domain.people.services import PersonDetails, register_person
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work import services as work
from requests.events import RequestEvent
from requests.models import ClockStop, SubjectRequest
from requests.policies.holder import standing_of
from requests.selectors.desk import dossiers_of
from requests.selectors.due import locked
from requests.services.clock import count
from requests.services.following import ASSIGN, follow_handler
from requests.services.following import SOURCE as SOURCE
from requests.services.leaving import leave_nothing
from requests.states import Ending, Identification, Received, Requester, RequestKind, RequestState
from retention.services import Cause, Held, end_holds_of, place_hold
from retention.states import HoldReason

OLDEST = 5
"""Years: what came in before that is not a request that can still be answered in any term."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What is known when a request comes in. The words are the person's own."""

    kind: RequestKind
    channel: Received
    received_on: date
    wish: str
    requester: Requester = Requester.SELF
    requester_name: str = ""
    authority: str = ""


# ---------------------------------------------------------------- coming in
@transaction.atomic
def register_request(
    *, intake: Intake, person: Person | None = None, details: PersonDetails | None = None, key: UUID | None = None, by: User
) -> SubjectRequest:
    """Somebody asks something about his data; from today nothing of him is destroyed until it is over. Anybody can ask: `person` when we
    know him, otherwise his `details`, by which he is found when we do know him (leek-2018 art. 1 onder a, 11; leiden-2016 art. 15 lid 1).

    A second request of the same kind is a request like any other; the same page sent twice is one request (`key`: as `made_before`). Who is
    kept away from the dossier of the person does not learn that we know him: what he takes in is of somebody new, whom the privacy officer
    joins with him, and meanwhile nothing of the person himself is destroyed either. Raises Invalid without words, for a day to come or one
    too long ago, and for somebody who asks for another without a name or what his authority rests on.
    """
    made = made_before(SubjectRequest, key, registered_by_id=by.pk)
    if made is not None:
        return made
    _check(intake)
    about, known = (person, None) if person else _whom(details or {}, by)
    request = SubjectRequest(
        id=key or uuid4(),
        number=f"{secrets.randbelow(10**8):08d}",
        person=about,
        kind=intake.kind,
        channel=intake.channel,
        received_on=intake.received_on,
        wish=intake.wish.strip(),
        requester=intake.requester,
        requester_name=intake.requester_name.strip(),
        authority=intake.authority.strip(),
        team=_team(about, by),
        registered_at=clock.now(),
        registered_by=by,
        counted_at=clock.now(),
    )
    request.reach = _reach(about, details or {})
    request.save(force_insert=True)
    count(request=request, by=by)
    for each in filter(None, (about, known)):
        hold_for_request(request=request, person=each, by=by)
    work.add_task(
        kind=ASSIGN, title_key=ASSIGN, source_kind=SOURCE, source_id=request.pk, due_on=request.due_on, person_id=about.pk,
        role=str(MunicipalRole.PRIVACY_OFFICER), by=by,
    )  # fmt: skip
    _log(RequestEvent.REGISTERED, request, by, reason=str(intake.kind))
    return request


def hold_for_request(*, request: SubjectRequest, person: Person, by: User) -> None:
    """Nothing of `person` is destroyed while this request is open. Asked twice, it stands once."""
    place_hold(
        held=Held(person),
        reason=HoldReason.REQUEST,
        explanation="Er loopt een verzoek van deze persoon over zijn gegevens.",
        cause=Cause(SOURCE, request.pk),
        by=by,
    )


def _check(intake: Intake) -> None:
    today = clock.today()
    if not intake.wish.strip():
        raise Invalid("Schrijf op wat er gevraagd wordt.", field="wish")
    if intake.received_on > today:
        raise Invalid("Deze dag moet nog komen. Kies de dag waarop het verzoek binnenkwam.", field="received_on")
    if intake.received_on.year < today.year - OLDEST:
        raise Invalid(f"Kies een dag vanaf 1 januari {today.year - OLDEST}.", field="received_on")
    if intake.requester != Requester.SELF:
        if not intake.requester_name.strip():
            raise Invalid("Schrijf op wie het verzoek doet.", field="requester_name")
        if not intake.authority.strip():
            raise Invalid("Schrijf op waaruit blijkt dat deze persoon het namens de ander mag vragen.", field="authority")


def _whom(details: PersonDetails, by: User) -> tuple[Person, Person | None]:
    """The person whose name and birth date these are, when exactly one is known; otherwise somebody new. Nothing says which. For who is
    kept away from the person that is known it is somebody new too, and the one who is known stands beside."""
    born, name = details.get("birth_date"), str(details.get("surname", ""))
    if born is None:
        raise Invalid("Vul de geboortedatum in: die bepaalt wie het verzoek mag doen.", field="birth_date")
    found = [each for each in persons(find(name=name, birth_date=born)) if _same(each, details)]
    if len(found) != 1:
        return register_person(details=details, by=by), None
    if excluded_among(by, dossiers_of([found[0].pk])):
        return register_person(details=details, by=by), found[0]
    return found[0], None


def _same(person: Person, details: PersonDetails) -> bool:
    """The whole surname and the first letter of the given names; a prefix is often forgotten."""
    theirs, said = person.given_names or person.initials, str(details.get("given_names", ""))
    return person.surname.casefold() == str(details.get("surname", "")).strip().casefold() and theirs[:1].casefold() == said.strip()[:1].casefold()


def _reach(person: Person, details: PersonDetails) -> str | None:
    """How who asks said that he can be reached, where that is not what we have of him: the answer goes there. None: as we have it."""
    said = {name: str(details.get(name, "")).strip() for name in ("street", "house_number", "postcode", "place", "phone")}
    if not any(value and value != str(getattr(person, name, "") or "") for name, value in said.items()):
        return None
    lines = (f"{said['street']} {said['house_number']}", f"{said['postcode']} {said['place']}", said["phone"])
    return "\n".join(line.strip() for line in lines if line.strip())


def _team(person: Person, by: User) -> Team | None:
    """The team of the person's open dossier; without one, that of who takes the request in."""
    dossier = Dossier.objects.select_related("team").filter(person=person, state=DossierState.OPEN).order_by("opened_on", "pk").first()
    if dossier is not None:
        return dossier.team
    return next((place.team for place in teams_of(by)), None)


# ---------------------------------------------------------------- in whose hands
@transaction.atomic
def assign_request(*, request: SubjectRequest, handler: User, by: User) -> SubjectRequest:
    """Somebody handles it from now on. Raises Conflict when it is over, Invalid for an account that is closed and for who is
    kept away from a dossier of the person."""
    current = _open(request)
    if not handler.is_active:
        raise Invalid("Dit account is gesloten. Kies een collega die hier werkt.", field="handler")
    if excluded_among(handler, dossiers_of([current.person_id])):
        raise Invalid("Deze collega kan dit verzoek niet behandelen. Kies een ander.", field="handler")
    current.handler = handler
    current.save(update_fields=["handler"])
    work.complete_tasks_of(source_kind=SOURCE, source_id=current.pk, by=by)
    follow_handler(request=current, by=by)
    _log(RequestEvent.ASSIGNED, current, by)
    return current


# ---------------------------------------------------------------- who asks
@transaction.atomic
def identify(*, request: SubjectRequest, way: Identification, together: bool = False, by: User) -> SubjectRequest:
    """It is sure who asks and that he may ask it; the request is in hand. The clock, if it stood still for that, goes on.

    Raises Conflict when that was settled before; Invalid where the rules on age and capacity give the right to somebody else, and where a
    child and his representative must ask together and only one of them did (leek-2018 art. 12; opsterland-2015 art. 22; uavg art. 5).
    """
    current = _open(request)
    if current.state != RequestState.RECEIVED:
        raise Conflict("Het is al vastgelegd wie er vraagt. Ververs de pagina.")
    standing = standing_of(current.person, Requester(current.requester), clock.today())
    if standing is None:
        raise Invalid("De geboortedatum is niet bekend. Vul die eerst aan: die bepaalt wie het verzoek mag doen.")
    if not standing.allowed:
        raise Invalid(standing.decision.explanation, field="way")
    if standing.together and not together:
        raise Invalid(standing.decision.explanation, field="together")
    current.identified_as, current.together = way, standing.together
    current.identified_at, current.identified_by, current.state = clock.now(), by, RequestState.RUNNING
    current.save(update_fields=["identified_as", "together", "identified_at", "identified_by", "state"])
    ClockStop.objects.filter(request=current, ground="identity", restarted_on__isnull=True).update(restarted_on=clock.today(), restarted_by=by)
    count(request=current, by=by)
    record(
        RequestEvent.IDENTIFIED, subject_kind="request", subject_id=current.pk, person_id=current.person_id, reason=str(way),
        decision=standing.decision, by=by,
    )  # fmt: skip
    return current


# ---------------------------------------------------------------- over
@transaction.atomic
def end_request(*, request: SubjectRequest, because: Ending, by: User) -> SubjectRequest:
    """The request ends without a decision; what was held for it is held no longer. Raises Conflict when it was decided or over, and
    when it is to end for want of identity while that was never asked for."""
    current = _open(request)
    if current.state == RequestState.DECIDED:
        raise Conflict("Op dit verzoek is al beslist. Ververs de pagina.")
    if because == Ending.NOT_IDENTIFIED:
        if current.state != RequestState.RECEIVED:
            raise Conflict("Het is al vastgelegd wie er vraagt.")
        if not ClockStop.objects.filter(request=current, ground="identity").exists():
            raise Conflict("Vraag eerst om te laten zien wie het verzoek doet, en zet daarvoor de termijn stil.")
    current.ended_because = because
    return finish_request(request=current, state=RequestState.ENDED, by=by)


@transaction.atomic
def finish_request(*, request: SubjectRequest, state: RequestState, by: User) -> SubjectRequest:
    """It is over: nothing is held and nobody is asked anything because of it any more. `request` is locked and open."""
    request.state, request.ended_at, request.ended_by = state, clock.now(), by
    request.save(update_fields=["state", "ended_at", "ended_by", "ended_because"])
    ClockStop.objects.filter(request=request, restarted_on__isnull=True).update(restarted_on=clock.today(), restarted_by=by)
    count(request=request, by=by)
    end_holds_of(cause=Cause(SOURCE, request.pk), by=by)
    leave_nothing(request=request, by=by)
    _log(RequestEvent.ENDED if state == RequestState.ENDED else RequestEvent.CLOSED, request, by, reason=request.ended_because)
    return request


def _open(request: SubjectRequest) -> SubjectRequest:
    current = locked(request.pk)
    if current is None:
        raise Conflict("Dit verzoek is al afgehandeld. Ververs de pagina.")
    return current


def _log(event: RequestEvent, request: SubjectRequest, by: Actor, *, reason: str = "") -> None:
    record(event, subject_kind="request", subject_id=request.pk, person_id=request.person_id, reason=reason, by=by)
