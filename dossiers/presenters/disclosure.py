"""The answer on sharing, in words."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from access.presenters import team_place_label
from access.states import TeamRole
from consent.states import AnswerForm
from dossiers.models import Dossier
from dossiers.policies.covering import Covering
from dossiers.policies.disclosure import CONSENT, SharingAnswer, Verdict, rows_of
from dossiers.presenters.talk import consent_line
from dossiers.presenters.words import CATEGORIES, OBLIGATIONS, OCCASIONS, RECIPIENTS, category_words
from privacy_domain.protocols.types import Condition, Recipient
from privacy_domain.protocols.values import Row
from privacy_domain.web.conditions import in_words

KINDS = {Verdict.MAY: "ok", Verdict.ASK_CONSENT: "warning", Verdict.CONSULT_FIRST: "warning", Verdict.MAY_NOT: "error"}


def heading(answer: SharingAnswer) -> str:
    """The answer in one line."""
    if answer.verdict is Verdict.MAY:
        return _("Yes, you may share this")
    if answer.verdict is Verdict.CONSULT_FIRST:
        return _("First consult the %(lead)s") % {"lead": team_place_label(TeamRole.LEAD)}
    if answer.verdict is Verdict.ASK_CONSENT:
        return _("First ask written consent") if answer.form == AnswerForm.WRITTEN else _("First ask consent")
    return _("No, you may not share this")


def answer_page(answer: SharingAnswer, recipient: Recipient, dossier: Dossier | None, found: Covering | None) -> dict[str, Any]:
    """Everything the page shows about one answer."""
    return {
        "answer": answer,
        "heading": heading(answer),
        "kind": KINDS[answer.verdict],
        "first": [_first(condition, dossier) for condition in answer.first],
        "then": [OBLIGATIONS[duty] for duty in answer.then],
        "urgent": [in_words(condition) for condition in answer.urgent],
        "outside": [CATEGORIES[code] for code in answer.outside],
        "listed": row_line(answer.row) if answer.row else None,
        "no_row": answer.has_list and answer.row is None,
        "other_rows": _other_rows(answer, recipient),
        "consents": [consent_line(consent) for consent in found.consents] if found else [],
        "uncovered": category_words(found.uncovered) if found and found.consents else [],
    }


def row_line(row: Row) -> dict[str, Any]:
    """One line of the fixed list of a protocol."""
    return {
        "occasion": OCCASIONS[row.occasion],
        "items": category_words(row.items),
        "consent": not row.ways,
        "signature": category_words(row.signature_for),
        "citations": row.articles,
    }


def _other_rows(answer: SharingAnswer, recipient: Recipient) -> list[dict[str, Any]]:
    """The other lines of the list for this recipient, so that nobody misses the right occasion."""
    return [row_line(row) for row in rows_of(answer.decision.protocol) if row.recipient == recipient and row != answer.row]


def _first(condition: Condition, dossier: Dossier | None) -> dict[str, str]:
    """What must be there before, and where to see to it."""
    if condition in CONSENT:
        page = reverse("dossiers:overview", args=[dossier.pk]) if dossier else reverse("dossiers:list")
        return {"words": in_words(condition), "url": page, "url_text": _("Ask it in a talk")}
    return {"words": in_words(condition), "url": "", "url_text": ""}


def kinds_of_recipient(version: str | None) -> list[Recipient]:
    """Which kinds can be asked about here: those that any municipality knows, and those of this protocol's own list."""
    local = {Recipient.STADSBANK, Recipient.MO_ZAAK}
    listed = {row.recipient for row in rows_of(version)}
    return [kind for kind in RECIPIENTS if kind not in local or kind in listed]
