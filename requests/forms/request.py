"""What is filled in at the rights desk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from dossiers.forms.intake import day, line, lines, once
from privacy_domain import clock
from privacy_domain.letters.kinds import Channel
from privacy_domain.people.services import PersonDetails
from privacy_domain.people.validators import validate_birth_date, validate_house_number, validate_phone, validate_postcode
from requests.selectors.desk import RequestFilter, Which
from requests.services import Intake
from requests.states import Ending, ExtensionReason, Identification, Lateness, Received, Requester, RequestKind

_CHOOSE = {"required": _("Choose one of the answers.")}


def _choice(label: Any, choices: Sequence[tuple[str, Any]], **kwargs: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, error_messages=_CHOOSE, **kwargs)


def capitalised(choices: Sequence[tuple[str, Any]]) -> list[tuple[str, str]]:
    """Choices that begin with a capital, as an answer on its own line does."""
    return [(code, str(words)[:1].upper() + str(words)[1:]) for code, words in choices]


class RequestForm(forms.Form):
    """What is asked, as it comes in at the table, by telephone or on paper."""

    key = once()
    kind = forms.ChoiceField(label=_("What is asked?"), widget=forms.RadioSelect, error_messages=_CHOOSE)
    wish = lines(
        _("What does the person ask, in his own words?"), length=4000, error_messages={"required": _("Write down what is asked.")}
    )  # fmt: skip
    channel = forms.ChoiceField(label=_("How did it come in?"), widget=forms.RadioSelect, error_messages=_CHOOSE)
    received_on = day(_("On which day did it come in?"), help_text=_("The term begins the day after."))
    requester = forms.ChoiceField(label=_("Who asks?"), widget=forms.RadioSelect, error_messages=_CHOOSE, initial=Requester.SELF.value)
    requester_name = line(_("Name of who asks for the other"), required=False)
    authority = lines(
        _("From what does it follow that he may ask this for the other?"),
        rows=2,
        length=1000,
        required=False,
        help_text=_("For example: the register of parental authority, an order of a judge, a written authority of a certain date."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("kind", RequestKind.choices), ("channel", Received.choices), ("requester", Requester.choices)):
            self.fields[name].choices = capitalised(choices)  # type: ignore[attr-defined]
        self.fields["received_on"].initial = clock.today()

    def intake(self) -> Intake:
        """What is known of the request."""
        said = self.cleaned_data
        return Intake(
            kind=RequestKind(said["kind"]),
            channel=Received(said["channel"]),
            received_on=said["received_on"],
            wish=said["wish"],
            requester=Requester(said["requester"]),
            requester_name=said["requester_name"],
            authority=said["authority"],
        )


class SubjectForm(forms.Form):
    """Whose data it is about: what is needed to find him and to write to him, and nothing more."""

    prefix = "subject"
    given_names = line(_("Given names"), error_messages={"required": _("Fill in the given names.")})
    name_prefix = line(_("Prefix"), length=30, required=False)
    surname = line(_("Surname"), error_messages={"required": _("Fill in the surname.")})
    birth_date = day(_("Date of birth"), validators=[validate_birth_date], help_text=_("It decides who may do the request."))
    street = line(_("Street"), length=150, required=False)
    house_number = line(_("House number"), length=6, required=False, validators=[validate_house_number])
    postcode = line(_("Postcode"), length=8, required=False, validators=[validate_postcode])
    place = line(_("Place"), length=100, required=False)
    phone = line(_("Telephone"), length=20, required=False, validators=[validate_phone])

    def clean(self) -> dict[str, Any]:
        """Enough to answer him."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        address = given.get("street") and given.get("house_number") and given.get("place")
        if not self.errors and not (address or given.get("phone")):
            raise ValidationError(_("Fill in an address or a telephone number, so that we can answer."))
        return given

    def details(self) -> PersonDetails:
        """As a person is registered."""
        known = {name: value for name, value in self.cleaned_data.items() if value and name != "name_prefix"}
        return cast(PersonDetails, known | {"prefix": self.cleaned_data["name_prefix"]})


class FilterForm(forms.Form):
    """Which requests are shown."""

    which = forms.ChoiceField(
        label=_("Which"),
        required=False,
        choices=[
            (Which.OPEN.value, _("All open requests")),
            (Which.LATE.value, _("Too late")),
            (Which.SOON.value, _("Within two weeks")),
            (Which.STANDING_STILL.value, _("Term stands still")),
            (Which.OVER.value, _("Dealt with")),
        ],
    )
    kind = forms.ChoiceField(label=_("What is asked?"), required=False)
    mine = forms.BooleanField(label=_("Only what I handle"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("Everything")), *capitalised(RequestKind.choices)]  # type: ignore[attr-defined]

    def wanted(self) -> RequestFilter:
        """What was chosen; what cannot be chosen chooses nothing."""
        said = self.cleaned_data if self.is_valid() else {}
        return RequestFilter(Which(said.get("which") or Which.OPEN), said.get("kind", ""), bool(said.get("mine")))


class AssignForm(forms.Form):
    """Who handles it."""

    prefix = "assign"
    handler = forms.ChoiceField(label=_("Who handles this request?"), error_messages={"required": _("Choose a colleague.")})

    def __init__(self, *args: Any, colleagues: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["handler"].choices = [("", _("Choose a colleague")), *colleagues]  # type: ignore[attr-defined]


class IdentityForm(forms.Form):
    """How it became sure who asks."""

    way = _choice(_("How is it sure who asks?"), capitalised(Identification.choices))
    together = forms.BooleanField(label=_("Child and representative ask this together"), required=False)

    def __init__(self, *args: Any, together: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not together:
            del self.fields["together"]


class StopForm(forms.Form):
    """Why the term stands still."""

    prefix = "stop"
    ground = forms.ChoiceField(label=_("Why does the term stand still?"), widget=forms.RadioSelect, error_messages=_CHOOSE)
    explanation = lines(
        _("What was asked of whom?"), rows=2, length=2000, error_messages={"required": _("Write down why the term stands still.")}
    )  # fmt: skip

    def __init__(self, *args: Any, grounds: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = list(grounds)  # type: ignore[attr-defined]


class ExtendForm(forms.Form):
    """Why it takes longer, in words for who asked."""

    prefix = "extend"
    reason = _choice(_("Why does it take longer?"), capitalised(ExtensionReason.choices))
    words = lines(
        _("What do we write to the person?"),
        rows=3,
        length=1000,
        help_text=_("This stands in the letter. Write short sentences that everybody understands."),
        error_messages={"required": _("Write down why it takes longer.")},
    )


class SentForm(forms.Form):
    """How the letter went out."""

    prefix = "sent"
    channel = _choice(
        _("How did the letter go out?"),
        [(Channel.POST.value, _("By post")), (Channel.HANDED.value, _("Handed over")), (Channel.SECURE_MAIL.value, _("By secure e-mail"))],
    )


class EndForm(forms.Form):
    """Why it ends without a decision."""

    prefix = "end"
    because = _choice(_("Why does this request end without a decision?"), capitalised(Ending.choices))


class LateForm(forms.Form):
    """Why the last day was not met."""

    prefix = "late"
    because = _choice(_("Why is it too late?"), capitalised(Lateness.choices))
    words = lines(_("Explanation"), rows=2, length=2000, error_messages={"required": _("Write down why it is too late.")})
