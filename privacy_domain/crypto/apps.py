from django.apps import AppConfig


class CryptoConfig(AppConfig):
    """See the package docstring."""

    name = "privacy_domain.crypto"
    label = "crypto"
