"""Addresses: only random keys in them."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "subject_requests"

urlpatterns: list[URLPattern] = []
