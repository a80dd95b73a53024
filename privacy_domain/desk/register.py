"""The administration of the register of recipients: who can receive data, on which agreement, by which ways.

What stands in the register is not rewritten: it ends, and something else comes beside it. Only how to reach somebody changes.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from access.admin import ActingAdmin
from access.models import User
from access.selectors import account
from dossiers.presenters.intake import LAW_NAMES
from dossiers.presenters.words import RECIPIENTS
from privacy_domain import clock
from privacy_domain.backoffice.admin import ScopedForm
from privacy_domain.backoffice.site import site
from privacy_domain.people import services
from privacy_domain.people.models import Agreement, Attestation, Channel, Partner
from privacy_domain.people.selectors import register_on

_END = {"beeindigen": (_("End today"), _("Today is the last day. What went before stays as it is."))}


class RegisterForm(ScopedForm):
    """An end before the beginning cannot be."""

    def clean(self) -> dict[str, Any] | None:
        """The dates in their order."""
        said = super().clean() or {}
        first, last = said.get("valid_from"), said.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _("The last day comes before the first day."))
        return said


class RegisterAdmin(ActingAdmin):
    """Entered once, ended once. `reach` names the fields that can change in between."""

    acts: ClassVar[dict[str, tuple[Any, Any]]] = _END
    asked: ClassVar[tuple[str, ...]] = ()
    reach: ClassVar[tuple[str, ...]] = ()

    def open_acts(self, row: Any) -> list[str]:
        """What has an end cannot be ended, nor what has yet to begin."""
        return [] if row.valid_until is not None or row.valid_from > clock.today() else ["beeindigen"]

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """Shown fields."""
        ends = () if obj is None or "valid_until" in self.asked else ("valid_until",)
        return (*self.asked, *ends)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """An existing row changes only in how to reach it."""
        return tuple(name for name in self.get_fields(request, obj) if name not in self.reach) if obj else ()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """By the services."""
        by, said = account(request.user), form.cleaned_data
        if not change:
            obj.pk = self.enter({name: said[name] for name in self.asked}, by).pk
        elif self.reach:
            self.alter(type(obj).objects.get(pk=obj.pk), {name: said[name] for name in self.reach}, by)

    def enter(self, said: dict[str, Any], by: User) -> Model:
        """Put it in the register."""
        raise NotImplementedError

    def alter(self, row: Any, said: dict[str, Any], by: User) -> None:
        """Change how to reach it."""


class PartnerForm(RegisterForm):
    """A recipient: its class decides which rule applies."""

    code = forms.ChoiceField(label=_("kind of recipient"), choices=[(code.value, words) for code, words in RECIPIENTS.items()])
    laws = forms.MultipleChoiceField(
        label=_("laws that it carries out"),
        choices=[(law.value, words) for law, words in LAW_NAMES.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    class Meta:
        model = Partner
        fields = (
            *("name", "organisation", "recipient_class", "code", "laws", "direct_authority"),
            *("postal_address", "contact", "email", "telephone", "valid_from"),
        )

    def clean(self) -> dict[str, Any] | None:
        """A partner carries out a law; a name stands in the register once."""
        said = super().clean() or {}
        if said.get("recipient_class") == Partner.Class.PARTNER and not said.get("laws"):
            self.add_error("laws", _("Say which law this partner carries out."))
        name = " ".join(str(said.get("name", "")).split())
        if self.instance._state.adding and any(partner.name == name and partner.valid_until is None for partner in register_on(clock.today())):
            self.add_error("name", _("This name stands in the register already."))
        return said


@admin.register(Partner, site=site)
class PartnerAdmin(RegisterAdmin):
    """Partners, processors and third parties (leek-2018 art. 1 onder d and f; landsmeer-2016 art. 1)."""

    form = PartnerForm
    list_display = ("name", "recipient_class", "organisation", "valid_from", "valid_until")
    list_filter = ("recipient_class",)
    search_fields = ("name",)
    lookups = frozenset({"recipient_class__exact"})
    reach = ("postal_address", "contact", "email", "telephone")
    asked = ("name", "organisation", "recipient_class", "code", "laws", "direct_authority", *reach, "valid_from")

    def enter(self, said: dict[str, Any], by: User) -> Partner:
        """By the service."""
        return services.register_partner(**said, by=by)

    def alter(self, row: Partner, said: dict[str, Any], by: User) -> None:
        """By the service."""
        services.change_contact(partner=row, **said, by=by)

    def done(self, request: HttpRequest, act: str, row: Partner, by: User) -> None:
        """End it."""
        services.end_partner(partner=row, last_day=clock.today(), by=by)


@admin.register(Agreement, site=site)
class AgreementAdmin(RegisterAdmin):
    """Processing agreements and covenants; without one in force a processor receives nothing (leek-2018 art. 1 onder d)."""

    form = RegisterForm
    list_display = ("partner", "kind", "reference", "valid_from", "valid_until")
    list_filter = ("kind",)
    list_select_related = ("partner",)
    lookups = frozenset({"kind__exact"})
    asked = ("partner", "kind", "reference", "valid_from", "valid_until")

    def enter(self, said: dict[str, Any], by: User) -> Agreement:
        """By the service."""
        return services.register_agreement(**said, by=by)

    def done(self, request: HttpRequest, act: str, row: Agreement, by: User) -> None:
        """End it."""
        services.end_agreement(agreement=row, last_day=clock.today(), by=by)


class AttestationForm(RegisterForm):
    """What a partner stated, and who signed for it."""

    points = forms.MultipleChoiceField(label=_("what is stated"), choices=Attestation.Point.choices, widget=forms.CheckboxSelectMultiple)

    def clean(self) -> dict[str, Any] | None:
        """Only a partner answers for its own processing."""
        said = super().clean() or {}
        partner = said.get("partner")
        if partner is not None and partner.recipient_class != Partner.Class.PARTNER:
            self.add_error("partner", _("Only a partner makes this statement."))
        return said


@admin.register(Attestation, site=site)
class AttestationAdmin(RegisterAdmin):
    """Statements of partners, dated (leek-2018 art. 3 lid 5; landsmeer-2016 art. 3 lid 3)."""

    form = AttestationForm
    list_display = ("partner", "signed_by", "reference", "valid_from", "valid_until")
    list_select_related = ("partner",)
    acts: ClassVar[dict[str, tuple[Any, Any]]] = {}
    asked = ("partner", "points", "signed_by", "reference", "valid_from", "valid_until")

    def open_acts(self, row: Any) -> list[str]:
        """None: a newer one comes beside it."""
        return []

    def enter(self, said: dict[str, Any], by: User) -> Attestation:
        """By the service."""
        return services.register_attestation(**said, by=by)


@admin.register(Channel, site=site)
class ChannelAdmin(RegisterAdmin):
    """The ways by which data may leave (leek-2018 art. 3 lid 4)."""

    form = RegisterForm
    list_display = ("name", "kind", "valid_from", "valid_until")
    list_filter = ("kind",)
    lookups = frozenset({"kind__exact"})
    asked = ("kind", "name", "valid_from")

    def enter(self, said: dict[str, Any], by: User) -> Channel:
        """By the service."""
        return services.open_channel(**said, by=by)

    def done(self, request: HttpRequest, act: str, row: Channel, by: User) -> None:
        """Close it."""
        services.close_channel(channel=row, last_day=clock.today(), by=by)
