"""Questions to colleagues on the screen: what is asked, what was given, and what stands of it in a dossier."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from access.models import User
from dossiers.models import ColleagueExchange, ColleagueQuestion
from dossiers.presenters.intake import LAW_NAMES
from dossiers.presenters.words import CATEGORIES, enumeration
from dossiers.states import QuestionState, SharingBasis
from privacy_domain import clock
from privacy_domain.protocols.types import Citation, SectorLaw

_STATUS = {QuestionState.ASKED: "todo", QuestionState.ANSWERED: "done", QuestionState.DECLINED: "done", QuestionState.EXPIRED: "done"}


def kinds(codes: Iterable[str]) -> str:
    """Kinds of data in words."""
    wanted = set(codes)
    return enumeration(str(words) for code, words in CATEGORIES.items() if code in wanted)


def citations(row: ColleagueQuestion | ColleagueExchange) -> list[Citation]:
    """The articles on which it was decided."""
    return [Citation(*text.split(" ", 1)) for text in row.citations]


def state_words(question: ColleagueQuestion, by_asker: bool) -> str:
    """How it stands. Who asked hears the same for a purpose that did not fit, for somebody unknown and for no answer in time."""
    if by_asker and question.state in (QuestionState.DECLINED, QuestionState.EXPIRED):
        return _("no answer")
    return str(QuestionState(question.state).label)


def line(question: ColleagueQuestion, user: User) -> dict[str, Any]:
    """One of somebody's own questions, or one that was put to him. Never the answer."""
    mine = question.asker_id == user.pk
    other = question.colleague if mine else question.asker
    return {
        "url": reverse("dossiers:colleague_question", args=[question.pk]),
        "client": question.client_name,
        "who": other.display_name,
        "asked_at": question.asked_at,
        "state": state_words(question, mine),
        "status": _STATUS[QuestionState(question.state)],
        "due_on": question.expires_on if question.state == QuestionState.ASKED else None,
    }


def _basis(question: ColleagueQuestion) -> str:
    if question.basis == SharingBasis.CONSENT:
        return f"{SharingBasis.CONSENT.label}: {question.basis_note}"
    return str(LAW_NAMES[SectorLaw(question.law)])


def page(question: ColleagueQuestion, *, by_asker: bool, known: bool) -> dict[str, Any]:
    """The page of one question; `known`: the colleague may open a dossier of this client."""
    other = question.colleague if by_asker else question.asker
    who = f"{other.display_name}, {other.job_title}".removesuffix(", ")
    rows = [
        {"key": _("Put to") if by_asker else _("Asked by"), "value": who},
        {"key": _("Client"), "value": question.client_name},
        {"key": _("Date of birth"), "value": question.client_birth_date},
        {"key": _("What it is for"), "value": question.purpose},
        {"key": _("What is needed now"), "value": question.needed},
        {"key": _("Kinds of data"), "value": kinds(question.items)},
        {"key": _("Why now"), "value": question.because},
        {"key": _("Task in the law") if question.basis == SharingBasis.TASK else _("Rests on"), "value": _basis(question)},
        {"key": _("State"), "value": state_words(question, by_asker)},
    ]
    answered = question.state == QuestionState.ANSWERED
    return {
        "question": question,
        "by_asker": by_asker,
        "rows": rows,
        "open": question.state == QuestionState.ASKED and question.expires_on >= clock.today(),
        "answered": answered,
        "answer": question.answer if answered else "",
        "given": kinds(question.given),
        "no_answer": by_asker and question.state in (QuestionState.DECLINED, QuestionState.EXPIRED),
        "must_tell": "inform_client" in question.obligations and question.client_told_on is None,
        "citations": citations(question),
        "known": known,
    }


def exchange_line(row: ColleagueExchange) -> dict[str, Any]:
    """One question and its answer, as the dossier keeps it."""
    return {
        "asker": row.question.asker.display_name,
        "colleague": row.question.colleague.display_name,
        "asked_at": row.question.asked_at,
        "decided_at": row.question.decided_at,
        "state": QuestionState(row.outcome).label,
        "status": _STATUS[QuestionState(row.outcome)],
        "row": row,
        "reason": row.get_decline_reason_display() if row.decline_reason else "",
        "told_on": row.client_told_on,
        "citations": citations(row),
    }
