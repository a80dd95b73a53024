"""How long a file of the made world is kept: its clocks, a reason that was lifted, one that stands. A canary in every text."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from access.models import User
from dossiers.models import Dossier
from dossiers.services.items import record_item
from dossiers.states import ItemKind
from privacy_domain import clock
from privacy_domain.operation import SYSTEM
from retention import services
from retention.states import HoldReason, Outcome
from tests.harness.canaries import Nest
from tests.harness.world import items

LISTS = "lists"  # owner of the canaries on lists, which belong to no file


def hold(nest: Nest, code: str, owner: str, dossier: Dossier) -> None:
    """The clocks of the file; its professional keeps it longer, and did so before."""
    services.refresh_dossiers(dossiers=[dossier], by=SYSTEM)
    held, again = services.Held(dossier.person, dossier), clock.today() + timedelta(days=300)
    for reason in (HoldReason.INTEREST, HoldReason.SUPPORT):
        words = nest.sentence(code, owner, f"why it is kept: {reason}")
        placed = services.place_hold(held=held, reason=reason, explanation=words, review_on=again, by=dossier.opened_by)
    services.lift_hold(hold=placed, because=nest.sentence(code, owner, "why it was lifted"), by=dossier.opened_by)


def stop(nest: Nest, code: str, owner: str, dossier: Dossier, staff: dict[str, User]) -> None:
    """An item so old that its term has passed, on a list that was approved, begun when the week was over, and stopped halfway."""
    old = replace(items.facts(nest, code, owner, dossier, ItemKind.NOTE, "older note"), received_on=date(2004, 1, 3))
    record_item(dossier=dossier, facts=old, by=dossier.opened_by)
    services.refresh_dossiers(dossiers=[dossier], by=SYSTEM)
    judge, officer = staff["functional_admin"], staff["privacy_officer"]
    listed = services.make_list(by=SYSTEM)
    services.judge_rows(listed=listed, outcomes=dict.fromkeys(listed.rows.values_list("pk", flat=True), Outcome.DESTROY), by=judge)
    services.submit_list(listed=listed, by=judge)
    services.approve_list(listed=listed, typed=listed.name, by=officer)
    with clock.standing_at(clock.now() + timedelta(days=7)):
        services.begin_list(list_id=listed.pk, by=SYSTEM)
        listed.refresh_from_db()
        services.stop_list(listed=listed, because=nest.sentence(code, LISTS, "why it was stopped"), by=officer)


def run_out(nest: Nest, code: str, owner: str, dossier: Dossier, staff: dict[str, User]) -> None:
    """An item so old that its term has passed: on a list that was called off, and on the next one, which was sent back."""
    old = replace(items.facts(nest, code, owner, dossier, ItemKind.NOTE, "old note"), received_on=date(2005, 1, 3))
    record_item(dossier=dossier, facts=old, by=dossier.opened_by)
    services.refresh_dossiers(dossiers=[dossier], by=SYSTEM)
    judge, officer = staff["functional_admin"], staff["privacy_officer"]
    services.abort_list(listed=services.make_list(by=SYSTEM), because=nest.sentence(code, LISTS, "why it was called off"), by=officer)
    listed = services.make_list(by=SYSTEM)
    services.judge_rows(listed=listed, outcomes=dict.fromkeys(listed.rows.values_list("pk", flat=True), Outcome.KEEP), by=judge)
    services.submit_list(listed=listed, by=judge)
    services.return_list(listed=listed, because=nest.sentence(code, LISTS, "why it was sent back"), by=officer)
