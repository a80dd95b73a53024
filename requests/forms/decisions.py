"""What is filled in when a request is decided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from access.models import User
from dossiers.forms.intake import line, lines, once
from dossiers.models import Item
from privacy_domain.web.templatetags.domain import date_nl
from requests.forms.request import capitalised
from requests.policies.decisions import LEGAL_DUTY, RefusalRules
from requests.services.decisions import Part

GRANTED, REFUSED = "granted", "refused"
_CHOOSE = {"required": _("Choose one of the answers.")}


class PartForm(forms.Form):
    """One part: which data, granted or refused, and on what a refusal rests."""

    prefix = "part"
    key = once()
    item = forms.ChoiceField(label=_("Which part of the dossier?"), required=False)
    what = line(
        _("About which data?"), length=300, required=False, help_text=_("This stands in the letter. Leave it empty to use the title of the item.")
    )
    granted = forms.ChoiceField(
        label=_("What is decided on this part?"), choices=[(GRANTED, _("We do it")), (REFUSED, _("We do not do it"))], widget=forms.RadioSelect,
        error_messages=_CHOOSE,
    )  # fmt: skip
    ground = forms.ChoiceField(label=_("On which ground is it refused?"), required=False, widget=forms.RadioSelect)
    looked_at = forms.MultipleChoiceField(label=_("What does not apply?"), required=False, widget=forms.CheckboxSelectMultiple)
    provision = line(_("Which law, which article?"), required=False, help_text=_("That a term of keeping still runs is no ground."))
    reasons = lines(
        _("Why is it refused?"),
        length=2000,
        required=False,
        help_text=_("This stands in the letter. Write short sentences that everybody understands."),
    )

    def __init__(self, *args: Any, rules: RefusalRules, items: Sequence[Item], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["item"].choices = [
            ("", _("All of it, or something else")),
            *((str(item.series), f"{item.title}, {date_nl(item.received_on)}") for item in items),
        ]
        fields["ground"].choices = capitalised([(each.code, each.label) for each in rules.grounds])
        fields["looked_at"].choices = capitalised([(item.code, item.label) for item in rules.claims])
        left_out = {
            "item": not items, "ground": not rules.grounds, "looked_at": not rules.claims, "reasons": not rules.grounds,
            "provision": rules.ground(LEGAL_DUTY) is None,
        }  # fmt: skip
        for name in (name for name, out in left_out.items() if out):
            del fields[name]
        if len(rules.grounds) == 1:
            fields["ground"].initial = rules.grounds[0].code
        if not rules.grounds:
            fields["granted"].choices = [(GRANTED, _("We do it"))]

    def part(self) -> Part:
        """As the service takes it."""
        said = self.cleaned_data
        item = said.get("item")
        return Part(
            what=said["what"], granted=said["granted"] == GRANTED, ground=said.get("ground", ""), looked_at=said.get("looked_at", []),
            provision=said.get("provision", ""), reasons=said.get("reasons", ""), item=UUID(item) if item else None,
        )  # fmt: skip


class DecideForm(forms.Form):
    """What else stands in the letter; whether somebody else has to decide; who signs."""

    prefix = "decide"
    explanation = lines(_("What else do we explain in the letter?"), required=False, help_text=_("Write short sentences that everybody understands."))
    passed_to = line(_("Must another organisation decide this? Which?"), required=False)
    signer = forms.ChoiceField(label=_("Who signs for the college?"), required=False)

    def __init__(self, *args: Any, signers: Iterable[User] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if signers is None:
            del self.fields["signer"]
        else:
            choices: Any = [("", _("Choose a colleague")), *((str(user.pk), user.display_name) for user in signers)]
            self.fields["signer"].choices = choices  # type: ignore[attr-defined]


class ReturnForm(forms.Form):
    """What has to be different."""

    prefix = "return"
    because = lines(_("What has to be different?"), rows=2, length=2000, error_messages={"required": _("Write down what has to be different.")})
