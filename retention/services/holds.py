"""Holding: what is not destroyed for now, placed and lifted with author and reason, looked at again on its day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from access.models import User
from dossiers.models import Dossier, Item
from privacy_domain import clock
from privacy_domain.audit.record import record
from privacy_domain.operation import Actor
from privacy_domain.people.models import Person
from privacy_domain.protocols.types import SectorLaw
from privacy_domain.tenancy.selectors import protocol_on
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work import services as work
from privacy_domain.work.models import Task
from retention.events import RetentionEvent
from retention.models import Hold
from retention.policies import longer_for_support, may_lift
from retention.selectors import holds_to_review
from retention.states import REVIEWED_REASONS, HoldOn, HoldReason

REVIEW, SOURCE = "review_hold", "retention.hold"
WARN_AHEAD = timedelta(days=14)
LONGEST = timedelta(days=3 * 366)
"""So long at most until somebody looks again."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a hold keeps: a whole dossier, one item of it (its series), or everything about a person."""

    person: Person
    dossier: Dossier | None = None
    series: UUID | None = None

    @classmethod
    def of(cls, hold: Hold) -> Held:
        """What this hold keeps."""
        return cls(hold.person, hold.dossier, hold.series)

    @property
    def on(self) -> HoldOn:
        """Its kind."""
        if self.dossier is None:
            return HoldOn.PERSON
        return HoldOn.DOSSIER if self.series is None else HoldOn.ITEM


@dataclass(frozen=True, slots=True)
class Cause:
    """The row of an upper floor because of which something is held; it ends its own holds with `end_holds_of`."""

    kind: str
    id: UUID


@transaction.atomic
def place_hold(*, held: Held, reason: HoldReason, explanation: str, review_on: date | None = None, cause: Cause | None = None, by: Actor) -> Hold:
    """From now on this is not destroyed. With a cause: asked twice, it stands once.

    Raises Invalid without an explanation, without a day to look again where the reason wants one (or a day that has passed or is more
    than three years away), for an item that is not in the dossier, and where neither protocol nor law lets something be kept longer
    for careful support; Conflict when a person places the same reason on the same thing twice, and for a dossier that is being destroyed.
    """
    _check(held, reason, explanation, review_on)
    dossier_id = held.dossier.pk if held.dossier else None
    Person.objects.select_for_update(no_key=True).get(pk=held.person.pk)  # two at once: one after the other
    _not_going(held)
    same = Hold.objects.filter(on=held.on, person=held.person, dossier=held.dossier, series=held.series, lifted_at__isnull=True)
    standing: Hold | None = (
        same.filter(source_kind=cause.kind, source_id=cause.id).first() if cause else same.filter(reason=reason, source_kind="").first()
    )
    if standing is not None and cause is None:
        raise Conflict("Dit wordt om deze reden al bewaard. Wijzig zo nodig de dag waarop opnieuw wordt gekeken.")
    if standing is not None:
        return standing
    version, citations = _provisions(held, reason)
    hold = Hold(
        on=held.on,
        person=held.person,
        dossier=held.dossier,
        series=held.series,
        reason=reason,
        explanation=explanation.strip(),
        review_on=review_on,
        protocol_version=version,
        citations=list(citations),
        source_kind=cause.kind if cause else "",
        source_id=cause.id if cause else None,
        placed_at=clock.now(),
        placed_by_id=by.id,
    )
    hold.save(force_insert=True)
    _log(RetentionEvent.HOLD_PLACED, hold, dossier_id, by)
    return hold


def _not_going(held: Held) -> None:
    """The row of the dossier is locked: what hides it, waits for the hold or was first."""
    if held.dossier is None:
        return
    if not Dossier.objects.select_for_update(no_key=True).filter(pk=held.dossier.pk).first():  # what is going is there for nobody
        raise Conflict("Dit dossier wordt al vernietigd. Het kan niet meer bewaard worden.")


def _check(held: Held, reason: HoldReason, explanation: str, review_on: date | None) -> None:
    if not explanation.strip():
        raise Invalid("Schrijf op waarom dit langer bewaard moet worden.", field="explanation")
    if reason in REVIEWED_REASONS and review_on is None:
        raise Invalid("Kies de dag waarop iemand opnieuw kijkt of bewaren nog nodig is.", field="review_on")
    if review_on is not None:
        _check_review(review_on)
    if held.series is not None and not Item.kept.filter(dossier=held.dossier, series=held.series).exists():
        raise Invalid("Dit stuk staat niet in dit dossier.", field="series")


def _check_review(review_on: date) -> None:
    if review_on <= clock.today():
        raise Invalid("Kies een dag na vandaag.", field="review_on")
    if review_on > clock.today() + LONGEST:
        raise Invalid("Kies een dag binnen drie jaar: bewaren voor onbepaalde tijd kan niet.", field="review_on")


def _provisions(held: Held, reason: HoldReason) -> tuple[str, tuple[str, ...]]:
    """The articles on which it is kept longer for careful support; another reason rests on what it names itself."""
    today = clock.today()
    protocol = protocol_on(today)
    if reason != HoldReason.SUPPORT:
        return (protocol.id if protocol else ""), ()
    found = [longer_for_support(SectorLaw(law), today) for law in _laws(held)]
    if not found or None in found:
        raise Invalid("Het protocol en de wet zeggen hier niet dat langer bewaren voor zorgvuldige ondersteuning kan.", field="reason")
    return found[0][0], tuple(dict.fromkeys(place for one in found if one for place in one[1]))  # type: ignore[index]


def _laws(held: Held) -> list[str]:
    if held.series is not None:
        return list(Item.kept.filter(dossier=held.dossier, series=held.series).values_list("law", flat=True)[:1])
    if held.dossier is not None:
        return list(held.dossier.law_tags)
    return sorted({law for tags in Dossier.objects.filter(person=held.person).values_list("law_tags", flat=True) for law in tags})


@transaction.atomic
def lift_hold(*, hold: Hold, because: str, by: User) -> Hold:
    """It is no longer held, for a reason. Raises Invalid without one, PermissionDenied for a hold that is another's to lift, Conflict
    when it was lifted before, or when its cause ends it by itself."""
    if not because.strip():
        raise Invalid("Schrijf op waarom dit niet langer apart bewaard hoeft te worden.", field="because")
    if hold.source_kind:
        raise Conflict("Deze reden eindigt vanzelf als de zaak erachter is afgehandeld.")
    if not may_lift(by, hold):
        raise PermissionDenied("Dit hef je niet zelf op: vraag het aan de privacyfunctionaris of de beheerder.")
    return _lift(hold, because, RetentionEvent.HOLD_LIFTED, by)


def _lift(hold: Hold, because: str, event: RetentionEvent, by: Actor) -> Hold:
    moment = clock.now()
    if Hold.objects.filter(pk=hold.pk, lifted_at__isnull=True).update(lifted_at=moment, lifted_by=by.id) != 1:
        raise Conflict("Dit was al opgeheven.")
    hold.lifted_at, hold.lifted_by_id, hold.lifted_because = moment, by.id, because.strip()
    hold.save(update_fields=["lifted_because"])
    work.complete_tasks_of(source_kind=SOURCE, source_id=hold.pk, by=by)
    _log(event, hold, hold.dossier_id, by)
    return hold


@transaction.atomic
def renew_hold(*, hold: Hold, explanation: str, review_on: date, by: User) -> Hold:
    """Somebody looked again and it is still needed, until another day to look: the hold ends and a new one takes its place, so that
    each says who judged it and why. Errors as `place_hold` and `lift_hold`."""
    if not may_lift(by, hold):
        raise PermissionDenied("Dit beoordeel je niet zelf: vraag het aan de privacyfunctionaris of de beheerder.")
    _check(Held.of(hold), HoldReason(hold.reason), explanation, review_on)
    cause = Cause(hold.source_kind, hold.source_id) if hold.source_id else None
    _lift(hold, explanation, RetentionEvent.HOLD_RENEWED, by)
    return place_hold(held=Held.of(hold), reason=HoldReason(hold.reason), explanation=explanation, review_on=review_on, cause=cause, by=by)


@transaction.atomic
def end_holds_of(*, cause: Cause, by: Actor) -> int:
    """What an upper floor held because of this has been dealt with: its holds end. Returns how many."""
    standing = list(Hold.objects.select_related("dossier", "person").filter(source_kind=cause.kind, source_id=cause.id, lifted_at__isnull=True))
    for hold in standing:
        _lift(hold, "De zaak waarom dit bewaard werd, is afgehandeld.", RetentionEvent.HOLD_LIFTED, by)
    return len(standing)


# ---------------------------------------------------------------- the day to look again
@transaction.atomic
def give_review_tasks(*, by: Actor) -> int:
    """A task for the privacy officer for each hold that is to be looked at within two weeks, once; returns how many are new."""
    due = holds_to_review(clock.today() + WARN_AHEAD)
    known = set(Task.objects.filter(kind=REVIEW, source_id__in=[hold.pk for hold in due]).values_list("source_id", flat=True))
    new = [hold for hold in due if hold.pk not in known]
    for hold in new:
        work.add_task(
            kind=REVIEW,
            title_key=REVIEW,
            source_kind=SOURCE,
            source_id=hold.pk,
            due_on=hold.review_on,
            person_id=hold.person_id,
            dossier_id=hold.dossier_id,
            role="privacy_officer",
            by=by,
        )
    return len(new)


def _log(event: RetentionEvent, hold: Hold, dossier_id: UUID | None, by: Actor) -> None:
    record(event, subject_kind="hold", subject_id=hold.pk, dossier_id=dossier_id, person_id=hold.person_id, reason=str(hold.reason), by=by)
