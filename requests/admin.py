"""The register of mandates, administered by a functional administrator."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin

from access.admin import GivenAdmin
from access.models import User
from privacy_domain.backoffice.site import site
from requests import services
from requests.models import Mandate


@admin.register(Mandate, site=site)
class MandateAdmin(GivenAdmin):
    """Who may decide for the college, in which function, by which written decision, from when until when."""

    list_display = ("user", "act", "capacity", "document", "since", "until", "ended_at")
    list_filter = ("act",)
    list_select_related = ("user",)
    fields = ("user", "act", "capacity", "document", "since", "until")
    lookups: ClassVar = frozenset({"act__exact"})

    def give(self, said: dict[str, Any], by: User) -> Mandate:
        """By the service."""
        return services.give_mandate(**{name: said[name] for name in ("user", "act", "capacity", "document", "since", "until")}, by=by)

    def done(self, request: Any, act: str, row: Mandate, by: User) -> None:
        """End it."""
        services.end_mandate(mandate=row.pk, by=by)
