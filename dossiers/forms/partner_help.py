"""Help from partners, and seeing their data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.models import User
from dossiers.forms.intake import day, line, lines, once
from dossiers.presenters.words import CATEGORIES
from dossiers.services.partner_help import Seen
from dossiers.states import Threatened
from dossiers.states.people import HelpTime
from privacy_domain import clock
from privacy_domain.people.models import Partner
from privacy_domain.protocols.types import Category


class HelpForm(forms.Form):
    """One help that the client has or recently had."""

    key = once()
    partner = forms.ChoiceField(label=_("Which partner?"), error_messages={"required": _("Choose a partner.")})
    time = forms.ChoiceField(
        label=_("When?"), choices=HelpTime.choices, widget=forms.RadioSelect, error_messages={"required": _("Choose now or recently.")}
    )
    what = lines(_("Which help is or was this?"), rows=2, length=1000, error_messages={"required": _("Write down which help this is.")})

    def __init__(self, *args: Any, partners: Sequence[Partner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_id = {str(partner.pk): partner for partner in partners}
        self.fields["partner"].choices = [("", _("Choose")), *((key, one.name) for key, one in self.by_id.items())]  # type: ignore[attr-defined]

    def chosen(self) -> Partner:
        """The partner."""
        return self.by_id[self.cleaned_data["partner"]]


class SeenForm(forms.Form):
    """Which data of a partner were seen, through whom, why; and what came first."""

    key = once()
    through = forms.ChoiceField(
        label=_("Through whom of the team?"),
        help_text=_("Whoever has access to the data of this partner."),
        error_messages={"required": _("Choose who of the team.")},
    )
    seen_on = day(_("Seen on"), initial=clock.today)
    categories = forms.MultipleChoiceField(
        label=_("Which kinds of data?"),
        choices=list(CATEGORIES.items()),
        widget=forms.CheckboxSelectMultiple({"class": "pd-choices--inline"}),
        error_messages={"required": _("Choose which kinds of data.")},
    )
    seen = lines(_("Which data were seen?"), length=2000, error_messages={"required": _("Write down which data were seen.")})
    because = lines(
        _("Why is this necessary for the help?"), rows=2, length=2000, error_messages={"required": _("Write down why this is necessary.")}
    )
    contact_on = day(_("When was there contact with the client about it first?"), required=False)
    threatened = forms.MultipleChoiceField(
        label=_("No contact yet: is the safety of somebody threatened?"),
        choices=Threatened.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Only then can looking go before contact."),
    )
    indications = lines(_("Which concrete indications are there?"), rows=2, required=False)
    judged_with = line(_("With whom of the team did you judge that looking cannot wait?"), length=300, required=False)

    def __init__(self, *args: Any, team: Sequence[User], referred: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_id = {str(user.pk): user for user in team}
        self.fields["through"].choices = [("", _("Choose")), *((key, user.display_name) for key, user in self.by_id.items())]  # type: ignore[attr-defined]
        if not referred:
            for name in ("contact_on", "threatened", "indications", "judged_with"):
                del self.fields[name]

    def facts(self) -> Seen:
        """What was filled in."""
        given = self.cleaned_data
        return Seen(
            through=self.by_id[given["through"]],
            categories=[Category(code) for code in given["categories"]],
            seen=given["seen"],
            because=given["because"],
            seen_on=given["seen_on"],
            contact_on=given.get("contact_on"),
            threatened=[Threatened(code) for code in given.get("threatened", [])],
            indications=given.get("indications", ""),
            judged_with=given.get("judged_with", ""),
        )


class DiscussedForm(forms.Form):
    """That the client heard which data were seen."""

    discussed_on = day(_("Discussed with the client on"), initial=clock.today)
    reaction = lines(_("What did the client say about it?"), rows=2, length=2000, required=False)
