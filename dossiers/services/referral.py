"""Who registered the client, whether the client agrees, and what happens when he does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from access.models import User
from access.selectors import members_of
from dossiers.events import DossierEvent
from dossiers.models import Dossier, Referral
from dossiers.policies import IntakeRules, intake_rules
from dossiers.states import ReferralAgreement, ReporterKind
from privacy_domain import clock
from privacy_domain.audit.record import record
from privacy_domain.protocols.values import Referrers
from privacy_domain.web.errors import Conflict, Invalid


@dataclass(frozen=True, slots=True)
class ReferralFacts:
    """What is known of a referral when the dossier starts. `contact_sought` None: nothing was decided about it."""

    kind: ReporterKind
    name: str
    because: str
    told: str
    discussed: bool
    agreement: ReferralAgreement
    position: str = ""
    contact: str = ""
    contacts: str = ""
    contact_sought: bool | None = None
    contact_how: str = ""
    contact_by: str = ""
    threatened: Sequence[str] = ()
    indications: str = ""


@transaction.atomic
def record_referral(*, dossier: Dossier, facts: ReferralFacts, by: User) -> Referral:
    """Who registered this client, why, with which data, and how the client stands to it.

    Raises Invalid for a referrer as this protocol does not mean him (Leiden 1: a professional outside the team; Opsterland 1
    onder t: anybody outside the team), and where the client did not agree and neither contact is sought nor concrete
    indications of a threat are known (Leiden 8 lid 2 and 4, Opsterland 7).
    """
    rules = intake_rules(clock.today())
    _check_reporter(dossier, facts, rules)
    _check_agreement(facts, rules)
    agreed = facts.agreement == ReferralAgreement.YES
    row = Referral(
        dossier=dossier,
        kind=facts.kind,
        name=facts.name.strip(),
        position=facts.position.strip(),
        contact=facts.contact.strip(),
        because=facts.because.strip(),
        told=facts.told.strip(),
        contacts=facts.contacts.strip(),
        discussed=facts.discussed,
        agreement=facts.agreement,
        agreed_on=clock.today() if agreed else None,
        contact_sought=None if agreed else facts.contact_sought,
        contact_how="" if agreed else facts.contact_how.strip(),
        contact_by="" if agreed else facts.contact_by.strip(),
        threatened=sorted(set(facts.threatened)),
        indications=facts.indications.strip(),
        recorded_at=clock.now(),
        recorded_by=by,
    )
    row.save(force_insert=True)
    if facts.kind == ReporterKind.REFERRER:  # the client hears who and what, from a card in the talk (Leiden 8 lid 3, Opsterland 6 lid 2)
        dossier.referrer_name, dossier.referrer_told = row.name, row.told
        dossier.save(update_fields=["referrer_name", "referrer_told"])
    _log(DossierEvent.REFERRAL_RECORDED, row, by)
    return row


def _check_reporter(dossier: Dossier, facts: ReferralFacts, rules: IntakeRules) -> None:
    for field, text, message in (
        ("name", facts.name, "Schrijf op wie de cliënt aanmeldt."),
        ("because", facts.because, "Schrijf op wat de aanleiding is."),
        ("told", facts.told, "Schrijf op wat er over de cliënt is verteld."),
    ):
        if not text.strip():
            raise Invalid(message, field=field)
    if facts.kind != ReporterKind.REFERRER:
        return
    if rules.referrers is None:
        raise Invalid("Dit protocol kent geen verwijzers. Leg vast dat iemand anders de cliënt meldt.", field="kind")
    if rules.referrers is Referrers.PROFESSIONAL and not facts.position.strip():
        raise Invalid(
            "Een verwijzer is hier een beroepskracht van buiten het team: vul zijn functie in. "
            "Is het een buur of een familielid? Kies dan dat iemand anders de cliënt meldt.",
            field="position",
        )
    if facts.name.strip().casefold() in {m.user.display_name.casefold() for m in members_of(dossier.team)}:
        raise Invalid("Een verwijzer hoort niet zelf bij het team.", field="name")


def _check_agreement(facts: ReferralFacts, rules: IntakeRules) -> None:
    if facts.agreement == ReferralAgreement.YES and not facts.discussed:
        raise Invalid("Wie instemt, heeft het vooraf gehoord. Controleer of het is besproken.", field="discussed")
    if bool(facts.threatened) != bool(facts.indications.strip()):
        raise Invalid("Noem de concrete aanwijzingen, en wie er gevaar loopt.", field="indications")
    if not rules.without_agreement or facts.kind != ReporterKind.REFERRER or facts.agreement == ReferralAgreement.YES:
        return
    if facts.contact_sought is None:
        raise Invalid("Beslis samen met de verwijzer of er contact wordt gezocht met de cliënt.", field="contact_sought")
    if facts.contact_sought and not (facts.contact_how.strip() and facts.contact_by.strip()):
        raise Invalid("Schrijf op hoe er contact wordt gezocht, en door wie.", field="contact_how" if not facts.contact_how.strip() else "contact_by")
    if not facts.contact_sought and not facts.threatened:
        raise Invalid(rules.without_agreement, field="indications")


@transaction.atomic
def record_agreement_with_referral(*, referral: Referral, by: User) -> Referral:
    """The referral was discussed with the client after all, and he agrees. Raises Conflict when that was recorded before."""
    changed = (
        Referral.objects.filter(pk=referral.pk)
        .exclude(agreement=ReferralAgreement.YES)
        .update(agreement=ReferralAgreement.YES, discussed=True, agreed_on=clock.today())
    )
    if not changed:
        raise Conflict("De instemming met de aanmelding stond al vast.")
    referral.refresh_from_db()
    _log(DossierEvent.REFERRAL_AGREED, referral, by)
    return referral


def _log(event: DossierEvent, row: Referral, by: User) -> None:
    record(
        event,
        subject_kind="referral",
        subject_id=row.pk,
        dossier_id=row.dossier_id,
        person_id=row.dossier.person_id,
        reason=row.agreement,
        by=by,
    )
