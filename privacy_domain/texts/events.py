"""Names of what happens to texts."""

from __future__ import annotations

from privacy_domain.audit.events import Event


class TextEvent(Event):
    """Acts on texts."""

    LOADED = "text:collection:loaded"
    PUBLISHED = "text:version:published"
    WITHDRAWN = "text:version:withdrawn"
