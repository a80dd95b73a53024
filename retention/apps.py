from django.apps import AppConfig


class RetentionConfig(AppConfig):
    """How long, and then."""

    name = "retention"
    label = "retention"

    def ready(self) -> None:
        """Say how this floor's work is shown on the pages of the floors below, which know nothing of it."""
        from django.utils.translation import gettext_lazy as _

        from access import presenters
        from dossiers.presenters.dossier import add_tab
        from privacy_domain.web.watching import watch
        from retention.middleware import why_shut

        watch("ledger", why_shut)
        add_tab("retention", label=_("Keeping"), page="retention:dossier")
        presenters.show_task(
            "missing_closing", title=_("Is the support over? Nothing changed in this dossier for a year"), page="retention:closing_task"
        )
        presenters.show_task("judge_list", title=_("Judge a destruction list"), page="retention:list")
        presenters.show_task("approve_list", title=_("Approve a destruction list"), page="retention:list")
        presenters.show_task("review_hold", title=_("Look again whether something must still be kept"), page="retention:hold")
