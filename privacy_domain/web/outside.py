"""The addresses outside every municipality, beside the health page: the door of the building."""

from __future__ import annotations

from django.urls import path

from privacy_domain.web import views

urlpatterns = [path("", views.start, name="start")]

handler400 = "privacy_domain.web.errors.bad_request"
handler403 = "privacy_domain.web.errors.permission_denied"
handler404 = "privacy_domain.web.errors.not_found"
handler500 = "privacy_domain.web.errors.server_error"
