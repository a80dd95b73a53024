from django.apps import AppConfig


class TenancyConfig(AppConfig):
    """Municipalities and the protocol versions they adopted."""

    name = "privacy_domain.tenancy"
    label = "tenancy"
    verbose_name = "Gemeente en protocol"
