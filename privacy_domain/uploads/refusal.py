"""Why a file is not taken: a word that the closed process can say to the one that started it."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """The reasons, as the closed process writes them."""

    KIND = "kind"
    DAMAGED = "damaged"
    LARGE = "large"
    PAGES = "pages"
    EMPTY = "empty"
    ENCRYPTED = "encrypted"


class NotTaken(Exception):
    """The file cannot be rebuilt. Carries the reason, and nothing of the file."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason
