"""Weighing how broad to look, step by step (Sittard-Geleen par. 2 and 4)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from access.models import User
from dossiers.events import DossierEvent
from dossiers.models import Dossier, Triage
from dossiers.policies import intake_rules
from dossiers.states import TriageKind
from privacy_domain import clock
from privacy_domain.audit.record import record
from privacy_domain.web.errors import Conflict, Invalid


@dataclass(frozen=True, slots=True)
class TriageFacts:
    """What was weighed in one step."""

    kind: TriageKind
    needed: str
    scope: str
    with_client: bool
    beforehand: bool = False
    cause: str = ""
    necessity: str = ""


@transaction.atomic
def judge_triage(*, dossier: Dossier, facts: TriageFacts, by: User) -> Triage:
    """One step of the triage, kept beside earlier ones.

    Raises Invalid when it does not say which data the question needs or how broad was agreed with the client, and when
    information is looked at beforehand without a cause and a reason why that is necessary; Conflict where the protocol in
    force knows no triage.
    """
    if not intake_rules(clock.today()).triage:
        raise Conflict("Het protocol kent hier geen triage.")
    if not facts.needed.strip():
        raise Invalid("Schrijf op welke gegevens deze vraag nodig maakt.", field="needed")
    if not facts.scope.strip():
        raise Invalid("Schrijf op hoe breed jij en de cliënt samen kijken.", field="scope")
    if not facts.with_client and not facts.beforehand:
        raise Invalid("Bepaal samen met de cliënt hoe breed je kijkt.", field="with_client")
    if facts.beforehand and not facts.cause.strip():
        raise Invalid("Vooraf kijken mag alleen met een aanleiding. Schrijf die op.", field="cause")
    if facts.beforehand and not facts.necessity.strip():
        raise Invalid("Schrijf op waarom vooraf kijken noodzakelijk is.", field="necessity")
    row = Triage(
        dossier=dossier,
        kind=facts.kind,
        needed=facts.needed.strip(),
        scope=facts.scope.strip(),
        with_client=facts.with_client,
        beforehand=facts.beforehand,
        cause=facts.cause.strip() if facts.beforehand else "",
        necessity=facts.necessity.strip() if facts.beforehand else "",
        judged_at=clock.now(),
        judged_by=by,
    )
    row.save(force_insert=True)
    record(
        DossierEvent.TRIAGE_JUDGED,
        subject_kind="triage",
        subject_id=row.pk,
        dossier_id=dossier.pk,
        person_id=dossier.person_id,
        reason=facts.kind,
        by=by,
    )
    return row
