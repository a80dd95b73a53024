"""Addresses of no municipality."""

from __future__ import annotations

from django.urls import path

from privacy_domain.web import views

app_name = "web"
urlpatterns = [
    path("health/", views.health, name="health"),
]
