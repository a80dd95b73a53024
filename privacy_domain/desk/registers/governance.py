"""What the municipality does with data, who does it for her, who may what, and who promised secrecy."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from access.models import Membership, RoleAssignment, User
from access.presenters import role_label, team_place_label
from access.states import MunicipalRole, TeamRole
from dossiers.models import Authorisation
from dossiers.presenters.intake import LAW_NAMES
from privacy_domain import clock
from privacy_domain.desk.models import Basis, ProcessingActivity
from privacy_domain.desk.registers.shape import HOLDS, Choice, Option, Register, Row, day, listed, moment, near, options, words
from privacy_domain.people.models import Agreement, Partner

YEAR = timedelta(days=365)


def _activity(row: Row) -> list[str]:
    return [
        row["name"],
        row["purpose"],
        " ".join((words(Basis, row["basis"]).capitalize() + ":", row["law"])),
        row["subjects"],
        listed(filter(None, (row["data"], row["exception"]))),
        row["recipients"],
        row["outside"] or _t("no"),
        row["terms"],
        row["measures"],
        listed(filter(None, (row["contact"], row["together_with"]))),
        day(row["assessed_on"]) or _t("no"),
        day(row["valid_from"]),
        day(row["valid_until"]),
    ]


ACTIVITIES = Register(
    code="verwerkingen",
    title=_("Processing activities"),
    about=_("What the municipality does with personal data, for what and on which ground. It is kept up to date in the administration."),
    article="AVG art. 30 lid 1",
    columns=(_("Activity"), _("What it is for"), _("Ground"), _("Whose data"), _("Which data"), _("Recipients"), _("Outside the EEA"), _("How long"),
             _("Protection"), _("Who answers for it"), _("Impact assessed"), _("Since"), _("Until")),
    rows=lambda user: ProcessingActivity.objects.all(),
    fields=("name", "purpose", "basis", "law", "subjects", "data", "exception", "recipients", "outside", "terms", "measures", "contact",
            "together_with", "assessed_on", "valid_from", "valid_until"),
    line=_activity,
    order=("name",),
    choices=(Choice("grond", _("Ground"), options(Basis, "basis")),
             Choice("stand", _("State"), (Option("lopend", _("goes on"), Q(valid_until__isnull=True)),
                                          Option("beeindigd", _("has an end"), Q(valid_until__isnull=False))))),
)  # fmt: skip


def _processor(row: Row) -> list[str]:
    return [
        row["name"],
        words(Partner.Class, row["recipient_class"]),
        words(Partner.Organisation, row["organisation"]),
        listed(words(LAW_NAMES, law) for law in row["laws"]),
        day(row["valid_from"]),
        day(row["valid_until"]),
        words(Agreement.Kind, row["agreements__kind"]) or _t("none"),
        row["agreements__reference"] or "",
        day(row["agreements__valid_from"]),
        day(row["agreements__valid_until"]),
    ]


PROCESSORS = Register(
    code="verwerkers",
    title=_("Processors, partners and agreements"),
    about=_("Everybody to whom data can go, with each agreement; who has none stands in it too."),
    article="AVG art. 28 and 30",
    columns=(_("Name"), _("Class"), _("Kind of organisation"), _("Laws"), _("In the register since"), _("Until"), _("Agreement"), _("Reference"),
             _("In force since"), _("In force until")),
    rows=lambda user: Partner.objects.all(),
    fields=("name", "recipient_class", "organisation", "laws", "valid_from", "valid_until", "agreements__kind", "agreements__reference",
            "agreements__valid_from", "agreements__valid_until"),
    line=_processor,
    order=("name", "agreements__valid_from"),
    choices=(Choice("klasse", _("Class"), options(Partner.Class, "recipient_class")),
             Choice("overeenkomst", _("Agreement"), (Option("geen", _("none"), Q(agreements__isnull=True)),
                                                     *options(Agreement.Kind, "agreements__kind")))),
)  # fmt: skip


def _authorisation(row: Row) -> list[str]:
    opens = [name for name, on in ((_t("the plan"), row["opens_plan"]), (_t("the dossier"), row["opens_dossier"])) if on]
    return [
        row["dossier__number"],
        row["dossier__team__name"],
        row["user__display_name"],
        listed(opens),
        _t("yes") if row["may_write"] else _t("no"),
        row["given_by__display_name"],
        day(row["since"]),
        day(row["until"]),
        day(row["reviewed_at"]) or _t("not yet"),
        row["reviewed_by__display_name"] or "",
        day(row["ended_at"]),
    ]


def _to_review() -> Q:
    """Still holds, and given or looked at more than a year ago. Made for each question: a year ago moves."""
    before = clock.now() - YEAR
    return Q(ended_at__isnull=True) & (Q(reviewed_at__lt=before) | Q(reviewed_at__isnull=True, since__lt=before.date()))


AUTHORISATIONS = Register(
    code="autorisaties",
    title=_("Authorisations by name"),
    about=_("Who was let into a dossier by name, by whom, and when somebody last looked whether that is still needed: once a year."),
    article="Leiden art. 11 lid 4; Opsterland art. 12 lid 3",
    columns=(_("Dossier"), _("Team"), _("Employee"), _("Opens"), _("May add and change"), _("Given by"), _("From"), _("Last day"), _("Reviewed"), _("By"),
             _("Ended")),
    rows=lambda user: near(Authorisation.objects.all(), user),
    fields=("dossier__number", "dossier__team__name", "user__display_name", "opens_plan", "opens_dossier", "may_write", "given_by__display_name",
            "since", "until", "reviewed_at", "reviewed_by__display_name", "ended_at"),
    line=_authorisation,
    order=("-since",),
    moment="since",
    choices=(Choice("stand", _("State"), (*HOLDS, Option("nakijken", _("not looked at for a year"), _to_review))),),
    subject="dossier_id",
)  # fmt: skip


def _role(row: Row) -> list[str]:
    return [
        row["user__display_name"],
        role_label(MunicipalRole(row["role"])),
        day(row["since"]),
        day(row["until"]),
        day(row["ended_at"]),
        _t("yes") if row["user__is_active"] else _t("no"),
    ]


ROLES = Register(
    code="rollen",
    title=_("Roles for the whole municipality"),
    about=_("Who has or had which role, from when until when."),
    article="AVG art. 32",
    columns=(_("Employee"), _("Role"), _("From"), _("Last day"), _("Ended"), _("Account open")),
    rows=lambda user: RoleAssignment.objects.all(),
    fields=("user__display_name", "role", "since", "until", "ended_at", "user__is_active"),
    line=_role,
    order=("user__display_name", "since"),
    moment="since",
    choices=(Choice("rol", _("Role"), options(MunicipalRole, "role")),
             Choice("stand", _("State"), HOLDS)),
)  # fmt: skip


def _place(row: Row) -> list[str]:
    return [
        row["user__display_name"],
        row["team__name"],
        team_place_label(TeamRole(row["role"])),
        day(row["since"]),
        day(row["until"]),
        day(row["ended_at"]),
        _t("yes") if row["user__is_active"] else _t("no"),
    ]


PLACES = Register(
    code="teams",
    title=_("Places in teams"),
    about=_("Who is or was in which team, from when until when."),
    article="AVG art. 32",
    columns=(_("Employee"), _("Team"), _("Place"), _("From"), _("Last day"), _("Ended"), _("Account open")),
    rows=lambda user: Membership.objects.all(),
    fields=("user__display_name", "team__name", "role", "since", "until", "ended_at", "user__is_active"),
    line=_place,
    order=("team__name", "user__display_name", "since"),
    moment="since",
    choices=(Choice("plaats", _("Place"), options(TeamRole, "role")),
             Choice("stand", _("State"), HOLDS)),
)  # fmt: skip


def _promise(row: Row) -> list[str]:
    return [
        row["display_name"],
        row["username"],
        _t("yes") if row["is_active"] else _t("no"),
        row["acknowledgements__version"] or _t("not yet"),
        moment(row["acknowledgements__at"]),
    ]


SECRECY = Register(
    code="geheimhouding",
    title=_("Promises of secrecy"),
    about=_("Who accepted which text on duties and secrecy, and who did not yet."),
    article="Leek art. 3; Landsmeer art. 3; Leiden art. 5",
    columns=(_("Employee"), _("User name"), _("Account open"), _("Version of the text"), _("Accepted")),
    rows=lambda user: User.objects.all(),
    fields=("display_name", "username", "is_active", "acknowledgements__version", "acknowledgements__at"),
    line=_promise,
    order=("display_name", "acknowledgements__at"),
    choices=(Choice("stand", _("State"), (Option("nog-niet", _("did not accept a text"), Q(acknowledgements__isnull=True)),
                                          Option("wel", _("accepted a text"), Q(acknowledgements__isnull=False)))),
             Choice("account", _("Account open"), (Option("ja", _("yes"), Q(is_active=True)), Option("nee", _("no"), Q(is_active=False))))),
)  # fmt: skip
