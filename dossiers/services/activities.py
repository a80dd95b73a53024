"""What was agreed that somebody does, and whether it is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from access.models import User
from dossiers.events import DossierEvent
from dossiers.models import Activity, Plan
from dossiers.policies.plan import plan_rules
from dossiers.selectors.once import made_before
from dossiers.states import Performer
from privacy_domain import clock
from privacy_domain.audit.record import record
from privacy_domain.operation import time_ordered_id
from privacy_domain.people.models import Partner
from privacy_domain.web.errors import Invalid


@dataclass(frozen=True, slots=True)
class ActivityFacts:
    """One activity as it is agreed: nature and extent, begin and end, who carries it out, whether it is done (Sittard-Geleen par. 5)."""

    what: str
    begins_on: date
    performer: Performer
    nature: str = ""
    extent: str = ""
    ends_on: date | None = None
    organisation: Partner | None = None
    executor: str = ""
    contact: str = ""
    done_on: date | None = None
    remarks: str = ""


@transaction.atomic
def add_activity(*, plan: Plan, facts: ActivityFacts, key: UUID | None = None, by: User) -> Activity:
    """An activity comes into the plan. Raises Invalid for an end or a day of being done before the begin, for another organisation
    without its name, and where the protocol names the set for what the set asks and is missing. `key`: as `made_before`."""
    found = made_before(Activity, key, plan_id=plan.pk)
    if found is not None:
        return found
    _require_whole(facts)
    row = Activity(id=key or time_ordered_id(), plan=plan)
    _write(row, facts, by)
    _ask_again(plan, by)
    _log(DossierEvent.ACTIVITY_ADDED, row, by)
    return row


@transaction.atomic
def change_activity(*, activity: Activity, facts: ActivityFacts, by: User) -> Activity:
    """An activity is agreed otherwise, or done; how it was before stays readable. Raises as `add_activity`."""
    _require_whole(facts)
    before = _agreed(activity)
    _write(activity, facts, by)
    if _agreed(activity) != before:
        _ask_again(activity.plan, by)
    _log(DossierEvent.ACTIVITY_CHANGED, activity, by)
    return activity


def _write(row: Activity, facts: ActivityFacts, by: User) -> None:
    row.what, row.nature, row.extent = facts.what.strip(), facts.nature.strip(), facts.extent.strip()
    row.begins_on, row.ends_on, row.done_on = facts.begins_on, facts.ends_on, facts.done_on
    row.performer, row.organisation = facts.performer, facts.organisation if facts.performer == Performer.PARTNER else None
    row.executor, row.contact, row.remarks = facts.executor.strip(), facts.contact.strip(), facts.remarks.strip()
    row.changed_at, row.changed_by = clock.now(), by
    row._history_user, row._history_date = by, clock.now()
    row.save()


def _agreed(row: Activity) -> tuple[object, ...]:
    """What the client agreed to; whether it is done and the remarks are no part of that."""
    return (row.what, row.nature, row.extent, row.begins_on, row.ends_on, row.performer, row.organisation_id, row.executor)


def _ask_again(plan: Plan, by: User) -> None:
    """Something else is agreed than what the client said yes to: that yes does not count any more."""
    if plan.agreed_on is not None:
        plan.agreed_on, plan.agreed_with, plan.agreed_how = None, "", ""
        plan.changed_at, plan.changed_by = clock.now(), by
        plan._history_user, plan._history_date = by, clock.now()
        plan.save()


def _require_whole(facts: ActivityFacts) -> None:
    if not facts.what.strip():
        raise Invalid("Schrijf op wat er gebeurt.", field="what")
    if facts.ends_on is not None and facts.ends_on < facts.begins_on:
        raise Invalid("Het einde ligt voor het begin. Kies een latere dag.", field="ends_on")
    if facts.done_on is not None and not facts.begins_on <= facts.done_on <= clock.today():
        raise Invalid("Kies een dag tussen het begin van de activiteit en vandaag.", field="done_on")
    if facts.performer == Performer.PARTNER and facts.organisation is None:
        raise Invalid("Kies welke organisatie dit uitvoert.", field="organisation")
    if plan_rules(clock.today()).separate:
        _require_set(facts)


def _require_set(facts: ActivityFacts) -> None:
    """What the set of the protocol asks of each activity (Sittard-Geleen par. 5)."""
    if not facts.nature.strip():
        raise Invalid("Schrijf op wat de aard van de activiteit is.", field="nature")
    if not facts.extent.strip():
        raise Invalid("Schrijf op hoe vaak of hoeveel.", field="extent")
    if not facts.executor.strip():
        raise Invalid("Schrijf op wie dit uitvoert of wie de contactpersoon is.", field="executor")


def _log(event: DossierEvent, row: Activity, by: User) -> None:
    record(
        event,
        subject_kind="activity",
        subject_id=row.pk,
        dossier_id=row.plan.dossier_id,
        person_id=row.plan.dossier.person_id,
        reason=row.performer,
        by=by,
    )
