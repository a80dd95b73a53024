"""Telling the client, or writing down why not yet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.forms.intake import day, lines, once
from dossiers.services.telling import Wait
from dossiers.states.telling import ToldHow
from privacy_domain.protocols.types import PostponeGround


class ToldForm(forms.Form):
    """How and when the client was told; by letter only when the letter was made."""

    key = once()
    how = forms.ChoiceField(
        label=_("How did you tell it?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how you told it."), "invalid_choice": _("Choose how you told it.")},
    )
    told_on = day(_("When?"))
    note = lines(_("What did you tell, and what did the client say?"), required=False)

    def __init__(self, *args: Any, letter: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ways = (ToldHow.ORAL, ToldHow.HANDED, ToldHow.POST, ToldHow.SECURE_MAIL) if letter else (ToldHow.ORAL,)
        self.fields["how"].choices = [(way.value, way.label) for way in ways]  # type: ignore[attr-defined]


class WaitForm(forms.Form):
    """On which ground it may wait, why, and when somebody looks again."""

    key = once()
    ground = forms.ChoiceField(
        label=_("Why may it wait?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why it may wait."), "invalid_choice": _("Choose why it may wait.")},
    )
    because = lines(_("Explain it: what do you see, what could happen?"), error_messages={"required": _("Write down why it may wait.")})
    look_on = day(_("When do you look at it again?"), help_text=_("As soon as you can, within three months."))

    def __init__(self, *args: Any, grounds: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = grounds  # type: ignore[attr-defined]

    def wait(self) -> Wait:
        """What the service takes."""
        said = self.cleaned_data
        return Wait(ground=PostponeGround(said["ground"]), because=said["because"], look_on=said["look_on"])


class TriedForm(forms.Form):
    """The client was not reached."""

    key = once()
    tried_on = day(_("When did you try?"))
    note = lines(_("What did you try?"), error_messages={"required": _("Write down what you tried.")})
    look_on = day(_("When do you try again?"))


class LiftForm(forms.Form):
    """It need not wait any more."""

    key = once()
    ended_on = day(_("Since when need it not wait any more?"), help_text=_("After a critical situation: the day on which it ended."))
    note = lines(_("Explanation"), rows=2, required=False)


class GiveUpForm(forms.Form):
    """Nobody can be told any more."""

    key = once()
    reason = forms.ChoiceField(
        label=_("Why?"), widget=forms.RadioSelect, error_messages={"required": _("Choose why."), "invalid_choice": _("Choose why.")}
    )
    note = lines(_("Explanation"), rows=2, required=False)

    def __init__(self, *args: Any, reasons: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = reasons  # type: ignore[attr-defined]
