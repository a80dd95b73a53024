"""The administration of the register of processing activities: kept by the privacy officer, every earlier version kept."""

from __future__ import annotations

from django.contrib import admin

from privacy_domain.backoffice.admin import ScopedAdmin
from privacy_domain.backoffice.site import PRIVACY_OFFICER, site
from privacy_domain.desk.models import ProcessingActivity
from privacy_domain.desk.register import RegisterForm


@admin.register(ProcessingActivity, site=site)
class ProcessingActivityAdmin(ScopedAdmin):
    """Activities (avg art. 30 lid 1). One that is over gets a last day and stays."""

    form = RegisterForm
    writers = frozenset({PRIVACY_OFFICER})
    list_display = ("name", "basis", "law", "valid_from", "valid_until")
    list_filter = ("basis",)
    search_fields = ("name",)
    lookups = frozenset({"basis__exact"})
    ordering = ("name",)
    fields = (
        *("name", "purpose", "basis", "law", "subjects", "data", "exception", "recipients", "outside", "terms", "measures", "together_with"),
        *("contact", "assessed_on", "valid_from", "valid_until"),
    )
