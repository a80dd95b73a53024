"""Loading the texts that come along, publishing own versions, and marking what was used."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import transaction

from privacy_domain import clock
from privacy_domain.audit.record import record
from privacy_domain.operation import Actor
from privacy_domain.tenancy.models import Adoption
from privacy_domain.texts.events import TextEvent
from privacy_domain.texts.kinds import COMMON, LAW
from privacy_domain.texts.models import Text
from privacy_domain.texts.placeholders import unknown
from privacy_domain.texts.shipped import DUTCH, ShippedText, of_protocols


class NotPublished(ValueError):
    """The version cannot be published; the message is a Dutch sentence that says what to change."""


@transaction.atomic
def load_shipped_texts(*, valid_from: date | None = None, by: Actor) -> int:
    """Bring the texts that come along into the municipality in scope: those of every protocol it adopted, of the law and the common ones.

    May run again and again: a text that did not change stays, a changed one becomes a new version, and words of the
    municipality's own are left alone. `valid_from` (default today) is the first day of what is new. Returns how many
    versions were made.
    """
    adopted = frozenset(Adoption.objects.values_list("version", flat=True))
    texts = of_protocols(adopted | {LAW, COMMON})
    latest = {(row.protocol, row.key, row.language): row for row in Text.objects.filter(protocol__in=adopted | {LAW, COMMON}).order_by("version")}
    made = [_next(text, latest.get((text.protocol, text.key, text.language)), valid_from or clock.today(), by) for text in texts]
    rows = [row for row in made if row is not None]
    Text.objects.bulk_create(rows)
    if rows:
        record(TextEvent.LOADED, by=by, subject_kind="text", object_ids=[row.id for row in rows])
    return len(rows)


def _next(text: ShippedText, held: Text | None, start: date, by: Actor) -> Text | None:
    if held and (held.origin == Text.Origin.OWN or held.source == text.digest):
        return None
    return Text(
        protocol=text.protocol,
        key=text.key,
        kind=text.kind,
        language=text.language,
        version=held.version + 1 if held else 1,
        order=text.order,
        heading=text.heading,
        body=text.body,
        icon=text.icon,
        citations=list(text.citations),
        covers=list(text.covers),
        condition=text.condition,
        valid_from=max(start, held.valid_from) if held else start,
        origin=Text.Origin.SHIPPED,
        source=text.digest,
        published_by=by.get_username(),
        published_at=clock.now(),
    )


@transaction.atomic
def publish_new_version(*, key: str, protocol: str, heading: str, body: str, valid_from: date, source: str, language: str = DUTCH, by: Actor) -> Text:
    """The next version of a text in the municipality's own words, from `valid_from`.

    What the text explains, its articles and its place stay as they were; a first translation takes them from the Dutch
    text. Raises NotPublished for an unknown text, a start in the past, an empty text or a blank that nobody fills.
    """
    held = Text.objects.select_for_update().filter(key=key, protocol=protocol, language=language).order_by("-version").first()
    model = held or Text.objects.filter(key=key, protocol=protocol, language=DUTCH).order_by("-version").first()
    if model is None:
        raise NotPublished("Deze tekst bestaat niet. Kies een tekst uit de lijst.")
    _check(body, heading, valid_from)
    row: Text = Text.objects.create(
        protocol=protocol,
        key=key,
        kind=model.kind,
        language=language,
        version=held.version + 1 if held else 1,
        order=model.order,
        heading=heading.strip(),
        body=body.strip(),
        icon=model.icon,
        citations=model.citations,
        covers=model.covers,
        condition=model.condition,
        valid_from=valid_from,
        origin=Text.Origin.OWN,
        source=source.strip(),
        published_by=by.get_username(),
        published_at=clock.now(),
    )
    record(TextEvent.PUBLISHED, by=by, subject_kind="text", subject_id=row.id, fields=["heading", "body", "valid_from"])
    return row


def _check(body: str, heading: str, valid_from: date) -> None:
    if not body.strip():
        raise NotPublished("De tekst is leeg. Vul de tekst in.")
    if valid_from < clock.today():
        raise NotPublished("De tekst kan niet ingaan in het verleden. Kies vandaag of een latere dag.")
    if bad := unknown(heading + body):
        raise NotPublished(f"Dit kan niet worden ingevuld: {', '.join(bad)}. Kies een invulwoord uit de lijst.")


@transaction.atomic
def withdraw_version(*, text_id: UUID, by: Actor) -> None:
    """Take back a version that nobody used and that has not started. Raises NotPublished when it did, or is not there."""
    row = Text.objects.select_for_update().filter(id=text_id).first()
    if row is None or row.used_at or row.valid_from <= clock.today():
        raise NotPublished("Deze versie geldt al of is gebruikt. Publiceer een nieuwe versie.")
    row.delete()
    record(TextEvent.WITHDRAWN, by=by, subject_kind="text", subject_id=text_id)


@transaction.atomic
def mark_used(*, ids: Iterable[UUID], by: Actor) -> None:
    """These versions were read aloud, signed or printed: from now on they can never disappear.

    The act in which they were used is recorded by its own service, with their ids; `by` is whoever did that act.
    """
    Text.objects.filter(id__in=list(ids), used_at__isnull=True).update(used_at=clock.now())
