"""What goes into the dossier: notes, contacts, judgements, documents, paper parts, statements; and looking for it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.forms.intake import day, line, lines
from dossiers.models import Relation
from dossiers.policies.item_checks import LONGEST, MOST_PASSAGES, ItemFacts, PassageText
from dossiers.policies.items import ItemRules
from dossiers.presenters import items as present
from dossiers.presenters import timeline
from dossiers.presenters.people import name_of
from dossiers.presenters.words import CATEGORIES
from dossiers.selectors.items import ItemFilter
from dossiers.services.items import Statement
from dossiers.states import CARRIERS, Carrier, ItemKind, ItemSource, RecordGround
from privacy_domain import clock
from privacy_domain.protocols.types import Category
from privacy_domain.web.renderer import OptionLabel

CLIENT, OTHERS = "client", "others"
_DATES = {
    ItemKind.CONTACT: _("Day of the contact"),
    ItemKind.DOCUMENT: _("Received or made on"),
    ItemKind.PAPER: _("Received or made on"),
}
_SOURCES = {ItemKind.CONTACT: ItemSource.CLIENT, ItemKind.DOCUMENT: ItemSource.CLIENT, ItemKind.PAPER: ItemSource.CLIENT}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_CODE = re.compile(r"[a-z_]{1,40}")
ACCEPTED = "image/jpeg,image/png,application/pdf"


class PassageForm(forms.Form):
    """A piece of text and whom it is about."""

    text = lines(_("Text"), rows=6, length=LONGEST, error_messages={"required": _("Write down the text.")})
    about = forms.MultipleChoiceField(
        label=_("About whom is this?"),
        widget=forms.CheckboxSelectMultiple({"class": "pd-choices--inline"}),
        error_messages={"required": _("Choose whom it is about.")},
        help_text=_("A later copy for one person leaves out what is about others."),
    )

    def __init__(self, *args: Any, people: Sequence[tuple[str, Any]] = (), text_needed: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = text_needed
        self.fields["about"].choices = list(people)  # type: ignore[attr-defined]


class PassageRows(forms.BaseFormSet):  # type: ignore[type-arg]
    """The pieces of text; the first is there always, an empty one behind it is nothing."""

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """A piece may stay empty."""
        return super().get_form_kwargs(index) | ({"empty_permitted": True} if index else {})

    def passages(self, *, keep_first: bool) -> list[PassageText]:
        """What was typed. `keep_first`: a document's first piece says whom it is about, also without text."""
        return [
            PassageText(
                text=row["text"],
                about_client=CLIENT in row["about"],
                relations=tuple(UUID(code) for code in row["about"] if code not in (CLIENT, OTHERS)),
                about_others=OTHERS in row["about"],
            )
            for number, row in enumerate(form.cleaned_data for form in self.forms)
            if row.get("text", "").strip() or (number == 0 and (keep_first or len(self.forms) == 1))
        ]


PassageFormSet = forms.formset_factory(PassageForm, formset=PassageRows, extra=1, max_num=MOST_PASSAGES, absolute_max=MOST_PASSAGES)


def people_to_mark(client: str, relations: Sequence[Relation]) -> list[tuple[str, Any]]:
    """Whom a passage can be about: the client, those on the list of people, somebody who is not."""
    around = [(str(row.pk), f"{name_of(row)} ({row.relation})") for row in relations]
    return [(CLIENT, client), *around, (OTHERS, _("Somebody who is not on the list of people"))]


class ItemForm(forms.Form):
    """Everything about an item but its text. Fields that the protocol or the kind does not ask are left out."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    title = line(_("Title"), help_text=_("Short, so that it is found again."), error_messages={"required": _("Fill in a title.")})
    received_on = day(_("Made on"), initial=clock.today)
    source = forms.ChoiceField(label=_("From whom does this come?"), choices=ItemSource.choices)
    source_name = line(_("Name or position"), required=False, help_text=_("Not needed for the client or your own observation."))
    carrier = forms.ChoiceField(label=_("What is it on?"), widget=forms.RadioSelect)
    place = line(_("Where is it kept?"), length=300, error_messages={"required": _("Fill in where it is kept.")})
    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput({"accept": ACCEPTED}),
        required=False,
        help_text=_("A photo (JPEG or PNG) or a PDF. It is made anew: place, author and hidden text in it are gone."),
    )
    categories = forms.MultipleChoiceField(
        label=_("Which data stand in it?"),
        widget=forms.CheckboxSelectMultiple({"class": "pd-choices--inline"}),
        error_messages={"required": _("Choose which data stand in it.")},
    )
    purpose = forms.ChoiceField(label=_("For which purpose is this needed?"))
    domain = forms.ChoiceField(label=_("Domain"))
    law = forms.ChoiceField(label=_("Law"))
    list_entry = forms.ChoiceField(
        label=_("Where does it belong in the list of the protocol?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose where it belongs. What does not fit in the list does not belong in the dossier.")},
    )
    necessity = lines(
        _("Why is this needed for the question of the client?"),
        rows=2,
        length=1000,
        error_messages={"required": _("Write down why the question needs this. That it is handy is not enough.")},
    )
    grounds = forms.MultipleChoiceField(
        label=_("What does recording this rest on?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what recording this rests on.")},
    )
    legal_basis = forms.ChoiceField(label=_("In which law does that duty or task stand?"), required=False)
    ground_note = lines(
        _("Explanation of the ground"),
        rows=2,
        length=2000,
        required=False,
        help_text=_("For a legitimate interest: how you weighed it. For the general law: why no law of the social domain says anything."),
    )
    under_secrecy = forms.BooleanField(
        label=_("Under professional secrecy"), required=False, help_text=_("Then it is left out when something is shared.")
    )
    departs = forms.BooleanField(label=_("In this case I depart from the rules on privacy"), required=False)
    departure_reason = lines(_("Why do you depart?"), rows=2, length=2000, required=False)
    departure_only_way = lines(_("Why is it the only way to go on with the help?"), rows=2, length=2000, required=False)
    correction_reason = lines(_("Why is this corrected?"), rows=2, length=1000, error_messages={"required": _("Write down why this is corrected.")})

    def __init__(
        self, *args: Any, kind: ItemKind, rules: ItemRules, waiting: Collection[Category] = (), correcting: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.rules = kind, rules
        self._choices("carrier", [(carrier.value, carrier.label) for carrier in CARRIERS[kind]])
        self._choices("categories", [(code, _category_label(code, waiting)) for code in _common_first(rules.possible)])
        self.fields["categories"].initial = [Category.NAW.value]
        self._choices("purpose", [(code, rules.purpose_words.get(code, code)) for code in rules.purposes])
        self._choices("domain", [(code, rules.domain_words.get(code, code)) for code in rules.domains])
        self._choices("law", [(code, present.law_word(code)) for code in rules.laws])
        self._choices("list_entry", [(entry.code, entry.label) for entry in rules.entries])
        self._choices("grounds", [(ground.value, ground.label) for ground in rules.grounds])
        self._choices("legal_basis", [("", _("None")), *((entry.code, entry.label) for entry in rules.legal_bases)])
        self.fields["received_on"].label = _DATES.get(kind, self.fields["received_on"].label)
        self.fields["source"].initial = _SOURCES.get(kind, ItemSource.OWN)
        for name in self._not_asked(correcting):
            del self.fields[name]

    def _choices(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        """One way only is no question."""
        field = self.fields[name]
        field.choices = list(choices)  # type: ignore[attr-defined]
        if len(choices) == 1 and not isinstance(field, forms.MultipleChoiceField):
            field.widget, field.initial = forms.HiddenInput(), choices[0][0]

    def _not_asked(self, correcting: bool) -> list[str]:
        asked = {
            "place": self.kind == ItemKind.PAPER,
            "file": self.kind == ItemKind.DOCUMENT,
            "list_entry": bool(self.rules.closed),
            "necessity": self.rules.question_leads,
            "grounds": bool(self.rules.grounds),
            "legal_basis": bool(self.rules.grounds),
            "ground_note": bool(self.rules.grounds),
            "departs": bool(self.rules.departure),
            "departure_reason": bool(self.rules.departure),
            "departure_only_way": bool(self.rules.departure),
            "correction_reason": correcting,
            "received_on": not correcting,
        }
        return [name for name, wanted in asked.items() if not wanted]

    def facts(self, passages: Sequence[PassageText], received_on: Any = None) -> ItemFacts:
        """What the item says of itself. `received_on` for a correction, which does not ask it."""
        given = self.cleaned_data
        departs = given.get("departs", False)
        return ItemFacts(
            kind=self.kind,
            title=given["title"],
            received_on=given.get("received_on") or received_on,
            passages=passages,
            categories=[Category(code) for code in given["categories"]],
            purpose=given["purpose"],
            domain=given["domain"],
            law=given["law"],
            source=ItemSource(given["source"]),
            carrier=Carrier(given["carrier"]),
            list_entry=given.get("list_entry", ""),
            necessity=given.get("necessity", ""),
            grounds=[RecordGround(code) for code in given.get("grounds", ())],
            ground_note=given.get("ground_note", ""),
            legal_basis=given.get("legal_basis", ""),
            source_name=given["source_name"],
            place=given.get("place", ""),
            under_secrecy=given["under_secrecy"],
            departure=(given["departure_reason"], given["departure_only_way"]) if departs else None,
        )


def _common_first(possible: Collection[Category]) -> list[str]:
    first = (Category.NAW, Category.HEALTH, Category.RELATION, Category.OTHER)
    return [code.value for code in (*first, *(code for code in CATEGORIES if code not in first)) if code in possible]


def _category_label(code: str, waiting: Collection[Category]) -> str:
    words = str(CATEGORIES[Category(code)])
    return OptionLabel(words, hint=str(_("not asked yet"))) if code in waiting else words


def typed_passages(data: Mapping[str, Any], prefix: str = "p") -> list[dict[str, Any]]:
    """What was typed in the pieces of text, sent or saved, for showing it again; values are lists."""
    rows = []
    for number in range(MOST_PASSAGES):
        text, about = data.get(f"{prefix}-{number}-text", [""]), data.get(f"{prefix}-{number}-about", [])
        if any(text) or (number == 0 and f"{prefix}-0-text" in data):
            rows.append({"text": text[0] if text else "", "about": list(about)})
    return rows


class StatementForm(forms.Form):
    """What the client wants to stand there in his own words."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    text = lines(_("What the client says, in his own words"), rows=8, length=LONGEST)
    said_by = line(_("Who says this?"), error_messages={"required": _("Fill in who says this.")})
    received_on = day(_("Day"), initial=clock.today)
    carrier = forms.ChoiceField(
        label=_("What is it on?"),
        widget=forms.RadioSelect,
        choices=[(carrier.value, carrier.label) for carrier in CARRIERS[ItemKind.STATEMENT]],
        initial=Carrier.ORAL,
    )

    def statement(self, categories: Sequence[Category]) -> Statement:
        """What was said."""
        given = self.cleaned_data
        return Statement(
            text=given["text"],
            said_by=given["said_by"],
            received_on=given["received_on"],
            carrier=Carrier(given["carrier"]),
            categories=categories,
        )


class ItemFilterForm(forms.Form):
    """Which items are shown. Everything may stay empty."""

    kind = forms.ChoiceField(label=_("Kind"), required=False)
    domain = forms.ChoiceField(label=_("Domain"), required=False)
    law = forms.ChoiceField(label=_("Law"), required=False)
    author = forms.ChoiceField(label=_("Written by"), required=False)
    since = day(_("From"), required=False)
    until = day(_("Up to and including"), required=False)

    def __init__(self, *args: Any, choices: Mapping[str, Sequence[tuple[str, Any]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, offered in choices.items():
            self.fields[name].choices = [("", _("All")), *offered]  # type: ignore[attr-defined]


def read_filter(data: Mapping[str, str]) -> ItemFilter:
    """What a list is narrowed to; a part that is not understood narrows nothing."""
    kind = data.get("kind", "")
    return ItemFilter(
        kind=kind if kind in ItemKind.values else "",
        domain=_code(data.get("domain", "")),
        law=_code(data.get("law", "")),
        since=read_day(data.get("since", "")),
        until=read_day(data.get("until", "")),
        author=_uuid(data.get("author", "")),
    )


def read_after(text: str) -> tuple[date, UUID] | None:
    """The day and id behind which a list goes on; None for anything else."""
    day_text, _mark, id_text = text.partition("_")
    found_day, found_id = read_day(day_text), _uuid(id_text)
    return (found_day, found_id) if found_day and found_id else None


def read_day(text: str) -> date | None:
    """A day as addresses write it, or None."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def _code(text: str) -> str:
    return text if _CODE.fullmatch(text) else ""


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if len(text) == 36 else None
    except ValueError:
        return None


class WordsForm(forms.Form):
    """Words to look for. Sent, never in an address."""

    words = line(_("Words"), length=100, error_messages={"required": _("Fill in at least one word.")})


class TimelineForm(forms.Form):
    """What the timeline shows."""

    what = forms.MultipleChoiceField(
        label=_("What?"),
        choices=timeline.CHOICES,
        widget=forms.CheckboxSelectMultiple({"class": "pd-choices--inline"}),
        required=False,
    )
    until = day(_("Up to and including"), required=False)
