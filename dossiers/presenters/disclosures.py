"""The pages of envelopes: the list, one envelope as a list of things to do, what would leave, the inbox and the decision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from access.models import User
from access.presenters import team_place_label
from access.states import TeamRole
from dossiers.models import Consultation, Disclosure, DisclosureItem, Dossier, Telling
from dossiers.policies.disclosure import Verdict
from dossiers.policies.envelope import EDITABLE, Envelope, Question
from dossiers.presenters.disclosure import heading, row_line
from dossiers.presenters.dossier import frame, name_of
from dossiers.presenters.envelope import OWN_VALUES, digest_of, item_words, recipient_name, rendering
from dossiers.presenters.telling import summary
from dossiers.presenters.words import CATEGORIES, OBLIGATIONS, OCCASIONS
from dossiers.selectors.disclosure import LedgerLine
from dossiers.selectors.shielding import shown_content
from dossiers.states import DisclosureState
from privacy_domain import clock
from privacy_domain.protocols.types import Category, Condition, Obligation, Occasion
from privacy_domain.web.conditions import in_words

State = DisclosureState
_LOOKS = {State.APPROVED: "ok", State.SENT: "ok", State.WAITING: "warning", State.ASKED_BACK: "warning", State.REFUSED: "error"}


def envelope_url(disclosure: Disclosure, page: str = "disclosure", **more: Any) -> str:
    """The address of a page of one envelope."""
    return reverse(f"dossiers:{page}", kwargs={"ref": disclosure.dossier_id, "disclosure_id": disclosure.pk, **more})


def list_page(dossier: Dossier, user: User, on: date, rows: Sequence[Disclosure], ledger: Sequence[LedgerLine]) -> dict[str, Any]:
    """What is being prepared, what was decided, and everything that left."""
    return frame(dossier, user, on) | {"rows": [_line(row) for row in rows if row.state != State.SENT], "ledger": ledger}


def _line(row: Disclosure) -> dict[str, Any]:
    return {
        "url": envelope_url(row),
        "name": recipient_name(row),
        "prepared_at": row.prepared_at,
        "state": row.get_state_display(),
        "look": _LOOKS.get(State(row.state), "plain"),
        "purpose": row.purpose,
    }


def envelope_page(
    envelope: Envelope, user: User, consultations: Sequence[Consultation], remarks: Sequence[Any], telling: Telling | None
) -> dict[str, Any]:
    """One envelope: as long as it is open a list of things to do, afterwards what it was."""
    row = envelope.disclosure
    editable = row.state in EDITABLE
    return frame(row.dossier, user, envelope.on) | {
        "disclosure": row,
        "name": recipient_name(row),
        "state": row.get_state_display(),
        "look": _LOOKS.get(State(row.state), "plain"),
        "editable": editable,
        "tasks": _tasks(envelope) if editable else [],
        "facts": _facts(envelope),
        "answer": envelope.answer if editable else None,
        "decision": envelope.decision(lead_consulted=False),
        "answer_heading": heading(envelope.answer) if envelope.answer and editable else "",
        "outside": [CATEGORIES[code] for code in envelope.answer.outside] if envelope.answer and editable else [],
        "listed": row_line(envelope.answer.row) if envelope.answer and envelope.answer.row and editable else None,
        "urgent_known": bool(envelope.answer and envelope.answer.urgent),
        "asks_consent": bool(envelope.answer and envelope.answer.verdict in (Verdict.ASK_CONSENT, Verdict.MAY_NOT)) and not row.without_consent,
        "content": shown_content(row) if not editable else None,
        "consultations": [_said(each) for each in consultations],
        "remarks": remarks,
        "telling": summary(telling, envelope.on) if telling else None,
        "sendable": row.state == State.APPROVED,
        "sent": row.state == State.SENT,
        "recipient_hears": str(Obligation.INFORM_RECIPIENT_OF_PROTOCOL) in row.obligations,
        "stoppable": row.state in (*EDITABLE, State.WAITING, State.APPROVED, State.REFUSED),
        "duties": [OBLIGATIONS[Obligation(duty)] for duty in row.obligations],
        "complete": envelope.complete,
    }


def _tasks(envelope: Envelope) -> list[dict[str, Any]]:
    row = envelope.disclosure
    lines = [
        _task(_("What do you share?"), envelope_url(row, "disclosure_items"), bool(envelope.items)),
        *(
            _task(
                _("How much: %(what)s") % {"what": words_of(one)},
                envelope_url(row, "disclosure_depth", line_id=one.pk),
                True,
                hint=str(one.get_level_display()),
            )
            for one in envelope.items
            if not one.code or Category(one.code) not in OWN_VALUES or one.code == Category.NAW
        ),
        _task(_("Why is it necessary?"), envelope_url(row, "disclosure_need"), _explained(envelope)),
    ]
    for question in envelope.questions if envelope.items else ():
        found = envelope.findings.get(question.code)
        hint = _("You answered that this does not hold.") if found is not None and not found.holds else ""
        lines.append(
            _task(
                question_words(question),
                envelope_url(row, "disclosure_question", question_code=question.code),
                question not in envelope.unanswered,
                hint=hint,
            )
        )
    label = _("Look at what would leave")
    ready = {"title": label, "url": envelope_url(row, "disclosure_preview"), "status": "todo"}
    lines.append(ready if envelope.complete else {"title": label, "status": "blocked", "hint": _("First do what stands above.")})
    return lines


def _task(title: str, url: str, done: bool, *, hint: str = "") -> dict[str, Any]:
    return {"title": title, "url": url, "status": "done" if done else "todo", "hint": hint}


def _explained(envelope: Envelope) -> bool:
    wanted = Condition.CLIENT_INTEREST in envelope.way
    return bool(envelope.disclosure.necessity) and (not wanted or bool(envelope.disclosure.interest))


def _facts(envelope: Envelope) -> list[dict[str, Any]]:
    """What was written down, for who looks and for who decides."""
    row = envelope.disclosure
    facts = [
        {"key": _("With whom"), "value": recipient_name(row)},
        {"key": _("Occasion"), "value": str(OCCASIONS[Occasion(row.occasion)]) if row.occasion else _("No special occasion")},
        {"key": _("Why"), "value": row.purpose},
        {"key": _("Why it is necessary"), "value": row.necessity or _("Not written down yet.")},
        {"key": _("How it serves the client"), "value": row.interest},
        {"key": _("What the client was told beforehand"), "value": row.told_beforehand or _("Nothing yet.")},
        {"key": _("Rests on"), "value": row.get_ground_display() if row.ground else ""},
        {"key": _("Agreement with the recipient"), "value": row.agreement.reference if row.agreement else ""},
        {"key": _("Prepared by"), "value": row.prepared_by.display_name},
        {"key": _("Why not shared"), "value": row.end_reason},
    ]
    return [fact for fact in facts if fact["value"]]


def call_line(row: Consultation) -> dict[str, Any]:
    """A telephone call that the leader did not confirm yet: late from the day after."""
    disclosure = row.disclosure
    return _said(row) | {
        "url": reverse("dossiers:decide_disclosure", args=[disclosure.pk]),
        "client": name_of(disclosure.dossier),
        "name": recipient_name(disclosure),
        "who": row.recorded_by.display_name,
    }


def _said(row: Consultation) -> dict[str, Any]:
    late = row.called_at is not None and row.called_at.astimezone(clock.AMSTERDAM).date() < clock.today()
    return {
        "who": row.decided_by.display_name,
        "outcome": row.get_outcome_display(),
        "at": row.decided_at,
        "reason": row.reason,
        "called_at": row.called_at,
        "recorded_by": row.recorded_by.display_name if row.called_at else "",
        "late": late,
    }


def words_of(row: DisclosureItem) -> str:
    """What one thing is."""
    return item_words(row.item) if row.item is not None else str(CATEGORIES[Category(row.code)])


def question_words(question: Question) -> str:
    """A question in the words of the protocol's list, or of the finding."""
    if question.step is not None:
        label = question.step.label
        return f"{label[:1].upper()}{label[1:]}"
    return in_words(question.condition)


def question_page(envelope: Envelope, question: Question) -> dict[str, Any]:
    """Beside one question: the article behind it, and how far one is."""
    number = envelope.questions.index(question) + 1
    citations = question.step.articles if question.step else (envelope.answer.decision.citations if envelope.answer else ())
    return {"heading": question_words(question), "number": number, "total": len(envelope.questions), "citations": citations}


def preview_page(envelope: Envelope) -> dict[str, Any]:
    """Exactly what would leave, with the mark that binds a decision to it."""
    content = rendering(envelope)
    return {
        "content": content,
        "digest": digest_of(content),
        "consults": envelope.consults,
        "lead": team_place_label(TeamRole.LEAD),
        "decision": envelope.decision(lead_consulted=True),
    }


def decision_page(envelope: Envelope, consultations: Sequence[Consultation], calls: Sequence[Consultation]) -> dict[str, Any]:
    """What who decides must know: what would leave, the findings in the professional's own words, the articles."""
    row = envelope.disclosure
    findings = [(question, envelope.findings[question.code]) for question in envelope.questions if question.code in envelope.findings]
    return {
        "disclosure": row,
        "dossier": row.dossier,
        "client": name_of(row.dossier),
        "name": recipient_name(row),
        "state": row.get_state_display(),
        "waiting": row.state == State.WAITING,
        "waits_since": row.sealed_at,
        "facts": _facts(envelope),
        "content": shown_content(row),
        "digest": row.digest,
        "findings": [
            {
                "question": question_words(question),
                "holds": found.holds,
                "text": found.text,
                "who": found.answered_by.display_name,
                "at": found.answered_at,
            }
            for question, found in findings
        ],
        "decision": envelope.decision(lead_consulted=True),
        "consultations": [_said(each) for each in consultations],
        "calls": [_said(each) for each in calls],
    }


def inbox_line(row: Disclosure) -> dict[str, Any]:
    """One line of the inbox."""
    return {
        "url": reverse("dossiers:decide_disclosure", args=[row.pk]),
        "client": name_of(row.dossier),
        "name": recipient_name(row),
        "who": row.prepared_by.display_name,
        "since": row.sealed_at,
        "safety": row.safety,
    }
