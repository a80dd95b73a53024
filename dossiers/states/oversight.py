"""Looking at who looked: what can be odd about it, and how far it was asked after."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class LookPattern(models.TextChoices):
    """What makes somebody look again at a week of looks. Figures, not accusations."""

    DUTY = "duty", _("looked on a duty in law")
    UNRELATED = "unrelated", _("had no part in the support of this client")
    TEAM_ONLY = "team_only", _("was in the team, and not involved")
    SURNAME = "surname", _("has the surname of the client")
    COLLEAGUE = "colleague", _("the client has the name of a colleague")
    HOUSEHOLD = "household", _("the client lives with somebody who has the name of a colleague")
    NO_WORK = "no_work", _("did no work in the dossier afterwards")
    OUTSIDE_HOURS = "outside_hours", _("looked outside working hours")
    REFUSED = "refused", _("was refused at the door")
    MANY = "many", _("opened many dossiers within an hour")


class LookReviewState(models.TextChoices):
    """How far a line of the weekly list is."""

    OPEN = "open", _("to be looked at")
    ASKED = "asked", _("asked why")
    ANSWERED = "answered", _("answered")
    CLOSED = "closed", _("done")


LOOK_REVIEW_TRANSITIONS: dict[LookReviewState, frozenset[LookReviewState]] = {
    LookReviewState.OPEN: frozenset({LookReviewState.ASKED, LookReviewState.CLOSED}),
    LookReviewState.ASKED: frozenset({LookReviewState.ANSWERED, LookReviewState.CLOSED}),
    LookReviewState.ANSWERED: frozenset({LookReviewState.ASKED, LookReviewState.CLOSED}),
    LookReviewState.CLOSED: frozenset(),
}


class LookFinding(models.TextChoices):
    """What came of it."""

    FITTING = "fitting", _("the look fitted the work")
    NOT_FITTING = "not_fitting", _("there was no good reason to look")
