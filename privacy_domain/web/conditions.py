"""What is still needed, in words, and who can see to it: the conditions that a decision names in `missing`."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from privacy_domain import clock
from privacy_domain.protocols.types import Condition, Role
from privacy_domain.tenancy.selectors import protocol_on

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


class Supplier(StrEnum):
    """Who can see to it that a condition is met."""

    CLIENT = "client"
    PROFESSIONAL = "professional"
    TEAM_LEAD = "team_lead"
    FUNCTIONAL_ADMIN = "functional_admin"
    CASE_HANDOUT = "case_handout"


SUPPLIERS: dict[Condition, tuple[Supplier, ...]] = (
    dict.fromkeys((Condition.CONSENT, Condition.CONSENT_WRITTEN, Condition.SIGNATURE), (Supplier.CLIENT,))
    | dict.fromkeys(
        (
            Condition.INFORMED, Condition.INFORMED_ORAL, Condition.INFORMED_WRITTEN, Condition.TOLD_BEFORE,
            Condition.BASIS, Condition.EXCEPTION, Condition.NOTE, Condition.NECESSARY, Condition.REASONS_RECORDED,
            Condition.CLIENT_INTEREST, Condition.ITEMS_OUTSIDE_LIST, Condition.DOMESTIC_VIOLENCE,
            Condition.SERIOUS_SITUATION, Condition.URGENT_NEED, Condition.CONSENT_IMPOSSIBLE,
            Condition.VITAL_INTEREST_CLIENT, Condition.ONLY_WAY, Condition.INFORMING_IMPOSSIBLE,
        ),
        (Supplier.PROFESSIONAL,),
    )
    | {
        Condition.LEAD_CONSULTED: (Supplier.TEAM_LEAD,),
        Condition.STATUTORY_DUTY: (Supplier.PROFESSIONAL, Supplier.TEAM_LEAD),
        Condition.DIRECTLY_INVOLVED: (Supplier.PROFESSIONAL, Supplier.TEAM_LEAD),
        Condition.TEAM_MEMBER: (Supplier.FUNCTIONAL_ADMIN,),
        Condition.ACTING_ROLE: (Supplier.FUNCTIONAL_ADMIN,),
        Condition.ASSIGNED_CASE: (Supplier.CASE_HANDOUT,),
    }
)  # fmt: skip

_NAMES: dict[Supplier, Promise] = {
    Supplier.CLIENT: _("the client, or who decides for the client"),
    Supplier.PROFESSIONAL: _("the professional who helps the client"),
    Supplier.TEAM_LEAD: _("the team leader"),
    Supplier.FUNCTIONAL_ADMIN: _("the functional administrator"),
    Supplier.CASE_HANDOUT: _("who assigns complaints and objections"),
}


def suppliers(missing: Iterable[Iterable[object]]) -> list[str]:
    """Who can see to what is missing, each once, as this municipality calls them; codes that are not known name nobody."""
    known = [Condition(str(code)) for way in missing for code in way if str(code) in set(Condition)]
    found = dict.fromkeys(supplier for condition in known for supplier in SUPPLIERS[condition])
    return [_name(supplier) for supplier in found]


def _name(supplier: Supplier) -> str:
    if supplier == Supplier.TEAM_LEAD:
        protocol = protocol_on(clock.today())
        own = protocol.role_labels.get(Role.TEAM_LEAD) if protocol else None
        return f"de {own}" if own else str(_NAMES[supplier])
    return str(_NAMES[supplier])
