"""What is filled in to shield something, to let somebody read it, and to end it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.models import User
from dossiers.forms.intake import day, lines
from dossiers.states.shielding import ReadingGround, ShieldReason
from privacy_domain import clock


class ShieldForm(forms.Form):
    """Why it is kept without being used."""

    reason = forms.ChoiceField(
        label=_("Why is it shielded?"), choices=ShieldReason.choices, widget=forms.RadioSelect, error_messages={"required": _("Choose why.")}
    )
    explanation = lines(_("Explanation"), length=2000, error_messages={"required": _("Write down why this is shielded.")})


class ReaderForm(forms.Form):
    """Who may read it all the same, and on which ground."""

    prefix = "reader"
    user = forms.ChoiceField(label=_("Who may read it?"), error_messages={"required": _("Choose a colleague.")})
    ground = forms.ChoiceField(
        label=_("On which ground?"), choices=ReadingGround.choices, widget=forms.RadioSelect, error_messages={"required": _("Choose a ground.")}
    )
    explanation = lines(_("Why must this person read it?"), rows=2, length=1000, error_messages={"required": _("Write down why.")})

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in people}
        self.fields["user"].choices = [("", _("nobody chosen")), *((key, one.display_name) for key, one in self.people.items())]  # type: ignore[attr-defined]

    def chosen(self) -> User:
        """Who was chosen."""
        return self.people[self.cleaned_data["user"]]


class ToldForm(forms.Form):
    """The client was told that it ends."""

    prefix = "told"
    told_on = day(_("On which day did the client hear it?"))
    how = lines(_("How did the client hear it?"), rows=2, length=1000, error_messages={"required": _("Write down how the client heard it.")})

    def told_at(self) -> datetime:
        """The end of that day, or now when it is today."""
        on = self.cleaned_data["told_on"]
        now = clock.now()
        if on == clock.today():
            return now
        return now.astimezone(clock.AMSTERDAM).replace(year=on.year, month=on.month, day=on.day, hour=23, minute=59, second=0, microsecond=0)


class LiftShieldForm(forms.Form):
    """Why it ends."""

    prefix = "lift"
    because = lines(_("Why does it end?"), rows=2, length=2000, error_messages={"required": _("Write down why it ends.")})
