from django.apps import AppConfig


class DossiersConfig(AppConfig):
    """Floor 3: what we know, why, with whom we share it, and the talk at the kitchen table."""

    name = "dossiers"
    label = "dossiers"

    def ready(self) -> None:
        """Say how this floor's work is shown on the page "my work", and what it does before a dossier goes: both are asked lower down."""
        from django.utils.translation import gettext_lazy as _

        from access import presenters
        from dossiers.models import IndexPeriod
        from dossiers.presenters.work import plans_block, talks_block
        from dossiers.services.destroying import leave_others_whole
        from dossiers.services.forgetting import forget_words_beside
        from privacy_domain.audit.configuration import watch
        from privacy_domain.crypto.kinds import KeyKind
        from privacy_domain.erasure.removing import before_leaving

        before_leaving(KeyKind.DOSSIER, leave_others_whole)
        before_leaving(KeyKind.DOSSIER, forget_words_beside)
        watch(IndexPeriod, fields=["valid_from", "valid_until", "source"])
        presenters.add_block(talks_block, position=10)
        presenters.add_block(plans_block, position=20)
        presenters.show_task("stop_exchange", title=_("Stop sharing: consent was withdrawn"), page="dossiers:stop_exchange")
        presenters.show_task(
            "review_exclusion", title=_("Look whether a colleague was rightly kept away from a dossier"), page="dossiers:review_exclusion"
        )
        presenters.show_task("age_12", title=_("Somebody turned 12: look who decides now"), page="dossiers:age_task")
        presenters.show_task("age_16", title=_("Somebody turned 16: look who decides now"), page="dossiers:age_task")
        presenters.show_task("age_18", title=_("Somebody turned 18: look who decides now"), page="dossiers:age_task")
        presenters.show_task("representation_ends", title=_("A representation ends: look who acts for the client"), page="dossiers:age_task")
        presenters.show_task("departure", title=_("A colleague departed from the rules in a dossier"), page="dossiers:departure")
        presenters.show_task("evaluation_soon", title=_("A plan is to be looked at again soon"), page="dossiers:evaluation_task")
        presenters.show_task("evaluation_due", title=_("Look at a plan again, as was agreed"), page="dossiers:evaluation_task")
        presenters.show_task("hand_over", title=_("A colleague left: who goes on with this dossier?"), page="dossiers:take_over")
        presenters.show_task("answer_colleague", title=_("A colleague asks you something about a client"), page="dossiers:colleague_question")
        presenters.show_task(
            "read_colleague", title=_("Your question to a colleague is over: read what came of it"), page="dossiers:colleague_question"
        )
        presenters.show_task("tell_client_asked", title=_("Tell the client that you asked a colleague, and why"), page="dossiers:colleague_question")
        presenters.show_task("own_task", title=_("A task in a dossier"), page="dossiers:own_task")
        presenters.show_task("notify_provider", title=_("Tell a partner that the client died or moved"), page="dossiers:notify_provider")
        presenters.show_task("close_dossier", title=_("Close the dossier of a client who died or moved"), page="dossiers:close_task")
        presenters.show_task("think_along", title=_("A colleague asked you to think along"), page="dossiers:meldcode_task")
        presenters.show_task("carry_out_decision", title=_("Carry out what you decided"), page="dossiers:meldcode_task")
        presenters.show_task("remove_index_entry", title=_("Take somebody out of the verwijsindex"), page="dossiers:index_task")
        presenters.show_task("tell_index_entry", title=_("Tell the client that he stands in the verwijsindex"), page="dossiers:index_task")
        presenters.show_task("policy_departure", title=_("A colleague departed from the policy in a dossier"), page="dossiers:judge_policy_departure")
        presenters.show_task("answer_veilig_thuis", title=_("Answer a question from outside"), page="dossiers:vt_task")
        presenters.show_task("review_inquiry", title=_("Look at an inquiry that a colleague began"), page="dossiers:review_inquiry")
        presenters.show_task("end_inquiry", title=_("End an inquiry, and write down what came of it"), page="dossiers:inquiry_task")
        presenters.show_task("review_looks", title=_("Ask after the looks that stood out last week"), page="dossiers:look_reviews_of")
        presenters.show_task("explain_look", title=_("Say why you looked into a dossier"), page="dossiers:explain_look")
        presenters.show_task("read_explanation", title=_("A colleague said why he looked into a dossier"), page="dossiers:look_review")
        presenters.show_task("decide_duty", title=_("Somebody asks access on a duty in law"), page="dossiers:duty")
        presenters.show_task("review_duty_lead", title=_("Review access on a duty in law"), page="dossiers:duty")
        presenters.show_task("review_duty_officer", title=_("Review access on a duty in law"), page="dossiers:duty")
        presenters.show_task("decide_disclosure", title=_("A colleague asks whether something may be shared"), page="dossiers:decide_disclosure")
        presenters.show_task("confirm_call", title=_("Confirm what you said by telephone about sharing"), page="dossiers:decide_disclosure")
        presenters.show_task("tell_client", title=_("Tell the client what was shared"), page="dossiers:telling")
        presenters.show_task("look_at_telling", title=_("The client was not told yet what was shared: look at it again"), page="dossiers:telling")
