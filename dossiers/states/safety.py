"""Signals about safety: the steps of the Meldcode, and entries in the verwijsindex."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class MeldcodeState(models.TextChoices):
    """The steps of the Meldcode are being taken, until it is decided or the signals are cleared up."""

    RUNNING = "running", _("in progress")
    DECIDED = "decided", _("decided")
    CLEARED = "cleared", _("cleared up")


MELDCODE_TRANSITIONS: dict[MeldcodeState, frozenset[MeldcodeState]] = {
    MeldcodeState.RUNNING: frozenset({MeldcodeState.DECIDED, MeldcodeState.CLEARED}),
    MeldcodeState.DECIDED: frozenset(),
    MeldcodeState.CLEARED: frozenset(),
}


class MeldcodeStep(models.IntegerChoices):
    """The five steps, in words that tell nothing to who looks over a shoulder."""

    SIGNALS = 1, _("What you see and hear")
    ADVICE = 2, _("Think along with others")
    TALK = 3, _("The talk")
    WEIGH = 4, _("Weigh")
    DECIDE = 5, _("Decide")


# what must be there before a step; the middle steps may be taken in any order
STEP_NEEDS: dict[MeldcodeStep, frozenset[MeldcodeStep]] = {
    MeldcodeStep.SIGNALS: frozenset(),
    MeldcodeStep.ADVICE: frozenset({MeldcodeStep.SIGNALS}),
    MeldcodeStep.TALK: frozenset({MeldcodeStep.SIGNALS}),
    MeldcodeStep.WEIGH: frozenset({MeldcodeStep.SIGNALS, MeldcodeStep.ADVICE, MeldcodeStep.TALK}),
    MeldcodeStep.DECIDE: frozenset({MeldcodeStep.WEIGH}),
}


class Concern(models.TextChoices):
    """What the signals are about."""

    DOMESTIC_VIOLENCE = "domestic_violence", _("domestic violence")
    CHILD_ABUSE = "child_abuse", _("child abuse")
    BOTH = "both", _("both")


class SignalKind(models.TextChoices):
    """Whose words a signal is: facts and suspicions are kept apart."""

    OBSERVED = "observed", _("I saw or heard it myself")
    TOLD = "told", _("somebody concerned told it")
    REPORTED = "reported", _("somebody else told it")
    SUSPECTED = "suspected", _("I suspect it, and say so")


class AdviceFrom(models.TextChoices):
    """Who thought along."""

    COLLEAGUE = "colleague", _("an expert colleague")
    VEILIG_THUIS = "veilig_thuis", _("Veilig Thuis, for advice")
    LEAD = "lead", _("the team leader")


class NotSpoken(models.TextChoices):
    """Why nobody concerned was spoken with."""

    UNSAFE = "unsafe", _("it is not safe")
    UNREACHABLE = "unreachable", _("nobody could be reached")
    OTHER = "other", _("another reason")


class WeighAnswer(models.TextChoices):
    """An answer to a question of the weighing."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Not known yet")


class IndexState(models.TextChoices):
    """An entry in the verwijsindex stands there, and is taken out: at the latest on its last day."""

    REPORTED = "reported", _("in the index")
    REMOVED = "removed", _("taken out")


INDEX_TRANSITIONS: dict[IndexState, frozenset[IndexState]] = {
    IndexState.REPORTED: frozenset({IndexState.REMOVED}),
    IndexState.REMOVED: frozenset(),
}


class RemovalReason(models.TextChoices):
    """Why an entry is taken out of the verwijsindex."""

    DUE = "due", _("its last day has come")
    RISK_GONE = "risk_gone", _("the risk is gone")
    UNJUSTIFIED = "unjustified", _("it should not have been there")
    DIED = "died", _("the youth died")


class AskedState(models.TextChoices):
    """Veilig Thuis asks for data: until something was given, or it was decided to give nothing."""

    OPEN = "open", _("to be answered")
    GIVEN = "given", _("answered")
    NOTHING = "nothing", _("nothing given")


ASKED_TRANSITIONS: dict[AskedState, frozenset[AskedState]] = {
    AskedState.OPEN: frozenset({AskedState.GIVEN, AskedState.NOTHING}),
    AskedState.GIVEN: frozenset(),
    AskedState.NOTHING: frozenset(),
}


class AskedWay(models.TextChoices):
    """How a question came in."""

    TELEPHONE = "telephone", _("by telephone")
    LETTER = "letter", _("by letter")
    MAIL = "mail", _("by secure mail")
    MEETING = "meeting", _("in a meeting")


class InquiryState(models.TextChoices):
    """An inquiry into fraud runs until it is ended; after its last day nothing is shared in it any more."""

    RUNNING = "running", _("in progress")
    ENDED = "ended", _("ended")


INQUIRY_TRANSITIONS: dict[InquiryState, frozenset[InquiryState]] = {
    InquiryState.RUNNING: frozenset({InquiryState.ENDED}),
    InquiryState.ENDED: frozenset(),
}


class InquiryAbout(models.TextChoices):
    """Into whom the lawfulness is looked (leek-2018 art. 8 lid 2)."""

    CLIENT = "client", _("the client")
    PROVIDER = "provider", _("a care provider")
    BOTH = "both", _("the client and a care provider")


class InquiryEnd(models.TextChoices):
    """How an inquiry ended."""

    FOUNDED = "founded", _("the suspicion was right")
    UNFOUNDED = "unfounded", _("the suspicion was not right")
    UNCLEAR = "unclear", _("nothing could be established")
    STOPPED = "stopped", _("stopped by the privacy officer")
