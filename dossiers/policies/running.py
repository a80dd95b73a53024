"""Whether a signal is still one in which something can be shared; asked of a row that is locked."""

from __future__ import annotations

from dossiers.models import FraudInquiry, IndexEntry, MeldcodeDecision, VeiligThuisQuestion
from dossiers.policies.inquiry import is_current
from dossiers.states.safety import AskedState, IndexState
from privacy_domain import clock
from privacy_domain.web.errors import Conflict

INQUIRY_OVER = "Dit onderzoek loopt niet meer. Er wordt niets meer in gedeeld."
ENTRY_OUT = "Deze melding is al uit de verwijsindex verwijderd."


def require_current(inquiry: FraudInquiry) -> None:
    """Raises Conflict when it ended or its last day passed."""
    if not is_current(inquiry, clock.today()):
        raise Conflict(INQUIRY_OVER)


def require_reported(entry: IndexEntry) -> None:
    """Raises Conflict when it was taken out of the index."""
    if entry.state != IndexState.REPORTED:
        raise Conflict(ENTRY_OUT)


def require_open(question: VeiligThuisQuestion) -> None:
    """Raises Conflict when it was answered, or nothing was given."""
    if question.state != AskedState.OPEN:
        raise Conflict("Deze vraag van Veilig Thuis is al afgehandeld.")


def require_to_report(decision: MeldcodeDecision) -> None:
    """Raises Conflict when no report was decided on, or it was made."""
    if not decision.report or decision.reported_at is not None:
        raise Conflict("Er is geen melding meer te doen.")
