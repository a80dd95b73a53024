"""Finds the pages of the administration of our own apps; libraries bring none."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig, apps
from django.utils.module_loading import module_has_submodule

from privacy_domain.privacy import OUR_APPS


class BackofficeConfig(AppConfig):
    """The administration."""

    name = "privacy_domain.backoffice"
    label = "backoffice"

    def ready(self) -> None:
        """Import the `admin` module of every app of ours that has one."""
        for config in apps.get_app_configs():
            if config.name.split(".")[0] in OUR_APPS and config.module and module_has_submodule(config.module, "admin"):
                import_module(f"{config.name}.admin")
