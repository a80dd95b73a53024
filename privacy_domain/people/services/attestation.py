"""What partners attest, and the ways by which data may leave."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from privacy_domain.audit.record import record
from privacy_domain.operation import Actor
from privacy_domain.people.events import PeopleEvent
from privacy_domain.people.models import Attestation, Channel, Partner
from privacy_domain.people.validators import check
from privacy_domain.web.errors import Conflict, Invalid


@transaction.atomic
def register_attestation(
    *,
    partner: Partner,
    points: Sequence[Attestation.Point],
    signed_by: str,
    reference: str,
    valid_from: date,
    valid_until: date | None = None,
    by: Actor,
) -> Attestation:
    """A partner stated that it answers for its own processing (Leek 3 lid 5, Landsmeer 3 lid 3); `valid_from` is its date.

    Raises Invalid for what is missing, for an end before the date, and for who is no partner: only partners answer so.
    """
    if partner.recipient_class != Partner.Class.PARTNER:
        raise Invalid("Alleen een partner legt deze verklaring af.", field="partner")
    if valid_until is not None and valid_until < valid_from:
        raise Invalid("De einddatum ligt voor de begindatum.", field="valid_until")
    attestation = Attestation(
        partner=partner,
        points=sorted(set(points)),
        signed_by=signed_by.strip(),
        reference=reference.strip(),
        valid_from=valid_from,
        valid_until=valid_until,
    )
    check(attestation)
    attestation.save(force_insert=True)
    record(
        PeopleEvent.ATTESTATION_REGISTERED,
        subject_kind="attestation",
        subject_id=attestation.pk,
        object_ids=[partner.pk],
        fields=attestation.points,
        by=by,
    )
    return attestation


@transaction.atomic
def open_channel(*, kind: Channel.Kind, name: str, valid_from: date, by: Actor) -> Channel:
    """From `valid_from` data may leave by this way. Raises Invalid for what is missing, Conflict for a name in use."""
    channel = Channel(kind=kind, name=" ".join(name.split()), valid_from=valid_from)
    if Channel.objects.filter(name=channel.name, valid_until__isnull=True).exists():
        raise Conflict("Deze verzendwijze staat al in de lijst.")
    check(channel)
    channel.save(force_insert=True)
    record(PeopleEvent.CHANNEL_OPENED, subject_kind="channel", subject_id=channel.pk, reason=str(kind), by=by)
    return channel


@transaction.atomic
def close_channel(*, channel: Channel, last_day: date, by: Actor) -> Channel:
    """After `last_day` nothing leaves by this way. Raises Invalid for a day before the first, Conflict when it was closed."""
    if last_day < channel.valid_from:
        raise Invalid("De laatste dag ligt voor de eerste dag.", field="valid_until")
    if Channel.objects.select_for_update().get(pk=channel.pk).valid_until is not None:
        raise Conflict("Deze verzendwijze is al gesloten.")
    channel.valid_until = last_day
    channel.save(update_fields=["valid_until"])
    record(PeopleEvent.CHANNEL_CLOSED, subject_kind="channel", subject_id=channel.pk, reason=channel.kind, by=by)
    return channel
