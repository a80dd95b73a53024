"""Work's place among the apps."""

from __future__ import annotations

from django.apps import AppConfig


class WorkConfig(AppConfig):
    """See the package docstring."""

    name = "privacy_domain.work"
    label = "work"
    verbose_name = "Work"
