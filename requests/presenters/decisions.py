"""What the page shows on which a request is decided."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from access.models import User
from privacy_domain import clock
from privacy_domain.people.presenters import display_name
from privacy_domain.web.templatetags.domain import date_nl
from requests.models import Decision, DecisionPart
from requests.policies.decisions import RefusalRules, outcome_of
from requests.selectors.decisions import DecisionOpened
from requests.states import TO_CARRY_OUT, DecisionAuthority, DecisionOutcome, DecisionState, RequestKind, RequestState

_BADGES = {DecisionOutcome.GRANTED: "ok", DecisionOutcome.PARTLY: "warning", DecisionOutcome.REFUSED: "error", DecisionOutcome.PASSED_ON: "info"}


def page(found: DecisionOpened, user: User) -> dict[str, Any]:
    """The page: the parts and what they come to, who signs, the letter."""
    request, decision = found.opened.request, found.decision
    state = DecisionState(decision.state) if decision else DecisionState.DRAFT
    running, handles = request.state == RequestState.RUNNING, found.opened.handles
    drafting = running and handles and state == DecisionState.DRAFT
    put_to_me = bool(running and decision and state == DecisionState.PROPOSED and decision.signer_id == user.pk)
    outcome = _outcome(decision, found.parts)
    return {
        "request_row": request,
        "name": display_name(request.person),
        "kind": RequestKind(request.kind).label,
        "state": state.label if decision else "",
        "outcome": outcome.label if outcome else "",
        "badge": _BADGES[outcome] if outcome else "",
        "parts": [_part(row, found.rules, drafting) for row in found.parts],
        "decider": found.deciding.explanation,
        "citations": found.deciding.citations,
        "by_college": found.deciding.by_college,
        "returned_because": decision.returned_because if decision and drafting else "",
        "rows": _rows(decision) if decision else [],
        "drafting": drafting,
        "put_to_me": put_to_me,
        "may_sign": found.signs and (drafting or put_to_me),
        "may_put": drafting and found.deciding.by_college and bool(found.signers),
        "nobody_signs": drafting and found.deciding.by_college and not found.signers and not found.signs,
        "may_preview": (drafting or put_to_me) and outcome is not None,
        "has_letter": bool(decision and decision.letter),
        "may_renew": running and handles and found.letter_outdated,
        "may_send": running and handles and state == DecisionState.SIGNED and not found.letter_outdated,
        "late": bool(request.due_on and request.due_on < clock.today() and not request.late_because and running),
        "may_take_back": bool(running and handles and decision),
        "may_close": may_close(found),
    }


def may_close(found: DecisionOpened) -> bool:
    """Whether nothing is left to do and the last day to object has passed."""
    decision, request = found.decision, found.opened.request
    if decision is None or request.state != RequestState.DECIDED or decision.outcome in TO_CARRY_OUT or not found.opened.handles:
        return False
    return decision.object_by is None or decision.object_by < clock.today()


def _outcome(decision: Decision | None, parts: list[DecisionPart]) -> DecisionOutcome | None:
    if decision is None:
        return None
    return DecisionOutcome(decision.outcome) if decision.outcome else outcome_of([row.granted for row in parts], passed_on=bool(decision.passed_to))


def _part(row: DecisionPart, rules: RefusalRules, removable: bool) -> dict[str, Any]:
    ground = rules.ground(row.ground)
    return {
        "id": row.pk,
        "what": row.what,
        "granted": row.granted,
        "ground": "" if row.granted else ground.label if ground else row.ground,
        "provision": row.provision,
        "reasons": row.reasons,
        "citations": row.citations,
        "removable": removable,
    }


def _rows(decision: Decision) -> list[dict[str, Any]]:
    rows: list[tuple[str, Any]] = [(_("Explanation"), decision.explanation), (_("Passed on to"), decision.passed_to)]
    if decision.state == DecisionState.PROPOSED and decision.signer is not None:
        rows.append((_("Put to"), decision.signer.display_name))
    if decision.signed_by is not None and decision.signed_at is not None:
        rows.append((_("Signed by"), f"{decision.signed_by.display_name}, {date_nl(decision.signed_at)}"))
        rows.append((_("On whose behalf"), DecisionAuthority(decision.authority).label))
    if decision.mandate is not None:
        rows.append((_("Mandate"), f"{decision.mandate.capacity}: {decision.mandate.document}"))
    if decision.object_by is not None:
        rows.append((_("Last day to object"), date_nl(decision.object_by)))
    if decision.sent_on is not None:
        rows.append((_("Sent on"), date_nl(decision.sent_on)))
    return [{"key": key, "value": value} for key, value in rows if value]
