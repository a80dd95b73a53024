"""What happens in retention, as the audit log names it."""

from __future__ import annotations

from privacy_domain.audit.events import Event


class RetentionEvent(Event):
    """Events of this floor."""

    CLOCKS_MOVED = "retention:clock:moved"
    CLOCKS_SEEN = "retention:clock:looked"
    CLOSING_MISSED = "retention:closing:missed"
    SUPPORT_GOES_ON = "retention:closing:waived"
    PREVIEW_SEEN = "retention:preview:looked"
    DESK_SEEN = "retention:desk:looked"
    HOLD_PLACED = "retention:hold:placed"
    HOLD_LIFTED = "retention:hold:lifted"
    HOLD_RENEWED = "retention:hold:renewed"
    HOLD_SEEN = "retention:hold:looked"
    DESTRUCTION_MARKED = "retention:destruction:marked"
    DESTROYED = "retention:destruction:destroyed"
    REPLAYED = "retention:destruction:replayed"
    DESTRUCTION_DONE = "retention:destruction:done"
    LIST_MADE = "retention:list:made"
    LIST_SEEN = "retention:list:looked"
    ROWS_JUDGED = "retention:list:judged"
    LIST_SUBMITTED = "retention:list:submitted"
    LIST_RETURNED = "retention:list:returned"
    LIST_APPROVED = "retention:list:approved"
    LIST_ABORTED = "retention:list:aborted"
    LIST_BEGUN = "retention:list:begun"
    ROW_LEFT = "retention:list:left"
    LIST_PAUSED = "retention:list:paused"
    LIST_RESUMED = "retention:list:resumed"
    LIST_STOPPED = "retention:list:stopped"
    LIST_RETRIED = "retention:list:retried"
    LIST_ENDED = "retention:list:ended"
    CERTIFICATE_MADE = "retention:certificate:made"
    CERTIFICATE_SEEN = "retention:certificate:looked"
    CERTIFICATE_TAKEN = "retention:certificate:taken"
    LOG_SEEN = "retention:destruction:looked"
