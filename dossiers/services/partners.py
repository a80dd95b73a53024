"""With whom we want to share: chosen one by one, told or asked one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import IntegrityError, transaction

from access.models import User
from consent import services as consent
from consent.models import Informing
from consent.states import Answer, AnswerForm, ConsentState
from dossiers.events import DossierEvent
from dossiers.models import PartnerChoice, Talk
from dossiers.policies import (
    require_running,
    require_step,
    require_unfinished,
    talk_plan,
)
from dossiers.policies.hearing import answer_slot, heard, question_of
from dossiers.services.drafts import forget_draft
from dossiers.services.talk import mark_step, uncheck
from dossiers.states import Step, TalkState
from privacy_domain import clock
from privacy_domain.audit.record import record
from privacy_domain.people.models import Partner
from privacy_domain.protocols.types import Category, Occasion, Refused, Told
from privacy_domain.texts import services as texts
from privacy_domain.texts.selectors import Wording
from privacy_domain.web.errors import Conflict, Invalid


@transaction.atomic
def choose_partner(*, talk: Talk, partner: Partner, occasion: Occasion | None, by: User) -> PartnerChoice:
    """This partner is spoken about, on this occasion; the list can be made before the talk starts. Twice: Conflict."""
    require_unfinished(talk)
    if talk.state == TalkState.RUNNING:
        require_step(talk_plan(talk, clock.today()), Step.PARTNERS)
    choice = PartnerChoice(dossier_id=talk.dossier_id, talk=talk, partner=partner, occasion=occasion or "")
    try:
        with transaction.atomic():
            choice.save()
    except IntegrityError as error:
        raise Conflict("Deze partner staat al op de lijst.") from error
    uncheck(talk=talk, by=by)
    _log(DossierEvent.PARTNER_CHOSEN, choice, by)
    return choice


@transaction.atomic
def drop_partner(*, choice: PartnerChoice, by: User) -> None:
    """This partner is not spoken about after all. Raises Conflict when the client already answered."""
    require_unfinished(choice.talk)
    if choice.consent_id is not None:
        raise Conflict("De cliënt heeft hierop al geantwoord. Trek de toestemming in als zij niet meer geldt.")
    _log(DossierEvent.PARTNER_DROPPED, choice, by)
    uncheck(talk=choice.talk, by=by)
    choice.delete()


@transaction.atomic
def describe_partner(*, choice: PartnerChoice, items: Sequence[Category], purpose: str, valid_until: date | None, by: User) -> PartnerChoice:
    """What would go to this partner, why, and until when: chosen item by item before the client is told or asked.

    Raises Invalid for what is not filled in, Conflict when the client already answered to something else.
    """
    require_unfinished(choice.talk)
    _still_open(choice)
    if not items:
        raise Invalid("Kies welke gegevens je wilt delen. Alleen wat nodig is.", field="items")
    if not purpose.strip():
        raise Invalid("Schrijf op waarom deze partner de gegevens nodig heeft.", field="purpose")
    if valid_until is not None and valid_until < clock.today():
        raise Invalid("Kies een datum vanaf vandaag.", field="valid_until")
    choice.items, choice.purpose, choice.valid_until = sorted(items), purpose.strip(), valid_until
    choice.outcome, choice.consent = PartnerChoice.Outcome.OPEN, None
    choice.save()
    uncheck(talk=choice.talk, by=by)
    forget_draft(talk=choice.talk, step=Step.PARTNERS, slot=str(choice.pk), by=by)
    _log(DossierEvent.PARTNER_DESCRIBED, choice, by, choice.items)
    return choice


@transaction.atomic
def tell_partner(*, choice: PartnerChoice, by: User) -> PartnerChoice:
    """The client is told that these data go to this partner, and why; consent is not asked because the protocol does not ask it.

    Raises Refused when the protocol does ask it, Conflict when what is shared was not described.
    """
    require_running(choice.talk)
    require_step(talk_plan(choice.talk, clock.today()), Step.PARTNERS)
    question = question_of(choice)
    if question.needed:
        raise Refused(question.decision)
    _still_open(choice)
    _inform(choice, by)
    choice.outcome, choice.told_at = PartnerChoice.Outcome.TOLD, clock.now()
    choice.save()
    _after(choice, by)
    return choice


@transaction.atomic
def answer_partner(*, choice: PartnerChoice, answer: Answer, said_by: Mapping[str, str], text: Wording, by: User) -> PartnerChoice:
    """Consent to share exactly these data with exactly this partner for exactly this purpose, and what was answered.

    The client was told with whom, what and why on the same page (Leiden 6b lid 2, Opsterland 14 lid 2, Landsmeer bijlage I
    stap 1). Raises Refused where the protocol does not ask consent, Conflict when it was answered already.
    """
    require_running(choice.talk)
    plan = talk_plan(choice.talk, clock.today())
    require_step(plan, Step.PARTNERS)
    question = question_of(choice)
    if not question.needed:
        raise Refused(question.decision)
    _still_open(choice)
    names = heard(plan.deciders, said_by, answer)
    asked = consent.ask(
        person=choice.talk.person,
        matter_id=choice.dossier_id,
        scope=question.scope,
        purpose=choice.purpose,
        categories=choice.items,
        recipient_code=choice.partner.code,
        recipient_name=choice.partner.name,
        partner=choice.partner,
        occasion=choice.occasion,
        informing=_inform(choice, by),
        form_needed=question.form,
        text=text,
        protocol_version=question.decision.protocol or "",
        citations=[str(citation) for citation in question.decision.citations],
        valid_until=choice.valid_until,
        by=by,
    )
    consent.record_answer(consent=asked, answer=answer, said_by=names, by=by)
    texts.mark_used(ids=[text.id], by=by)
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
    mark_step(talk=talk, step=Step.PARTNERS, by=by)
    return talk


def _still_open(choice: PartnerChoice) -> None:
    """An answer that is given or waits for signatures stands; a no, a later and a withdrawal may be followed by a new question."""
    standing = {ConsentState.GIVEN, ConsentState.AWAITING_SIGNATURE}
    if choice.consent is not None and choice.consent.state in standing:
        raise Conflict("De cliënt heeft hierop al geantwoord. Trek de toestemming in om iets anders te vragen.")


def _inform(choice: PartnerChoice, by: User) -> Informing:
    """The page of a partner tells with whom, what and why: that is an informing of its own, also for a party named later."""
    return consent.record_informing(
        person=choice.talk.person,
        matter_id=choice.dossier_id,
        form=AnswerForm.ORAL,
        cards=[],
        items=[str(told) for told in Told],
        parties=[choice.partner.name],
        none_known_yet=False,
        by=by,
    )


def _after(choice: PartnerChoice, by: User) -> None:
    uncheck(talk=choice.talk, by=by)
    forget_draft(talk=choice.talk, step=Step.PARTNERS, slot=str(choice.pk), by=by)
    forget_draft(talk=choice.talk, step=Step.PARTNERS, slot=answer_slot(choice), by=by)
    if not PartnerChoice.objects.filter(talk=choice.talk, outcome=PartnerChoice.Outcome.OPEN).exists():
        mark_step(talk=choice.talk, step=Step.PARTNERS, by=by)
    _log(DossierEvent.PARTNER_TOLD, choice, by)


def _log(event: DossierEvent, choice: PartnerChoice, by: User, fields: Sequence[str] = ()) -> None:
    record(
        event,
        subject_kind="partner",
        subject_id=choice.partner_id,
        dossier_id=choice.dossier_id,
        person_id=choice.talk.person_id,
        reason=choice.occasion,
        fields=fields,
        by=by,
    )
