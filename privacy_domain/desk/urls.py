"""Addresses of the desk of the privacy officer that are not the administration's."""

from __future__ import annotations

from django.urls import path

from privacy_domain.desk.registers import views as registers

app_name = "desk"

urlpatterns = [
    path("registers/", registers.overview, name="registers"),
    path("registers/uitvoer/<uuid:export_id>/", registers.exported, name="export"),
    path("registers/uitvoer/<uuid:export_id>/bestand/", registers.download, name="download"),
    path("registers/<slug:register_code>/", registers.register, name="register"),
    path("registers/<slug:register_code>/uitvoer/", registers.export, name="ask_export"),
]
