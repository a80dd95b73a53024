"""What the pages on destruction lists show: what stands on one, what came of it, who did what."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from access.models import User
from dossiers.presenters.talk import LAWS
from privacy_domain import clock
from privacy_domain.web.templatetags.domain import date_nl
from retention.models import DestructionList, DestructionRow
from retention.policies import Keepers, endings, keepers
from retention.selectors import Block, Progress, blocks_of, progress_of
from retention.states import ListState, Outcome, RowResult, Standing

_BADGES = {
    ListState.JUDGING: "warning",
    ListState.SUBMITTED: "warning",
    ListState.APPROVED: "ok",
    ListState.ABORTED: "plain",
    ListState.RUNNING: "ok",
    ListState.PAUSED: "warning",
    ListState.STOPPED: "plain",
    ListState.DONE: "plain",
}
_BEFORE = (ListState.JUDGING, ListState.SUBMITTED, ListState.APPROVED)
_CARRIED_OUT = (ListState.RUNNING, ListState.PAUSED, ListState.STOPPED, ListState.DONE)


def list_line(row: DestructionList, apart: int = 0) -> dict[str, Any]:
    """One list, on the desk; `apart` is how many of its jobs were set apart."""
    return {
        "url": reverse("retention:list", args=[row.pk]),
        "name": row.name,
        "team": row.team.name if row.team else "",
        "count": row.row_count,
        "state": str(ListState(row.state).label),
        "badge": _BADGES[ListState(row.state)],
        "made_at": row.made_at,
        "waits_until": row.executes_on if row.state == ListState.APPROVED else None,
        "apart": apart,
    }


def list_page(listed: DestructionList, rows: list[DestructionRow], user: User) -> dict[str, Any]:
    """One list: what stands on it, what somebody may do with it now, how far it is, and who did what."""
    today = clock.today()
    keeper, state = keepers(user, today), ListState(listed.state)
    blocks = blocks_of(rows, today) if state in _BEFORE else {}
    ends = [str(ending) for ending in endings(today)]
    third = keeper.approves and user.pk not in (listed.made_by_id, listed.judged_by_id)
    return {
        "listed": listed,
        "state": str(state.label),
        "badge": _BADGES[state],
        "rows": [_row_line(row, blocks.get(row.pk), ends, judged=state is not ListState.JUDGING) for row in rows],
        "judging": state is ListState.JUDGING and keeper.prepares and listed.made_by_id != user.pk,
        "own": state is ListState.JUDGING and listed.made_by_id == user.pk,
        "approving": state is ListState.SUBMITTED and third,
        "approved": state is ListState.APPROVED,
        "may_abort": state in _BEFORE,
        "history": _history(listed),
    } | _carried_out(listed, state, keeper)


def _carried_out(listed: DestructionList, state: ListState, keeper: Keepers) -> dict[str, Any]:
    """How far it is, once it is carried out, and what can be done about it."""
    if state not in _CARRIED_OUT:
        return {}
    found = progress_of(listed)
    running, paused = state is ListState.RUNNING, state is ListState.PAUSED
    return {
        "progress": found,
        "progress_words": _progress_words(found),
        "counts": _counts(found),
        "may_pause": running,
        "may_resume": paused and keeper.approves,
        "may_stop": running or paused,
        "may_retry": bool(found.apart) and keeper.approves,
        "over": listed.ended_at is not None,
        "declared": hasattr(listed, "certificate"),
    }


def _progress_words(found: Progress) -> str:
    return _("%(done)d of %(total)d parts done") % {"done": found.done, "total": found.total}


def _counts(found: Progress) -> list[dict[str, Any]]:
    lines = (
        (_("Destroyed"), found.gone),
        (_("Being destroyed"), found.going),
        (_("Kept"), found.kept),
        (_("Left"), found.left),
        (_("Still to come"), found.total - found.done - found.going),
    )
    return [{"key": name, "value": str(number)} for name, number in lines]


def _row_line(row: DestructionRow, block: Block | None, ends: list[str], *, judged: bool) -> dict[str, Any]:
    choices = [Outcome.KEEP] if block else [*(Outcome(end) for end in ends), Outcome.KEEP]
    return {
        "id": row.pk,
        "number": row.dossier.number,
        "url": "" if row.result == RowResult.TAKEN else reverse("retention:dossier", args=[row.dossier_id]),
        "part": _("An item") if row.series else _("The dossier"),
        "law": LAWS.get(row.law, row.law),
        "closed_on": row.dossier.closed_on,
        "day": row.destroy_from,
        "citations": row.citations,
        "blocked": _why_blocked(block) if block else [],
        "outcome": row.outcome,
        "outcome_words": Outcome(row.outcome).label if row.outcome else _("not chosen yet"),
        "result": RowResult(row.result).label if row.result else "",
        "because": [str(Standing(why).label) for why in row.because],
        "choices": [{"value": choice.value, "label": _choice_words(choice, block), "checked": row.outcome == choice.value} for choice in choices],
        "may_say_why": not judged and block is None,
    }


def _choice_words(choice: Outcome, block: Block | None) -> str:
    return _("keep, and say why") if choice is Outcome.KEEP and block is None else str(choice.label)


def _why_blocked(block: Block) -> list[str]:
    """The reasons of the holds in their place, and whatever else stands in the way."""
    holds = [str(hold.get_reason_display()) for hold in block.holds]
    return holds + [str(why.label) for why in block.standing if why is not Standing.HELD]


def _history(listed: DestructionList) -> list[dict[str, Any]]:
    acts = (
        (_("Ended"), listed.ended_at, None, ""),
        (_("Stopped halfway"), listed.stopped_at, listed.stopped_by, listed.stopped_because),
        (_("Paused"), listed.paused_at, listed.paused_by, ""),
        (_("Begun"), listed.started_at, None, ""),
        (_("Called off"), listed.aborted_at, listed.aborted_by, listed.aborted_because),
        (_("Approved"), listed.approved_at, listed.approved_by, ""),
        (_("Judged and handed in"), listed.judged_at, listed.judged_by, ""),
        (_("Sent back"), None, None, listed.returned_because),
        (_("Made"), listed.made_at, listed.made_by, ""),
    )
    lines = []
    for title, moment, who, text in acts:
        if moment:
            said = f"{date_nl(moment)}, {who.display_name if who else _('by the schedule')}"
            lines.append({"key": title, "value": [said, text] if text else said})
        elif text:
            lines.append({"key": title, "value": text})
    return lines
