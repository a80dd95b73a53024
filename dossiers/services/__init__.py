"""Use cases of the dossier and the talk: each one function, one transaction, one line in the log."""

from consent.models import ConsentForm
from dossiers.models import PartnerChoice
from dossiers.policies.hearing import open_form, question_of
from dossiers.services.authorisation import authorise, end_authorisation, list_authorisations, review_authorisation
from dossiers.services.documents import form_document, information_document, receipt_document, withdrawal_document
from dossiers.services.dossier import (
    end_involvement,
    involve,
    mark_violence,
    open_dossier,
    start_dossier,
    unmark_violence,
)
from dossiers.services.drafts import DraftConflict, save_draft
from dossiers.services.duty import Duty, ask_duty_access, end_duty_access, grant_duty_access, open_duty, refuse_duty_access, review_duty_access
from dossiers.services.exclusion import end_exclusion, exclude_colleague
from dossiers.services.leaving import close_rows_of, take_over
from dossiers.services.looks import Looks, looks_document, looks_letter, open_looks
from dossiers.services.partners import (
    answer_partner,
    choose_partner,
    describe_partner,
    drop_partner,
    finish_partners,
    tell_partner,
)
from dossiers.services.plan import open_plan
from dossiers.services.questions import ask_agreement, go_without, judge_special
from dossiers.services.rights import Rights, open_rights
from dossiers.services.signing import (
    close_form_by_refusal,
    make_form,
    receive_paper,
    sign_on_screen,
)
from dossiers.services.table import Seat, record_table
from dossiers.services.talk import (
    check_together,
    explain,
    finish_talk,
    hand_over,
    open_talk,
    prepare_talk,
    start_talk,
    write_notes,
)
from dossiers.services.withdrawal import Withdrawn, open_to_withdraw, stop_exchange, withdraw_consent

__all__ = [
    "ConsentForm",
    "DraftConflict",
    "Duty",
    "Looks",
    "PartnerChoice",
    "Rights",
    "Seat",
    "Withdrawn",
    "answer_partner",
    "ask_agreement",
    "ask_duty_access",
    "authorise",
    "check_together",
    "choose_partner",
    "close_form_by_refusal",
    "close_rows_of",
    "describe_partner",
    "drop_partner",
    "end_authorisation",
    "end_duty_access",
    "end_exclusion",
    "end_involvement",
    "exclude_colleague",
    "explain",
    "finish_partners",
    "finish_talk",
    "form_document",
    "go_without",
    "grant_duty_access",
    "hand_over",
    "information_document",
    "involve",
    "judge_special",
    "list_authorisations",
    "looks_document",
    "looks_letter",
    "make_form",
    "mark_violence",
    "open_dossier",
    "open_duty",
    "open_form",
    "open_looks",
    "open_plan",
    "open_rights",
    "open_talk",
    "open_to_withdraw",
    "prepare_talk",
    "question_of",
    "receipt_document",
    "receive_paper",
    "record_table",
    "refuse_duty_access",
    "review_authorisation",
    "review_duty_access",
    "save_draft",
    "sign_on_screen",
    "start_dossier",
    "start_talk",
    "stop_exchange",
    "take_over",
    "tell_partner",
    "unmark_violence",
    "withdraw_consent",
    "withdrawal_document",
    "write_notes",
]
