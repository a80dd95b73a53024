"""Preparing an envelope: to whom, why, what, on which way, and the answers that go with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from access.models import User
from dossiers.events import DossierEvent
from dossiers.models import Disclosure, DisclosureFinding, DisclosureItem, Dossier, Item, Relation
from dossiers.policies.disclosure import recipient_of
from dossiers.policies.envelope import EDITABLE, envelope_of, selectable
from dossiers.presenters.envelope import OWN_VALUES
from dossiers.selectors.once import made_before
from dossiers.states import DossierState, RelationRole
from privacy_domain import clock
from privacy_domain.audit.record import record
from privacy_domain.operation import time_ordered_id
from privacy_domain.people.models import Partner
from privacy_domain.protocols.types import Category, Decision, Occasion, Recipient
from privacy_domain.web.errors import Conflict, Invalid

Level = DisclosureItem.Level
SHIELDED_SINCE = "Een stuk hierin is afgeschermd en kan niet worden gedeeld. Kies opnieuw wat je wilt delen, of neem de verstrekking terug."
MOVED_ON = "Deze verstrekking is intussen veranderd. Ververs de pagina om te zien hoe het staat."


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """One thing that was ticked: a kind of data (`code`) or an item of the dossier; how much of it, and why the content."""

    code: Category | None = None
    item: Item | None = None
    level: DisclosureItem.Level = Level.THAT
    text: str = ""
    reason: str = ""


@transaction.atomic
def open_disclosure(
    *,
    dossier: Dossier,
    purpose: str,
    partner: Partner | None = None,
    relation: Relation | None = None,
    occasion: Occasion | None = None,
    safety: bool = False,
    key: UUID | None = None,
    by: User,
) -> Disclosure:
    """Begin an envelope to somebody in the register, or to family or network of the client; nothing is in it yet.

    Raises Invalid without one recipient or a purpose, for who cannot receive anything today (not in the register, a processor
    without its agreement: Leek 1 onder d), Conflict for a closed dossier.
    """
    found = made_before(Disclosure, key, dossier_id=dossier.pk)
    if found is not None:
        return found
    today = clock.today()
    if dossier.state != DossierState.OPEN:
        raise Conflict("Dit dossier is gesloten. Heropen het eerst als er iets gedeeld moet worden.")
    if (partner is None) == (relation is None):
        raise Invalid("Kies met wie je wilt delen.", field="recipient")
    if partner is not None and not selectable(partner, today):
        raise Invalid("Deze ontvanger staat vandaag niet in het register, of er geldt geen verwerkersovereenkomst.", field="recipient")
    if relation is not None and not _is_network(relation, dossier):
        raise Invalid("Kies iemand uit het gezin of het netwerk van deze cliënt.", field="recipient")
    if not purpose.strip():
        raise Invalid("Schrijf op waarvoor de ontvanger de gegevens nodig heeft.", field="purpose")
    disclosure = Disclosure(
        id=key or time_ordered_id(),
        dossier=dossier,
        partner=partner,
        relation=relation,
        recipient_code=str(recipient_of(partner, today) if partner else Recipient.NETWORK),
        occasion=str(occasion or ""),
        safety=safety,
        prepared_at=clock.now(),
        prepared_by=by,
    )
    disclosure.purpose = purpose.strip()
    disclosure.save(force_insert=True)
    log_disclosure(event=DossierEvent.DISCLOSURE_PREPARED, disclosure=disclosure, reason=disclosure.occasion, by=by)
    return disclosure


def _is_network(relation: Relation, dossier: Dossier) -> bool:
    own = relation.dossier_id == dossier.pk and relation.until is None
    return own and relation.role in (RelationRole.FAMILY, RelationRole.NETWORK)


@transaction.atomic
def choose_items(*, disclosure: Disclosure, chosen: Sequence[Chosen], by: User) -> Disclosure:
    """What goes, one by one; what was chosen before is replaced. What was answered stays, and is asked again where more is needed.

    Only that it is so, unless the content was chosen with its reason. Raises Invalid for nothing, for content without its
    reason or its text, and for what is under professional secrecy (Leek 13 lid 2) or is no current item of this dossier.
    """
    lock_editable(disclosure=disclosure, by=by)
    if not chosen:
        raise Invalid("Kies wat je wilt delen. Alleen wat de ontvanger nodig heeft.", field="items")
    for one in chosen:
        _check(one, disclosure)
    DisclosureItem.objects.filter(disclosure=disclosure).delete()
    for one in chosen:
        row = DisclosureItem(dossier_id=disclosure.dossier_id, disclosure=disclosure, code=str(one.code or ""), item=one.item, level=one.level)
        row.text, row.reason = one.text.strip(), one.reason.strip()
        row.save(force_insert=True)
    log_disclosure(event=DossierEvent.DISCLOSURE_FILLED, disclosure=disclosure, fields=_names(chosen), by=by)
    return disclosure


@transaction.atomic
def say_how_much(
    *, disclosure: Disclosure, row: DisclosureItem, level: DisclosureItem.Level, text: str = "", reason: str = "", by: User
) -> Disclosure:
    """Of one thing that was chosen: only that it is so, or the content as well. Errors as `choose_items`."""
    rows = list(DisclosureItem.objects.filter(disclosure=disclosure).select_related("item"))
    if row.pk not in {one.pk for one in rows}:
        raise Conflict(MOVED_ON)
    chosen = [
        Chosen(code=one.chosen_code, item=one.item, level=level, text=text, reason=reason)
        if one.pk == row.pk
        else Chosen(code=one.chosen_code, item=one.item, level=Level(one.level), text=one.text, reason=one.reason)
        for one in rows
    ]
    return choose_items(disclosure=disclosure, chosen=chosen, by=by)


def _check(one: Chosen, disclosure: Disclosure) -> None:
    if (one.code is None) == (one.item is None):
        raise Invalid("Kies elk gegeven apart.", field="items")
    if one.item is not None and (one.item.dossier_id != disclosure.dossier_id or not one.item.current):
        raise Invalid("Een van de gekozen stukken hoort niet bij dit dossier of is verbeterd. Kies opnieuw.", field="items")
    if one.item is not None and one.item.under_secrecy:
        raise Invalid("Dit stuk valt onder een beroepsgeheim en blijft in het dossier.", field="items")
    if one.level != Level.CONTENT:
        return
    if not one.reason.strip():
        raise Invalid("Schrijf op waarom de inhoud nodig is, en niet alleen dat het zo is.", field="reason")
    if one.code is not None and one.code not in OWN_VALUES and not one.text.strip():
        raise Invalid("Schrijf op wat je de ontvanger hierover vertelt.", field="text")


def _names(chosen: Iterable[Chosen]) -> list[str]:
    return sorted({str(one.code) if one.code else "item" for one in chosen})


@transaction.atomic
def explain_need(*, disclosure: Disclosure, necessity: str, interest: str = "", told_beforehand: str = "", by: User) -> Disclosure:
    """Why it is necessary (Leek 5, Landsmeer 5), the interest of the client (Leek 9), and what he was told beforehand.

    Raises Invalid without the necessity.
    """
    lock_editable(disclosure=disclosure, by=by)
    if not necessity.strip():
        raise Invalid("Schrijf op waarom het nodig is om dit te delen.", field="necessity")
    disclosure.necessity, disclosure.interest, disclosure.told_beforehand = necessity.strip(), interest.strip(), told_beforehand.strip()
    disclosure.save(update_fields=["necessity", "interest", "told_beforehand"])
    log_disclosure(event=DossierEvent.DISCLOSURE_EXPLAINED, disclosure=disclosure, fields=["necessity", "interest", "told_beforehand"], by=by)
    return disclosure


@transaction.atomic
def take_way(*, disclosure: Disclosure, without_consent: bool, by: User) -> Disclosure:
    """Go the way without consent, or back. Raises Conflict where the protocol has no such way for what is in the envelope."""
    lock_editable(disclosure=disclosure, by=by)
    answer = envelope_of(disclosure, clock.today()).answer
    if without_consent and (answer is None or not answer.urgent):
        raise Conflict("Voor deze verstrekking kent het protocol geen weg zonder toestemming.")
    disclosure.without_consent = without_consent
    disclosure.save(update_fields=["without_consent"])
    log_disclosure(event=DossierEvent.DISCLOSURE_EXPLAINED, disclosure=disclosure, fields=["without_consent"], by=by)
    return disclosure


@transaction.atomic
def answer_question(*, disclosure: Disclosure, question: str, holds: bool, text: str, by: User) -> DisclosureFinding:
    """One finding, answered by itself: whether it holds, in the professional's own words, with author and time.

    Raises Invalid without words, Conflict for a question that this envelope does not ask.
    """
    lock_editable(disclosure=disclosure, by=by)
    if question not in {asked.code for asked in envelope_of(disclosure, clock.today()).questions}:
        raise Conflict("Deze vraag hoort niet bij deze verstrekking.")
    if not text.strip():
        raise Invalid("Beantwoord de vraag in je eigen woorden.", field="text")
    row = DisclosureFinding.objects.filter(disclosure=disclosure, question=question).first()
    row = row or DisclosureFinding(dossier_id=disclosure.dossier_id, disclosure=disclosure, question=question)
    row.holds, row.text, row.answered_at, row.answered_by = holds, text.strip(), clock.now(), by
    row.save()
    log_disclosure(event=DossierEvent.DISCLOSURE_ANSWERED, disclosure=disclosure, reason=question, by=by)
    return row


def lock_editable(*, disclosure: Disclosure, by: User) -> None:
    """Hold the row for `by` until the end of the transaction. Raises Conflict when the envelope is sealed or given up."""
    if not Disclosure.objects.select_for_update().filter(pk=disclosure.pk, state__in=EDITABLE).exists():
        raise Conflict(MOVED_ON)


def log_disclosure(
    *,
    event: DossierEvent,
    disclosure: Disclosure,
    reason: str = "",
    fields: Iterable[str] = (),
    decision: Decision | None = None,
    by: User,
) -> None:
    """One line about this envelope."""
    record(
        event,
        subject_kind="disclosure",
        subject_id=disclosure.pk,
        dossier_id=disclosure.dossier_id,
        person_id=disclosure.dossier.person_id,
        object_ids=[disclosure.partner_id] if disclosure.partner_id else [],
        reason=reason,
        fields=fields,
        decision=decision,
        by=by,
    )
