"""What is still needed, in words: the conditions that a decision names in `missing`."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from privacy_domain.protocols.types import Condition

WORDS: dict[Condition, Promise] = {
    Condition.INFORMED: _("The client has been informed"),
    Condition.INFORMED_ORAL: _("The client has been informed orally"),
    Condition.INFORMED_WRITTEN: _("The client has been informed in writing"),
    Condition.CONSENT: _("The client has given consent"),
    Condition.CONSENT_WRITTEN: _("The client has given consent in writing"),
    Condition.BASIS: _("A legal basis has been recorded"),
    Condition.EXCEPTION: _("A ground for the exception has been chosen"),
    Condition.NOTE: _("The exception has been noted in the dossier"),
    Condition.TEAM_MEMBER: _("You are a member of the team"),
    Condition.DIRECTLY_INVOLVED: _("You are directly involved in the help for this client"),
    Condition.NECESSARY: _("It is necessary for your task, and the reason has been recorded"),
    Condition.DOMESTIC_VIOLENCE: _("Domestic violence has been recorded as at issue"),
    Condition.ASSIGNED_CASE: _("A complaint or objection about this dossier has been assigned to you"),
    Condition.STATUTORY_DUTY: _("A law compels it, and that has been recorded"),
    Condition.TOLD_BEFORE: _("The client was told beforehand why, to whom and what"),
    Condition.SIGNATURE: _("The client has signed"),
    Condition.LEAD_CONSULTED: _("The team lead has been consulted"),
    Condition.REASONS_RECORDED: _("The reasons have been recorded in the dossier"),
    Condition.CLIENT_INTEREST: _("The interest of the client has been recorded"),
    Condition.ACTING_ROLE: _("Someone with the right role does it"),
    Condition.ITEMS_OUTSIDE_LIST: _("Only the data that may be given in this case"),
    Condition.SERIOUS_SITUATION: _("The situation is serious"),
    Condition.URGENT_NEED: _("Help is urgently needed"),
    Condition.CONSENT_IMPOSSIBLE: _("Asking for consent is not possible"),
    Condition.VITAL_INTEREST_CLIENT: _("A vital interest of the client is at stake"),
    Condition.ONLY_WAY: _("There is no other way"),
    Condition.INFORMING_IMPOSSIBLE: _("Informing the client is not possible"),
}


def in_words(condition: object) -> str:
    """The condition as a sentence; a code that is not known comes back as it is."""
    try:
        return str(WORDS[Condition(str(condition))])
    except (KeyError, ValueError):
        return str(condition)
