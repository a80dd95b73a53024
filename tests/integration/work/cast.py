"""Jelle, who asks for work."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID, uuid4


@dataclass(frozen=True)
class Jelle:
    """An employee, as the queue sees one."""

    id: UUID = field(default_factory=uuid4)

    def get_username(self) -> str:
        """The name to log in with."""
        return "jelle"
