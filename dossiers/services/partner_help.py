"""Listing the help that partners give, seeing their data through a member of the team, and discussing that with the client."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from access.models import User
from dossiers.events import DossierEvent
from dossiers.models import Dossier, PartnerHelp, PartnerView
from dossiers.policies.partner_help import PartnerDataRules, needs_contact_first, partner_data_rules
from dossiers.selectors.once import made_before
from dossiers.selectors.partner_help import team_of
from dossiers.states import DossierState, Threatened
from dossiers.states.people import HelpTime
from privacy_domain import clock
from privacy_domain.audit.record import record
from privacy_domain.operation import time_ordered_id
from privacy_domain.people.models import Partner
from privacy_domain.protocols.types import Category
from privacy_domain.web.errors import Conflict, Invalid


@transaction.atomic
def list_help(*, dossier: Dossier, partner: Partner, time: HelpTime, what: str, key: UUID | None = None, by: User) -> PartnerHelp:
    """The client has, or recently had, this help from a partner, as it came up while listing his questions and needs with him
    (Opsterland 8 lid 1). `key`: the id its page was opened with; sent twice, the line is there once.

    Raises Conflict where the protocol knows no such list, in a closed dossier and for a line that stands; Invalid without words.
    """
    found = made_before(PartnerHelp, key, dossier_id=dossier.pk)
    if found is not None:
        return found
    _require_rules(dossier)
    if not what.strip():
        raise Invalid("Schrijf op welke hulp dit is.", field="what")
    row = PartnerHelp(
        id=key or time_ordered_id(), dossier=dossier, partner=partner, time=time, what=what.strip(), listed_at=clock.now(), listed_by=by
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict("Deze hulp staat al op de lijst.") from error
    _log(DossierEvent.PARTNER_HELP_LISTED, row.pk, dossier, by, reason=time)
    return row


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of a partner's data: through whom, which, why it was needed; after a referral the day of the contact that
    came first, or whose safety is threatened, by what, and who of the team judged that looking could not wait."""

    through: User
    categories: Collection[Category]
    seen: str
    because: str
    seen_on: date
    contact_on: date | None = None
    threatened: Sequence[Threatened] = ()
    indications: str = ""
    judged_with: str = ""


@transaction.atomic
def record_partner_data(*, help: PartnerHelp, facts: Seen, key: UUID | None = None, by: User) -> PartnerView:
    """Data of this partner were seen through the member of the team who has access to them, as far as necessary.

    After a referral contact with the client came first; without it only on concrete indications that somebody's safety is
    threatened, as judged with somebody of the team (Opsterland 8 lid 2). Raises Invalid for what is missing, Conflict where the
    protocol does not know this and in a closed dossier.
    """
    found = made_before(PartnerView, key, dossier_id=help.dossier_id)
    if found is not None:
        return found
    dossier = help.dossier
    rules = _require_rules(dossier)
    _check(dossier, rules, facts)
    ahead = bool(facts.threatened)
    row = PartnerView(
        id=key or time_ordered_id(),
        dossier=dossier,
        help=help,
        through=facts.through,
        categories=sorted(set(facts.categories)),
        seen=facts.seen.strip(),
        because=facts.because.strip(),
        seen_on=facts.seen_on,
        contact_on=facts.contact_on,
        threatened=sorted(set(facts.threatened)),
        indications=facts.indications.strip() if ahead else "",
        judged_with=facts.judged_with.strip() if ahead else "",
        recorded_at=clock.now(),
        recorded_by=by,
    )
    row.save(force_insert=True)
    _log(DossierEvent.PARTNER_DATA_SEEN, row.pk, dossier, by, fields=row.categories, reason="safety" if ahead else "")
    return row


@transaction.atomic
def discuss_partner_data(*, view: PartnerView, discussed_on: date, reaction: str = "", by: User) -> PartnerView:
    """The client heard which data were seen (Opsterland 8 lid 1). Raises Invalid for a day before they were seen or to come,
    Conflict when it was recorded before."""
    if not view.seen_on <= discussed_on <= clock.today():
        raise Invalid("Kies een dag vanaf de dag van het inzien, tot en met vandaag.", field="discussed_on")
    row: PartnerView = PartnerView.objects.select_for_update(of=("self",)).select_related("dossier").get(pk=view.pk)
    if row.discussed_on is not None:
        raise Conflict("Dit is al met de cliënt besproken.")
    row.discussed_on, row.discussed_by, row.reaction = discussed_on, by, reaction.strip()
    row.save(update_fields=["discussed_on", "discussed_by", "reaction"])
    _log(DossierEvent.PARTNER_DATA_DISCUSSED, row.pk, row.dossier, by, fields=row.categories)
    return row


def _require_rules(dossier: Dossier) -> PartnerDataRules:
    rules = partner_data_rules(clock.today())
    if rules is None:
        raise Conflict("In deze gemeente komen gegevens van partners langs een andere weg. Vraag ze op met toestemming, of aan een collega.")
    if dossier.state != DossierState.OPEN:
        raise Conflict("Dit dossier is gesloten. Heropen het eerst.")
    return rules


def _check(dossier: Dossier, rules: PartnerDataRules, facts: Seen) -> None:
    if facts.through.pk not in {user.pk for user in team_of(dossier)}:
        raise Invalid("Kies het teamlid dat toegang heeft tot de gegevens van deze partner.", field="through")
    if not facts.categories:
        raise Invalid("Kies welke soorten gegevens zijn ingezien.", field="categories")
    if not facts.seen.strip():
        raise Invalid("Schrijf op welke gegevens zijn ingezien.", field="seen")
    if not facts.because.strip():
        raise Invalid("Schrijf op waarom dit voor de hulp nodig is.", field="because")
    if facts.seen_on > clock.today() or facts.seen_on < dossier.opened_on:
        raise Invalid("Kies een dag vanaf het begin van het dossier, tot en met vandaag.", field="seen_on")
    _check_order(needs_contact_first(dossier, rules), facts)


def _check_order(referred: bool, facts: Seen) -> None:
    if facts.contact_on is not None and facts.contact_on > facts.seen_on:
        raise Invalid("Het contact met de cliënt gaat vooraf aan het inzien.", field="contact_on")
    if bool(facts.threatened) != bool(facts.indications.strip()):
        raise Invalid("Noem de concrete aanwijzingen, en wie er gevaar loopt.", field="indications")
    if facts.threatened and not facts.judged_with.strip():
        raise Invalid("Het team oordeelt of inzien niet kan wachten. Schrijf op met wie je dit hebt besproken.", field="judged_with")
    if referred and facts.contact_on is None and not facts.threatened:
        raise Invalid(
            "Deze cliënt is aangemeld. Zoek eerst contact met hem. Eerder inzien mag alleen bij concrete aanwijzingen dat iemand gevaar loopt.",
            field="contact_on",
        )


def _log(event: DossierEvent, subject: UUID, dossier: Dossier, by: User, *, fields: Sequence[str] = (), reason: str = "") -> None:
    record(
        event,
        subject_kind="partner_help",
        subject_id=subject,
        dossier_id=dossier.pk,
        person_id=dossier.person_id,
        fields=fields,
        reason=reason,
        by=by,
    )
