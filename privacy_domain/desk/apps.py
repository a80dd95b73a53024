from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    """See the package docstring."""

    name = "privacy_domain.desk"
    label = "desk"
    verbose_name = _("Registers")

    def ready(self) -> None:
        """Put the figures of today in front of the administration."""
        from privacy_domain.backoffice.site import site
        from privacy_domain.desk.dashboard import front

        site.show_in_front(front)
