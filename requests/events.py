"""What happens at the rights desk, as the audit log names it."""

from __future__ import annotations

from privacy_domain.audit.events import Event


class RequestEvent(Event):
    """Events of this floor."""

    DESK_SEEN = "request:desk:looked"
    SEEN = "request:request:looked"
    REGISTERED = "request:request:registered"
    ASSIGNED = "request:request:assigned"
    IDENTIFIED = "request:identity:checked"
    STOPPED = "request:term:stopped"
    RESTARTED = "request:term:restarted"
    EXTENSION_WRITTEN = "request:extension:written"
    EXTENDED = "request:term:extended"
    REMINDED = "request:term:reminded"
    LATE_EXPLAINED = "request:term:explained"
    ENDED = "request:request:ended"
    CALENDAR_SEEN = "request:calendar:looked"
    FEED_OPENED = "request:feed:opened"
    FEED_CLOSED = "request:feed:closed"
    CASES_SEEN = "request:case:listed"
    CASE_SEEN = "request:case:looked"
    CASE_REGISTERED = "request:case:registered"
    CASE_ASSIGNED = "request:case:assigned"
    CASE_STEP = "request:case:step_recorded"
    CASE_STAGE = "request:case:next_stage"
    CASE_ADJOURNED = "request:case:adjourned"
    CASE_REMINDED = "request:case:reminded"
    CASE_ENDED = "request:case:ended"
