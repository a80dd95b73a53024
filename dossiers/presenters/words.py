"""Codes of the engine in words, for screens and letters."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from privacy_domain.protocols.types import Category, Obligation, Occasion, Recipient

CATEGORIES: dict[Category, str | Promise] = {
    Category.NAW: _("name and address"),
    Category.SEX: _("sex"),
    Category.BIRTH_DATE: _("date of birth"),
    Category.BIRTH_PLACE: _("place of birth"),
    Category.PHONE: _("telephone number"),
    Category.EMAIL: _("e-mail address"),
    Category.BSN: _("citizen service number (BSN)"),
    Category.TEMPORARY_ADDRESS: _("temporary or postal address"),
    Category.RELATION: _("who belongs to the family"),
    Category.CIVIL_STATUS: _("civil status"),
    Category.CIVIL_STATUS_PARENTS: _("civil status of the parents"),
    Category.SECRECY_FLAG: _("whether the address is secret"),
    Category.BANK_ACCOUNT: _("bank account number"),
    Category.CREDITOR_FILE_NUMBER: _("file number at the creditor"),
    Category.BRP_HOUSING: _("housing, from the population register"),
    Category.BRP_LIVING_SITUATION: _("living situation, from the population register"),
    Category.OTHER: _("other data"),
    Category.RELIGION: _("religion or belief"),
    Category.RACE: _("race or ethnic origin"),
    Category.POLITICAL_OPINION: _("political opinion"),
    Category.HEALTH: _("health"),
    Category.SEXUAL_ORIENTATION: _("sexual orientation"),
    Category.UNION_MEMBERSHIP: _("union membership"),
    Category.CRIMINAL: _("criminal offences"),
    Category.BAN_CONDUCT: _("nuisance for which a ban was imposed"),
}

OCCASIONS: dict[Occasion, str | Promise] = {
    Occasion.REPORT: _("report at the team"),
    Occasion.APPLICATION: _("application for support"),
    Occasion.INVOICING: _("invoice"),
    Occasion.OWN_CONTRIBUTION: _("own contribution"),
    Occasion.INTERIM_CONTACT: _("contact in between"),
    Occasion.SERIOUS_NUISANCE: _("serious nuisance"),
    Occasion.ORGANISED_CRIME: _("organised crime"),
    Occasion.SUSPECTED_VIOLENCE: _("suspicion of violence"),
    Occasion.OWN_REQUEST: _("we ask something"),
    Occasion.RECIPIENT_REQUEST: _("they ask us"),
    Occasion.FRAUD_INVESTIGATION: _("investigation of fraud"),
    Occasion.CASE_MEETING: _("meeting about the case"),
}

RECIPIENTS: dict[Recipient, str | Promise] = {
    Recipient.COLLEAGUE: _("a colleague of the team"),
    Recipient.PARTNER: _("a partner"),
    Recipient.PROVIDER: _("a care provider or supplier"),
    Recipient.DOCTOR: _("a doctor or specialist"),
    Recipient.JEUGD_GEZINSTEAM: _("the youth and family team"),
    Recipient.WERK_EN_INKOMEN: _("work and income"),
    Recipient.NETWORK: _("family or the social network"),
    Recipient.CREDITOR: _("a creditor"),
    Recipient.STADSBANK: _("the municipal credit bank"),
    Recipient.MO_ZAAK: _("MO-zaak"),
    Recipient.CAK_SVB: _("CAK or SVB"),
    Recipient.VEILIG_THUIS: _("Veilig Thuis"),
    Recipient.VEILIGHEIDSHUIS: _("the Veiligheidshuis"),
    Recipient.RIEC: _("the RIEC"),
    Recipient.PW_ENFORCEMENT: _("enforcement of the Participation Act"),
    Recipient.PROCESSOR: _("a processor of the municipality"),
    Recipient.THIRD_PARTY: _("somebody else (third party)"),
}

OBLIGATIONS: dict[Obligation, str | Promise] = {
    Obligation.TELL_CLIENT_BEFORE: _("Tell the client beforehand, unless that is not safe."),
    Obligation.INFORM_CLIENT_ASAP: _("Tell the client as soon as possible."),
    Obligation.INFORM_CLIENT: _("Tell the client."),
    Obligation.RECORD_IN_DOSSIER: _("Write it down in the dossier, with the reasons."),
    Obligation.INFORM_RECIPIENT_OF_PROTOCOL: _("Tell the recipient the main lines of the protocol."),
}

# what can come up at the kitchen table; the others belong to signals and investigations
TABLE_OCCASIONS = (
    Occasion.REPORT,
    Occasion.APPLICATION,
    Occasion.INVOICING,
    Occasion.OWN_CONTRIBUTION,
    Occasion.INTERIM_CONTACT,
    Occasion.OWN_REQUEST,
    Occasion.CASE_MEETING,
)


def category_words(codes: Iterable[str]) -> list[str]:
    """The words of these categories, in the order of the engine's list."""
    wanted = set(codes)
    return [str(words) for code, words in CATEGORIES.items() if code in wanted]


def enumeration(words: Iterable[str]) -> str:
    """`a, b en c`, for a Dutch sentence."""
    listed = list(words)
    return " en ".join(filter(None, [", ".join(listed[:-1]), *listed[-1:]]))
