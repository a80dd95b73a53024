"""What the rights desk does."""

from requests.services.calendar import close_feed, open_feed, read_feed
from requests.services.case_reminders import remind_of_cases
from requests.services.clock import count, explain_lateness, restart_clock, stop_clock
from requests.services.decisions import (
    Part,
    add_part,
    close_request,
    decision_document,
    decision_preview,
    open_decision,
    propose_decision,
    remove_part,
    renew_letter,
    return_decision,
    send_decision,
    sign_decision,
    take_back_decision,
)
from requests.services.extension import extension_document, send_extension, write_extension
from requests.services.following import forget_reminders
from requests.services.mandates import end_mandate, give_mandate
from requests.services.opening import open_desk, open_of_client, open_reminder, open_request, open_to_handle, open_weeks
from requests.services.register import Intake, assign_request, end_request, identify, register_request
from requests.services.reminders import count_anew, remind_some

__all__ = [
    "Intake",
    "Part",
    "add_part",
    "assign_request",
    "close_feed",
    "close_request",
    "count",
    "count_anew",
    "decision_document",
    "decision_preview",
    "end_mandate",
    "end_request",
    "explain_lateness",
    "extension_document",
    "forget_reminders",
    "give_mandate",
    "identify",
    "open_decision",
    "open_desk",
    "open_feed",
    "open_of_client",
    "open_reminder",
    "open_request",
    "open_to_handle",
    "open_weeks",
    "propose_decision",
    "read_feed",
    "register_request",
    "remind_of_cases",
    "remind_some",
    "remove_part",
    "renew_letter",
    "restart_clock",
    "return_decision",
    "send_decision",
    "send_extension",
    "sign_decision",
    "stop_clock",
    "take_back_decision",
    "write_extension",
]
