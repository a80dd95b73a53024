"""What is looked at and changed in the administration, as it stands in the log."""

from __future__ import annotations

from privacy_domain.audit.events import Event


class BackofficeEvent(Event):
    """Pages of the administration that somebody looked at, and rows that somebody saved there."""

    LIST_SEEN = "backoffice:list:seen"
    ROW_SEEN = "backoffice:row:seen"
    HISTORY_SEEN = "backoffice:history:seen"
    ROW_ADDED = "backoffice:row:added"
    ROW_CHANGED = "backoffice:row:changed"
