"""Shielding: why something is kept without being used, and who may read it all the same."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ShieldOn(models.TextChoices):
    """What is shielded."""

    ITEM = "item", _("an item, in all its versions")
    TALK = "talk", _("a talk")


class ShieldReason(models.TextChoices):
    """Why (avg art. 18 lid 1; leek-2018 and landsmeer-2016 art. 11 lid 4; leiden-2016 art. 16; opsterland-2015 art. 19)."""

    INCORRECT = "incorrect", _("the client says that it is not correct or not complete")
    IRRELEVANT = "irrelevant", _("it does not matter for the purpose")
    UNLAWFUL = "unlawful", _("it should not have been recorded, and the client does not want it destroyed")
    CLAIM = "claim", _("the client needs it for a case of his own")
    OBJECTION = "objection", _("an objection to its use is running")


class ReadingGround(models.TextChoices):
    """On what somebody may read it all the same (avg art. 18 lid 2)."""

    CONSENT = "consent", _("the client agrees")
    CLAIM = "claim", _("a case in court")
    OTHERS = "others", _("the rights of somebody else")
    PUBLIC = "public", _("an important reason of public interest")


class ShieldState(models.TextChoices):
    """Something is shielded; the client is told that this will end, and then it ends."""

    STANDING = "standing", _("shielded")
    TOLD = "told", _("the client knows that it ends")
    LIFTED = "lifted", _("lifted")


SHIELD_TRANSITIONS: dict[ShieldState, frozenset[ShieldState]] = {
    ShieldState.STANDING: frozenset({ShieldState.TOLD}),
    ShieldState.TOLD: frozenset({ShieldState.LIFTED}),
    ShieldState.LIFTED: frozenset(),
}
