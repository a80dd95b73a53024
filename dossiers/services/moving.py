"""Something stood in the wrong dossier: it moves to the right one, sealed under that dossier's key; a trace without content stays."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.http import Http404

from access import policies as gate
from access.models import User
from consent.policies import standing
from dossiers.events import DossierEvent
from dossiers.models import Departure, Dossier, Item, Misplacement, Passage, PassageSubject
from dossiers.policies.items import check_recording
from dossiers.selectors.life import dossier_by_its_number
from dossiers.states import DossierState, RecordGround
from privacy_domain import clock
from privacy_domain.audit.record import record, refused
from privacy_domain.audit.selectors import trail_of_dossier
from privacy_domain.crypto import files
from privacy_domain.crypto.fields import open_fields
from privacy_domain.protocols.types import Category, Refused
from privacy_domain.web.errors import Conflict, Invalid

NOT_KNOWN = "Dit dossier ken je niet, of je mag er niets in schrijven. Kijk of het nummer klopt."


@transaction.atomic
def move_item(*, item: Item, number: str, because: str, by: User) -> Misplacement:
    """Move an item with all its versions and the statements beside it to the dossier with this number.

    `by` must be allowed to write in both; the protocol is asked whether it may stand there. People of the old dossier whom a
    passage is about are somebody else there. Who could see it meanwhile stands in the trace and in the log.
    Raises Invalid without a reason and for a number that `by` may not write in (as for none), Refused by the protocol, Conflict
    for a closed dossier and when it was moved before.
    """
    if not because.strip():
        raise Invalid("Schrijf op waarom dit in het verkeerde dossier stond.", field="because")
    here: Dossier = item.dossier
    gate.enter(by, here.pk, on=clock.today(), write=True)
    there = _target(number, here, by)
    versions = list(Item.objects.select_for_update(of=("self",)).filter(series=item.series, dossier=here).order_by("version"))
    if not versions:
        raise Conflict("Dit stuk staat niet meer in dit dossier.")
    beside = list(Item.kept.filter(beside__in=versions, dossier=here))
    if any(row.shielded for row in beside):
        raise Conflict("Hiernaast staat een verklaring die is afgeschermd. Dit stuk kan nu niet worden verplaatst.")
    _permit(versions[-1], there, by)
    seen_by = _who_saw(here, versions[0])
    gone = [name for row in [*versions, *beside] if (name := _move(row, there))]
    trace = Misplacement(
        dossier=here, what=versions[-1].kind, moved_to=there, moved_id=versions[-1].pk, seen_by=seen_by, moved_at=clock.now(), moved_by=by
    )
    trace.because = because.strip()
    trace.save(force_insert=True)
    for name in set(gone):
        transaction.on_commit(lambda name=name: files.delete(name))  # type: ignore[misc]
    _log(DossierEvent.ITEM_MOVED_AWAY, here, there, versions[-1], by)
    _log(DossierEvent.ITEM_MOVED_HERE, there, here, versions[-1], by)
    return trace


def _target(number: str, here: Dossier, by: User) -> Dossier:
    found = dossier_by_its_number(number.strip())
    if found is not None and found.pk == here.pk:
        raise Invalid("Dit is hetzelfde dossier.", field="number")
    try:
        if found is None:
            raise Http404
        gate.enter(by, found.pk, on=clock.today(), write=True)
    except (Http404, Refused):
        raise Invalid(NOT_KNOWN, field="number") from None
    if found.state != DossierState.OPEN or here.state != DossierState.OPEN:
        raise Conflict("Een van de twee dossiers is gesloten.")
    return found


def _permit(item: Item, there: Dossier, by: User) -> None:
    if RecordGround.RIGHT in item.grounds:  # the client's own statement asks nothing
        return
    grounds = [RecordGround(ground) for ground in item.grounds]
    try:
        check_recording([Category(code) for code in item.categories], grounds, standing(there.person_id, there.pk), clock.today())
    except Refused as refusal:
        raise refused(refusal, DossierEvent.ITEM_MOVED_HERE, by=by, subject_kind="item", dossier_id=there.pk, person_id=there.person_id) from None


def _who_saw(dossier: Dossier, first: Item) -> list[UUID]:
    """Every account with a line in the log of this dossier since the item was put there."""
    lines = trail_of_dossier(dossier.pk, since=first.recorded_at, until=clock.now() + timedelta(seconds=1))
    return sorted({line.actor_id for line in lines if line.actor_id is not None})


def _move(item: Item, there: Dossier) -> str:
    """Seal one version, its passages and its departure under the other key; returns the file that is left behind, or nothing."""
    left = str(item.file)
    content = files.read(left, kind="dossier", subject=item.dossier_id, aad=item.file_place) if left else b""
    for passage in Passage.objects.filter(item=item):
        _forget_people(passage)
        _seal(passage, there)
    for departure in Departure.objects.filter(item=item):
        _seal(departure, there)
    open_fields(item)
    item.law = item.law if item.law in there.law_tags else there.law_tags[0]
    item.domain = item.domain if item.domain in there.domains else there.domains[0]
    item.purpose = item.purpose if item.purpose in there.purposes else there.purposes[0]
    item.dossier = there
    if left:
        item.file = files.store(content, kind="dossier", subject=there.pk, aad=item.file_place)
    item.save()
    return left


def _forget_people(passage: Passage) -> None:
    """The people around the other client do not stand in this dossier: there they are somebody else."""
    gone, _ = PassageSubject.objects.filter(passage=passage).delete()
    passage.about_others = passage.about_others or bool(gone)


def _seal(row: Passage | Departure, there: Dossier) -> None:
    open_fields(row)
    row.dossier = there
    row.save()


def _log(event: DossierEvent, where: Dossier, other: Dossier, item: Item, by: User) -> None:
    record(
        event, subject_kind="item", subject_id=item.pk, dossier_id=where.pk, person_id=where.person_id, object_ids=[other.pk], reason=item.kind, by=by
    )
