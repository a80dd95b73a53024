"""The pages on shielding: that something is shielded, why, who may read it; and what it is, for who may."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from access.models import User
from access.policies import offers_writing
from dossiers.models import Dossier, Item, Shield, ShieldReader, Talk
from dossiers.presenters.dossier import frame
from dossiers.presenters.items import SUFFIX, item_rows
from dossiers.selectors import shielding as select
from dossiers.selectors import talks_of
from dossiers.states import OPEN_TALKS
from dossiers.states.shielding import ShieldState
from privacy_domain.web.templatetags.domain import date_nl, datetime_nl

BADGES = {ShieldState.STANDING: "warning", ShieldState.TOLD: "warning", ShieldState.LIFTED: "plain"}
CITATION = "avg art. 18"


def list_page(dossier: Dossier, shields: Sequence[Shield], user: User, on: date) -> dict[str, Any]:
    """What is and was shielded here, by kind and never by title; and the talks that can be."""
    kinds = select.kinds_of(shields)
    return frame(dossier, user, on) | {
        "lines": [
            {
                "url": reverse("dossiers:shield", args=[dossier.pk, row.pk]),
                "title": _what(row, kinds.get(row.series) if row.series else None),
                "hint": _("%(reason)s. Since %(day)s, by %(who)s.")
                % {"reason": str(row.get_reason_display()).capitalize(), "day": date_nl(row.placed_at), "who": row.placed_by.display_name},
                "state": row.get_state_display(),
                "badge": BADGES[ShieldState(row.state)],
            }
            for row in shields
        ],
        "talks": [
            {"url": reverse("dossiers:shield_talk", args=[dossier.pk, talk.pk]), "day": talk.started_at or talk.stopped_at}
            for talk in talks_of(dossier)
            if talk.state not in OPEN_TALKS
        ],
        "citation": CITATION,
    }


def _what(shield: Shield, kind: str | None) -> str:
    if shield.talk is not None:
        return _("Talk of %(day)s") % {"day": date_nl(shield.talk.started_at)} if shield.talk.started_at else _("A talk")
    return kind.capitalize() if kind else _("An item")


def shield_page(shield: Shield, user: User, on: date) -> dict[str, Any]:
    """One shielding: reason and author, who may read it, what can be done with it now."""
    readers = select.readers_of([shield])[shield.pk]
    standing = shield.state != ShieldState.LIFTED
    may_write = bool(offers_writing(user, shield.dossier_id, on=on).allowed)
    return frame(shield.dossier, user, on) | {
        "shield": shield,
        "heading": _what(shield, select.kinds_of([shield]).get(shield.series) if shield.series else None),
        "state": shield.get_state_display(),
        "badge": BADGES[ShieldState(shield.state)],
        "rows": _rows(shield),
        "readers": [_reader_line(row) for row in readers],
        "may_read": standing and any(row.user_id == user.pk for row in readers),
        "may_write": standing and may_write,
        "to_tell": standing and may_write and shield.state == ShieldState.STANDING,
        "to_lift": standing and may_write and shield.state == ShieldState.TOLD,
        "citation": CITATION,
    }


def _rows(shield: Shield) -> list[dict[str, Any]]:
    rows = [
        (_("Why"), shield.get_reason_display()),
        (_("Explanation"), shield.explanation),
        (_("Shielded"), f"{datetime_nl(shield.placed_at)}, {shield.placed_by.display_name}"),
        (_("The client was told"), f"{date_nl(shield.told_at)}, {shield.told_by.display_name}: {shield.told_how}" if shield.told_by else ""),
        (_("Lifted"), f"{datetime_nl(shield.lifted_at)}, {shield.lifted_by.display_name}: {shield.lifted_because}" if shield.lifted_by else ""),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def _reader_line(row: ShieldReader) -> dict[str, Any]:
    return {
        "id": row.pk,
        "name": row.user.display_name,
        "ground": row.get_ground_display(),
        "explanation": row.explanation,
        "named": f"{date_nl(row.named_at)}, {row.named_by.display_name}",
    }


def ask_page(dossier: Dossier, what: Item | Talk, user: User, on: date) -> dict[str, Any]:
    """Beside the form: what will be shielded."""
    title = what.title if isinstance(what, Item) else _("Talk of %(day)s") % {"day": date_nl(what.started_at)}
    return frame(dossier, user, on) | {"what": title, "citation": CITATION, "back": reverse("dossiers:shields", args=[dossier.pk])}


def hidden_page(hidden: select.Hidden, user: User, on: date) -> dict[str, Any]:
    """What is shielded, in full, for who may read it."""
    shield, item, talk = hidden.shield, hidden.item, hidden.talk
    texts = [passage.text for passage in hidden.passages] if item else [talk.notes, talk.special_reason, talk.next_appointment] if talk else []
    return frame(shield.dossier, user, on) | {
        "shield": shield,
        "heading": item.title if item else _what(shield, None),
        "ground": hidden.reader.get_ground_display(),
        "texts": [text for text in texts if text],
        "rows": item_rows(item) if item else [],
        "file_url": reverse("dossiers:shielded_file", args=[shield.dossier_id, shield.pk]) if item and item.file else "",
        "file_kind": SUFFIX.get(item.media_type, "").upper() if item else "",
    }
