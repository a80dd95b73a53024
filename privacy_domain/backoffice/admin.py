"""The base of every page of the administration: one municipality, by role, each look in the log, nothing deleted."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import Field, ForeignKey, Model, QuerySet
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from privacy_domain.audit.models import ConfigurationEntry
from privacy_domain.audit.record import look, record
from privacy_domain.backoffice.events import BackofficeEvent
from privacy_domain.backoffice.site import FUNCTIONAL_ADMIN, PRIVACY_OFFICER, roles_of
from privacy_domain.tenancy import scope


class ScopedForm(ModelForm):  # type: ignore[type-arg]
    """Validates what must be unique within the municipality, although the municipality is no field of the form."""

    def _get_validation_exclusions(self) -> set[str]:
        return set(super()._get_validation_exclusions()) - {"municipality"}  # type: ignore[misc]


class ScopedAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows of the municipality in scope; seen and changed by role; no deleting, no actions on many rows.

    `readers` and `writers` are the administrative roles. Only fields named in `lookups` can be asked for in the address of a
    list: what a list does not show cannot be guessed through it. A subclass saves through services by overriding
    `save_model`; without that the row is validated and watched by the log of configuration.
    """

    readers: ClassVar[frozenset[str]] = frozenset({PRIVACY_OFFICER, FUNCTIONAL_ADMIN})
    writers: ClassVar[frozenset[str]] = frozenset({FUNCTIONAL_ADMIN})
    lookups: ClassVar[frozenset[str]] = frozenset()
    can_add: ClassVar[bool] = True
    can_change: ClassVar[bool] = True

    form = ScopedForm
    actions = None
    list_per_page = 50
    list_max_show_all = 50
    show_full_result_count = False
    save_on_top = False
    view_on_site = False

    # ------------------------------------------------------------ who may
    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether the model stands in the index."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """By role; rows of elsewhere are not found at all."""
        return bool(roles_of(request) & self.readers)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """By role."""
        return self.can_add and bool(roles_of(request) & self.writers)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """By role."""
        return self.can_change and bool(roles_of(request) & self.writers)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody deletes here: things end."""
        return False

    # ------------------------------------------------------------ what is there
    def get_queryset(self, request: HttpRequest) -> QuerySet[Model]:
        """The rows of the municipality in scope, whatever the model's manager does."""
        rows: QuerySet[Model] = super().get_queryset(request)
        names = {field.name for field in self.model._meta.concrete_fields}
        return rows.filter(municipality_id=scope.require().id) if "municipality" in names else rows.filter(pk=scope.require().id)

    def formfield_for_foreignkey(self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        """Choices from the municipality in scope only."""
        related = db_field.remote_field.model
        kwargs.setdefault("queryset", related._default_manager.all())
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Only what the model's page names."""
        return lookup in self.lookups

    # ------------------------------------------------------------ what stands in the log
    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list, with one line in the log that names the rows it shows. Raises BadRequest for a character that no column can hold."""
        if any("\0" in word for pair in request.GET.lists() for word in (pair[0], *pair[1])):
            raise BadRequest("a null character in the question")
        response = super().changelist_view(request, extra_context)
        if isinstance(response, TemplateResponse) and response.context_data and "cl" in response.context_data:
            shown = [row.pk for row in response.context_data["cl"].result_list]
            look(BackofficeEvent.LIST_SEEN, by=request.user, subject_kind=self._kind(), object_ids=[pk for pk in shown if isinstance(pk, UUID)])
        return response

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One row, with a line in the log."""
        response = super().changeform_view(request, object_id, form_url, {"show_save_and_add_another": False} | (extra_context or {}))
        if isinstance(response, TemplateResponse) and response.context_data:
            row = response.context_data.get("original")
            if row is not None:
                look(BackofficeEvent.ROW_SEEN, by=request.user, subject_kind=self._kind(), subject_id=row.pk)
            if response.context_data.get("errors"):
                response.status_code = 422
        return response

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Who changed which fields of this row, from the log of configuration."""
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        look(BackofficeEvent.HISTORY_SEEN, by=request.user, subject_kind=self._kind(), subject_id=row.pk)
        lines = ConfigurationEntry.objects.get_for_object(row).select_related("actor").order_by("-timestamp")[:100]
        context = self.admin_site.each_context(request) | {
            "title": str(self.opts.verbose_name),
            "object": row,
            "opts": self.opts,
            "lines": [{"at": line.timestamp, "actor": line.actor, "fields": self._labels(line.changes or {})} for line in lines],
        }
        return TemplateResponse(request, "backoffice/history.html", context | (extra_context or {}))

    def _labels(self, changes: dict[str, Any]) -> list[str]:
        known: dict[str, Field[Any, Any]] = {field.name: field for field in self.model._meta.concrete_fields}
        return [str(known[name].verbose_name) if name in known else name for name in sorted(changes)]

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> None:  # type: ignore[override]
        """In the audit log instead of Django's own, which keeps texts of rows."""
        record(BackofficeEvent.ROW_ADDED, by=request.user, subject_kind=self._kind(), subject_id=obj.pk)

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> None:  # type: ignore[override]
        """As `log_addition`, with the names of the fields."""
        fields = message[0].get("changed", {}).get("fields", []) if message else []
        names = {str(field.verbose_name): field.name for field in self.model._meta.concrete_fields}
        changed = [names[label] for label in fields if label in names]
        record(BackofficeEvent.ROW_CHANGED, by=request.user, subject_kind=self._kind(), subject_id=obj.pk, fields=changed)

    def _kind(self) -> str:
        return f"{self.opts.app_label}.{self.opts.model_name}"
