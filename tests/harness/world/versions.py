"""A proposal about the protocol that waits for a second person, with its effect counted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from uuid import uuid4

from access.models import User
from privacy_domain import clock
from privacy_domain.adoption import services
from privacy_domain.adoption.asked import Asked
from privacy_domain.operation import SYSTEM
from privacy_domain.tenancy.selectors import adoption_on
from privacy_domain.work.registry import Assignment, More


def propose_an_end(staff: Mapping[str, User]) -> None:
    """The version of today is to end in two months."""
    held, today = adoption_on(clock.today()), clock.today()
    assert held is not None
    asked = Asked(
        adoption=held,
        version=held.version,
        valid_from=held.valid_from,
        published_on=None,
        valid_until=today + timedelta(days=60),
        basis=held.basis,
        source="Besluit over het einde",
    )
    made = services.propose(asked=asked, by=staff["functional_admin"])
    args = {"proposal": str(made.pk), "round": str(made.round)}
    while isinstance(services.count_some(job=Assignment(uuid4(), services.JOB, str(made.pk), args, None, 0, 0), by=SYSTEM), More):
        pass
