"""Accounts, teams, places in teams and roles, administered by a functional administrator. Everything is saved by services."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from access import selectors, services
from access.models import Acknowledgement, Ground, Membership, RoleAssignment, Team, User
from privacy_domain.backoffice.admin import ScopedAdmin, ScopedForm
from privacy_domain.backoffice.site import site


class ActingAdmin(ScopedAdmin):
    """Pages with acts on one row: each asks for a confirmation and is done by one service.

    `acts` names them: code in the address -> label and question. `done` does one and may answer with a page of its own.
    """

    acts: ClassVar[dict[str, tuple[Any, Any]]] = {}
    change_form_template = "backoffice/change_form_with_acts.html"

    def get_urls(self) -> list[URLPattern]:
        """Django's addresses, and one for each act on a row."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_act"
        act = path("<uuid:object_id>/doen/<slug:act>/", self.admin_site.admin_view(self.act_view), name=name)
        return [act, *super().get_urls()]

    def open_acts(self, row: Any) -> list[str]:
        """The acts that make sense for this row now."""
        return list(self.acts)

    def done(self, request: HttpRequest, act: str, row: Any, by: User) -> HttpResponse | None:
        """Do `act` on `row`; None leads back to the list."""
        raise NotImplementedError

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The row, with the acts beside it."""
        row = self.get_object(request, object_id)
        acts = self.open_acts(row) if row is not None and self.has_change_permission(request, row) else []
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_act"
        shown = [{"label": self.acts[act][0], "url": reverse(name, args=[row.pk, act])} for act in acts if row is not None]
        response: HttpResponse = super().change_view(request, object_id, form_url, {"acts": shown} | (extra_context or {}))
        return response

    def act_view(self, request: HttpRequest, object_id: Any, act: str) -> HttpResponse:
        """Ask first, then do."""
        row = self.get_object(request, str(object_id))
        if row is None or act not in self.acts or not self.has_change_permission(request, row) or act not in self.open_acts(row):
            raise Http404
        if request.method == "POST":
            answer = self.done(request, act, row, selectors.account(request.user))
            return answer or HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))
        label, question = self.acts[act]
        context = self.admin_site.each_context(request) | {"title": label, "question": question, "row": row, "opts": self.opts}
        return TemplateResponse(request, "backoffice/confirm.html", context)


class UserForm(ScopedForm):
    """What an account says about its owner."""

    class Meta:
        model = User
        fields = ("username", "display_name", "job_title", "profession", "email")

    def clean_username(self) -> str:
        """Unique within the municipality, in lower case."""
        username = str(self.cleaned_data["username"]).strip().lower()
        known = selectors.user_by_name(username)
        if known is not None and known.pk != self.instance.pk:
            raise forms.ValidationError(_("This user name exists already. Choose another."))
        return username


@admin.register(User, site=site)
class UserAdmin(ActingAdmin):
    """Accounts: made with a one-time password, changed, closed; never deleted."""

    form = UserForm
    list_display = ("username", "display_name", "job_title", "profession", "is_active")
    list_filter = ("is_active", "profession")
    search_fields = ("username", "display_name")
    ordering = ("username",)
    lookups = frozenset({"is_active__exact", "profession__exact"})
    acts: ClassVar[dict[str, tuple[Any, Any]]] = {
        "wachtwoord": (_("New one-time password"), _("The password of now stops working, and every open session ends.")),
        "factoren": (_("Forget second factors"), _("The owner lost them. He sets up new ones at the next login; every open session ends.")),
        "sluiten": (_("Close account"), _("Every open session ends at its next request. Nothing is removed.")),
        "openen": (_("Open account again"), _("The owner can log in again.")),
    }

    def open_acts(self, row: User) -> list[str]:
        """A closed account can only be opened."""
        return ["wachtwoord", "factoren", "sluiten"] if row.is_active else ["openen"]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """A user name stays: the log refers to it."""
        return ("username", "is_active", "last_login") if obj else ()

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """Shown fields."""
        asked = ("username", "display_name", "job_title", "profession", "email")
        return (*asked, "is_active", "last_login") if obj else asked

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """By the services."""
        by = selectors.account(request.user)
        said = {name: form.cleaned_data[name] for name in ("display_name", "job_title", "profession", "email")}
        if change:
            services.change_user(user=User.objects.get(pk=obj.pk), **said, by=by)
        else:
            obj.pk = services.create_user(username=form.cleaned_data["username"], **said, by=by).pk

    def response_add(self, request: HttpRequest, obj: User, post_url_continue: str | None = None) -> HttpResponse:
        """A new account gets its one-time password at once, shown here and nowhere else."""
        return self._show_password(User.objects.get(pk=obj.pk), selectors.account(request.user), request)

    def done(self, request: HttpRequest, act: str, row: User, by: User) -> HttpResponse | None:
        """One service for each act."""
        if act == "wachtwoord":
            return self._show_password(row, by, request)
        if act == "factoren":
            services.remove_factors(user=row, by=by)
        elif act == "sluiten":
            services.deactivate_user(user=row, by=by)
        elif act == "openen":
            services.activate_user(user=row, by=by)
        return None

    def _show_password(self, user: User, by: User, request: HttpRequest) -> HttpResponse:
        password = services.set_one_time_password(user=user, by=by)
        context = self.admin_site.each_context(request) | {"title": _("One-time password"), "row": user, "password": password, "opts": self.opts}
        return TemplateResponse(request, "backoffice/one_time_password.html", context)


@admin.register(Team, site=site)
class TeamAdmin(ScopedAdmin):
    """Teams. One that no longer works is made inactive."""

    list_display = ("name", "active")
    list_filter = ("active",)
    search_fields = ("name",)
    lookups = frozenset({"active__exact"})
    fields = ("name", "active")

    def save_model(self, request: HttpRequest, obj: Team, form: Any, change: bool) -> None:
        """By the services."""
        by = selectors.account(request.user)
        if change:
            services.change_team(team=Team.objects.get(pk=obj.pk), name=obj.name, active=obj.active, by=by)
        else:
            obj.pk = services.create_team(name=obj.name, by=by).pk


class GivenAdmin(ActingAdmin):
    """Something given from one day until another: given once, ended, never changed otherwise."""

    can_change = True
    acts: ClassVar[dict[str, tuple[Any, Any]]] = {"beeindigen": (_("End now"), _("This ends at once. What was done with it stays in the log."))}
    lookups = frozenset({"role__exact", "team__id__exact"})

    def open_acts(self, row: Any) -> list[str]:
        """What has ended cannot be ended."""
        return [] if row.ended_at else ["beeindigen"]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """Nothing of it is changed: it ends, and something else is given."""
        return (*(str(name) for name in self.fields or ()), "ended_at") if obj else ()

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """Shown fields."""
        asked = tuple(str(name) for name in self.fields or ())
        return (*asked, "ended_at") if obj else asked

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """By the services; an existing row has nothing that can be saved."""
        if not change:
            obj.pk = self.give(form.cleaned_data, selectors.account(request.user)).pk

    def give(self, said: dict[str, Any], by: User) -> Any:
        """Give it."""
        raise NotImplementedError


@admin.register(Membership, site=site)
class MembershipAdmin(GivenAdmin):
    """Places in teams."""

    list_display = ("user", "team", "role", "since", "until", "ended_at")
    list_filter = ("role", "team")
    list_select_related = ("user", "team")
    fields = ("user", "team", "role", "since", "until")

    def give(self, said: dict[str, Any], by: User) -> Membership:
        """By the service."""
        return services.add_member(**{name: said[name] for name in ("team", "user", "role", "since", "until")}, by=by)

    def done(self, request: HttpRequest, act: str, row: Membership, by: User) -> None:
        """End it."""
        services.end_membership(membership=row.pk, by=by)


@admin.register(RoleAssignment, site=site)
class RoleAdmin(GivenAdmin):
    """Roles for the whole municipality."""

    list_display = ("user", "role", "since", "until", "ended_at")
    list_filter = ("role",)
    list_select_related = ("user",)
    fields = ("user", "role", "since", "until")

    def give(self, said: dict[str, Any], by: User) -> RoleAssignment:
        """By the service."""
        return services.assign_role(**{name: said[name] for name in ("user", "role", "since", "until")}, by=by)

    def done(self, request: HttpRequest, act: str, row: RoleAssignment, by: User) -> None:
        """End it."""
        services.end_role(assignment=row.pk, by=by)


class ReadOnlyAdmin(ScopedAdmin):
    """Rows to read: they are made elsewhere."""

    can_add = False
    can_change = False


@admin.register(Acknowledgement, site=site)
class AcknowledgementAdmin(ReadOnlyAdmin):
    """Who promised secrecy, and when."""

    list_display = ("user", "version", "at")
    list_select_related = ("user",)
    ordering = ("-at",)


@admin.register(Ground, site=site)
class GroundAdmin(ReadOnlyAdmin):
    """Who may come near which dossier, and why; for the privacy officer. Dossiers by their keys, without names."""

    readers = frozenset({"privacy_officer"})
    list_display = ("subject", "kind", "principal_kind", "may_write", "since", "until", "ended_at")
    list_filter = ("kind", "principal_kind", "may_write")
    lookups = frozenset({"kind__exact", "principal_kind__exact", "may_write__exact"})
    ordering = ("-placed_at",)
