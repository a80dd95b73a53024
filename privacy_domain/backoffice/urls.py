"""Addresses of the administration, below the name `admin`."""

from __future__ import annotations

from django.urls import path

from privacy_domain.backoffice.site import site

urlpatterns = [path("", site.urls)]
