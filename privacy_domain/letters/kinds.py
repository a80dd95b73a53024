"""The kinds of letter and the words that letters use as codes."""

from __future__ import annotations

from enum import StrEnum


class LetterKind(StrEnum):
    """What a letter is; also the name of its template."""

    RECEIPT = "receipt"  # what was told, asked and agreed in a talk
    CONSENT_FORM = "consent_form"  # to be signed on paper, or the copy of what was signed or refused
    WITHDRAWAL = "withdrawal"  # consent was withdrawn
    INFORMATION = "information"  # the explanation on paper
    PROTOCOL_SUMMARY = "protocol_summary"  # the rules for somebody outside the protocol
    LOOKS = "looks"  # who looked into the dossier
    EXTENDED = "extended"  # a request takes longer to answer
    DECIDED = "decided"  # the decision on a request
    CORRECTED = "corrected"  # who received data hears that they change
    INFORMED = "informed"  # what was shared without asking
    DISCLOSED = "disclosed"  # exactly what left, for the file and for who received it


class Answer(StrEnum):
    """What somebody answered; `not_needed`: nothing was asked, because the rules do not ask it."""

    YES = "yes"
    NO = "no"
    LATER = "later"
    NOT_NEEDED = "not_needed"


class Outcome(StrEnum):
    """The state of a consent form when it is printed."""

    BLANK = "blank"
    AGREED = "agreed"
    REFUSED = "refused"


class Way(StrEnum):
    """How a signature was set."""

    SCREEN = "screen"
    PAPER = "paper"


class Seen(StrEnum):
    """What somebody did with a dossier; the last is somebody who was not let in."""

    WORKED = "worked"
    BESIDE = "beside"  # not the dossier: only who looked, or who may look
    LISTED = "listed"
    REFUSED = "refused"


class Channel(StrEnum):
    """How a letter reached its reader."""

    HANDED = "handed"
    POST = "post"
    SECURE_MAIL = "secure_mail"
