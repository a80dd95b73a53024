"""Questions of Veilig Thuis and inquiries on the screen. Titles and headings say nothing of what it is about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from access.presenters import hat_label
from dossiers.models import Disclosure, FraudInquiry, MeldcodeDecision, VeiligThuisQuestion
from dossiers.policies.inquiry import InquiryRules, is_current
from dossiers.policies.veilig_thuis import asked_by_veilig_thuis, rule_when_asked, told_of_it
from dossiers.presenters.disclosures import envelope_url
from dossiers.presenters.envelope import recipient_name
from dossiers.presenters.words import OBLIGATIONS
from dossiers.selectors.outside import on_the_way
from dossiers.states import DisclosureState
from dossiers.states.safety import AskedState, InquiryState
from privacy_domain.protocols.types import Citation, Condition
from privacy_domain.web.conditions import in_words
from privacy_domain.web.templatetags.domain import date_nl, datetime_nl

Pairs = list[tuple[str, Any]]


def question_lines(rows: Iterable[VeiligThuisQuestion]) -> list[dict[str, Any]]:
    """Questions in a list."""
    return [
        {
            "url": reverse("dossiers:vt_question", args=[row.dossier_id, row.pk]),
            "at": row.asked_at,
            "state": row.get_state_display(),
            "status": "busy" if row.state == AskedState.OPEN else "done",
        }
        for row in rows
    ]


def inquiry_lines(rows: Iterable[FraudInquiry]) -> list[dict[str, Any]]:
    """Inquiries in a list."""
    return [
        {
            "url": reverse("dossiers:inquiry", args=[row.dossier_id, row.pk]),
            "at": row.started_at,
            "until": row.until,
            "who": row.started_by.display_name,
            "state": row.get_state_display(),
            "status": "busy" if row.state == InquiryState.RUNNING else "done",
        }
        for row in rows
    ]


def question_page(row: VeiligThuisQuestion, envelopes: Sequence[Disclosure], on: date) -> dict[str, Any]:
    """One question: what was asked, what the rules say of it, and what came of it."""
    is_open = row.state == AskedState.OPEN
    return {
        "question": row,
        "state": row.get_state_display(),
        "open": is_open,
        "rows": _filled(_asked(row)),
        "may_begin": is_open and not on_the_way(envelopes),
        **shared_because(envelopes),
    } | rules_for_asked(on)


def rules_for_asked(on: date) -> dict[str, Any]:
    """What may be given, what comes first, what comes after, and whether telling the client may wait."""
    answer, told = asked_by_veilig_thuis(on), told_of_it(on)
    first = [condition for condition in answer.first if condition is not Condition.NECESSARY]
    return {
        "asked_rule": rule_when_asked(on),
        "first": [in_words(condition) for condition in first],
        "then": [OBLIGATIONS[duty] for duty in answer.then],
        "told": told,
    }


def inquiry_page(row: FraudInquiry, envelopes: Sequence[Disclosure], rules: InquiryRules, on: date) -> dict[str, Any]:
    """One inquiry: what it is about, how it stands, and what was shared in it."""
    running = row.state == InquiryState.RUNNING
    return inquiry_facts(row) | {
        "rules": rules,
        "state": row.get_state_display(),
        "running": running,
        "late": running and not is_current(row, on),
        "may_begin": is_current(row, on) and not on_the_way(envelopes),
        **shared_because(envelopes),
    }


def inquiry_facts(row: FraudInquiry) -> dict[str, Any]:
    """What it is about, also for who looks at it."""
    return {
        "inquiry": row,
        "rows": _filled(_inquiry(row)),
        "citations": [Citation(*text.split(" ", 1)) for text in row.citations],
    }


def report(decision: MeldcodeDecision | None, envelopes: Sequence[Disclosure]) -> dict[str, Any]:
    """How the report that was decided on stands: still to be begun, on its way, or made."""
    to_make = decision is not None and decision.report and decision.reported_at is None
    return {"to_report": to_make, "may_report": to_make and not on_the_way(envelopes), **shared_because(envelopes)}


def shared_because(envelopes: Sequence[Disclosure]) -> dict[str, Any]:
    """What came of a signal: the envelopes, and of what left what it was."""
    return {
        "envelopes": [
            {"url": envelope_url(row), "name": recipient_name(row), "at": row.prepared_at, "state": row.get_state_display()} for row in envelopes
        ],
        "given": [_given(row) for row in envelopes if row.state == DisclosureState.SENT],
    }


def _given(row: Disclosure) -> dict[str, Any]:
    """What left, as it was sealed."""
    what = [item["what"] for item in (row.content or {}).get("items", ())]
    return {"at": row.sent_at, "how": row.channel.name if row.channel else "", "what": what, "name": recipient_name(row)}


def _asked(row: VeiligThuisQuestion) -> Pairs:
    closed = f"{datetime_nl(row.closed_at)}, {row.closed_by.display_name}" if row.closed_by else ""
    return [
        (_("Who asks"), row.asked_by),
        (_("When"), f"{datetime_nl(row.asked_at)}, {row.get_way_display()}"),
        (_("Number of the report there"), row.reference),
        (_("What for"), row.about),
        (_("Written down by"), f"{row.recorded_by.display_name}, {date_nl(row.recorded_at)}"),
        (_("Closed"), closed),
        (_("Why nothing was given"), row.nothing_because),
    ]


def _inquiry(row: FraudInquiry) -> Pairs:
    ended = f"{date_nl(row.ended_at)}, {row.ended_by.display_name}: {row.get_end_display()}" if row.ended_by else ""
    looked = f"{date_nl(row.reviewed_at)}, {row.reviewed_by.display_name}: {row.judgement}" if row.reviewed_by else _("not yet")
    return [
        (_("Into whom"), row.get_about_display()),
        (_("Care provider"), row.provider.name if row.provider else ""),
        (_("Which investigation"), row.investigation),
        (_("What is suspected"), row.suspicion),
        (_("How far one looks"), row.scope),
        (_("Until when at most"), date_nl(row.until)),
        (_("Begun by"), f"{row.started_by.display_name}, {date_nl(row.started_at)}, {hat_label(row.acting_role)}"),
        (_("Looked at by the privacy officer"), looked),
        (_("Ended"), ended),
        (_("What came of it"), row.outcome),
    ]


def _filled(pairs: Pairs) -> list[dict[str, Any]]:
    return [{"key": key, "value": value} for key, value in pairs if value]
