"""Use cases of informing and consent: each one function, one transaction, one line in the log."""

from consent.services.asking import ask, record_answer
from consent.services.exceptions import record_exception
from consent.services.informing import record_informing
from consent.services.signing import attach_scan, prepare_form, refuse_form, sign
from consent.services.withdrawing import withdraw

__all__ = [
    "ask",
    "attach_scan",
    "prepare_form",
    "record_answer",
    "record_exception",
    "record_informing",
    "refuse_form",
    "sign",
    "withdraw",
]
