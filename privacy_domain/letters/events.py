"""Names of what happens to letters."""

from __future__ import annotations

from privacy_domain.audit.events import Event


class LetterEvent(Event):
    """Acts on letters."""

    DRAFTED = "letter:letter:drafted"
    DISCARDED = "letter:letter:discarded"
    APPROVED = "letter:letter:approved"
    RENDERED = "letter:pdf:rendered"
    PREVIEWED = "letter:letter:previewed"
    OPENED = "letter:pdf:opened"
    SENT = "letter:letter:sent"
