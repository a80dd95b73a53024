"""The course of a dossier on the screen: closings, death and move, messages to partners, tasks; and what is open before closing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.models import User
from access.presenters import task_title
from access.selectors import user_by_id
from dossiers.models import Closing, Dossier, LifeEvent, OwnTask, ProviderTask
from dossiers.policies.life import may_tell_provider
from dossiers.presenters.dossier import frame
from dossiers.presenters.talk import talk_url
from dossiers.selectors.life import closings_of, life_events_of, loose_ends, messages_of, misplacements_of, own_tasks_of
from dossiers.states import DossierState, LifeEventKind
from privacy_domain import clock
from privacy_domain.people.models import Person
from privacy_domain.people.presenters import full_name
from privacy_domain.protocols.types import Citation
from privacy_domain.tenancy.selectors import protocol_on
from privacy_domain.work.models import Task

_MESSAGES: dict[str, str | Promise] = {
    "deregister": gettext_lazy("The client died: the support ends and the client is taken off the list"),
    "new_address": gettext_lazy("The client moved: this is the new address"),
    "end_provision": gettext_lazy("The client moved out of the region: the support ends"),
    "transfer": gettext_lazy("The dossier goes to this municipality, with the agreement of the client"),
}


def purposes_of(dossier: Dossier) -> dict[str, str]:
    """The purposes of a dossier in words."""
    protocol = protocol_on(clock.today())
    known = {item.code: item.label for item in protocol.parameter("purposes").value or ()} if protocol else {}
    return {code: known.get(code, code) for code in dossier.purposes}


def page(dossier: Dossier, user: User) -> dict[str, Any]:
    """The page of a dossier's course."""
    purposes = purposes_of(dossier)
    return frame(dossier, user, clock.today()) | {
        "closed": dossier.state == DossierState.CLOSED,
        "died_on": dossier.person.died_on,
        "own_tasks": own_tasks(dossier),
        "partners": [message_line(row) for row in messages_of(dossier)],
        "events": [event_line(row) for row in life_events_of(dossier)],
        "closings": [closing_line(row, purposes) for row in closings_of(dossier)],
        "misplaced": [
            {"what": row.what, "at": row.moved_at, "by": row.moved_by.display_name, "because": row.because} for row in misplacements_of(dossier)
        ],
    }


def own_tasks(dossier: Dossier) -> list[dict[str, Any]]:
    """The own tasks that are open, each with who does it and before when."""
    return [own_task_line(row, task) for row, task in own_tasks_of(dossier)]


def own_task_line(row: OwnTask, task: Task | None) -> dict[str, Any]:
    """One own task."""
    holder = user_by_id(task.assignee_id) if task and task.assignee_id else None
    return {
        "id": row.pk,
        "text": row.text,
        "who": holder.display_name if holder else "",
        "due_on": task.due_on if task else None,
        "open": task is not None and task.state == Task.State.OPEN,
        "url": reverse("dossiers:own_task", args=[row.pk]),
    }


def message_line(row: ProviderTask) -> dict[str, Any]:
    """What one partner must hear, or heard."""
    return {
        "partner": row.partner_name,
        "what": _MESSAGES.get(row.what, row.what),
        "done_at": row.done_at,
        "done_by": row.done_by.display_name if row.done_by else "",
        "url": reverse("dossiers:notify_provider", args=[row.pk]) if row.done_at is None else "",
    }


def message_page(dossier: Dossier, row: ProviderTask, user: User) -> dict[str, Any]:
    """The page of one message, with what the protocol says about it."""
    return frame(dossier, user, clock.today()) | {
        "line": message_line(row),
        "address": _address(dossier) if row.what == "new_address" else "",
        "happened_on": row.event.happened_on,
        "decision": may_tell_provider(clock.today()),
    }


def _address(dossier: Dossier) -> str:
    person = dossier.person
    house = f"{person.house_number}{person.house_letter} {person.house_number_addition}".strip()
    return f"{person.street} {house}, {person.postcode} {person.place}".strip(" ,")


def event_line(row: LifeEvent) -> dict[str, Any]:
    """A death or a move."""
    where = ""
    if row.kind == LifeEventKind.MOVE:
        inside = _("within the region") if row.inside_region else _("outside the region")
        where = f"{row.destination} ({inside})"
    return {
        "what": row.get_kind_display(),
        "on": row.happened_on,
        "where": where,
        "source": row.source,
        "by": row.recorded_by.display_name,
        "agreed_by": row.transfer_agreed_by,
        "citations": [Citation(*text.split(" ", 1)) for text in row.citations],
    }


def closing_line(row: Closing, purposes: Mapping[str, str]) -> dict[str, Any]:
    """A closing, with what was said then."""
    return {
        "row": row,
        "reason": row.get_reason_display(),
        "by": row.closed_by.display_name,
        "rows": [
            *({"key": purposes.get(code, code), "value": text} for code, text in row.results.items()),
            {"key": _("Opinion of the client"), "value": row.opinion or f"{_('Not asked')}: {row.not_asked_because}"},
        ],
        "reopened_by": row.reopened_by.display_name if row.reopened_by else "",
    }


def closing_page(dossier: Dossier, user: User) -> dict[str, Any]:
    """What is open before a dossier can be closed, and what ends with it."""
    loose = loose_ends(dossier, but_kinds=["close_dossier"])
    return frame(dossier, user, clock.today()) | {
        "blocks": loose.blocks,
        "talks": [{"url": talk_url(talk), "id": talk.pk, "state": talk.get_state_display()} for talk in loose.talks],
        "tasks": [_task_line(task) for task in loose.tasks],
        "ends": [
            *(_("%(name)s is involved no more") % {"name": row.user.display_name} for row in loose.involved),
            *(_("%(name)s is authorised no more") % {"name": row.user.display_name} for row in loose.authorised),
            *(_("The access of %(name)s on a duty in law ends") % {"name": row.user.display_name} for row in loose.duties),
        ],
    }


def _task_line(task: Task) -> dict[str, Any]:
    title, url = task_title(task)
    holder = user_by_id(task.assignee_id) if task.assignee_id else None
    return {"title": title, "url": url, "who": holder.display_name if holder else "", "due_on": task.due_on}


def beside_each_other(one: Person, other: Person) -> list[dict[str, Any]]:
    """What tells two persons apart, or says that they are one."""
    shown = [
        (_("Name"), full_name(one), full_name(other)),
        (_("Date of birth"), one.birth_date, other.birth_date),
        (_("Citizen service number (BSN)"), one.bsn, other.bsn),
        (_("Place of birth"), one.birth_place, other.birth_place),
        (_("Postcode"), one.postcode, other.postcode),
    ]
    return [{"what": what, "one": mine, "other": theirs, "differs": bool(mine and theirs and mine != theirs)} for what, mine, theirs in shown]
