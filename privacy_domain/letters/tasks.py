"""Jobs of this package."""

from __future__ import annotations

from uuid import UUID

from privacy_domain.letters import services
from privacy_domain.operation import SYSTEM
from privacy_domain.work.registry import Assignment, Finished, handler


@handler("letters.render")
def render(job: Assignment) -> Finished:
    """Print the letter that was approved; the letter itself says when it could not be printed."""
    letter = services.render(letter_id=UUID(job.args["letter"]), by=SYSTEM)
    return Finished(result_id=letter.id, message=letter.state)
