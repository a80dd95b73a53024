from django.apps import AppConfig


class RequestsConfig(AppConfig):
    """Rights of the data subject, objections, complaints."""

    name = "requests"
    label = "subject_requests"
    verbose_name = "Verzoeken over gegevens"

    def ready(self) -> None:
        """Say how this floor's work is shown on the pages of the floors below, which know nothing of it."""
        from django.utils.translation import gettext_lazy as _

        from access import presenters
        from dossiers.presenters.dossier import add_tab
        from requests.presenters.desk import terms_block

        add_tab("requests", label=_("Requests"), page="subject_requests:of_client")
        presenters.add_block(terms_block, position=30)
        presenters.show_task("assign_request", title=_("A request came in: who handles it?"), page="subject_requests:to_assign")
        presenters.show_task("request_due", title=_("The last day of a request comes near, or has passed"), page="subject_requests:reminder")
        presenters.show_task("execute_request", title=_("Carry out a decision on a request"), page="subject_requests:execute_from_task")
        presenters.show_task("tell_recipient", title=_("Carry out a decision on a request"), page="subject_requests:execute_from_task")
        presenters.show_task("sign_decision", title=_("A decision waits for your signature"), page="subject_requests:decide_from_task")
        presenters.show_task("send_decision", title=_("A decision was signed: send the letter"), page="subject_requests:decide_from_task")
        presenters.show_task("close_request", title=_("Close the request after the last day to object"), page="subject_requests:decide_from_task")
        presenters.show_task("hand_over_package", title=_("The decision went out: hand over the package"), page="subject_requests:to_assign")
        presenters.show_task("search_data", title=_("Somebody asks for his data: look what you hold"), page="subject_requests:search")
        presenters.show_task("read_package", title=_("Read an access package before it goes out"), page="subject_requests:read_package")
        presenters.show_task("give_case", title=_("A complaint or objection came in: who handles it?"), page="subject_requests:case")
        presenters.show_task("case_due", title=_("The last day of a complaint or objection comes near, or has passed"), page="subject_requests:case")
        presenters.show_task("handle_case", title=_("Handle a complaint or objection"), page="subject_requests:case")
