from django.apps import AppConfig


class BackofficeConfig(AppConfig):
    """See the package docstring."""

    name = "privacy_domain.backoffice"
    label = "backoffice"
