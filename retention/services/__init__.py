"""What retention does."""

from retention.services.clocks import ask_for_closings, refresh_changed, refresh_dossiers, support_goes_on
from retention.services.holds import Cause, Held, end_holds_of, give_review_tasks, lift_hold, place_hold, renew_hold
from retention.services.opening import open_desk, open_hold, open_kept, open_preview, open_to_hold, open_to_write, require_keeper

__all__ = [
    "Cause",
    "Held",
    "ask_for_closings",
    "end_holds_of",
    "give_review_tasks",
    "lift_hold",
    "open_desk",
    "open_hold",
    "open_kept",
    "open_preview",
    "open_to_hold",
    "open_to_write",
    "place_hold",
    "refresh_changed",
    "refresh_dossiers",
    "renew_hold",
    "require_keeper",
    "support_goes_on",
]
