"""Decisions and mandates: what was decided, who may sign, what a part can be about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from access.models import User
from access.selectors import accounts_with_role, members_of, roles_of, teams_of, visible_among
from access.selectors.accounts import colleagues_for
from access.states import MunicipalRole, TeamRole
from dossiers.models import Dossier, Item
from dossiers.selectors.items import items_of
from privacy_domain import clock
from privacy_domain.letters import selectors as kept
from privacy_domain.protocols.types import Role
from privacy_domain.web.errors import Conflict, Invalid
from requests.models import Decision, DecisionPart, Mandate, SubjectRequest
from requests.policies.decisions import Deciding, RefusalRules, outcome_of
from requests.selectors.desk import dossiers_of
from requests.selectors.due import locked
from requests.selectors.opened import Opened
from requests.states import DECISION_TRANSITIONS, TO_CARRY_OUT, DecisionOutcome, DecisionState, MandateAct, RequestState

MOST_ITEMS = 200


@dataclass(frozen=True, slots=True)
class DecisionOpened:
    """A request with its decision, as who may decide sees it. `signs`: he may sign it now; `signers`: to whom it can be put."""

    opened: Opened
    decision: Decision | None
    parts: list[DecisionPart]
    rules: RefusalRules
    deciding: Deciding
    items: list[Item]
    signs: bool
    signers: list[User]
    letter_outdated: bool


def decision_of(request: SubjectRequest) -> Decision | None:
    """The decision on a request that was not taken back, or None."""
    rows = Decision.objects.select_related("signer", "signed_by", "mandate", "prepared_by").exclude(state=DecisionState.TAKEN_BACK)
    found: Decision | None = rows.filter(request=request).first()
    return found


def can_be_taken_back(decision: Decision | None) -> bool:
    """Whether there is a decision that did not go out."""
    return decision is not None and DecisionState.TAKEN_BACK in DECISION_TRANSITIONS[DecisionState(decision.state)]


def running(request: SubjectRequest) -> SubjectRequest:
    """A request that can be decided, as it stands now, until the transaction ends. Raises Conflict before it is sure who asks, and after it
    was decided."""
    current = locked(request.pk)
    if current is None or current.state != RequestState.RUNNING:
        raise Conflict("Beslissen kan als zeker is wie het vraagt, en zolang er niet op beslist is.")
    return current


def decision_in(request: SubjectRequest, state: DecisionState) -> Decision:
    """The decision on a request, in this state. Raises Conflict when it is in another, or there is none."""
    found = decision_of(request)
    if found is None or found.state != state:
        raise Conflict("Deze beslissing is intussen veranderd. Ververs de pagina.")
    return found


def is_outdated(decision: Decision | None) -> bool:
    """Whether the letter of a signed decision is of another day: its last day to object would be wrong."""
    if decision is None or decision.state != DecisionState.SIGNED or decision.letter is None:
        return False
    letter = kept.letter(decision.letter)
    return letter is None or letter.written_on != clock.today()


def outcome_so_far(decision: Decision, parts: list[DecisionPart]) -> DecisionOutcome:
    """How it is decided. Raises Invalid when nothing was decided yet, and for what is both decided and passed on."""
    if decision.passed_to and parts:
        raise Invalid("Geef het verzoek door, of beslis erop: allebei kan niet. Haal de delen weg.", field="passed_to")
    found = outcome_of([part.granted for part in parts], passed_on=bool(decision.passed_to))
    if found is None:
        raise Invalid("Leg eerst per deel vast wat de beslissing is.")
    return found


def parts_of(decision: Decision | None) -> list[DecisionPart]:
    """The parts of a decision, in order."""
    return list(DecisionPart.objects.filter(decision=decision).order_by("position")) if decision else []


def is_to_be_carried_out(request: SubjectRequest) -> bool:
    """Whether something that was granted is left to be carried out; also of what was decided before decisions were kept here."""
    found = decision_of(request)
    return found is None or found.state != DecisionState.SENT or found.outcome in TO_CARRY_OUT


def mandate_of(user: User, on: date, act: MandateAct = MandateAct.REQUESTS) -> Mandate | None:
    """The mandate that somebody has on a day, or None."""
    found: Mandate | None = Mandate.objects.filter(_held(on), user=user, act=act).order_by("since").first()
    return found


def _held(on: date) -> Q:
    return Q(since__lte=on, ended_at__isnull=True) & (Q(until__isnull=True) | Q(until__gte=on))


def may_hold(user: User, request: SubjectRequest, role: Role | None, on: date) -> bool:
    """Whether a mandate for this request can be his by the role that the protocol asks: who leads its team, or the Social Domain."""
    if role is None:
        return True
    if MunicipalRole.TEAM_LEAD in roles_of(user, on=on):
        return True
    led = {place.team_id for place in teams_of(user, on=on) if place.role == TeamRole.LEAD}
    return request.team_id in led if request.team_id else bool(led)


def may_still_sign(decision: Decision, deciding: Deciding, on: date) -> bool:
    """Whether the mandate under which it was signed holds on this day, and can still be his who signed."""
    by, request = decision.signed_by, decision.request
    held = decision.mandate is not None and Mandate.objects.filter(_held(on), pk=decision.mandate.pk).exists()
    return held and by is not None and by.is_active and may_hold(by, request, deciding.mandate_for, on)


def who_can_sign(request: SubjectRequest, deciding: Deciding, on: date) -> list[User]:
    """Who has a mandate today that is good for this request, by name; nobody who is kept away from the person. The same number of
    statements for one and for many."""
    held = Mandate.objects.filter(_held(on), act=MandateAct.REQUESTS, user__is_active=True).select_related("user")
    found = {row.user_id: row.user for row in held}
    if deciding.mandate_for is not None:
        leading = {user.pk for user in accounts_with_role(MunicipalRole.TEAM_LEAD)}
        if request.team is not None:
            leading |= {place.user_id for place in members_of(request.team, on=on) if place.role == TeamRole.LEAD}
        found = {pk: user for pk, user in found.items() if pk in leading}
    near = {user.pk for user in colleagues_for(dossiers_of([request.person_id]))}
    return sorted((user for user in found.values() if user.pk in near), key=lambda user: user.display_name)


def items_for(user: User, request: SubjectRequest) -> list[Item]:
    """What stands in the dossiers of the person that are open to `user`, so that a part can be about one of them."""
    among = visible_among(user, dossiers_of([request.person_id]))
    dossiers = Dossier.objects.filter(pk__in=among).select_related("person").order_by("opened_on", "pk")
    found = [item for dossier in dossiers for item in items_of(dossier, limit=MOST_ITEMS)]
    return found[:MOST_ITEMS]
