"""Telling the client what was shared without his consent: told, or known why not yet and until when."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class TellingState(models.TextChoices):
    """What the client must still hear: to be told, may wait on a ground until a day, told, or never to be told any more."""

    DUE = "due", _("still to be told")
    WAITING = "waiting", _("may wait")
    TOLD = "told", _("told")
    LAPSED = "lapsed", _("cannot be told any more")


TELLING_TRANSITIONS: dict[TellingState, frozenset[TellingState]] = {
    TellingState.DUE: frozenset({TellingState.WAITING, TellingState.TOLD, TellingState.LAPSED}),
    TellingState.WAITING: frozenset({TellingState.WAITING, TellingState.DUE, TellingState.TOLD, TellingState.LAPSED}),
    TellingState.TOLD: frozenset(),
    TellingState.LAPSED: frozenset(),
}
OPEN_TELLING = (TellingState.DUE, TellingState.WAITING)


class ToldHow(models.TextChoices):
    """How the client was told: orally or in writing (Leiden 7 lid 4, Opsterland 15 lid 5)."""

    BEFOREHAND = "beforehand", _("before it was shared")
    ORAL = "oral", _("orally")
    HANDED = "handed", _("letter, handed over")
    POST = "post", _("letter, by post")
    SECURE_MAIL = "secure_mail", _("letter, by secure mail")


class TellingAct(models.TextChoices):
    """What was done about it."""

    POSTPONED = "postponed", _("may wait")
    TRIED = "tried", _("tried, and not reached")
    LIFTED = "lifted", _("need not wait any more")
    TOLD = "told", _("told")
    LAPSED = "lapsed", _("cannot be told any more")


class LapseReason(models.TextChoices):
    """Why nobody can be told any more."""

    DIED = "died", _("the client died")
    UNREACHABLE = "unreachable", _("the client could not be found, whatever was tried")
