"""Comply or explain: a departure from the policy is written down in the case, with a ground in law beside it, and looked at."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from access.models import User
from access.policies import another_person_decides
from access.states import MunicipalRole
from dossiers.events import DossierEvent
from dossiers.models import Dossier, PolicyDeparture
from dossiers.policies.policy_departure import BASES, departure_rules
from dossiers.selectors.once import made_before
from dossiers.selectors.policy_departure import policy_departure_by_id
from dossiers.services.departures import open_for_officer
from dossiers.states import DossierState, RecordGround
from privacy_domain import clock
from privacy_domain.audit.record import record
from privacy_domain.operation import time_ordered_id
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work import services as work

TASK, SOURCE = "policy_departure", "dossier.policy_departure"


@dataclass(frozen=True, slots=True)
class DepartureFacts:
    """From which rule, perhaps for the legal framework of a chain partner, the two parts of the motivation, and on what the
    processing itself rests: a ground of AVG 6, and with special data an exception of AVG 9."""

    rule: str
    reason: str
    only_way: str
    basis: RecordGround | None
    framework: str = ""
    special: bool = False
    exception: str = ""


@transaction.atomic
def depart_from_policy(*, dossier: Dossier, facts: DepartureFacts, key: UUID | None = None, by: User) -> PolicyDeparture:
    """Write it down; the privacy officer gets a task. Whether `by` may write in the dossier is for the caller to ask.

    Raises Conflict where no text knows a departure or the dossier is closed, Invalid without one of the parts of the
    motivation, without a ground of AVG 6, or with special data without an exception of AVG 9. `key`: as `made_before`.
    """
    found = made_before(PolicyDeparture, key, dossier_id=dossier.pk)
    if found is not None:
        return found
    rules = departure_rules(clock.today())
    if rules is None:
        raise Conflict("Het protocol van deze gemeente kent geen afwijking in een bijzonder geval.")
    if dossier.state != DossierState.OPEN:
        raise Conflict("Dit dossier is gesloten. Open het eerst opnieuw.")
    basis = _check(facts)
    row = PolicyDeparture(
        id=key or time_ordered_id(),
        dossier=dossier,
        basis=basis,
        special=facts.special,
        protocol_version=rules.protocol.id,
        citations=[str(citation) for citation in rules.citations],
        recorded_at=clock.now(),
        recorded_by=by,
    )
    row.rule, row.framework = facts.rule.strip(), facts.framework.strip()
    row.reason, row.only_way = facts.reason.strip(), facts.only_way.strip()
    row.exception = facts.exception.strip() if facts.special else ""
    row.save(force_insert=True)
    work.add_task(
        kind=TASK, title_key=TASK, source_kind=SOURCE, source_id=row.pk, due_on=clock.today(), role=str(MunicipalRole.PRIVACY_OFFICER), by=by
    )
    _log(DossierEvent.POLICY_DEPARTED, row, by)
    return row


def _check(facts: DepartureFacts) -> RecordGround:
    needed = (
        ("rule", facts.rule, "Schrijf op van welke regel je afwijkt."),
        ("reason", facts.reason, "Schrijf op waarom je in dit geval afwijkt."),
        ("only_way", facts.only_way, "Schrijf op waarom afwijken de enige manier is om de hulp door te laten gaan."),
    )
    for field, value, message in needed:
        if not value.strip():
            raise Invalid(message, field=field)
    if facts.basis is None or facts.basis not in BASES:
        raise Invalid("Afwijken is geen grondslag. Kies op welke grondslag in artikel 6 van de AVG het rust.", field="basis")
    if facts.special and not facts.exception.strip():
        raise Invalid("Bij bijzondere gegevens is ook een uitzondering in artikel 9 van de AVG nodig. Schrijf op welke.", field="exception")
    return facts.basis


@transaction.atomic
def open_policy_departure(*, departure_id: UUID, by: User) -> PolicyDeparture:
    """The departure, for the privacy officer who is not kept away from the dossier; Http404 for everybody else."""
    return open_for_officer(find=lambda: policy_departure_by_id(departure_id), event=DossierEvent.POLICY_DEPARTURE_SEEN, by=by)


@transaction.atomic
def judge_policy_departure(*, departure: PolicyDeparture, judgement: str, by: User) -> PolicyDeparture:
    """The privacy officer says what he thinks of it; the case shows it. Raises NotYourOwnRights for one's own, Invalid without
    a word, Conflict twice."""
    another_person_decides(departure.recorded_by_id, by)
    if not judgement.strip():
        raise Invalid("Schrijf op wat je ervan vindt.", field="judgement")
    row: PolicyDeparture = PolicyDeparture.objects.select_for_update(of=("self",)).select_related("dossier").get(pk=departure.pk)
    if row.judged_at is not None:
        raise Conflict("Naar deze afwijking is al gekeken.")
    row.judged_at, row.judged_by, row.judgement = clock.now(), by, judgement.strip()
    row.save(update_fields=["judged_at", "judged_by", "judgement"])
    work.complete_tasks_of(source_kind=SOURCE, source_id=row.pk, by=by)
    _log(DossierEvent.POLICY_DEPARTURE_JUDGED, row, by)
    return row


def _log(event: DossierEvent, row: PolicyDeparture, by: User) -> None:
    record(event, subject_kind="departure", subject_id=row.pk, dossier_id=row.dossier_id, person_id=row.dossier.person_id, by=by)
