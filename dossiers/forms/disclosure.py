"""With whom, what, why: the questions on sharing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.presenters.words import CATEGORIES, OCCASIONS, RECIPIENTS
from privacy_domain.people.models import Partner
from privacy_domain.protocols.types import Category, Occasion, Recipient
from privacy_domain.web.renderer import OptionLabel


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: a kind of recipient, or somebody in the register; the data; the occasion."""

    kind: Recipient | None
    partner: Partner | None
    items: frozenset[Category]
    occasion: Occasion | None


def item_choices(special: Collection[Category], among: Collection[Category] | None = None) -> list[tuple[str, Any]]:
    """The data that can be named, ordinary ones first, special ones marked."""
    codes = [code for code in CATEGORIES if among is None or code in among]
    ordinary: list[tuple[str, Any]] = [(code.value, CATEGORIES[code]) for code in codes if code not in special]
    marked = [(code.value, OptionLabel(str(CATEGORIES[code]), hint=str(_("special data")))) for code in codes if code in special]
    return ordinary + marked


class MayIShareForm(forms.Form):
    """Three questions; nothing about a client is typed."""

    recipient = forms.ChoiceField(
        label=_("With whom?"), error_messages={"required": _("Choose with whom."), "invalid_choice": _("Choose with whom.")}
    )
    items = forms.MultipleChoiceField(
        label=_("What?"),
        widget=forms.CheckboxSelectMultiple({"class": "pd-choices--inline"}),
        help_text=_("Only what the recipient needs."),
        error_messages={"required": _("Choose at least one thing that you want to share.")},
    )
    occasion = forms.ChoiceField(label=_("Why?"), required=False)

    def __init__(
        self,
        *args: Any,
        kinds: Sequence[Recipient],
        register: Sequence[Partner],
        selectable: Collection[UUID],
        special: Collection[Category],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.partners = {f"partner:{partner.pk}": partner for partner in register}
        self.selectable = frozenset(selectable)
        named = [(key, partner.name) for key, partner in self.partners.items()]
        choices: list[tuple[Any, Any]] = [("", _("Choose")), (_("Kind of recipient"), [(kind.value, RECIPIENTS[kind]) for kind in kinds])]
        if named:
            choices.append((_("In the register"), named))
        self.fields["recipient"].choices = choices  # type: ignore[attr-defined]
        self.fields["items"].choices = item_choices(special)  # type: ignore[attr-defined]
        self.fields["occasion"].choices = [("", _("No special occasion")), *((o.value, words) for o, words in OCCASIONS.items())]  # type: ignore[attr-defined]

    def clean_recipient(self) -> str:
        """A processor counts only while its agreement runs."""
        said = str(self.cleaned_data["recipient"])
        partner = self.partners.get(said)
        if partner is not None and partner.pk not in self.selectable:
            raise forms.ValidationError(_("There is no processing agreement in force with this processor. Nothing may go there."))
        return said

    def asked(self) -> Asked:
        """The question."""
        said = self.cleaned_data
        partner = self.partners.get(said["recipient"])
        return Asked(
            kind=None if partner else Recipient(said["recipient"]),
            partner=partner,
            items=frozenset(Category(code) for code in said["items"]),
            occasion=Occasion(said["occasion"]) if said["occasion"] else None,
        )
