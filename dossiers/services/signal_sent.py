"""What an envelope settles when it leaves: the question of Veilig Thuis behind it is answered, the report that was decided on is made,
and nothing leaves in an inquiry that is over."""

from __future__ import annotations

from access.models import User
from dossiers.events import DossierEvent
from dossiers.models import Disclosure, DisclosureOrigin, FraudInquiry, MeldcodeDecision, VeiligThuisQuestion
from dossiers.policies.running import require_current, require_open
from dossiers.states.safety import AskedState
from privacy_domain import clock
from privacy_domain.audit.record import record
from privacy_domain.web.errors import Conflict
from privacy_domain.work.services import complete_tasks_of

QUESTION_SOURCE, REPORT_SOURCE, INQUIRY_SOURCE = "dossier.vt_question", "dossier.part.decision", "dossier.inquiry"


def settle_origin(*, disclosure: Disclosure, by: User) -> None:
    """In the transaction of sending. Raises Conflict when the question was closed or the report made in the meantime, or the inquiry is
    over or its last day passed."""
    origin = DisclosureOrigin.objects.filter(disclosure=disclosure).first()
    if origin is None:
        return
    if origin.question_id is not None:
        _answer(VeiligThuisQuestion.objects.select_for_update().get(pk=origin.question_id), by)
    elif origin.decision_id is not None:
        _report(MeldcodeDecision.objects.select_for_update().get(pk=origin.decision_id), disclosure, by)
    elif origin.inquiry_id is not None:
        require_current(FraudInquiry.objects.select_for_update().get(pk=origin.inquiry_id))


def log_part(*, row: VeiligThuisQuestion | MeldcodeDecision, part: object, person: object, by: User) -> None:
    """One line in the log that says only that a part of the dossier was written."""
    record(DossierEvent.PART_WRITTEN, subject_kind="part", subject_id=part, dossier_id=row.dossier_id, person_id=person, by=by)  # type: ignore[arg-type]


def _answer(question: VeiligThuisQuestion, by: User) -> None:
    require_open(question)
    question.state, question.closed_at, question.closed_by = AskedState.GIVEN, clock.now(), by
    question.save(update_fields=["state", "closed_at", "closed_by"])
    complete_tasks_of(source_kind=QUESTION_SOURCE, source_id=question.pk, by=by)
    log_part(row=question, part=question.pk, person=question.dossier.person_id, by=by)


def _report(decision: MeldcodeDecision, disclosure: Disclosure, by: User) -> None:
    if decision.reported_at is not None:
        raise Conflict("Deze melding is al gedaan.")
    how = [disclosure.channel.name if disclosure.channel else "", disclosure.partner.name if disclosure.partner else ""]
    decision.reported_at, decision.reported_by, decision.reported_on = clock.now(), by, clock.today()
    decision.reported_how = ", ".join(filter(None, how))
    decision.save(update_fields=["reported_at", "reported_by", "reported_on", "reported_how"])
    complete_tasks_of(source_kind=REPORT_SOURCE, source_id=decision.pk, by=by)
    log_part(row=decision, part=decision.meldcode_id, person=decision.dossier.person_id, by=by)
