from django.apps import AppConfig


class WorkConfig(AppConfig):
    """See the package docstring."""

    name = "privacy_domain.work"
    label = "work"
