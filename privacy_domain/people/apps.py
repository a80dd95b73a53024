from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """See the package docstring."""

    name = "privacy_domain.people"
    label = "people"
