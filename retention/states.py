"""The vocabulary of retention: what a clock counts for, why something is held."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class HoldReason(models.TextChoices):
    """Why something is not destroyed though its term has passed, or is asked to go."""

    REQUEST = "request", _("a request of the client is running")
    OBJECTION = "objection", _("an objection is running")
    COMPLAINT = "complaint", _("a complaint is running")
    LITIGATION = "litigation", _("a case in court is running or expected")
    INTEREST = "interest", _("it is of substantial interest to somebody else")
    SUPPORT = "support", _("careful support of the client needs it longer")


# these last until somebody looks again: they have a day on which that happens
REVIEWED_REASONS = frozenset({HoldReason.INTEREST, HoldReason.SUPPORT, HoldReason.LITIGATION})


class HoldOn(models.TextChoices):
    """What a hold keeps."""

    PERSON = "person", _("everything about this person")
    DOSSIER = "dossier", _("the whole dossier")
    ITEM = "item", _("one item")


# what follows from the support itself; the others are for who prepares or approves destruction, or come by themselves
PROFESSIONAL_REASONS = frozenset({HoldReason.INTEREST, HoldReason.SUPPORT})


class DestructionReason(models.TextChoices):
    """Why something is destroyed."""

    TERM = "term", _("its term has passed")
    REQUEST = "request", _("the client asked for it")
    REPLAY = "replay", _("a restored backup had brought it back")


class DestructionState(models.TextChoices):
    """A destruction is hidden from everybody at once; then its rows go, and then its files and keys."""

    MARKED = "marked", _("hidden")
    REMOVED = "removed", _("rows removed")
    DONE = "done", _("destroyed")


DESTRUCTION_TRANSITIONS: dict[DestructionState, frozenset[DestructionState]] = {
    DestructionState.MARKED: frozenset({DestructionState.REMOVED}),
    DestructionState.REMOVED: frozenset({DestructionState.DONE}),
    DestructionState.DONE: frozenset(),
}


class ListState(models.TextChoices):
    """A destruction list: judged row by row, handed in, approved and then left for a week; until then it can be called off."""

    JUDGING = "judging", _("being judged")
    SUBMITTED = "submitted", _("waits for approval")
    APPROVED = "approved", _("approved")
    ABORTED = "aborted", _("called off")


# what follows on approval, when the week is over, is the destruction of each row by itself
LIST_TRANSITIONS: dict[ListState, frozenset[ListState]] = {
    ListState.JUDGING: frozenset({ListState.SUBMITTED, ListState.ABORTED}),
    ListState.SUBMITTED: frozenset({ListState.JUDGING, ListState.APPROVED, ListState.ABORTED}),
    ListState.APPROVED: frozenset({ListState.ABORTED}),
    ListState.ABORTED: frozenset(),
}


class Outcome(models.TextChoices):
    """What becomes of a part whose term has passed."""

    DESTROY = "destroy", _("destroy")
    ANONYMISE = "anonymise", _("make anonymous")
    KEEP = "keep", _("keep, for the reason that was recorded")
