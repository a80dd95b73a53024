"""The list of everything shared without consent, for who answers for it; a look at it is recorded."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.db.models import Q

from access.models import User
from access.selectors import excluded_among, has_role
from access.states import MunicipalRole
from dossiers.events import DossierEvent
from dossiers.models import Telling
from dossiers.policies.envelope import Led, led_by
from dossiers.policies.origin import hidden_among
from dossiers.selectors import telling as selectors
from dossiers.selectors.telling import Quarter
from dossiers.states.telling import TellingState
from privacy_domain import clock
from privacy_domain.audit.record import look

A_PAGE = 50
_QUARTER = re.compile(r"(20\d\d)-([1-4])")


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of the list, how many there are, of which quarter and state; `leads`: a team leader, who may open each of them.
    `veiled`: those of which the privacy officer sees that they are there, and not of whom."""

    page: Page[Telling]
    counts: dict[str, int]
    quarter: Quarter
    state: str
    leads: bool
    veiled: frozenset[UUID]


@transaction.atomic
def list_without_consent(*, quarter: str = "", state: str = "", page: str = "", by: User) -> Listed:
    """What was shared without consent in a quarter (`2026-4`; left out or wrong: this one). Raises PermissionDenied for who is
    neither privacy officer nor leads a team. Nothing of a dossier that he is kept away from; a report after the step plan and what
    was shared in an inquiry are not there for a leader who may not know of them, and without their dossier for the officer."""
    today = clock.today()
    led, officer = led_by(by, today), has_role(by, MunicipalRole.PRIVACY_OFFICER)
    leads = led.everywhere or bool(led.teams)
    if not (officer or leads):
        raise PermissionDenied
    asked = _QUARTER.fullmatch(quarter)
    chosen = Quarter(int(asked[1]), int(asked[2])) if asked else selectors.quarter_of(today)
    scope = Led(frozenset(), everywhere=True) if officer else led
    every = selectors.shared_without_consent(scope, chosen)
    kept_away = excluded_among(by, list(every.order_by().values_list("dossier_id", flat=True).distinct()))
    every = selectors.shared_without_consent(scope, chosen, kept_away)
    hidden = hidden_among(by, every.order_by().values("source_id"), today)
    if not officer:
        every = every.exclude(Q(source_id__in=hidden) & ~Q(responsible=by))
    state = state if state in TellingState.values else ""
    rows = every.filter(state=state) if state else every
    shown = Paginator(rows, A_PAGE).get_page(page or 1)
    role = MunicipalRole.PRIVACY_OFFICER if officer else MunicipalRole.TEAM_LEAD
    veiled = frozenset(row.pk for row in shown if row.source_id in hidden and row.responsible_id != by.pk)
    seen = [row.dossier_id for row in shown if row.pk not in veiled]
    look(DossierEvent.WITHOUT_CONSENT_LISTED, subject_kind="list", object_ids=seen, role=str(role), by=by)
    return Listed(shown, selectors.counted(every, today), chosen, state, leads, veiled)
