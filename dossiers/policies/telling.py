"""Whether telling the client may wait, on which grounds, and who looks after it when the day has come."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from access.models import User
from access.selectors import excluded_among
from dossiers.models import Disclosure, DisclosureFinding, Telling
from dossiers.policies.disclosure import asks_consultation
from dossiers.policies.origin import hidden_among
from dossiers.policies.rights import leads_for
from dossiers.states.telling import TELLING_TRANSITIONS, TellingState
from privacy_domain.protocols import book, facts
from privacy_domain.protocols.rules import informing
from privacy_domain.protocols.types import After, Decision, Finding, Obligation, Occasion, PostponeGround, Recipient
from privacy_domain.tenancy.selectors import protocol_on

INFORMING = frozenset({str(Obligation.INFORM_CLIENT), str(Obligation.INFORM_CLIENT_ASAP), str(Obligation.TELL_CLIENT_BEFORE)})


def may_wait(after: After, ground: PostponeGround, on: date) -> Decision:
    """The rule's own answer: may telling the client wait after this, on this ground?"""
    return informing.decide(facts.PostponeFacts(after=after, ground=ground), protocol_on(on), book.law(), on)


def open_grounds(after: After, on: date) -> tuple[PostponeGround, ...]:
    """The grounds on which telling may wait here. That it is easier never is one, also not where the protocol names no ground."""
    return tuple(ground for ground in PostponeGround if ground is not PostponeGround.CONVENIENCE and may_wait(after, ground, on).allowed)


def waits_by_itself(after: After, on: date) -> bool:
    """Whether the protocol itself lets the telling wait until the situation has ended (sittard-geleen-2018 par. 4)."""
    return after is After.VITAL_INTEREST and open_grounds(after, on) == (PostponeGround.SITUATION_ONGOING,)


def must_tell(disclosure: Disclosure) -> bool:
    """Whether what left asks that the client is told: it went without his consent, the protocol orders it, or it went to Veilig
    Thuis without consent, after which the law orders it where a protocol is silent."""
    to_veilig_thuis = disclosure.recipient_code == Recipient.VEILIG_THUIS and disclosure.ground != Disclosure.Ground.CONSENT
    return disclosure.ground == Disclosure.Ground.WITHOUT_CONSENT or bool(INFORMING & set(disclosure.obligations)) or to_veilig_thuis


def after_of(disclosure: Disclosure) -> After:
    """After what kind of sharing the client is to be told; one statement."""
    if disclosure.recipient_code == Recipient.VEILIG_THUIS:
        asked = disclosure.occasion == Occasion.RECIPIENT_REQUEST
        return After.VEILIG_THUIS_REQUEST if asked else After.OWN_REPORT_VEILIG_THUIS
    if disclosure.recipient_code == Recipient.PW_ENFORCEMENT:
        return After.PW_ENFORCEMENT
    impossible = DisclosureFinding.objects.filter(disclosure=disclosure, question=str(Finding.INFORMING_IMPOSSIBLE), holds=True)
    return After.VITAL_INTEREST if impossible.exists() else After.DISCLOSURE_WITHOUT_CONSENT


def goes_to_lead(telling: Telling, on: date) -> bool:
    """Whether the team leader looks after it: where the protocol has him consulted, or when who is responsible has left."""
    return asks_consultation(on) or not telling.responsible.is_active


def looks_after(user: User, telling: Telling, on: date) -> bool:
    """Whether `user` has the page of this telling by his task alone, whatever he may open of the dossier: who is responsible, or the
    team leader where it goes to him and he may know of what was shared. Nobody who is kept away from the dossier."""
    own = user.pk == telling.responsible_id or (goes_to_lead(telling, on) and leads_for(user, telling.dossier, on) and may_look(user, telling, on))
    return own and not excluded_among(user, [telling.dossier_id])


def may_know(user: User, telling: Telling, on: date) -> bool:
    """Whether `user` may know of what was shared: a report after the step plan and what was shared in an inquiry are not for whom
    the dossier is open."""
    return not unknown_among(user, [telling], on)


def may_look(leader: User, telling: Telling, on: date) -> bool:
    """Whether a leader to whom it goes may look: when he may know, and when who is responsible has left, or nobody would tell the client."""
    return not telling.responsible.is_active or may_know(leader, telling, on)


def unknown_among(user: User, rows: Collection[Telling], on: date) -> set[UUID]:
    """Those of these duties of which `user` may not know, as `may_know`; a statement where none comes from a signal."""
    hidden = hidden_among(user, [row.source_id for row in rows], on)
    return {row.pk for row in rows if row.source_id in hidden and user.pk != row.responsible_id}


def may_become(telling: Telling, state: TellingState) -> bool:
    """Whether the table of states has this step."""
    return state in TELLING_TRANSITIONS[TellingState(telling.state)]
