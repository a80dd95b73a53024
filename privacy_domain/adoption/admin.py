"""The administration of what is in force and of what is proposed: by one, its effect counted, approved by another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from access.admin import ActingAdmin
from access.models import User
from access.selectors import account
from privacy_domain.adoption import effects, services
from privacy_domain.adoption.asked import Asked, first_day
from privacy_domain.adoption.models import Proposal, ProposalEffect
from privacy_domain.adoption.wording import effect_in_words, law_or_right
from privacy_domain.audit.record import look
from privacy_domain.backoffice.admin import ScopedAdmin, ScopedForm
from privacy_domain.backoffice.events import BackofficeEvent
from privacy_domain.backoffice.site import FUNCTIONAL_ADMIN, PRIVACY_OFFICER, site
from privacy_domain.protocols import book
from privacy_domain.tenancy import scope
from privacy_domain.tenancy.models import Adoption
from privacy_domain.web.errors import Invalid, put_error
from privacy_domain.work.selectors import progress_of

ASKED = ("adoption", "version", "published_on", "valid_from", "valid_until", "basis", "source", "review_on", "owner")


class ProposalForm(ScopedForm):
    """A version to take into force, or other dates for one."""

    version = forms.ChoiceField(label=_("protocol version"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "version" in self.fields:
            own = [one for one in book.versions() if one.municipality == scope.require().code]
            self.fields["version"].choices = [(one.id, one.citation_title) for one in own]  # type: ignore[attr-defined]
            self.fields["valid_from"].required = False

    def clean(self) -> dict[str, Any] | None:
        """What the service would refuse, at its field."""
        said = super().clean() or {}
        if not self.errors and self.instance._state.adding:
            try:
                first_day(self.asked())
            except Invalid as error:
                put_error(self, error)
        return said

    def validate_constraints(self) -> None:
        """The service says in words what the database refuses."""

    def asked(self) -> Asked:
        """What was filled in."""
        said: dict[str, Any] = {name: self.cleaned_data.get(name) for name in ASKED}
        return Asked(**said)


@admin.register(Proposal, site=site)
class ProposalAdmin(ActingAdmin):
    """What is proposed about the protocol. Whoever approves is another than who proposed, and approves what he has seen."""

    writers = frozenset({PRIVACY_OFFICER, FUNCTIONAL_ADMIN})
    form = ProposalForm
    change_form_template = "backoffice/proposal.html"
    list_display = ("version", "valid_from", "valid_until", "state", "proposed_by", "proposed_at")
    list_filter = ("state",)
    list_select_related = ("proposed_by",)
    lookups = frozenset({"state__exact"})
    ordering = ("-proposed_at",)
    acts: ClassVar[dict[str, tuple[Any, Any]]] = {
        "goedkeuren": (_("Approve"), _("The version or the dates hold from the day proposed. What was done before that day keeps its version.")),
        "opnieuw-tellen": (_("Count the effect anew"), _("What was counted goes, and everything is counted as it stands now.")),
        "intrekken": (_("Withdraw"), _("Nothing changes, and what was counted goes.")),
    }
    _shown = (*ASKED, "state", "proposed_by", "proposed_at", "decided_by", "decided_at")

    def open_acts(self, row: Any) -> list[str]:
        """Approving waits for the count."""
        if row.state not in Proposal.OPEN:
            return []
        return list(self.acts) if row.state == Proposal.State.COUNTED else ["opnieuw-tellen", "intrekken"]

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """Asked once, shown afterwards."""
        return self._shown if obj else ASKED

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """Nothing of a proposal changes: it is withdrawn, and another is made."""
        return self._shown if obj else ()

    def save_model(self, request: HttpRequest, obj: Proposal, form: Any, change: bool) -> None:
        """By the service; an existing row has nothing that can be saved."""
        if not change:
            obj.pk = services.propose(asked=form.asked(), by=account(request.user)).pk

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The proposal with its effect."""
        row = self.get_object(request, object_id)
        return super().change_view(request, object_id, form_url, (self._effect(request, row) if row else {}) | (extra_context or {}))

    def _effect(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        by = account(request.user)
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_act"
        offered = [act for act in self.open_acts(row) if act != "goedkeuren" or row.proposed_by_id != by.pk]
        urls = {act: reverse(name, args=[row.pk, act]) + (f"?gezien={row.digest}" if act == "goedkeuren" else "") for act in offered}
        counted = effects.tally(row)
        lines = reverse(f"admin:{self.opts.app_label}_proposaleffect_changelist")
        kinds = [
            {
                "label": label,
                "count": getattr(counted, str(kind)),
                "of": row.requests if kind == ProposalEffect.Kind.TERM else row.dossiers,
                "url": f"{lines}?proposal__id__exact={row.pk}&kind__exact={kind}",
            }
            for kind, label in ProposalEffect.Kind.choices
        ]
        return {
            "acts": [{"label": self.acts[act][0], "url": url} for act, url in urls.items()],
            "kinds": kinds,
            "own": row.proposed_by_id == by.pk and row.state in Proposal.OPEN,
            "job": progress_of(row.job_id) if row.job_id and row.state == Proposal.State.COUNTING else None,
        }

    def act_view(self, request: HttpRequest, object_id: Any, act: str) -> HttpResponse:
        """As everywhere, and the question carries the mark of what was seen."""
        response = super().act_view(request, object_id, act)
        if isinstance(response, TemplateResponse) and response.context_data is not None:
            response.context_data["seen"] = request.GET.get("gezien", "")[:64]
        return response

    def done(self, request: HttpRequest, act: str, row: Proposal, by: User) -> HttpResponse | None:
        """One service for each act."""
        if act == "goedkeuren":
            services.approve(proposal=row, digest=request.POST.get("gezien", ""), by=by)
        elif act == "opnieuw-tellen":
            services.count_anew(proposal=row, by=by)
        elif act == "intrekken":
            services.withdraw(proposal=row, by=by)
        return None


@admin.register(ProposalEffect, site=site)
class ProposalEffectAdmin(ScopedAdmin):
    """What would change, line by line: the number of a dossier or a request, and nothing of what stands in it."""

    can_add = False
    can_change = False
    list_display = ("number", "kind", "what", "parts", "now", "then")
    list_filter = ("kind",)
    fields = ("proposal", "number", "kind", "what", "parts", "now", "then")
    readonly_fields = fields
    lookups = frozenset({"proposal__id__exact", "kind__exact"})
    ordering = ("kind", "number", "id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Model]:
        """Without those of dossiers that this account is kept away from."""
        return super().get_queryset(request).filter(pk__in=effects.effects_near(account(request.user)).values("pk"))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list; the log also names the dossiers that it shows."""
        response = super().changelist_view(request, extra_context)
        if isinstance(response, TemplateResponse) and response.context_data and "cl" in response.context_data:
            self._name_dossiers(request, response.context_data["cl"].result_list)
        return response

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One line; the log also names its dossier."""
        response = super().changeform_view(request, object_id, form_url, extra_context)
        if isinstance(response, TemplateResponse) and response.context_data and response.context_data.get("original"):
            self._name_dossiers(request, [response.context_data["original"]])
        return response

    def _name_dossiers(self, request: HttpRequest, rows: Iterable[ProposalEffect]) -> None:
        if shown := list(dict.fromkeys(row.dossier_id for row in rows if row.dossier_id)):
            look(BackofficeEvent.LIST_SEEN, subject_kind="dossier", object_ids=shown, by=account(request.user))

    @admin.display(description=_("part"))
    def what(self, row: ProposalEffect) -> str:
        """The law of the part, or the right that was invoked."""
        return law_or_right(row.kind, row.detail)

    @admin.display(description=_("now"))
    def now(self, row: ProposalEffect) -> str:
        """As it is."""
        return effect_in_words(row.kind, row.before)

    @admin.display(description=_("then"))
    def then(self, row: ProposalEffect) -> str:
        """As it would be."""
        return effect_in_words(row.kind, row.after)


@admin.register(Adoption, site=site)
class AdoptionAdmin(ScopedAdmin):
    """Which version holds from when until when. Nothing is changed here: that is proposed by one and approved by another."""

    can_add = False
    can_change = False
    list_display = ("version", "valid_from", "valid_until", "basis", "source")
    list_filter = ("basis",)
    lookups = frozenset({"basis__exact"})
    ordering = ("-valid_from",)
    fields = ("version", "valid_from", "valid_until", "basis", "source", "review_on", "owner")
