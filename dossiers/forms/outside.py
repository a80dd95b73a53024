"""Questions of Veilig Thuis, inquiries into fraud, and to whom something goes because of a signal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.forms.intake import NO_AUTOCOMPLETE, day, line, lines, once
from dossiers.services.inquiry import InquiryFacts
from dossiers.services.veilig_thuis import Asked
from dossiers.states.safety import AskedWay, InquiryAbout, InquiryEnd
from privacy_domain import clock
from privacy_domain.people.models import Partner

CHOOSE = {"required": _("Choose an answer."), "invalid_choice": _("Choose an answer.")}
_MOMENT = "%Y-%m-%dT%H:%M"


class AskedForm(forms.Form):
    """Who asks, when, how and what for."""

    key = once()
    asked_at = forms.DateTimeField(
        label=_("When did the question come?"),
        widget=forms.DateTimeInput({"type": "datetime-local", **NO_AUTOCOMPLETE}, format=_MOMENT),
        input_formats=[_MOMENT],
        error_messages={"required": _("Fill in when the question came."), "invalid": _("Fill in when the question came.")},
    )
    way = forms.ChoiceField(label=_("How did it come?"), choices=AskedWay.choices, widget=forms.RadioSelect, error_messages=CHOOSE)
    asked_by = line(_("Who asks? Name and function"), help_text=_("By telephone: call back on a number that you know."))
    reference = line(_("Number of the report there"), length=100, required=False)
    about = lines(_("What are the data needed for?"), rows=3, length=2000)

    def asked(self) -> Asked:
        """What was filled in."""
        said = self.cleaned_data
        moment: datetime = said["asked_at"]
        return Asked(
            asked_at=moment.replace(tzinfo=clock.AMSTERDAM),
            way=AskedWay(said["way"]),
            asked_by=said["asked_by"],
            about=said["about"],
            reference=said["reference"],
        )


class RecipientForm(forms.Form):
    """To whom in the register, and what for."""

    partner = forms.ChoiceField(label=_("To whom?"), error_messages={"required": _("Choose to whom."), "invalid_choice": _("Choose to whom.")})
    purpose = lines(_("What does the recipient need it for?"), rows=3, length=1000, help_text=_("The recipient reads this."))

    def __init__(self, *args: Any, partners: Sequence[Partner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partners = {str(partner.pk): partner for partner in partners}
        first = [] if len(self.partners) == 1 else [("", _("Choose"))]
        self.fields["partner"].choices = [*first, *((key, partner.name) for key, partner in self.partners.items())]  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """What the service takes."""
        return {"partner": self.partners[self.cleaned_data["partner"]], "purpose": self.cleaned_data["purpose"]}


class NothingForm(forms.Form):
    """Nothing is given."""

    because = lines(_("Why is nothing given?"), rows=3, length=2000)


class InquiryForm(forms.Form):
    """What is suspected, how far one looks, and until when."""

    about = forms.ChoiceField(label=_("Into whom?"), choices=InquiryAbout.choices, widget=forms.RadioSelect, error_messages=CHOOSE)
    provider = forms.ChoiceField(label=_("Which care provider?"), required=False, help_text=_("Only when a care provider is looked into."))
    investigation = line(_("Which investigation?"), help_text=_("Its number, or who ordered it and when."))
    suspicion = lines(
        _("What is suspected, and on what does that rest?"), rows=4, help_text=_("Facts, not a feeling. Without facts there is no inquiry.")
    )
    scope = lines(_("Which data are needed, and of which period?"), rows=3, help_text=_("Nothing else is looked at or shared."))
    until = day(_("Until when at most?"))

    def __init__(self, *args: Any, partners: Sequence[Partner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partners = {str(partner.pk): partner for partner in partners}
        self.fields["provider"].choices = [("", _("None")), *((key, partner.name) for key, partner in self.partners.items())]  # type: ignore[attr-defined]

    def facts(self) -> InquiryFacts:
        """What was filled in."""
        said = self.cleaned_data
        return InquiryFacts(
            about=InquiryAbout(said["about"]),
            suspicion=said["suspicion"],
            investigation=said["investigation"],
            scope=said["scope"],
            until=said["until"],
            provider=self.partners.get(said["provider"]),
        )


class EndInquiryForm(forms.Form):
    """It is over."""

    end = forms.ChoiceField(
        label=_("How did it end?"),
        choices=[choice for choice in InquiryEnd.choices if choice[0] != InquiryEnd.STOPPED],
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    outcome = lines(_("What came of it?"), rows=4)


class ReviewForm(forms.Form):
    """The privacy officer looked at it."""

    judgement = lines(_("What do you think of it?"), rows=3, help_text=_("Is the suspicion concrete, and the scope no wider than needed?"))
    stops = forms.BooleanField(label=_("The inquiry stops now"), required=False, help_text=_("Nothing more is shared in it."))
