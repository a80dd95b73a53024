"""With whom we want to share: chosen one by one, told or asked one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import IntegrityError, transaction

from access.models import User
from consent import services as consent
from consent.models import Informing
from consent.services.asking import Answer
from consent.states import AnswerForm, ConsentState
from dossiers.events import DossierEvent
from dossiers.models import PartnerChoice, Talk
from dossiers.policies import SharingQuestion, require_running, require_step, sharing_question, talk_plan
from dossiers.services.drafts import forget_draft
from dossiers.services.questions import heard
from dossiers.services.talk import mark_step, uncheck
from dossiers.states import Step
from privacy_domain import clock
from privacy_domain.audit.record import record
from privacy_domain.people.models import Partner
from privacy_domain.protocols.types import Category, Occasion, Recipient, Refused, Told
from privacy_domain.texts.models import Text
from privacy_domain.web.errors import Conflict, Invalid


@transaction.atomic
def choose_partner(*, talk: Talk, partner: Partner, occasion: Occasion | None, by: User) -> PartnerChoice:
    """This partner is spoken about, on this occasion. Twice: Conflict."""
    require_running(talk)
    require_step(talk_plan(talk, clock.today()), Step.PARTNERS)
    choice = PartnerChoice(dossier_id=talk.dossier_id, talk=talk, partner=partner, occasion=occasion or "")
    try:
        with transaction.atomic():
            choice.save()
    except IntegrityError as error:
        raise Conflict("Deze partner staat al op de lijst.") from error
    uncheck(talk)
    _log(DossierEvent.PARTNER_CHOSEN, choice, by)
    return choice


@transaction.atomic
def drop_partner(*, choice: PartnerChoice, by: User) -> None:
    """This partner is not spoken about after all. Raises Conflict when the client already answered."""
    require_running(choice.talk)
    if choice.consent_id is not None:
        raise Conflict("De cliënt heeft hierop al geantwoord. Trek de toestemming in als zij niet meer geldt.")
    _log(DossierEvent.PARTNER_DROPPED, choice, by)
    uncheck(choice.talk)
    choice.delete()


@transaction.atomic
def tell_partner(*, choice: PartnerChoice, items: Sequence[Category], purpose: str, by: User) -> PartnerChoice:
    """The client is told that these data go to this partner, and why; consent is not asked because the protocol does not ask it.

    Raises Refused when the protocol does ask it, Invalid for what is not filled in.
    """
    require_running(choice.talk)
    question = _prepare(choice, items, purpose, None)
    if question.needed:
        raise Refused(question.decision)
    if choice.consent_id is not None:
        raise Conflict("De cliënt heeft hierop al geantwoord.")
    _inform(choice, by)
    choice.outcome, choice.told_at = PartnerChoice.Outcome.TOLD, clock.now()
    choice.save()
    _after(choice, by)
    return choice


@transaction.atomic
def answer_partner(
    *,
    choice: PartnerChoice,
    items: Sequence[Category],
    purpose: str,
    valid_until: date | None,
    answer: Answer,
    said_by: Mapping[str, str],
    text: Text,
    by: User,
) -> PartnerChoice:
    """Consent to share exactly these data with exactly this partner for exactly this purpose, and what was answered.

    The client was told with whom, what and why on the same page (Leiden 6b lid 2, Opsterland 14 lid 2, Landsmeer bijlage I
    stap 1). Raises Refused where the protocol does not ask consent, Conflict when it was answered already.
    """
    require_running(choice.talk)
    if choice.consent is not None and choice.consent.state not in {ConsentState.LATER, ConsentState.REFUSED, ConsentState.WITHDRAWN}:
        raise Conflict("De cliënt heeft hierop al geantwoord.")
    question = _prepare(choice, items, purpose, valid_until)
    if not question.needed:
        raise Refused(question.decision)
    plan = talk_plan(choice.talk, clock.today())
    names = heard(plan.deciders, said_by, answer)
    asked = consent.ask(
        person=choice.talk.dossier.person,
        matter_id=choice.dossier_id,
        scope=question.scope,
        purpose=choice.purpose,
        categories=choice.items,
        recipient_code=choice.partner.recipient_code,
        recipient_name=choice.partner.name,
        partner=choice.partner,
        occasion=choice.occasion,
        informing=_inform(choice, by),
        form_needed=question.form,
        text_key=text.key,
        text_version=text.version,
        protocol_version=question.decision.protocol or "",
        citations=[str(citation) for citation in question.decision.citations],
        valid_until=valid_until,
        by=by,
    )
    consent.record_answer(consent=asked, answer=answer, said_by=names, by=by)
    choice.consent, choice.outcome, choice.told_at = asked, PartnerChoice.Outcome.ASKED, clock.now()
    choice.save()
    _after(choice, by)
    return choice


@transaction.atomic
def finish_partners(*, talk: Talk, by: User) -> Talk:
    """Everyone on the list was spoken about, or nobody is on it. Raises Conflict while a partner waits."""
    require_running(talk)
    if PartnerChoice.objects.filter(talk=talk, outcome=PartnerChoice.Outcome.OPEN).exists():
        raise Conflict("Bespreek eerst elke partner op de lijst, of haal hem weg.")
    mark_step(talk, Step.PARTNERS, by)
    return talk


def _prepare(choice: PartnerChoice, items: Sequence[Category], purpose: str, valid_until: date | None) -> SharingQuestion:
    if not items:
        raise Invalid("Kies welke gegevens je wilt delen. Alleen wat nodig is.", field="items")
    if not purpose.strip():
        raise Invalid("Schrijf op waarom deze partner de gegevens nodig heeft.", field="purpose")
    if valid_until is not None and valid_until < clock.today():
        raise Invalid("Kies een datum vanaf vandaag.", field="valid_until")
    choice.items, choice.purpose, choice.valid_until = sorted(items), purpose.strip(), valid_until
    occasion = Occasion(choice.occasion) if choice.occasion else None
    return sharing_question(Recipient(choice.partner.recipient_code), occasion, items, clock.today())


def _inform(choice: PartnerChoice, by: User) -> Informing:
    """The page of a partner tells with whom, what and why: that is an informing of its own, also for a party named later."""
    return consent.record_informing(
        person=choice.talk.dossier.person,
        matter_id=choice.dossier_id,
        form=AnswerForm.ORAL,
        cards=[],
        items=[str(told) for told in Told],
        parties=[choice.partner.name],
        none_known_yet=False,
        by=by,
    )


def _after(choice: PartnerChoice, by: User) -> None:
    uncheck(choice.talk)
    forget_draft(choice.talk, Step.PARTNERS, str(choice.pk))
    if not PartnerChoice.objects.filter(talk=choice.talk, outcome=PartnerChoice.Outcome.OPEN).exists():
        mark_step(choice.talk, Step.PARTNERS, by)
    _log(DossierEvent.PARTNER_TOLD, choice, by)


def _log(event: DossierEvent, choice: PartnerChoice, by: User) -> None:
    record(
        event,
        subject_kind="partner",
        subject_id=choice.partner_id,
        dossier_id=choice.dossier_id,
        person_id=choice.talk.dossier.person_id,
        reason=choice.occasion,
        by=by,
    )
