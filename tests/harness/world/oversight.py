"""Looks that were asked after in the made world: one line of a list, asked, answered and closed. A canary in every text."""

from __future__ import annotations

from datetime import timedelta

from access.models import User
from dossiers.events import DossierEvent
from dossiers.models import Dossier, LookReview
from dossiers.services import oversight
from dossiers.states.oversight import LookFinding
from privacy_domain import clock
from privacy_domain.audit.record import look
from privacy_domain.operation import SYSTEM
from tests.harness.canaries import Nest

OVERSIGHT = "running/oversight"  # owner of the canaries in questions and answers about looks into this file: they go with it, and none of its pages shows them


def ask_after(nest: Nest, code: str, staff: dict[str, User], dossier: Dossier) -> None:
    """Last week somebody who has no part in it saw a dossier, and did nothing there."""
    officer, employee = staff["privacy_officer"], staff["functional_admin"]
    before = clock.now() - timedelta(days=7)
    with clock.standing_at(before):
        look(DossierEvent.OPENED, dossier_id=dossier.pk, by=employee)
    oversight.make_list(week=(before - timedelta(days=before.weekday())).date(), by=SYSTEM)
    line = LookReview.objects.get(employee=employee, subject=dossier.pk)
    oversight.ask_why(review=line, question=nest.sentence(code, OVERSIGHT, "why somebody looked"), by=officer)
    oversight.explain_look(review=line, answer=nest.sentence(code, OVERSIGHT, "because"), by=employee)
    note = nest.sentence(code, OVERSIGHT, "what came of it")
    oversight.close_review(review=line, finding=LookFinding.FITTING, note=note, by=officer)
