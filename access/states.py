"""The vocabulary of access: professions, roles, kinds of ground, reasons."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy_domain.protocols import types


class Profession(models.TextChoices):
    """What kind of client-bound work somebody does (leek-2018 art. 1 onder h; landsmeer-2016 art. 1 names the teacher too)."""

    CIVIL_SERVANT = "civil_servant", _("civil servant")
    CARE_PROVIDER = "care_provider", _("care provider")
    TEACHER = "teacher", _("teacher")
    OTHER = "other", _("other worker with client-bound work")


class TeamRole(models.TextChoices):
    """A member's place in a team."""

    MEMBER = "member", _("member")
    LEAD = "lead", _("team leader")


class MunicipalRole(models.TextChoices):
    """Roles for the whole municipality. The first six are roles of the protocols; the other two run the application."""

    TEAM_LEAD = "team_lead", _("head of the Social Domain")
    DIRECTOR = "director", _("process director")
    COMPLAINTS_HANDLER = "complaints_handler", _("complaints handler")
    OBJECTIONS_HANDLER = "objections_handler", _("objections handler")
    SUPERVISOR = "supervisor", _("supervisor or special controller")
    VEILIG_THUIS = "veilig_thuis", _("Veilig Thuis")
    PRIVACY_OFFICER = "privacy_officer", _("privacy officer")
    FUNCTIONAL_ADMIN = "functional_admin", _("functional administrator")


ADMINISTRATIVE_ROLES = (MunicipalRole.PRIVACY_OFFICER, MunicipalRole.FUNCTIONAL_ADMIN)


class PrincipalKind(models.TextChoices):
    """Who can hold a ground."""

    USER = "user", _("person")
    TEAM = "team", _("team")
    MUNICIPALITY = "municipality", _("roles of the whole municipality")
    ROLE = "role", _("role under a condition")


class GroundKind(models.TextChoices):
    """Why a principal may come near a subject. Each kind has one kind of principal."""

    INVOLVED = "involved", _("directly involved")
    AUTHORISED = "authorised", _("authorised by name")
    DIRECTOR = "director", _("case director")
    COMPLAINT = "complaint", _("handles a complaint")
    OBJECTION = "objection", _("handles an objection")
    DUTY = "duty", _("statutory duty")
    TEAM = "team", _("held by the team")
    MUNICIPALITY = "municipality", _("held by the municipality")
    VIOLENCE = "violence", _("domestic violence at issue")


HELD_BY: dict[GroundKind, PrincipalKind] = dict.fromkeys(GroundKind, PrincipalKind.USER) | {
    GroundKind.TEAM: PrincipalKind.TEAM,
    GroundKind.MUNICIPALITY: PrincipalKind.MUNICIPALITY,
    GroundKind.VIOLENCE: PrincipalKind.ROLE,
}

# what nobody may give himself: another person places it (opsterland-2015 art. 1 onder a with 12; leiden-2016 art. 11 lid 4)
NEVER_BY_ONESELF = (GroundKind.AUTHORISED, GroundKind.DUTY)


class MarkerKind(models.TextChoices):
    """Facts about a subject that open or close a way in."""

    DOMESTIC_VIOLENCE = "domestic_violence", _("domestic violence at issue")


class Reason(models.TextChoices):
    """Why somebody needs to see a dossier now; asked at the door where the protocol wants the look to be necessary."""

    SUPPORT = "support", _("the support of this client")
    REPLACEMENT = "replacement", _("replacing a colleague")
    CONSULTATION = "consultation", _("a colleague asked for advice")
    SUPERVISION = "supervision", _("steering and quality of the work")
    COMPLAINT = "complaint", _("handling a complaint")
    OBJECTION = "objection", _("handling an objection")
    INVESTIGATION = "investigation", _("supervision or an investigation")
    SAFETY = "safety", _("safety of somebody involved")
    RIGHTS = "rights", _("a request of the client about his data")
    DUTY = "duty", _("a duty in law")


# what fits each hat; a professional supports, who comes for a case or an investigation says so
REASONS_OF: dict[types.Role, tuple[Reason, ...]] = {
    types.Role.PROFESSIONAL: (Reason.SUPPORT, Reason.REPLACEMENT, Reason.CONSULTATION, Reason.SAFETY),
    types.Role.OTHER: (Reason.SUPPORT, Reason.REPLACEMENT, Reason.CONSULTATION, Reason.SAFETY),
    types.Role.TEAM_LEAD: (Reason.SUPERVISION, Reason.CONSULTATION, Reason.RIGHTS, Reason.SAFETY),
    types.Role.DIRECTOR: (Reason.SUPERVISION, Reason.SUPPORT, Reason.SAFETY),
    types.Role.COMPLAINTS_HANDLER: (Reason.COMPLAINT,),
    types.Role.OBJECTIONS_HANDLER: (Reason.OBJECTION,),
    types.Role.SUPERVISOR: (Reason.INVESTIGATION,),
    types.Role.VEILIG_THUIS: (Reason.SAFETY,),
}
# these name the number of a case (leek-2018 art. 7 lid 2 onder b and c)
WITH_REFERENCE = frozenset({Reason.COMPLAINT, Reason.OBJECTION, Reason.INVESTIGATION})


ENGINE_ROLES: dict[MunicipalRole, types.Role] = {
    MunicipalRole.TEAM_LEAD: types.Role.TEAM_LEAD,
    MunicipalRole.DIRECTOR: types.Role.DIRECTOR,
    MunicipalRole.COMPLAINTS_HANDLER: types.Role.COMPLAINTS_HANDLER,
    MunicipalRole.OBJECTIONS_HANDLER: types.Role.OBJECTIONS_HANDLER,
    MunicipalRole.SUPERVISOR: types.Role.SUPERVISOR,
    MunicipalRole.VEILIG_THUIS: types.Role.VEILIG_THUIS,
}


class SessionKey(StrEnum):
    """What a session holds besides the account; times are seconds of the machine's clock."""

    SINCE = "access.since"
    ACTIVE = "access.active"
    FACTOR = "access.factor"
    LOCKED = "access.locked"
    CLIENT_MODE = "access.client_mode"
    LEAVING = "access.leaving"
    SECRECY = "access.secrecy"


class Factor(StrEnum):
    """How the second factor was met."""

    MFA = "mfa"
    DEMO = "demo"


class BreachState(models.TextChoices):
    """A report that something went wrong with data: typed, sent, weighed, closed; a closed one never changes."""

    DRAFT = "draft", _("not sent yet")
    REPORTED = "reported", _("reported")
    ASSESSED = "assessed", _("assessed")
    CLOSED = "closed", _("closed")


# a new assessment takes the place of the one before, and asks for the decisions again
BREACH_TRANSITIONS: dict[BreachState, frozenset[BreachState]] = {
    BreachState.DRAFT: frozenset({BreachState.REPORTED}),
    BreachState.REPORTED: frozenset({BreachState.ASSESSED}),
    BreachState.ASSESSED: frozenset({BreachState.ASSESSED, BreachState.CLOSED}),
    BreachState.CLOSED: frozenset(),
}


class BreachKind(models.TextChoices):
    """What went wrong."""

    WRONG_RECIPIENT = "wrong_recipient", _("something went to the wrong person")
    TOO_MUCH = "too_much", _("more was shared than needed")
    LOOKED = "looked", _("somebody looked without a reason")
    LOST = "lost", _("a device or paper was lost or stolen")
    BROKEN_IN = "broken_in", _("somebody from outside got in, or an account was taken over")
    GONE = "gone", _("data are gone or were changed")
    OTHER = "other", _("something else")


class BreachStepKind(models.TextChoices):
    """What can be done about it."""

    MEASURE = "measure", _("measure")
    ASSESSMENT = "assessment", _("assessment of the risk")
    REGULATOR = "regulator", _("report to the regulator")
    PEOPLE = "people", _("telling the people concerned")


class BreachRisk(models.TextChoices):
    """What it can mean for the people concerned (avg art. 33 lid 1 and art. 34 lid 1)."""

    UNLIKELY = "unlikely", _("a risk is unlikely")
    RISK = "risk", _("there is a risk")
    HIGH = "high", _("there is a high risk")


class BreachOutcome(models.TextChoices):
    """Whether somebody was told."""

    TOLD = "told", _("told")
    NOT_TOLD = "not_told", _("not told")
