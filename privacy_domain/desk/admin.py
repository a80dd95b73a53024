"""The administration of the municipality itself."""

from __future__ import annotations

from django.contrib import admin

from privacy_domain.backoffice.admin import ScopedAdmin
from privacy_domain.backoffice.site import site
from privacy_domain.desk import activities as activities  # their pages stand beside this one
from privacy_domain.desk import register as register
from privacy_domain.tenancy.models import Municipality


@admin.register(Municipality, site=site)
class MunicipalityAdmin(ScopedAdmin):
    """What stands on letters and pages. Its code stands in addresses and never changes."""

    can_add = False
    list_display = ("name", "controller", "telephone", "email")
    fields = ("code", "name", "controller", "visiting_address", "postal_address", "telephone", "email", "website", "privacy_officer")
    readonly_fields = ("code",)
