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


class DestructionOf(models.TextChoices):
    """What a destruction destroys."""

    DOSSIER = "dossier", _("a whole dossier")
    PART = "part", _("what a dossier holds under one law")
    ITEM = "item", _("one item")


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
    """A destruction list: judged row by row, handed in, approved and then left for a week; until then it can be called off. Then it is
    carried out, row by row; meanwhile it can be paused, or stopped: what has begun to go then still goes."""

    JUDGING = "judging", _("being judged")
    SUBMITTED = "submitted", _("waits for approval")
    APPROVED = "approved", _("approved")
    ABORTED = "aborted", _("called off")
    RUNNING = "running", _("being carried out")
    PAUSED = "paused", _("paused")
    STOPPED = "stopped", _("stopped halfway")
    DONE = "done", _("carried out")


LIST_TRANSITIONS: dict[ListState, frozenset[ListState]] = {
    ListState.JUDGING: frozenset({ListState.SUBMITTED, ListState.ABORTED}),
    ListState.SUBMITTED: frozenset({ListState.JUDGING, ListState.APPROVED, ListState.ABORTED}),
    ListState.APPROVED: frozenset({ListState.RUNNING, ListState.ABORTED}),
    ListState.ABORTED: frozenset(),
    ListState.RUNNING: frozenset({ListState.PAUSED, ListState.STOPPED, ListState.DONE}),
    ListState.PAUSED: frozenset({ListState.RUNNING, ListState.STOPPED}),
    ListState.STOPPED: frozenset(),
    ListState.DONE: frozenset(),
}


class Outcome(models.TextChoices):
    """What becomes of a part whose term has passed."""

    DESTROY = "destroy", _("destroy")
    ANONYMISE = "anonymise", _("make anonymous")
    KEEP = "keep", _("keep, for the reason that was recorded")


class RowResult(models.TextChoices):
    """What came of a part when its list was carried out; a part that is gone has no row any more."""

    TAKEN = "taken", _("being destroyed")
    KEPT = "kept", _("kept")
    SKIPPED = "skipped", _("left, because something changed since")
    DROPPED = "dropped", _("left, because the list was stopped")


class Standing(models.TextChoices):
    """Why a part cannot be destroyed at this moment."""

    HELD = "held", _("something holds it")
    MOVED = "moved", _("the term has not passed (any more)")
    OPEN = "open", _("the support still runs")
    SHARED = "shared", _("it is in an envelope that is being prepared")
