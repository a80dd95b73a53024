"""Requests and whether their terms were met, what went wrong with data, what was destroyed."""

from __future__ import annotations

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from access.models import Breach, BreachStep, User
from access.selectors.breaches import breaches_near
from access.states import BreachKind, BreachOutcome, BreachRisk, BreachState, BreachStepKind
from dossiers.presenters.talk import LAWS
from privacy_domain import clock
from privacy_domain.desk.registers.shape import HOLDS, Choice, Option, Register, Row, day, listed, moment, options, words
from requests.models import Mandate, SubjectRequest
from requests.selectors.desk import let_near
from requests.states import AWAITING_DECISION, Ending, Lateness, MandateAct, RequestKind, RequestState
from retention.models import Destruction
from retention.states import DestructionOf, DestructionReason, DestructionState, Outcome


def _met(row: Row) -> str:
    """Whether the decision came in time, as far as that is known."""
    if row["state"] == RequestState.ENDED:
        return words(Ending, row["ended_because"])
    if row["decided_on"] is not None:
        return _t("in time") if row["decide_by"] is None or row["decided_on"] <= row["decide_by"] else _t("too late")
    if row["decide_by"] is None:
        return _t("stands still")
    return _t("runs") if row["decide_by"] >= clock.today() else _t("too late, still open")


def _request(row: Row) -> list[str]:
    return [
        row["number"],
        words(RequestKind, row["kind"]),
        day(row["received_on"]),
        words(RequestState, row["state"]),
        day(row["decide_by"]),
        day(row["decided_on"]),
        _met(row),
        day(row["extended_on"]),
        words(Lateness, row["late_because"]),
        row["team__name"] or "",
        row["handler__display_name"] or "",
    ]


def _requests(user: User) -> QuerySet[SubjectRequest]:
    return let_near(user).select_related(None)


REQUESTS = Register(
    code="verzoeken",
    title=_("Requests and their terms"),
    about=_("Every request of a data subject, without who asked: when it came, when it was decided, and whether that was in time."),
    article="AVG art. 12 lid 3",
    columns=(_("Number"), _("What is asked"), _("Received"), _("State"), _("To be decided by"), _("Decided"), _("Term"), _("Extended"),
             _("Why too late"), _("Team"), _("Handled by")),
    rows=_requests,
    fields=("number", "kind", "received_on", "state", "decide_by", "decided_on", "extended_on", "late_because", "ended_because", "team__name",
            "handler__display_name"),
    line=_request,
    order=("-received_on",),
    moment="received_on",
    choices=(
        Choice("soort", _("What is asked"), options(RequestKind, "kind")),
        Choice("termijn", _("Term"), (
            Option("gehaald", _("in time"), Q(decided_on__lte=F("decide_by"))),
            Option("te-laat", _("too late"), Q(decided_on__gt=F("decide_by"))),
            Option("loopt", _("not decided yet"), Q(state__in=AWAITING_DECISION)))),
    ),
)  # fmt: skip


def _breaches(user: User) -> QuerySet[Breach]:
    """With what was decided last about each."""

    def newest(kind: BreachStepKind, column: str) -> Subquery:
        return Subquery(BreachStep.objects.filter(breach=OuterRef("pk"), kind=kind).order_by("-recorded_at", "-pk").values(column)[:1])

    return breaches_near(user).annotate(
        risk=newest(BreachStepKind.ASSESSMENT, "risk"),
        regulator=newest(BreachStepKind.REGULATOR, "outcome"),
        regulator_on=newest(BreachStepKind.REGULATOR, "done_at"),
        people=newest(BreachStepKind.PEOPLE, "outcome"),
    )


def _breach(row: Row) -> list[str]:
    told = row["regulator"] == BreachOutcome.TOLD
    return [
        moment(row["discovered_at"]),
        moment(row["reported_at"]),
        words(BreachKind, row["kind"]),
        words(BreachRisk, row["risk"]) or _t("not assessed yet"),
        words(BreachOutcome, row["regulator"]) or _t("not decided yet"),
        moment(row["regulator_on"]) if told else "",
        (_t("yes") if row["regulator_on"] <= row["regulator_by"] else _t("no")) if told and row["regulator_by"] else "",
        words(BreachOutcome, row["people"]) or _t("not decided yet"),
        words(BreachState, row["state"]),
        row["reporter__display_name"],
    ]


BREACHES = Register(
    code="datalekken",
    title=_("Data breaches"),
    about=_("Everything that was reported, also what needed no report to the regulator, and whether that was told in time."),
    article="AVG art. 33 lid 5",
    columns=(_("Discovered"), _("Reported inside"), _("What went wrong"), _("Risk"), _("Regulator"), _("Told the regulator"), _("Within 72 hours"),
             _("People concerned"), _("State"), _("Reported by")),
    rows=_breaches,
    fields=("discovered_at", "reported_at", "kind", "risk", "regulator", "regulator_on", "regulator_by", "people", "state",
            "reporter__display_name"),
    line=_breach,
    order=("-discovered_at",),
    moment="discovered_at",
    timed=True,
    choices=(Choice("soort", _("What went wrong"), options(BreachKind, "kind")),
             Choice("stand", _("State"), options(BreachState, "state")[1:])),
    subject="subject",
)  # fmt: skip


def _destruction(row: Row) -> list[str]:
    return [
        day(row["done_at"]) or _t("being destroyed since %(day)s") % {"day": day(row["marked_at"])},
        words(DestructionOf, row["of"]),
        listed(LAWS.get(law, law) for law in row["laws"] if law),
        words(Outcome, row["outcome"]),
        words(DestructionReason, row["reason"]),
        str(sum(row["rows"].values())),
        str(row["file_count"]),
        listed(row["citations"]),
        row["decided_by__display_name"] or _t("by the schedule"),
        row["approved_by__display_name"] or _t("by the schedule"),
    ]


DESTRUCTIONS = Register(
    code="vernietigingen",
    title=_("Destructions"),
    about=_("What was destroyed, in kind and number, when, on which ground and by whom; and nothing of whose it was."),
    article="Leiden art. 10 lid 3; Archiefbesluit art. 8",
    columns=(_("Destroyed"), _("What"), _("Laws"), _("How it ended"), _("Why"), _("Rows"), _("Files"), _("Articles"), _("Decided by"), _("Approved by")),
    rows=lambda user: Destruction.objects.all(),
    fields=("done_at", "marked_at", "of", "laws", "outcome", "reason", "rows", "file_count", "citations", "decided_by__display_name",
            "approved_by__display_name"),
    line=_destruction,
    order=("-marked_at",),
    moment="marked_at",
    timed=True,
    choices=(Choice("wat", _("What"), options(DestructionOf, "of")), Choice("reden", _("Why"), options(DestructionReason, "reason")),
             Choice("stand", _("State"), options(DestructionState, "state"))),
)  # fmt: skip


def _mandate(row: Row) -> list[str]:
    return [
        row["user__display_name"],
        row["capacity"],
        words(MandateAct, row["act"]),
        row["document"],
        day(row["since"]),
        day(row["until"]),
        day(row["ended_at"]),
    ]


MANDATES = Register(
    code="mandaten",
    title=_("Mandates"),
    about=_("Who may or might decide for the college, on which written decision, from when until when."),
    article="Opsterland art. 21; Awb art. 10:3",
    columns=(_("Employee"), _("Function"), _("For what"), _("Written decision"), _("From"), _("Last day"), _("Ended")),
    rows=lambda user: Mandate.objects.all(),
    fields=("user__display_name", "capacity", "act", "document", "since", "until", "ended_at"),
    line=_mandate,
    order=("user__display_name", "since"),
    moment="since",
    choices=(Choice("stand", _("State"), HOLDS),),
)
