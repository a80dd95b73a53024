"""All addresses. Below a municipality's name (`/leek/...`) its middleware has already taken the name off."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("privacy_domain.web.urls")),
    path("account/", include("access.urls.account")),
    path("", include("access.urls")),
    path("", include("consent.urls")),
    path("", include("dossiers.urls")),
    path("", include("retention.urls")),
    path("", include("requests.urls")),
    path("", include("privacy_domain.desk.urls")),
    path("beheer/", include("privacy_domain.backoffice.urls")),
]

handler400 = "privacy_domain.web.errors.bad_request"
handler403 = "privacy_domain.web.errors.permission_denied"
handler404 = "privacy_domain.web.errors.not_found"
handler500 = "privacy_domain.web.errors.server_error"
