from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Who may look: accounts, teams, roles, grounds, markers and the gate."""

    name = "access"
    label = "access"
