"""What left, what left against or without the will of the client, where the policy was departed from, what the client hears later."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from consent.states import ConsentState
from dossiers.models import PartnerChoice, PolicyDeparture, Telling, TellingStep
from dossiers.models.disclosure import Consultation, Disclosure
from dossiers.presenters.telling import GROUNDS
from dossiers.presenters.words import OCCASIONS, RECIPIENTS
from dossiers.states import DisclosureState, RecordGround
from dossiers.states.telling import OPEN_TELLING, TellingAct, TellingState
from privacy_domain import clock
from privacy_domain.desk.registers.shape import Choice, Option, Register, Row, day, listed, moment, near, options, words


def _sent(row: Row) -> list[str]:
    return [
        moment(row["sent_at"]),
        row["dossier__number"],
        row["dossier__team__name"],
        row["partner__name"] or _t("somebody of the family or the network"),
        words(RECIPIENTS, row["recipient_code"]),
        words(Disclosure.Ground, row["ground"]),
        _t("yes") if row["safety"] else _t("no"),
        words(OCCASIONS, row["occasion"]),
        listed(row["citations"]),
        row["sent_by__display_name"],
    ]


DISCLOSURES = Register(
    code="verstrekkingen",
    title=_("Disclosures"),
    about=_("Everything that was sent to somebody: when, to whom, on which ground and by whom. Not what was in it."),
    article="AVG art. 5 lid 2",
    columns=(_("Sent"), _("Dossier"), _("Team"), _("Recipient"), _("Kind of recipient"), _("Rests on"), _("Safety"), _("Occasion"),
             _("Articles"), _("Sent by")),
    rows=lambda user: near(Disclosure.objects.filter(state=DisclosureState.SENT), user),
    fields=("sent_at", "dossier__number", "dossier__team__name", "partner__name", "recipient_code", "ground", "safety", "occasion", "citations",
            "sent_by__display_name"),
    line=_sent,
    order=("-sent_at",),
    moment="sent_at",
    timed=True,
    choices=(Choice("grond", _("Rests on"), options(Disclosure.Ground, "ground")),),
    subject="dossier_id",
    envelope="id",
    veiled=(1, 2, 3, 4, 7, 9),
)  # fmt: skip


def _override(row: Row) -> list[str]:
    return [
        moment(row["decided_at"]),
        row["dossier__number"],
        row["dossier__team__name"],
        row["disclosure__partner__name"] or _t("somebody of the family or the network"),
        words(Consultation.Outcome, row["outcome"]),
        _t("yes") if row["called_at"] else _t("no"),
        row["requested_by__display_name"],
        row["decided_by__display_name"],
        words(DisclosureState, row["disclosure__state"]),
    ]


OVERRIDES = Register(
    code="doorbroken",
    title=_("Sharing without consent: who was consulted"),
    about=_("Every time the team leader was asked about sharing without consent: by whom, what was said, and what became of it."),
    article="Leek art. 13; AVG art. 5 lid 2",
    columns=(_("Decided"), _("Dossier"), _("Team"), _("Recipient"), _("What was said"), _("By telephone"), _("Asked by"), _("Decided by"),
             _("What became of it")),
    rows=lambda user: near(Consultation.objects.filter(disclosure__without_consent=True), user),
    fields=("decided_at", "dossier__number", "dossier__team__name", "disclosure__partner__name", "outcome", "called_at",
            "requested_by__display_name", "decided_by__display_name", "disclosure__state"),
    line=_override,
    order=("-decided_at",),
    moment="decided_at",
    timed=True,
    choices=(Choice("uitkomst", _("What was said"), options(Consultation.Outcome, "outcome")),),
    subject="dossier_id",
    envelope="disclosure_id",
    veiled=(1, 2, 3, 6, 7),
)  # fmt: skip


def _departure(row: Row) -> list[str]:
    return [
        moment(row["recorded_at"]),
        row["dossier__number"],
        row["dossier__team__name"],
        words(RecordGround, row["basis"]),
        _t("yes") if row["special"] else _t("no"),
        listed(row["citations"]),
        row["recorded_by__display_name"],
        day(row["judged_at"]) or _t("not yet"),
        row["judged_by__display_name"] or "",
    ]


DEPARTURES = Register(
    code="afwijkingen",
    title=_("Departures from the policy"),
    about=_("Every case in which the team departed from the policy of the municipality, and whether the privacy officer looked at it."),
    article="Sittard-Geleen par. 4",
    columns=(_("Recorded"), _("Dossier"), _("Team"), _("Ground"), _("Special data"), _("Articles"), _("Recorded by"), _("Looked at"), _("By")),
    rows=lambda user: near(PolicyDeparture.objects.all(), user),
    fields=("recorded_at", "dossier__number", "dossier__team__name", "basis", "special", "citations", "recorded_by__display_name", "judged_at",
            "judged_by__display_name"),
    line=_departure,
    order=("-recorded_at",),
    moment="recorded_at",
    timed=True,
    choices=(Choice("bekeken", _("Looked at"), (Option("nee", _("not yet"), Q(judged_at__isnull=True)),
                                                Option("ja", _("looked at"), Q(judged_at__isnull=False)))),),
    subject="dossier_id",
)  # fmt: skip


def _deferral(row: Row) -> list[str]:
    return [
        moment(row["at"]),
        row["dossier__number"],
        row["dossier__team__name"],
        day(row["telling__occurred_on"]),
        words(GROUNDS, row["ground"]),
        day(row["look_on"]),
        listed(row["citations"]),
        row["by__display_name"],
        words(TellingState, row["telling__state"]),
        day(row["telling__told_on"]),
    ]


DEFERRALS = Register(
    code="uitstel",
    title=_("Deferrals of telling the client"),
    about=_("Every time it was decided that the client hears later what was shared: on which ground, until when, and whether he knows now."),
    article="Leek art. 4; Landsmeer art. 4",
    columns=(_("Written down"), _("Dossier"), _("Team"), _("Shared on"), _("Why it may wait"), _("Look again on"), _("Articles"), _("By"),
             _("How it stands now"), _("Told on")),
    rows=lambda user: near(TellingStep.objects.filter(act=TellingAct.POSTPONED), user),
    fields=("at", "dossier__number", "dossier__team__name", "telling__occurred_on", "ground", "look_on", "citations", "by__display_name",
            "telling__state", "telling__told_on"),
    line=_deferral,
    order=("-at",),
    moment="at",
    timed=True,
    choices=(Choice("stand", _("How it stands now"), (
        Option("open", _("the client does not know yet"), Q(telling__state__in=OPEN_TELLING)),
        Option("verteld", _("told"), Q(telling__state=TellingState.TOLD)),
        Option("vervallen", _("cannot be told any more"), Q(telling__state=TellingState.LAPSED)))),),
    subject="dossier_id",
    envelope="telling__source_id",
    veiled=(1, 2, 7),
)  # fmt: skip


def _untold(row: Row) -> list[str]:
    return [
        day(row["occurred_on"]),
        row["dossier__number"],
        row["dossier__team__name"],
        day(row["look_on"]),
        words(TellingState, row["state"]),
        listed(row["citations"]),
        row["responsible__display_name"],
    ]


UNTOLD = Register(
    code="vertellen",
    title=_("What clients have yet to hear"),
    about=_("Everything that was shared without consent and that the client does not know yet, and the day on which somebody looks at it."),
    article="Leek art. 4; Landsmeer art. 4",
    columns=(_("Shared on"), _("Dossier"), _("Team"), _("Look again on"), _("How it stands now"), _("Articles"), _("Who sees to it")),
    rows=lambda user: near(Telling.objects.filter(state__in=OPEN_TELLING), user),
    fields=("occurred_on", "dossier__number", "dossier__team__name", "look_on", "state", "citations", "responsible__display_name"),
    line=_untold,
    order=("look_on",),
    moment="look_on",
    choices=(Choice("dag", _("Look again on"), (
        Option("gekomen", _("the day has come"), lambda: Q(look_on__lte=clock.today())),
        Option("later", _("the day has yet to come"), lambda: Q(look_on__gt=clock.today())))),),
    subject="dossier_id",
    envelope="source_id",
    veiled=(1, 2, 6),
)  # fmt: skip


def _consent(row: Row) -> list[str]:
    return [
        row["dossier__number"],
        row["dossier__team__name"],
        row["partner__name"],
        words(OCCASIONS, row["occasion"]),
        day(row["told_at"]),
        day(row["valid_until"]),
    ]


CONSENTS = Register(
    code="toestemmingen",
    title=_("Consents to share"),
    about=_("Every consent to share with a partner that holds, and until when. Before that day the client is asked again."),
    article="AVG art. 7 lid 1",
    columns=(_("Dossier"), _("Team"), _("Recipient"), _("Occasion"), _("Told on"), _("Until")),
    rows=lambda user: near(PartnerChoice.objects.filter(consent__state=ConsentState.GIVEN, valid_until__isnull=False), user),
    fields=("dossier__number", "dossier__team__name", "partner__name", "occasion", "told_at", "valid_until"),
    line=_consent,
    order=("valid_until",),
    moment="valid_until",
    subject="dossier_id",
)
