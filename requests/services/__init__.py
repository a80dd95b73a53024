"""What the rights desk does."""

from requests.services.calendar import close_feed, open_feed, read_feed
from requests.services.case_reminders import remind_of_cases
from requests.services.clock import count, explain_lateness, restart_clock, stop_clock
from requests.services.extension import extension_document, send_extension, write_extension
from requests.services.opening import open_desk, open_of_client, open_reminder, open_request, open_to_handle, open_weeks
from requests.services.register import Intake, assign_request, end_request, identify, register_request
from requests.services.reminders import count_anew, forget_reminders, remind_some

__all__ = [
    "Intake",
    "assign_request",
    "close_feed",
    "count",
    "count_anew",
    "end_request",
    "explain_lateness",
    "extension_document",
    "forget_reminders",
    "identify",
    "open_desk",
    "open_feed",
    "open_of_client",
    "open_reminder",
    "open_request",
    "open_to_handle",
    "open_weeks",
    "read_feed",
    "register_request",
    "remind_of_cases",
    "remind_some",
    "restart_clock",
    "send_extension",
    "stop_clock",
    "write_extension",
]
