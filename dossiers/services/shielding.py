"""Shielding: kept, and read by nobody except who is named on a ground. Placed, the client told, lifted; each with its author."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404

from access import policies as gate
from access.models import User
from access.policies import another_person_decides
from dossiers.events import DossierEvent
from dossiers.models import Dossier, Item, ItemDraft, Shield, ShieldReader, Talk
from dossiers.presenters.items import correction_page, statement_page
from dossiers.selectors import shielding as select
from dossiers.services.dossier import open_dossier
from dossiers.states import OPEN_TALKS
from dossiers.states.shielding import SHIELD_TRANSITIONS, ReadingGround, ShieldOn, ShieldReason, ShieldState
from privacy_domain import clock
from privacy_domain.audit.record import look, record
from privacy_domain.crypto import files
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work import services as work

ASIDE = "shielded"
NO_READER = "Dit is afgeschermd. Alleen wie daarvoor met een grond is aangewezen, kan het lezen."


# ---------------------------------------------------------------- placing
@transaction.atomic
def shield_item(*, item: Item, reason: ShieldReason, explanation: str, source: UUID | None = None, by: User) -> Shield:
    """From now on this item is left out everywhere, in all its versions; what somebody typed to correct it or to put beside it goes,
    and nobody is asked any more to look at a departure from the rules in it.

    Raises Http404 or Refused for who may not write in the dossier, Invalid without an explanation, Conflict for what is shielded already.
    """
    dossier = _entered(item.dossier_id, explanation, by)
    versions = list(Item.kept.select_for_update(of=("self",)).filter(series=item.series, dossier=dossier))
    if not versions or any(row.shielded for row in versions):
        raise Conflict("Dit stuk is al afgeschermd, of staat niet meer in dit dossier.")
    Item.kept.filter(series=item.series).update(shielded=True)
    pages = [name for row in versions for name in (correction_page(row), statement_page(row))]
    ItemDraft.objects.filter(dossier=dossier, page__in=pages).delete()
    work.set_tasks_aside(source_kind="departure", source_ids=select.departures_of(item.series), reason=ASIDE, by=by)
    return _placed(Shield(dossier=dossier, on=ShieldOn.ITEM, series=item.series), reason, explanation, source, by)


@transaction.atomic
def shield_talk(*, talk: Talk, reason: ShieldReason, explanation: str, source: UUID | None = None, by: User) -> Shield:
    """From now on this talk is left out everywhere. Errors as `shield_item`; a talk that still runs is a Conflict."""
    dossier = _entered(talk.dossier_id, explanation, by)
    found = Talk.stored.select_for_update(of=("self",)).get(pk=talk.pk)
    if found.shielded or found.state in OPEN_TALKS:
        raise Conflict("Dit gesprek is al afgeschermd, of nog niet klaar. Rond het eerst af.")
    Talk.stored.filter(pk=talk.pk).update(shielded=True)
    return _placed(Shield(dossier=dossier, on=ShieldOn.TALK, talk=found), reason, explanation, source, by)


def _entered(ref: UUID, explanation: str, by: User) -> Dossier:
    gate.enter(by, ref, on=clock.today(), write=True)
    if not explanation.strip():
        raise Invalid("Schrijf op waarom dit wordt afgeschermd.", field="explanation")
    dossier: Dossier | None = Dossier.objects.select_for_update(no_key=True).filter(pk=ref).first()
    if dossier is None:
        raise Http404
    return dossier


def _placed(shield: Shield, reason: ShieldReason, explanation: str, source: UUID | None, by: User) -> Shield:
    shield.reason, shield.source, shield.placed_at, shield.placed_by = reason, source, clock.now(), by
    shield.explanation = explanation.strip()
    shield.save(force_insert=True)
    _record(DossierEvent.SHIELD_PLACED, shield, by, reason=str(reason))
    return shield


# ---------------------------------------------------------------- who may read it
@transaction.atomic
def name_reader(*, shield: Shield, user: User, ground: ReadingGround, explanation: str, by: User) -> ShieldReader:
    """Let somebody read it on a ground (avg art. 18 lid 2). Raises NotYourOwnRights for oneself, Invalid without an explanation and for
    who may not open the dossier, Conflict when he may read it already or nothing is shielded any more."""
    _entered_again(shield, by)
    another_person_decides(user.pk, by)
    if not explanation.strip():
        raise Invalid("Schrijf op waarom deze persoon het moet kunnen lezen.", field="explanation")
    if not gate.consider(user, shield.dossier_id, on=clock.today()).insider:
        raise Invalid("Deze collega kan dit dossier niet openen.", field="user")
    if select.reader_for(shield, user) is not None:
        raise Conflict("Deze collega kan dit al lezen.")
    reader = ShieldReader(dossier_id=shield.dossier_id, shield=shield, user=user, ground=ground, named_at=clock.now(), named_by=by)
    reader.explanation = explanation.strip()
    reader.save(force_insert=True)
    _record(DossierEvent.SHIELD_READER_NAMED, shield, by, reason=str(ground), on_behalf_of=user.pk)
    return reader


@transaction.atomic
def end_reader(*, reader: ShieldReader, by: User) -> ShieldReader:
    """He may not read it any more. Raises Conflict when that was so already."""
    _entered_again(reader.shield, by)
    if ShieldReader.objects.filter(pk=reader.pk, ended_at__isnull=True).update(ended_at=clock.now(), ended_by=by) != 1:
        raise Conflict("Deze collega kon dit al niet meer lezen.")
    _record(DossierEvent.SHIELD_READER_ENDED, reader.shield, by, on_behalf_of=reader.user_id)
    return reader


# ---------------------------------------------------------------- lifting
@transaction.atomic
def tell_before_lifting(*, shield: Shield, told_at: datetime, how: str, by: User) -> Shield:
    """The client was told that it will be lifted (avg art. 18 lid 3). Raises Invalid without how or for a moment that has not come."""
    found = _entered_again(shield, by)
    _require(found, ShieldState.TOLD)
    if not how.strip():
        raise Invalid("Schrijf op hoe de cliënt het hoorde.", field="how")
    if not found.placed_at <= told_at <= clock.now():
        raise Invalid("Dit moment ligt in de toekomst, of voor het afschermen.", field="told_on")
    found.state, found.told_at, found.told_by, found.told_how = ShieldState.TOLD, told_at, by, how.strip()
    found.save(update_fields=["state", "told_at", "told_by", "told_how"])
    _record(DossierEvent.SHIELD_TOLD, found, by)
    return found


@transaction.atomic
def lift_shield(*, shield: Shield, because: str, by: User) -> Shield:
    """It is used again as before, and who was to look at a departure in it still is. Raises Invalid without a reason, Conflict while the client was not told, or when it was lifted before."""
    found = _entered_again(shield, by)
    _require(found, ShieldState.LIFTED)
    if not because.strip():
        raise Invalid("Schrijf op waarom het afschermen eindigt.", field="because")
    found.state, found.lifted_at, found.lifted_by, found.lifted_because = ShieldState.LIFTED, clock.now(), by, because.strip()
    found.save(update_fields=["state", "lifted_at", "lifted_by", "lifted_because"])
    if found.series:
        Item.kept.filter(series=found.series).update(shielded=False)
        work.take_tasks_up_again(source_kind="departure", source_ids=select.departures_of(found.series), reason=ASIDE, by=by)
    elif found.talk_id:
        Talk.stored.filter(pk=found.talk_id).update(shielded=False)
    ShieldReader.objects.filter(shield=found, ended_at__isnull=True).update(ended_at=clock.now(), ended_by=by)
    _record(DossierEvent.SHIELD_LIFTED, found, by)
    return found


def _require(shield: Shield, into: ShieldState) -> None:
    if into not in SHIELD_TRANSITIONS[ShieldState(shield.state)]:
        raise Conflict("De cliënt hoort het eerst, en pas daarna eindigt het afschermen. Kijk hoe het er nu voor staat.")


def _entered_again(shield: Shield, by: User) -> Shield:
    gate.enter(by, shield.dossier_id, on=clock.today(), write=True)
    found: Shield = Shield.objects.select_for_update(of=("self",)).select_related("dossier").get(pk=shield.pk)
    if found.state == ShieldState.LIFTED:
        raise Conflict("Dit is niet meer afgeschermd.")
    return found


# ---------------------------------------------------------------- looking
@transaction.atomic
def open_shields(*, ref: UUID, by: User) -> tuple[Dossier, list[Shield]]:
    """That things are shielded in a dossier, for whom it is open; never what. Raises as `open_dossier`."""
    dossier = open_dossier(ref=ref, event=DossierEvent.SHIELDS_SEEN, by=by)
    return dossier, select.shields_of(dossier)


@transaction.atomic
def open_shield(*, ref: UUID, shield_id: UUID, write: bool = False, by: User) -> Shield:
    """One shielding, without what it hides. Raises as `open_dossier`, Http404 for one of another dossier."""
    open_dossier(ref=ref, write=write, event=DossierEvent.SHIELDS_SEEN, by=by)
    shield = select.shield_of(ref, shield_id)
    if shield is None:
        raise Http404
    return shield


@transaction.atomic
def read_hidden(*, ref: UUID, shield_id: UUID, by: User) -> select.Hidden:
    """The only door to what is shielded: past the gate of the dossier, for who is named, with a line of its own in the log.
    Raises as `open_dossier`, Http404 for what is not shielded (any more), PermissionDenied for who is not named."""
    shield = open_shield(ref=ref, shield_id=shield_id, by=by)
    if shield.state == ShieldState.LIFTED:
        raise Http404
    reader = select.reader_for(shield, by)
    if reader is None:
        raise PermissionDenied(NO_READER)
    item = select.hidden_item(shield)
    look(
        DossierEvent.SHIELDED_READ, subject_kind="shield", subject_id=shield.pk, dossier_id=ref, person_id=shield.dossier.person_id,
        object_ids=[item.pk] if item else [], reason=reader.ground, by=by,
    )  # fmt: skip
    return select.Hidden(shield, reader, item, tuple(select.hidden_passages(item)) if item else (), select.hidden_talk(shield))


@transaction.atomic
def read_hidden_file(*, ref: UUID, shield_id: UUID, by: User) -> tuple[Item, bytes]:
    """The file of a shielded document. Raises as `read_hidden`, Http404 for an item without one."""
    item = read_hidden(ref=ref, shield_id=shield_id, by=by).item
    if item is None or not item.file:
        raise Http404
    return item, files.read(item.file, kind="dossier", subject=ref, aad=item.file_place)


def _record(event: DossierEvent, shield: Shield, by: User, *, reason: str = "", on_behalf_of: UUID | None = None) -> None:
    record(
        event, subject_kind=f"shield:{shield.on}", subject_id=shield.pk, dossier_id=shield.dossier_id, person_id=shield.dossier.person_id,
        reason=reason, on_behalf_of=on_behalf_of, by=by,
    )  # fmt: skip
