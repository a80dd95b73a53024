"""Who acts in these tests: Jelle, a professional; and the events of a floor that exists only here."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from privacy_domain.audit.events import Event


class TalkEvent(Event):
    """Events of a talk."""

    OPENED = "talk:talk:opened"
    CHANGED = "talk:talk:changed"
    LISTED = "talk:talk:listed"


@dataclass(frozen=True)
class Jelle:
    """An employee, as the audit log sees one."""

    id: UUID = field(default_factory=uuid4)
    acting_role: str = "professional"

    def get_username(self) -> str:
        """The name to log in with."""
        return "jelle"
