"""Deciding on a request: prepared part by part, put to who may sign, signed, sent."""

from requests.services.decisions.ending import close_request, take_back_decision
from requests.services.decisions.opening import open_decision
from requests.services.decisions.preparing import Part, add_part, remove_part
from requests.services.decisions.sending import decision_document, decision_preview, renew_letter, send_decision
from requests.services.decisions.signing import propose_decision, return_decision, sign_decision

__all__ = [
    "Part",
    "add_part",
    "close_request",
    "decision_document",
    "decision_preview",
    "open_decision",
    "propose_decision",
    "remove_part",
    "renew_letter",
    "return_decision",
    "send_decision",
    "sign_decision",
    "take_back_decision",
]
