"""The register of partners, processors and third parties."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from privacy_domain.audit.record import record
from privacy_domain.operation import Actor
from privacy_domain.people.events import PeopleEvent
from privacy_domain.people.models import Agreement, Partner
from privacy_domain.people.validators import check
from privacy_domain.protocols.types import Recipient, SectorLaw
from privacy_domain.web.errors import Conflict, Invalid


@transaction.atomic
def register_partner(
    *,
    name: str,
    organisation: Partner.Organisation,
    recipient_class: Partner.Class,
    valid_from: date,
    code: Recipient | None = None,
    laws: Sequence[SectorLaw] = (),
    direct_authority: bool = False,
    postal_address: str = "",
    contact: str = "",
    email: str = "",
    telephone: str = "",
    by: Actor,
) -> Partner:
    """Put a recipient in the register from `valid_from`, classed (Leek 1 onder d and f, Landsmeer 1).

    `code` is the kind of recipient that the rules know, by default the class itself; `laws` are those that it carries out.
    Raises Invalid for what is missing or wrong, Conflict when the name stands in the register already.
    """
    partner = Partner(
        name=" ".join(name.split()),
        organisation=organisation,
        recipient_class=recipient_class,
        code=code or Recipient(recipient_class),
        laws=list(laws),
        direct_authority=direct_authority,
        postal_address=postal_address.strip(),
        contact=contact.strip(),
        email=email.strip(),
        telephone=telephone.strip(),
        valid_from=valid_from,
    )
    if Partner.objects.filter(name=partner.name, valid_until__isnull=True).exists():
        raise Conflict("Deze naam staat al in het register.")
    check(partner)
    if partner.recipient_class == Partner.Class.PARTNER and not partner.laws:
        raise Invalid("Zeg welke wet deze partner uitvoert.", field="laws")
    partner.save(force_insert=True)
    _log(PeopleEvent.PARTNER_REGISTERED, partner, recipient_class, by)
    return partner


@transaction.atomic
def change_contact(*, partner: Partner, postal_address: str, contact: str, email: str, telephone: str, by: Actor) -> Partner:
    """How to reach somebody in the register; class, kind and laws never change: that is another entry. Raises Invalid."""
    partner.postal_address, partner.contact = postal_address.strip(), contact.strip()
    partner.email, partner.telephone = email.strip(), telephone.strip()
    check(partner)
    partner.save(update_fields=["postal_address", "contact", "email", "telephone"])
    _log(PeopleEvent.PARTNER_CHANGED, partner, partner.recipient_class, by)
    return partner


@transaction.atomic
def end_partner(*, partner: Partner, last_day: date, by: Actor) -> Partner:
    """The recipient leaves the register after `last_day`; the row stays, for what went to it before.

    Raises Invalid for a day before it came in, Conflict when it left already.
    """
    if last_day < partner.valid_from:
        raise Invalid("De laatste dag ligt voor de eerste dag.", field="last_day")
    if Partner.objects.select_for_update().get(pk=partner.pk).valid_until is not None:
        raise Conflict("Deze partner staat al niet meer in het register.")
    partner.valid_until = last_day
    partner.save(update_fields=["valid_until"])  # by save, so that the configuration log sees it
    _log(PeopleEvent.PARTNER_ENDED, partner, partner.recipient_class, by)
    return partner


@transaction.atomic
def register_agreement(
    *,
    partner: Partner,
    kind: Agreement.Kind,
    reference: str,
    valid_from: date,
    valid_until: date | None = None,
    by: Actor,
) -> Agreement:
    """Record a processing agreement or covenant; `reference` says where it is kept. Raises Invalid."""
    if valid_until is not None and valid_until < valid_from:
        raise Invalid("De einddatum ligt voor de begindatum.", field="valid_until")
    agreement = Agreement(partner=partner, kind=kind, reference=reference.strip(), valid_from=valid_from, valid_until=valid_until)
    check(agreement)
    agreement.save(force_insert=True)
    _log(PeopleEvent.AGREEMENT_REGISTERED, agreement, kind, by)
    return agreement


@transaction.atomic
def end_agreement(*, agreement: Agreement, last_day: date, by: Actor) -> Agreement:
    """The agreement ends after `last_day`. Raises Invalid for a day before it began."""
    if last_day < agreement.valid_from:
        raise Invalid("De laatste dag ligt voor de eerste dag.", field="last_day")
    agreement.valid_until = last_day
    agreement.save(update_fields=["valid_until"])
    _log(PeopleEvent.AGREEMENT_ENDED, agreement, agreement.kind, by)
    return agreement


def _log(event: PeopleEvent, row: Partner | Agreement, reason: str, by: Actor) -> None:
    kind, partner_id = ("partner", row.pk) if isinstance(row, Partner) else ("agreement", row.partner_id)
    record(event, subject_kind=kind, subject_id=row.pk, object_ids=[partner_id], reason=reason, by=by)
