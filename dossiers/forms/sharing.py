"""With whom, what and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.forms.answers import AgreementForm
from dossiers.presenters.words import CATEGORIES, OCCASIONS, TABLE_OCCASIONS
from privacy_domain.people.models import Partner
from privacy_domain.protocols.types import Category, Occasion

NO_AUTOCOMPLETE = {"autocomplete": "off"}


class AddPartnerForm(forms.Form):
    """A partner of the register, and on which occasion."""

    partner = forms.ChoiceField(label=_("With whom?"), error_messages={"required": _("Choose a partner.")})
    occasion = forms.ChoiceField(label=_("On which occasion?"), required=False)

    def __init__(self, *args: Any, partners: Sequence[Partner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_id = {str(partner.pk): partner for partner in partners}
        self.fields["partner"].choices = [("", _("Choose")), *((key, p.name) for key, p in self.by_id.items())]  # type: ignore[attr-defined]
        self.fields["occasion"].choices = [("", _("No special occasion")), *((o.value, OCCASIONS[o]) for o in TABLE_OCCASIONS)]  # type: ignore[attr-defined]

    def chosen(self) -> tuple[Partner, Occasion | None]:
        """The partner and the occasion."""
        occasion = self.cleaned_data["occasion"]
        return self.by_id[self.cleaned_data["partner"]], Occasion(occasion) if occasion else None


class DescribePartnerForm(forms.Form):
    """What goes to this partner, chosen item by item, and why."""

    items = forms.MultipleChoiceField(
        label=_("Which data?"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose only what this partner needs."),
        error_messages={"required": _("Choose which data you want to share.")},
    )
    purpose = forms.CharField(
        label=_("Why does this partner need them?"),
        max_length=1000,
        widget=forms.Textarea({"rows": 2, **NO_AUTOCOMPLETE}),
        help_text=_("Write it as you would say it to the client."),
    )
    valid_until = forms.DateField(
        label=_("Until when?"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Leave empty: until the support ends."),
    )

    def __init__(self, *args: Any, codes: Sequence[Category], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["items"].choices = [(c.value, CATEGORIES[c]) for c in codes]  # type: ignore[attr-defined]

    def wanted(self) -> list[Category]:
        """The items chosen."""
        return [Category(code) for code in self.cleaned_data["items"]]


class PartnerAnswerForm(AgreementForm):
    """What the client answered to sharing with this partner."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].label = _("May we share this?")
