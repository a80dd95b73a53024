from django.apps import AppConfig


class WebConfig(AppConfig):
    """Template tags and error pages."""

    name = "privacy_domain.web"
    label = "web"
