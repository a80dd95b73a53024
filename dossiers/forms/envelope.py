"""What goes into an envelope, what is answered about it, how it is sent, and what is decided."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from access.models import User
from dossiers.forms.disclosure import item_choices
from dossiers.forms.intake import NO_AUTOCOMPLETE, once
from dossiers.models import Consultation, DisclosureItem, DisclosureRemark, Item, Relation
from dossiers.presenters.envelope import item_words
from dossiers.presenters.people import name_of
from dossiers.presenters.words import OCCASIONS
from dossiers.services.disclosure import Chosen, Heard
from dossiers.states import DisclosureState
from privacy_domain import clock
from privacy_domain.people.models import Channel, Partner
from privacy_domain.protocols.types import Category, Occasion

MOST_HEARD = 6


def _words(label: Any, *, rows: int = 3, length: int = 1000, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, widget=forms.Textarea({"rows": rows, **NO_AUTOCOMPLETE}), **more)


class BeginForm(forms.Form):
    """To whom, and for what."""

    key = once()
    recipient = forms.ChoiceField(
        label=_("With whom?"), error_messages={"required": _("Choose with whom."), "invalid_choice": _("Choose with whom.")}
    )
    occasion = forms.ChoiceField(label=_("On which occasion?"), required=False)
    purpose = _words(_("Why does the recipient need it?"), rows=2, error_messages={"required": _("Write down what the recipient needs it for.")})
    safety = forms.BooleanField(label=_("Somebody's safety is at stake"), required=False)

    def __init__(self, *args: Any, partners: Sequence[Partner], relations: Sequence[Relation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partners = {f"partner:{partner.pk}": partner for partner in partners}
        self.relations = {f"relation:{relation.pk}": relation for relation in relations}
        choices: list[tuple[Any, Any]] = [("", _("Choose")), (_("In the register"), [(key, row.name) for key, row in self.partners.items()])]
        if relations:
            choices.append((_("Family and network"), [(key, name_of(row)) for key, row in self.relations.items()]))
        self.fields["recipient"].choices = choices  # type: ignore[attr-defined]
        self.fields["occasion"].choices = [("", _("No special occasion")), *((o.value, words) for o, words in OCCASIONS.items())]  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """What the service takes."""
        said = self.cleaned_data
        return {
            "partner": self.partners.get(said["recipient"]),
            "relation": self.relations.get(said["recipient"]),
            "occasion": Occasion(said["occasion"]) if said["occasion"] else None,
            "purpose": said["purpose"],
            "safety": said["safety"],
            "key": said["key"],
        }


class ItemsForm(forms.Form):
    """What goes, ticked one by one; nothing is ticked before."""

    codes = forms.MultipleChoiceField(
        label=_("Data about the client"), required=False, widget=forms.CheckboxSelectMultiple({"class": "pd-choices--inline"})
    )
    items = forms.MultipleChoiceField(
        label=_("From the dossier"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What is under professional secrecy is not in this list."),
    )

    def __init__(self, *args: Any, special: Collection[Category], items: Sequence[Item], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_id = {str(item.pk): item for item in items}
        self.fields["codes"].choices = item_choices(special)  # type: ignore[attr-defined]
        if items:
            self.fields["items"].choices = [(key, f"{item_words(item)}: {item.title}") for key, item in self.by_id.items()]  # type: ignore[attr-defined]
        else:
            del self.fields["items"]

    def chosen(self, before: Iterable[DisclosureItem]) -> list[Chosen]:
        """What was ticked; what was ticked before keeps how much of it goes."""
        known = {row.code or str(row.item_id): row for row in before}
        ticked = [*self.cleaned_data["codes"], *self.cleaned_data.get("items", [])]
        return [self._one(key, known.get(key)) for key in ticked]

    def _one(self, key: str, row: DisclosureItem | None) -> Chosen:
        what: dict[str, Any] = {"item": self.by_id[key]} if key in self.by_id else {"code": Category(key)}
        return Chosen(**what, level=DisclosureItem.Level(row.level), text=row.text, reason=row.reason) if row else Chosen(**what)


class DepthForm(forms.Form):
    """How much of one thing goes."""

    level = forms.ChoiceField(label=_("How much of it?"), choices=DisclosureItem.Level.choices, widget=forms.RadioSelect)
    text = _words(_("What do you tell about it?"), required=False, length=2000)
    reason = _words(_("Why does the recipient need the content?"), rows=2, required=False)

    def __init__(self, *args: Any, typed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not typed:
            del self.fields["text"]


class NeedForm(forms.Form):
    """Why it is necessary, and what the client knows."""

    necessity = _words(_("Why is it necessary to share this?"), error_messages={"required": _("Write down why it is necessary.")})
    interest = _words(_("How does it serve the client?"), rows=2, required=False)
    told_beforehand = _words(
        _("What did you tell the client beforehand?"),
        rows=2,
        required=False,
        help_text=_("Leave empty when you did not speak to the client about this."),
    )


class QuestionForm(forms.Form):
    """One question, answered by itself."""

    holds = forms.ChoiceField(
        label=_("Does this hold?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no.")},
    )
    text = _words(_("Explain it in your own words"), rows=5, length=3000, error_messages={"required": _("Answer the question in your own words.")})


class DigestForm(forms.Form):
    """Exactly what was looked at."""

    digest = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)


class CallForm(DigestForm):
    """The team leader was called, because it could not wait."""

    leader = forms.ChoiceField(label=_("Whom did you call?"), error_messages={"required": _("Choose whom you called.")})
    called_at = forms.DateTimeField(
        label=_("When?"),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
        error_messages={"required": _("Fill in when you called."), "invalid": _("Fill in when you called.")},
    )
    said = _words(_("What was said?"), length=2000, error_messages={"required": _("Write down what was said.")})

    def __init__(self, *args: Any, leaders: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.leaders = {str(user.pk): user for user in leaders}
        self.fields["leader"].choices = [("", _("Choose")), *((key, str(user)) for key, user in self.leaders.items())]  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """What the service takes."""
        said = self.cleaned_data
        moment: datetime = said["called_at"]
        return {
            "leader": self.leaders[said["leader"]], "called_at": moment.replace(tzinfo=clock.AMSTERDAM), "said": said["said"], "digest": said["digest"],
        }  # fmt: skip


class SendForm(forms.Form):
    """How it left, and who heard what."""

    channel = forms.ChoiceField(label=_("How was it sent?"), widget=forms.RadioSelect, error_messages={"required": _("Choose how it was sent.")})
    recipient_told = forms.BooleanField(label=_("I told the recipient the main lines of the protocol, and that this is confidential"), required=False)

    def __init__(self, *args: Any, channels: Sequence[Channel], meeting: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.channels = {str(channel.pk): channel for channel in channels}
        self.fields["channel"].choices = [(key, channel.name) for key, channel in self.channels.items()]  # type: ignore[attr-defined]
        for number in range(MOST_HEARD if meeting else 0):
            self.fields[f"name_{number}"] = forms.CharField(label=_("Who was there?"), required=False, max_length=200)
            self.fields[f"organisation_{number}"] = forms.CharField(label=_("From which organisation?"), required=False, max_length=200)
            self.fields[f"heard_{number}"] = forms.CharField(label=_("What did this person hear?"), required=False, max_length=500)

    def chosen(self) -> Channel:
        """The way of sending."""
        return self.channels[self.cleaned_data["channel"]]

    def heard(self) -> list[Heard]:
        """Who heard what; empty rows are nothing."""
        return list(self._heard())

    def _heard(self) -> Iterator[Heard]:
        for number in range(MOST_HEARD):
            row = [str(self.cleaned_data.get(f"{part}_{number}", "")).strip() for part in ("name", "organisation", "heard")]
            if any(row):
                yield Heard(*row)


class EndForm(forms.Form):
    """It does not leave."""

    end = forms.ChoiceField(
        label=_("What happens?"),
        choices=[(DisclosureState.WITHDRAWN, _("I take it back")), (DisclosureState.NOT_SHARED, _("I decided not to share this"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what happens.")},
    )
    reason = _words(_("Why?"), length=2000, error_messages={"required": _("Write down why.")})


class RemarkForm(forms.Form):
    """What came after."""

    key = once()
    kind = forms.ChoiceField(
        label=_("What happened?"),
        choices=DisclosureRemark.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what happened.")},
    )
    note = _words(_("Explanation"), required=False, length=2000)


class DecideForm(DigestForm):
    """Three answers of equal weight, each with its reason."""

    outcome = forms.ChoiceField(
        choices=[(code, "") for code in (Consultation.Outcome.APPROVED, Consultation.Outcome.REFUSED, Consultation.Outcome.ASKED_BACK)],
        widget=forms.HiddenInput,
        error_messages={"required": _("Choose one of the three answers."), "invalid_choice": _("Choose one of the three answers.")},
    )
    reason = _words(_("Why?"), length=2000, error_messages={"required": _("Write down why.")})


class ConfirmForm(forms.Form):
    """Whether the call was as it was written down."""

    right = forms.ChoiceField(
        label=_("Did you say this?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no.")},
    )
    note = _words(_("Note"), required=False, length=2000)


def row_of(rows: Iterable[DisclosureItem], row_id: UUID) -> DisclosureItem | None:
    """One of these rows."""
    return next((row for row in rows if row.pk == row_id), None)
