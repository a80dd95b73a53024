"""How long a file of the made world is kept: its clocks, a reason that was lifted, one that stands. A canary in every text."""

from __future__ import annotations

from datetime import timedelta

from dossiers.models import Dossier
from privacy_domain import clock
from privacy_domain.operation import SYSTEM
from retention import services
from retention.states import HoldReason
from tests.harness.canaries import Nest


def hold(nest: Nest, code: str, owner: str, dossier: Dossier) -> None:
    """The clocks of the file; its professional keeps it longer, and did so before."""
    services.refresh_dossiers(dossiers=[dossier], by=SYSTEM)
    held, again = services.Held(dossier.person, dossier), clock.today() + timedelta(days=300)
    for reason in (HoldReason.INTEREST, HoldReason.SUPPORT):
        words = nest.sentence(code, owner, f"why it is kept: {reason}")
        placed = services.place_hold(held=held, reason=reason, explanation=words, review_on=again, by=dossier.opened_by)
    services.lift_hold(hold=placed, because=nest.sentence(code, owner, "why it was lifted"), by=dossier.opened_by)
