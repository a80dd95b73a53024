"""What has to be carried out of a decision, and who received the data that it changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from dossiers.models import Disclosure, DisclosureItem, Dossier, Item, Shield
from dossiers.states import DisclosureState, DossierState, ItemKind
from dossiers.states.shielding import ShieldState
from privacy_domain.crypto.fields import prefetch_keys
from privacy_domain.people.models import Partner
from privacy_domain.protocols.types import Recipient
from requests.models import Decision, DecisionPart, ExecutionStep, RecipientNotice, SubjectRequest
from requests.selectors.opened import Opened
from requests.states import DecisionState, NoticeState, StepState


@dataclass(frozen=True, slots=True)
class Execution:
    """Carrying out, as who handles the request sees it. `there`: the items as they now read, by their series; `wholes`: the dossiers that
    can be destroyed as a whole, where that is asked; `unprinted`: the letters that could not be printed."""

    opened: Opened
    decision: Decision | None
    steps: list[ExecutionStep]
    notices: list[RecipientNotice]
    there: Mapping[UUID, UUID]
    wholes: list[Dossier]
    unprinted: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Received:
    """Somebody who received data: an organisation of the register, or somebody around the client; what he is called in what was sent."""

    partner: Partner | None
    relation: UUID | None
    name: str
    code: str


def sent_decision(request: SubjectRequest) -> Decision | None:
    """The decision that went out on a request, or None."""
    found: Decision | None = Decision.objects.select_related("signed_by").filter(request=request, state=DecisionState.SENT).first()
    return found


def granted_parts(decision: Decision) -> list[DecisionPart]:
    """The parts of a decision that were granted, in order."""
    return list(DecisionPart.objects.filter(decision=decision, granted=True).order_by("position"))


def steps_to_execute(request: SubjectRequest) -> list[ExecutionStep]:
    """What a request comes to, part by part."""
    return list(ExecutionStep.objects.filter(request=request).select_related("part", "done_by").order_by("part__position", "pk"))


def notices_of(request: SubjectRequest) -> list[RecipientNotice]:
    """Who has to hear of it."""
    return list(RecipientNotice.objects.filter(request=request).select_related("partner", "done_by").order_by("pk"))


def step_of(request: SubjectRequest, step_id: UUID) -> ExecutionStep | None:
    """One step of this request as it is now, held until the end of the transaction; None for one of another."""
    rows = ExecutionStep.objects.select_for_update(of=("self",)).select_related("part__decision")
    found: ExecutionStep | None = rows.filter(pk=step_id, request=request).first()
    return found


def notice_of(request: SubjectRequest, notice_id: UUID, *, hold: bool = True) -> RecipientNotice | None:
    """One notice of this request, held until the end of the transaction unless it is only read; None for one of another."""
    rows = RecipientNotice.objects.select_for_update(of=("self",)) if hold else RecipientNotice.objects.all()
    found: RecipientNotice | None = rows.select_related("partner", "decision").filter(pk=notice_id, request=request).first()
    return found


def is_left(request: SubjectRequest) -> bool:
    """Whether something has to be done still, or somebody has to be told."""
    steps = ExecutionStep.objects.filter(request=request, state=StepState.TODO)
    return steps.exists() or RecipientNotice.objects.filter(request=request, state=NoticeState.DUE).exists()


# ---------------------------------------------------------------- what stands in the dossiers
def current_item(part: DecisionPart) -> Item | None:
    """The item that a part is about as it now reads, shielded or not; None when it is gone, or the part is about none."""
    if part.series is None:
        return None
    found: Item | None = Item.kept.filter(series=part.series, superseded_at__isnull=True).first()
    return found


def running_shield(part: DecisionPart) -> Shield | None:
    """By what the item that a part is about is shielded now, or None."""
    rows = Shield.objects.filter(series=part.series, dossier=part.file).exclude(state=ShieldState.LIFTED) if part.series else Shield.objects.none()
    found: Shield | None = rows.order_by("placed_at").first()
    return found


def what_is_there(steps: Iterable[ExecutionStep]) -> dict[UUID, UUID]:
    """The items that these steps are about as they now read, by their series; one statement. What is not in it is gone."""
    series = [step.part.series for step in steps if step.part.series]
    return dict(Item.kept.filter(series__in=series, superseded_at__isnull=True).values_list("series", "pk"))


def dossier_of(request: SubjectRequest, dossier: UUID | None) -> Dossier | None:
    """A dossier of the person whose request it is, or None."""
    found: Dossier | None = Dossier.objects.select_related("person").filter(pk=dossier, person_id=request.person_id).first() if dossier else None
    return found


def closed_dossiers(request: SubjectRequest) -> list[Dossier]:
    """The dossiers of this person that can be destroyed as a whole: those that are closed."""
    return list(Dossier.objects.filter(person_id=request.person_id, state=DossierState.CLOSED).order_by("number"))


def statement_beside(part: DecisionPart, request: SubjectRequest) -> Item | None:
    """The person's own statement that was put beside the item, or in the dossier, since the request came in."""
    rows = Item.kept.filter(kind=ItemKind.STATEMENT, dossier=part.file, recorded_at__gte=request.registered_at)
    found: Item | None = (rows.filter(beside__series=part.series) if part.series else rows).order_by("-recorded_at").first()
    return found


# ---------------------------------------------------------------- who received it
def parts_received_by(notice: RecipientNotice) -> list[DecisionPart]:
    """The granted parts of which this recipient was sent something: of the others he hears nothing."""
    him = (notice.partner_id, notice.relation)
    return [
        part
        for part in granted_parts(notice.decision)
        if any((one.partner.pk if one.partner else None, one.relation) == him for one in recipients_of([part]))
    ]


def sent_about(parts: Iterable[DecisionPart]) -> QuerySet[Disclosure]:
    """Everything that was sent outside of what these parts are about: the item, or anything from the dossier."""
    wanted = Q(pk__in=[])
    for part in parts:
        if part.series:
            wanted |= Q(pk__in=DisclosureItem.objects.filter(item__series=part.series).values("disclosure"))
        elif part.file:
            wanted |= Q(dossier=part.file)
        else:
            wanted |= Q(dossier__person_id=part.person_id)
    rows: QuerySet[Disclosure] = Disclosure.objects.filter(wanted, state=DisclosureState.SENT).exclude(recipient_code=Recipient.COLLEAGUE)
    return rows


def recipients_of(parts: Iterable[DecisionPart]) -> list[Received]:
    """Everybody outside to whom something was sent of what these parts are about, once each: an item, or anything from the dossier. Nobody
    is left out because the client may not hear of him yet: what he has must be right too."""
    rows = list(sent_about(parts).select_related("partner", "dossier").order_by("sent_at", "pk"))
    prefetch_keys(rows)
    found = {
        (row.partner_id, row.relation_id): Received(row.partner, row.relation_id, str((row.content or {}).get("to", "")), row.recipient_code)
        for row in rows
    }
    return list(found.values())
