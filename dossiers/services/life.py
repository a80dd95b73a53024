"""The client died or moved: what runs stops, and each partner gets the message that he needs. Nothing is destroyed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from access.models import User
from dossiers.events import DossierEvent
from dossiers.models import Dossier, LifeEvent, PartnerChoice, ProviderTask, Relation, Talk
from dossiers.policies.life import may_tell_provider, may_transfer
from dossiers.selectors.once import made_before
from dossiers.services.closing import CLOSE
from dossiers.services.closing import SOURCE as CLOSE_SOURCE
from dossiers.services.talk import stop_talk
from dossiers.states import OPEN_TALKS, DossierState, LifeEventKind
from privacy_domain import clock
from privacy_domain.audit.record import record, refused
from privacy_domain.operation import time_ordered_id
from privacy_domain.people import services as people
from privacy_domain.people.models import Partner
from privacy_domain.people.services import PersonDetails
from privacy_domain.protocols.types import Citation, Refused
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work import services as work

NOTIFY, NOTIFY_SOURCE = "notify_provider", "dossier.provider"
DEREGISTER, NEW_ADDRESS, END_PROVISION, TRANSFER = "deregister", "new_address", "end_provision", "transfer"
NOTIFY_WITHIN, CLOSE_WITHIN = timedelta(days=7), timedelta(days=28)
ADDRESS = ("street", "house_number", "house_letter", "house_number_addition", "postcode", "place")


# ---------------------------------------------------------------- death
@transaction.atomic
def record_death(*, dossier: Dossier, died_on: date, source: str, by: User) -> LifeEvent:
    """The client of this dossier died. In every open dossier of him talks stop, each partner gets a task to be told, and closing
    is a task; letters go out no more and nobody acts for him any more (leiden-2016 bijlage I rij 4).

    Raises Invalid without a source and for a day that cannot be, Conflict when it was recorded before.
    """
    if not source.strip():
        raise Invalid("Schrijf op van wie je dit weet.", field="source")
    people.record_death(person=dossier.person, died_on=died_on, by=by)
    recorded: LifeEvent | None = None
    for each in Dossier.objects.select_related("person", "team").filter(person_id=dossier.person_id, state=DossierState.OPEN):
        event = _keep(LifeEvent(dossier=each, kind=LifeEventKind.DEATH, happened_on=died_on, source=source.strip()), by)
        _stop_talks(each, by)
        _notify(event, DEREGISTER, by)
        _close_later(each, by)
        recorded = event if each.pk == dossier.pk else recorded
    if recorded is None:
        raise Conflict("Dit dossier is gesloten. Leg het overlijden vast in een open dossier.")
    return recorded


def _stop_talks(dossier: Dossier, by: User) -> None:
    for talk in Talk.objects.filter(dossier=dossier, state__in=OPEN_TALKS):
        stop_talk(talk=talk, because="De cliënt is overleden.", by=by)


# ---------------------------------------------------------------- move
@transaction.atomic
def record_move(
    *,
    dossier: Dossier,
    moved_on: date,
    source: str,
    destination: str,
    inside_region: bool,
    address: PersonDetails | None = None,
    sheltered: bool = False,
    transfer: bool = False,
    agreed_by: str = "",
    in_writing: bool = False,
    key: UUID | None = None,
    by: User,
) -> LifeEvent:
    """The client moved. Within the region partners hear the new address; outside it the provision ends, but for sheltered housing
    (leiden-2016 bijlage I rij 4). `transfer`: the dossier is to go to the other municipality, as far as the text lets it with the
    client's agreement by `agreed_by`.

    Raises Invalid for what is not said, Refused for a transfer that the text does not allow like this. `key`: as `made_before`.
    """
    found = made_before(LifeEvent, key, dossier_id=dossier.pk)
    if found is not None:
        return found
    _check_move(dossier, moved_on, source, destination, inside_region, address)
    citations: tuple[Citation, ...] = may_tell_provider(clock.today()).citations
    if transfer:
        decision = may_transfer(clock.today(), agreed=bool(agreed_by.strip()), in_writing=in_writing)
        if not decision.allowed:
            raise refused(Refused(decision), DossierEvent.MOVED, by=by, subject_kind="transfer", dossier_id=dossier.pk, person_id=dossier.person_id)
        citations = tuple(dict.fromkeys([*citations, *decision.citations]))
    if address:
        people.correct_person(person=dossier.person, changes=address, by=by)
    event = LifeEvent(
        id=key or time_ordered_id(),
        dossier=dossier,
        kind=LifeEventKind.MOVE,
        happened_on=moved_on,
        source=source.strip(),
        destination=destination.strip(),
        inside_region=inside_region,
        sheltered=sheltered and not inside_region,
        transfer_agreed_by=agreed_by.strip() if transfer else "",
    )
    _keep(event, by, citations)
    stays = inside_region or event.sheltered
    _notify(event, NEW_ADDRESS if stays else END_PROVISION, by)
    if transfer:
        _message(event, destination.strip(), TRANSFER, by)
    if not stays:
        _close_later(dossier, by)
    return event


def _check_move(dossier: Dossier, moved_on: date, source: str, destination: str, inside_region: bool, address: PersonDetails | None) -> None:
    if dossier.state != DossierState.OPEN:
        raise Conflict("Dit dossier is gesloten.")
    if not source.strip():
        raise Invalid("Schrijf op van wie je dit weet.", field="source")
    if not destination.strip():
        raise Invalid("Schrijf op waarheen de cliënt is verhuisd.", field="destination")
    if moved_on > clock.today() + timedelta(days=366):
        raise Invalid("Kies de dag van de verhuizing, niet verder dan een jaar vooruit.", field="happened_on")
    if inside_region and not (address and address.get("street") and address.get("postcode")):
        raise Invalid("Vul het nieuwe adres in: dat moeten de aanbieders weten.", field="street")


# ---------------------------------------------------------------- messages to partners
@transaction.atomic
def notify_provider(*, message: ProviderTask, by: User) -> ProviderTask:
    """This partner was told. Twice: Conflict."""
    if ProviderTask.objects.filter(pk=message.pk, done_at__isnull=True).update(done_at=clock.now(), done_by=by) != 1:
        raise Conflict("Dit was al doorgegeven.")
    work.complete_tasks_of(source_kind=NOTIFY_SOURCE, source_id=message.pk, by=by)
    record(
        DossierEvent.PARTNER_NOTIFIED, subject_kind="provider_task", subject_id=message.pk, dossier_id=message.dossier_id,
        person_id=message.dossier.person_id, reason=message.what, by=by,
    )  # fmt: skip
    return message


def _keep(event: LifeEvent, by: User, citations: Iterable[Citation] | None = None) -> LifeEvent:
    decision = may_tell_provider(clock.today())
    event.protocol_version = decision.protocol or ""
    event.citations = [str(citation) for citation in (decision.citations if citations is None else citations)]
    event.recorded_at, event.recorded_by = clock.now(), by
    event.save(force_insert=True)
    kind = DossierEvent.DIED if event.kind == LifeEventKind.DEATH else DossierEvent.MOVED
    record(kind, subject_kind="life_event", subject_id=event.pk, dossier_id=event.dossier_id, person_id=event.dossier.person_id, by=by)
    return event


def _notify(event: LifeEvent, what: str, by: User) -> None:
    """One message for each partner that has data of this client: who was told about in a talk, and who stands among the people."""
    told = PartnerChoice.objects.filter(dossier_id=event.dossier_id, talk__relation__isnull=True).exclude(outcome=PartnerChoice.Outcome.OPEN)
    around = Relation.objects.filter(dossier_id=event.dossier_id, until__isnull=True, partner__isnull=False)
    keys = {*told.values_list("partner_id", flat=True), *around.values_list("partner_id", flat=True)}
    for partner in Partner.objects.filter(pk__in=keys).order_by("name"):
        _message(event, partner.name, what, by)


def _message(event: LifeEvent, partner_name: str, what: str, by: User) -> None:
    message = ProviderTask(dossier=event.dossier, event=event, partner_name=partner_name, what=what)
    message.save(force_insert=True)
    work.add_task(
        kind=NOTIFY, title_key=NOTIFY, source_kind=NOTIFY_SOURCE, source_id=message.pk, due_on=clock.today() + NOTIFY_WITHIN,
        dossier_id=event.dossier_id, person_id=event.dossier.person_id, assignee_id=by.pk, by=by,
    )  # fmt: skip


def _close_later(dossier: Dossier, by: User) -> None:
    work.add_task(
        kind=CLOSE, title_key=CLOSE, source_kind=CLOSE_SOURCE, source_id=dossier.pk, due_on=clock.today() + CLOSE_WITHIN,
        dossier_id=dossier.pk, person_id=dossier.person_id, assignee_id=by.pk, by=by,
    )  # fmt: skip
