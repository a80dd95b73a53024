"""Sharing outside: an envelope is prepared, decided on and sent; nothing leaves without one."""

from dossiers.services.disclosure.deciding import (
    SOURCE,
    Opened,
    confirm_call,
    consult_by_telephone,
    decide_disclosure,
    open_decision,
    submit_disclosure,
)
from dossiers.services.disclosure.preparing import Chosen, answer_question, choose_items, explain_need, open_disclosure, say_how_much, take_way
from dossiers.services.disclosure.sending import Heard, leave_unshared, remark_on, send_disclosure, withdraw_disclosure

__all__ = [
    "SOURCE",
    "Chosen",
    "Heard",
    "Opened",
    "answer_question",
    "choose_items",
    "confirm_call",
    "consult_by_telephone",
    "decide_disclosure",
    "explain_need",
    "leave_unshared",
    "open_decision",
    "open_disclosure",
    "remark_on",
    "say_how_much",
    "send_disclosure",
    "submit_disclosure",
    "take_way",
    "withdraw_disclosure",
]
