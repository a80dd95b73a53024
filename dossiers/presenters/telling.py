"""What the client must still hear, on its own page, in the inbox and beside an envelope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.models import User
from dossiers.models import Telling, TellingStep
from dossiers.policies.telling import may_wait, open_grounds
from dossiers.presenters.dossier import name_of
from dossiers.states.telling import OPEN_TELLING, LapseReason, TellingAct, TellingState, ToldHow
from privacy_domain.protocols.types import After, PostponeGround
from privacy_domain.web.templatetags.domain import date_nl

State = TellingState
GROUNDS: Mapping[PostponeGround, str | Promise] = {
    PostponeGround.SAFETY: gettext_lazy(
        "There are concrete signs that somebody's safety is threatened: of the client, the family, the team or others"
    ),
    PostponeGround.PW_ENFORCEMENT: gettext_lazy("The enforcement of the Participatiewet asks it"),
    PostponeGround.SITUATION_ONGOING: gettext_lazy("The critical situation is still going on"),
    PostponeGround.CONVENIENCE: gettext_lazy("It is easier later"),
}
_LOOKS = {State.DUE: "warning", State.WAITING: "warning", State.TOLD: "ok", State.LAPSED: "plain"}


def telling_url(row: Telling, act: str = "") -> str:
    """The address of its page, or of one act on it."""
    return reverse("dossiers:telling_act", args=[row.pk, act]) if act else reverse("dossiers:telling", args=[row.pk])


def summary(row: Telling, on: date) -> dict[str, Any]:
    """Beside what was shared: whether the client knows, and if not, why and until when."""
    return {
        "url": telling_url(row),
        "state": row.get_state_display(),
        "look": "error" if _late(row, on) else _LOOKS[State(row.state)],
        "text": _sentence(row),
        "late": _late(row, on),
    }


def line(row: Telling, on: date) -> dict[str, Any]:
    """One line in the inbox of who looks after it."""
    return summary(row, on) | {
        "client": name_of(row.dossier),
        "name": row.recipient,
        "who": row.responsible.display_name,
        "occurred_on": row.occurred_on,
        "look_on": row.look_on,
    }


def _late(row: Telling, on: date) -> bool:
    return row.state in OPEN_TELLING and row.look_on is not None and row.look_on < on


def _sentence(row: Telling) -> str:
    if row.state == State.TOLD:
        how = ToldHow(row.told_how).label
        return _("The client was told on %(day)s, %(how)s.") % {"day": date_nl(row.told_on), "how": how}
    if row.state == State.WAITING:
        return _("The client does not know this yet. Look again on %(day)s.") % {"day": date_nl(row.look_on)}
    if row.state == State.LAPSED:
        return _("The client cannot be told any more.")
    return _("Tell the client, by %(day)s.") % {"day": date_nl(row.look_on)}


def page(row: Telling, steps: Sequence[TellingStep], user: User, on: date) -> dict[str, Any]:
    """The page of one duty: what is to be told, how far it is, and what can be done now."""
    after = After(row.after)
    tries = len({step.on for step in steps if step.act == TellingAct.TRIED})
    return {
        "telling": row,
        "client": name_of(row.dossier),
        "summary": summary(row, on),
        "facts": _facts(row),
        "history": [_said(step) for step in steps],
        "waiting": row.state == State.WAITING,
        "due": row.state == State.DUE,
        "open": row.state in OPEN_TELLING,
        "may_postpone": row.state in OPEN_TELLING and bool(open_grounds(after, on)),
        "may_give_up": row.state in OPEN_TELLING and (row.dossier.person.died_on is not None or tries > 1),
        "letter_made": row.letter_id is not None and row.state != State.WAITING,
        "decision": may_wait(after, PostponeGround.SAFETY, on),
        "own": user.pk == row.responsible_id,
    }


def _facts(row: Telling) -> list[dict[str, Any]]:
    facts = [
        {"key": _("With whom"), "value": row.recipient},
        {"key": _("What"), "value": row.what},
        {"key": _("Why"), "value": row.why},
        {"key": _("When"), "value": date_nl(row.occurred_on)},
        {"key": _("Shared by"), "value": row.responsible.display_name},
        {"key": _("May wait because"), "value": str(GROUNDS[PostponeGround(row.ground)]) if row.ground else ""},
        {"key": _("The situation ended on"), "value": date_nl(row.situation_ended_on) if row.situation_ended_on else ""},
        {"key": _("Told by"), "value": row.told_by.display_name if row.told_by else ""},
    ]
    return [fact for fact in facts if fact["value"]]


def _said(step: TellingStep) -> dict[str, Any]:
    return {
        "what": step.get_act_display(),
        "on": step.on,
        "who": step.by.display_name,
        "ground": GROUNDS[PostponeGround(step.ground)] if step.ground else "",
        "look_on": step.look_on,
        "note": step.note,
        "citations": step.citations,
    }


def ground_choices(row: Telling, on: date) -> list[tuple[str, str | Promise]]:
    """The grounds of this protocol for this kind of sharing."""
    return [(str(ground), GROUNDS[ground]) for ground in open_grounds(After(row.after), on)]


def lapse_choices(row: Telling) -> list[tuple[str, str | Promise]]:
    """Why nobody can be told any more, as far as that can be."""
    died = row.dossier.person.died_on is not None
    return [(reason.value, reason.label) for reason in LapseReason if died or reason != LapseReason.DIED]
