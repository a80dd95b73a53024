"""Where the asking of consent stands, and which step may follow which."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class ConsentState(models.TextChoices):
    """From the question to its answer, and what may become of the answer. Not asked is the absence of a row."""

    ASKED = "asked", _("asked")
    LATER = "later", _("wants to think about it")
    AWAITING_SIGNATURE = "awaiting_signature", _("agreed, not signed yet")
    GIVEN = "given", _("given")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


class FormState(models.TextChoices):
    """A consent form: made, then signed by everyone who must, or refused. A refused form is kept as well."""

    OPEN = "open", _("not signed yet")
    SIGNED = "signed", _("signed")
    REFUSED = "refused", _("refused")


# a refused or withdrawn consent does not come back to life: asking again is a new question with a new row
CONSENT_TRANSITIONS: dict[ConsentState, frozenset[ConsentState]] = {
    ConsentState.ASKED: frozenset({ConsentState.LATER, ConsentState.AWAITING_SIGNATURE, ConsentState.GIVEN, ConsentState.REFUSED}),
    ConsentState.LATER: frozenset({ConsentState.AWAITING_SIGNATURE, ConsentState.GIVEN, ConsentState.REFUSED}),
    ConsentState.AWAITING_SIGNATURE: frozenset({ConsentState.GIVEN, ConsentState.REFUSED, ConsentState.LATER}),
    ConsentState.GIVEN: frozenset({ConsentState.WITHDRAWN}),
    ConsentState.REFUSED: frozenset(),
    ConsentState.WITHDRAWN: frozenset(),
}

FORM_TRANSITIONS: dict[FormState, frozenset[FormState]] = {
    FormState.OPEN: frozenset({FormState.SIGNED, FormState.REFUSED}),
    FormState.SIGNED: frozenset(),
    FormState.REFUSED: frozenset(),
}

OPEN_STATES = (ConsentState.ASKED, ConsentState.LATER, ConsentState.AWAITING_SIGNATURE)


class Scope(models.TextChoices):
    """What a consent is about."""

    ORDINARY = "ordinary", _("recording and requesting ordinary data")
    SPECIAL = "special", _("recording and requesting special data")
    SHARING = "sharing", _("sharing with a named recipient")


class AnswerForm(models.TextChoices):
    """How the client was told, or answered."""

    ORAL = "oral", _("orally")
    WRITTEN = "written", _("in writing")


class SigningMethod(models.TextChoices):
    """How a form was signed."""

    SCREEN = "screen", _("on the screen")
    PAPER = "paper", _("on paper")


class ExceptionGround(models.TextChoices):
    """Grounds for going on without consent (Leek 4 lid 6, Landsmeer 4 lid 5)."""

    NECESSARY_UNAVOIDABLE = "necessary_unavoidable", _("necessary and unavoidable for the client's support")
    SERIOUS_RISK = "serious_risk", _("serious risk to the health or safety of the client, the professional or others")


class Answer(StrEnum):
    """Three full answers, none of them preselected."""

    YES = "yes"
    NO = "no"
    LATER = "later"
