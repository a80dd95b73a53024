"""What retention does."""

from retention.services.carrying import begin_list, carry_out_row, pause_list, resume_list, settle_list, stop_list, try_again
from retention.services.clocks import ask_for_closings, refresh_changed, refresh_dossiers, support_goes_on
from retention.services.holds import Cause, Held, end_holds_of, give_review_tasks, lift_hold, place_hold, renew_hold
from retention.services.lists import (
    Keeping,
    abort_list,
    approve_list,
    judge_rows,
    make_list,
    make_monthly_lists,
    make_own_list,
    open_list,
    return_list,
    submit_list,
)
from retention.services.opening import open_desk, open_hold, open_kept, open_preview, open_to_hold, open_to_write, require_keeper

__all__ = [
    "Cause",
    "Held",
    "Keeping",
    "abort_list",
    "approve_list",
    "ask_for_closings",
    "begin_list",
    "carry_out_row",
    "end_holds_of",
    "give_review_tasks",
    "judge_rows",
    "lift_hold",
    "make_list",
    "make_monthly_lists",
    "make_own_list",
    "open_desk",
    "open_hold",
    "open_kept",
    "open_list",
    "open_preview",
    "open_to_hold",
    "open_to_write",
    "pause_list",
    "place_hold",
    "refresh_changed",
    "refresh_dossiers",
    "renew_hold",
    "require_keeper",
    "resume_list",
    "return_list",
    "settle_list",
    "stop_list",
    "submit_list",
    "support_goes_on",
    "try_again",
]
