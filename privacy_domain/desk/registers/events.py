"""What happens with the registers, as it stands in the log."""

from __future__ import annotations

from privacy_domain.audit.events import Event


class RegisterEvent(Event):
    """Looks into a register, and files that were asked for, made and taken."""

    SEEN = "desk:register:looked"
    EXPORT_ASKED = "desk:export:asked"
    EXPORT_MADE = "desk:export:made"
    EXPORT_SEEN = "desk:export:looked"
    EXPORT_TAKEN = "desk:export:taken"
    OVERVIEW_SEEN = "desk:overview:looked"
