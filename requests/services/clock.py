"""The clock of a request: counted from the facts at every act, stopped and started again only for reasons that the law names."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from access.models import User
from privacy_domain import clock
from privacy_domain.audit.record import record
from privacy_domain.operation import Actor
from privacy_domain.protocols.types import Right
from privacy_domain.tenancy.selectors import protocol_on
from privacy_domain.web.errors import Conflict, Invalid
from requests.events import RequestEvent
from requests.models import ClockStop, SubjectRequest
from requests.policies.terms import ClockFacts, RequestTerm, stop_grounds, term_of
from requests.selectors.decisions import is_to_be_carried_out
from requests.selectors.desk import pauses, stops_of
from requests.selectors.due import locked
from requests.services.following import follow_days
from requests.states import AWAITING_DECISION, Lateness, RequestState


def count(*, request: SubjectRequest, by: Actor) -> RequestTerm:
    """The days of a request as its facts give them now, kept on the row so that lists and the daily job find it. Changes nothing else;
    the same facts give the same days, whoever counts them and how often."""
    stops = stops_of([request.pk])[request.pk]
    term = seen(request=request, stops=stops, on=clock.today(), by=by)
    standing_still = any(stop.restarted_on is None for stop in stops)
    request.decide_by, request.execute_by = term.decide_by, term.execute_by
    before, request.due_on = request.due_on, _first_last_day(request, standing_still)
    request.protocol_version, request.citations = term.version, list(term.citations)
    request.counted_at = clock.now()
    request.save(update_fields=["decide_by", "execute_by", "due_on", "protocol_version", "citations", "counted_at"])
    if before != request.due_on:
        follow_days(request=request, by=by)
    return term


def seen(*, request: SubjectRequest, stops: list[ClockStop], on: date, by: Actor) -> RequestTerm:
    """The term of a request, from its own facts and these stops."""
    facts = ClockFacts(
        right=Right(request.kind), received=request.received_on, pauses=pauses(stops), extended=request.extended_on is not None
    )  # fmt: skip
    return term_of(facts, protocol_on(request.received_on), on)


def _first_last_day(request: SubjectRequest, standing_still: bool) -> date | None:
    if request.state in AWAITING_DECISION:
        return None if standing_still else request.decide_by
    return request.execute_by if request.state == RequestState.DECIDED and is_to_be_carried_out(request) else None


@transaction.atomic
def stop_clock(*, request: SubjectRequest, ground: str, explanation: str, by: User) -> ClockStop:
    """The clock stands still from today, on a ground that the law names. Raises Invalid for another ground and without an explanation,
    Conflict when it stands still already, was decided, or when its last day has passed: what is late stays late."""
    current = _awaiting(request)
    known = {item.code: item for item in stop_grounds(current.received_on)}
    if ground not in known:
        raise Invalid("Kies een reden die de wet kent: om een andere reden staat de termijn niet stil.", field="ground")
    if not explanation.strip():
        raise Invalid("Schrijf op waarom de termijn stilstaat.", field="explanation")
    if ClockStop.objects.filter(request=current, restarted_on__isnull=True).exists():
        raise Conflict("De termijn staat al stil. Ververs de pagina.")
    if current.due_on is not None and current.due_on < clock.today():
        raise Conflict("De uiterste dag is voorbij. Dan kan de termijn niet meer stilstaan.")
    stop = ClockStop(
        request=current, person=current.person, ground=ground, explanation=explanation.strip(), stopped_on=clock.today(), stopped_by=by
    )  # fmt: skip
    stop.save(force_insert=True)
    count(request=current, by=by)
    record(RequestEvent.STOPPED, subject_kind="request", subject_id=current.pk, person_id=current.person_id, reason=ground, by=by)
    return stop


@transaction.atomic
def restart_clock(*, request: SubjectRequest, by: User) -> SubjectRequest:
    """The clock goes on from today; the last days move by as many days as it stood still. Raises Conflict when it does not stand still."""
    current = _awaiting(request)
    changed = ClockStop.objects.filter(request=current, restarted_on__isnull=True).update(restarted_on=clock.today(), restarted_by=by)
    if changed != 1:
        raise Conflict("De termijn staat niet stil. Ververs de pagina.")
    count(request=current, by=by)
    record(RequestEvent.RESTARTED, subject_kind="request", subject_id=current.pk, person_id=current.person_id, by=by)
    return current


@transaction.atomic
def explain_lateness(*, request: SubjectRequest, because: Lateness, words: str, by: User) -> SubjectRequest:
    """Why the last day was not met: it never takes away that it was not. Raises Invalid without an explanation, Conflict when no last
    day has passed."""
    current = locked(request.pk)
    if current is None or current.due_on is None or current.due_on >= clock.today():
        raise Conflict("Dit verzoek is niet te laat. Ververs de pagina.")
    if not words.strip():
        raise Invalid("Schrijf op waardoor het te laat is.", field="words")
    current.late_because, current.late_words = because, words.strip()
    current.save(update_fields=["late_because", "late_words"])
    record(RequestEvent.LATE_EXPLAINED, subject_kind="request", subject_id=current.pk, person_id=current.person_id, reason=str(because), by=by)
    return current


def _awaiting(request: SubjectRequest) -> SubjectRequest:
    current = locked(request.pk)
    if current is None or current.state not in AWAITING_DECISION:
        raise Conflict("Op dit verzoek is al beslist, of het is geëindigd. Ververs de pagina.")
    return current
