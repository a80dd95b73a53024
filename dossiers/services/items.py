"""Recording what stands in a dossier: the protocol is asked first, a correction stands beside what it corrects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db import transaction

from access.models import User
from access.states import MunicipalRole
from consent.policies import standing
from dossiers.events import DossierEvent
from dossiers.models import Departure, Dossier, Item, Passage, PassageSubject, Relation
from dossiers.policies.item_checks import ItemFacts, PassageText, check_facts
from dossiers.policies.items import Recording, check_recording, item_rules, right_to_a_statement
from dossiers.selectors.once import made_before
from dossiers.services.drafts import forget_item_draft
from dossiers.states import Carrier, DossierState, ItemKind, ItemSource, RecordGround
from privacy_domain import clock
from privacy_domain.audit.record import record, refused
from privacy_domain.crypto import files
from privacy_domain.operation import time_ordered_id
from privacy_domain.protocols.types import Category, Refused
from privacy_domain.uploads import rebuild as uploads
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work.services import add_task

STATEMENT_TITLE = "Eigen verklaring"


@transaction.atomic
def record_item(*, dossier: Dossier, facts: ItemFacts, content: bytes | None = None, key: UUID | None = None, page: str = "", by: User) -> Item:
    """Put a note, contact, judgement, document or paper part into the dossier; the protocol of today is asked for its data first.

    `key` is the id that its page was opened with: sent twice, the item is there once. `page` names the draft that this was
    typed under. Raises Invalid for what is missing, Refused where the protocol does not let these data in as informing, consent
    and grounds stand (the attempt stays in the log), Conflict in a closed dossier.
    """
    found = made_before(Item, key, dossier_id=dossier.pk, recorded_by_id=by.pk)
    if found is not None:
        return found
    _require_open(dossier)
    if facts.kind == ItemKind.STATEMENT:
        raise Invalid("Een eigen verklaring heeft een eigen pagina.", field="kind")
    rules = item_rules(dossier, facts.kind, clock.today())
    check_facts(dossier=dossier, facts=facts, rules=rules, with_file=content is not None)
    recording = _ask(dossier, facts, by)
    item = _item(dossier, facts, recording, key, by)
    _attach(item, content)
    item.save(force_insert=True)
    _write_passages(item, facts.passages)
    _depart(item, facts, by)
    forget_item_draft(dossier=dossier, page=page, by=by)
    _log(DossierEvent.ITEM_RECORDED, item, recording, by)
    return item


@transaction.atomic
def correct_item(
    *, item: Item, facts: ItemFacts, reason: str, content: bytes | None = None, key: UUID | None = None, page: str = "", by: User
) -> Item:
    """A new version of an item, with why; the earlier one stays and says that it was superseded.

    The day it was received or made stays the first one's: retention counts from it. The protocol is asked afresh. Raises as
    `record_item`, Invalid without a reason, Conflict when somebody else corrected it first.
    """
    found = made_before(Item, key, dossier_id=item.dossier_id, recorded_by_id=by.pk)
    if found is not None:
        return found
    _require_open(item.dossier)
    if item.kind == ItemKind.STATEMENT or facts.kind != item.kind:
        raise Invalid("Een eigen verklaring wijzig je niet; de cliënt kan er een nieuwe naast zetten.", field="kind")
    if not reason.strip():
        raise Invalid("Schrijf op waarom je dit verbetert.", field="correction_reason")
    facts = replace(facts, received_on=item.received_on)
    rules = item_rules(item.dossier, facts.kind, clock.today())
    check_facts(dossier=item.dossier, facts=facts, rules=rules, with_file=bool(item.file) or content is not None)
    recording = _ask(item.dossier, facts, by)
    if Item.objects.filter(pk=item.pk, superseded_at__isnull=True).update(superseded_at=clock.now()) != 1:
        raise Conflict("Dit stuk is intussen al verbeterd. Open de nieuwste versie en kijk wat er nu staat.")
    newer = _item(item.dossier, facts, recording, key, by)
    newer.series, newer.version, newer.supersedes = item.series, item.version + 1, item
    newer.correction_reason = reason.strip()
    newer.file, newer.media_type, newer.file_size = item.file, item.media_type, item.file_size
    _attach(newer, content)
    newer.save(force_insert=True)
    _write_passages(newer, facts.passages)
    _depart(newer, facts, by)
    forget_item_draft(dossier=item.dossier, page=page, by=by)
    _log(DossierEvent.ITEM_CORRECTED, newer, recording, by)
    return newer


@dataclass(frozen=True, slots=True)
class Statement:
    """What the client wants to stand in the dossier in his own words: who said it, on what it came, which data stand in it."""

    text: str
    said_by: str
    received_on: date
    carrier: Carrier
    categories: Sequence[Category] = (Category.NAW,)


@transaction.atomic
def add_statement(*, dossier: Dossier, statement: Statement, beside: Item | None = None, key: UUID | None = None, page: str = "", by: User) -> Item:
    """The client's own statement, beside an item or beside the dossier as a whole (Leiden 16 lid 4, Opsterland 19 lid 2; elsewhere
    AVG 16). It is his right, so neither consent nor the list of the protocol is asked; it is never corrected by somebody else.

    Raises Invalid without text or speaker or for a day to come, Conflict in a closed dossier.
    """
    found = made_before(Item, key, dossier_id=dossier.pk, recorded_by_id=by.pk)
    if found is not None:
        return found
    _require_open(dossier)
    _check_statement(dossier, statement, beside)
    version, citations = right_to_a_statement(clock.today())
    near = beside or dossier
    item = Item(
        id=key or time_ordered_id(),
        dossier=dossier,
        kind=ItemKind.STATEMENT,
        title=STATEMENT_TITLE,
        received_on=statement.received_on,
        categories=sorted(set(statement.categories)),
        law=near.law if isinstance(near, Item) else near.law_tags[0],
        domain=near.domain if isinstance(near, Item) else near.domains[0],
        purpose=near.purpose if isinstance(near, Item) else near.purposes[0],
        grounds=[RecordGround.RIGHT],
        protocol_version=version,
        citations=list(citations),
        source=ItemSource.CLIENT,
        source_name=statement.said_by.strip(),
        carrier=statement.carrier,
        beside=beside,
        recorded_at=clock.now(),
        recorded_by=by,
    )
    item.series = item.pk
    item.save(force_insert=True)
    _write_passages(item, [PassageText(statement.text)])
    forget_item_draft(dossier=dossier, page=page, by=by)
    record(
        DossierEvent.STATEMENT_ADDED,
        subject_kind="item",
        subject_id=item.pk,
        dossier_id=dossier.pk,
        person_id=dossier.person_id,
        object_ids=[beside.pk] if beside else [],
        by=by,
    )
    return item


def _check_statement(dossier: Dossier, statement: Statement, beside: Item | None) -> None:
    if beside is not None and (beside.dossier_id != dossier.pk or beside.kind == ItemKind.STATEMENT):
        raise Invalid("Kies het stuk waar de verklaring naast moet staan.", field="beside")
    if not statement.text.strip():
        raise Invalid("Schrijf op wat de cliënt zelf wil zeggen, in zijn eigen woorden.", field="text")
    if not statement.said_by.strip():
        raise Invalid("Vul in wie dit heeft verklaard.", field="said_by")
    if not statement.categories:
        raise Invalid("Kies welke gegevens erin staan.", field="categories")
    if statement.received_on > clock.today():
        raise Invalid("Deze datum ligt in de toekomst.", field="received_on")


def _require_open(dossier: Dossier) -> None:
    if dossier.state != DossierState.OPEN:
        raise Conflict("Dit dossier is gesloten. Heropen het eerst om er iets aan toe te voegen.")


def _ask(dossier: Dossier, facts: ItemFacts, by: User) -> Recording:
    try:
        return check_recording(facts.categories, facts.grounds, standing(dossier.person_id, dossier.pk), clock.today())
    except Refused as refusal:
        raise refused(
            refusal,
            DossierEvent.ITEM_RECORDED,
            by=by,
            subject_kind="item",
            dossier_id=dossier.pk,
            person_id=dossier.person_id,
            fields=[str(category) for category in facts.categories],
            reason=facts.kind,
        ) from None


def _item(dossier: Dossier, facts: ItemFacts, recording: Recording, key: UUID | None, by: User) -> Item:
    item = Item(
        id=key or time_ordered_id(),
        dossier=dossier,
        kind=facts.kind,
        title=facts.title.strip(),
        received_on=facts.received_on,
        categories=sorted(set(facts.categories)),
        list_entry=facts.list_entry,
        law=facts.law,
        domain=facts.domain,
        purpose=facts.purpose,
        necessity=facts.necessity.strip(),
        grounds=list(recording.grounds),
        ground_note=facts.ground_note.strip(),
        legal_basis=facts.legal_basis,
        protocol_version=recording.protocol_version,
        citations=list(recording.citations),
        source=facts.source,
        source_name=facts.source_name.strip(),
        carrier=facts.carrier,
        place=facts.place.strip(),
        under_secrecy=facts.under_secrecy,
        recorded_at=clock.now(),
        recorded_by=by,
    )
    item.series = item.pk
    return item


def _attach(item: Item, content: bytes | None) -> None:
    """The file, rebuilt and sealed for this series, before its row is saved: a row without its file cannot arise."""
    if content is None:
        return
    rebuilt = uploads.rebuild(content)
    item.file = files.store(rebuilt.content, kind="dossier", subject=item.dossier_id, aad=item.file_place)
    item.media_type, item.file_size = rebuilt.media_type, len(rebuilt.content)


def _write_passages(item: Item, passages: Sequence[PassageText]) -> None:
    known = set(Relation.objects.filter(dossier_id=item.dossier_id).values_list("pk", flat=True))
    for position, given in enumerate(passages):
        passage = Passage(
            dossier_id=item.dossier_id,
            item=item,
            position=position,
            text=given.text.strip(),
            about_client=given.about_client,
            about_others=given.about_others,
        )
        passage.save(force_insert=True)
        if set(given.relations) - known:
            raise Invalid("Kies alleen mensen die bij dit dossier staan.", field="passages")
        PassageSubject.objects.bulk_create(
            PassageSubject(dossier_id=item.dossier_id, passage=passage, relation_id=relation) for relation in dict.fromkeys(given.relations)
        )


def _depart(item: Item, facts: ItemFacts, by: User) -> None:
    """The departure from the rules, with a task for the privacy officer to look at it."""
    if facts.departure is None:
        return
    reason, only_way = facts.departure
    row = Departure(dossier_id=item.dossier_id, item=item, reason=reason.strip(), only_way=only_way.strip(), recorded_at=clock.now(), recorded_by=by)
    row.save(force_insert=True)
    add_task(
        kind="departure",
        title_key="departure",
        source_kind="departure",
        source_id=row.pk,
        dossier_id=item.dossier_id,
        role=MunicipalRole.PRIVACY_OFFICER,
        by=by,
    )
    record(
        DossierEvent.DEPARTED,
        subject_kind="departure",
        subject_id=row.pk,
        dossier_id=item.dossier_id,
        person_id=item.dossier.person_id,
        object_ids=[item.pk],
        by=by,
    )


def _log(event: DossierEvent, item: Item, recording: Recording, by: User) -> None:
    record(
        event,
        subject_kind="item",
        subject_id=item.pk,
        dossier_id=item.dossier_id,
        person_id=item.dossier.person_id,
        fields=item.categories,
        purpose=item.purpose,
        reason=item.kind,
        decision=recording.decisions[-1],
        by=by,
    )
