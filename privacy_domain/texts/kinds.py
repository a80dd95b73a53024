"""What a text is for."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """The kind of a text, also the first part of its key: `card.purpose`."""

    CARD = "card"  # an explanation that is read aloud
    QUESTION = "question"  # what a client is asked
    STATEMENT = "statement"  # what a client is told or signs
    LETTER = "letter"  # a sentence of a letter
    LABEL = "label"  # a word or two beside a value in a letter
    SUMMARY = "summary"  # the rules for somebody outside the protocol
    GUIDE = "guide"  # a hint for the professional
    ACKNOWLEDGEMENT = "acknowledgement"  # what a member of staff promises


# read by people without training: held to the measure of readability
CLIENT_KINDS = frozenset({Kind.CARD, Kind.QUESTION, Kind.STATEMENT, Kind.LETTER, Kind.SUMMARY})


class Condition(StrEnum):
    """When a card belongs to a talk; a card without one always does."""

    REFERRED = "referred"
    PARTIES_NAMED = "parties"
    NO_PARTIES = "no_parties"


COMMON = "common"  # the sentences that are the same everywhere
LAW = "law"  # the sentences for when no protocol is in force
