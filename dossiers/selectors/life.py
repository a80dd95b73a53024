"""What a dossier knows of its own course: closings, deaths and moves, tasks; and what is open before it can be closed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from access.models import User
from dossiers.models import Authorisation, Closing, Dossier, DutyAccess, Involvement, LifeEvent, Misplacement, OwnTask, ProviderTask, Talk
from dossiers.states import OPEN_TALKS, DossierState, DutyState
from privacy_domain import clock
from privacy_domain.work.models import Task

ABOUT_RIGHTS = ("decide_duty", "review_duty_lead", "review_duty_officer", "review_exclusion")
OWN_TASK, OWN_TASK_SOURCE = "own_task", "dossier.own_task"


@dataclass(frozen=True, slots=True)
class Loose:
    """What is open in a dossier. `talks` and `tasks` must be over before it closes; the rest ends with it."""

    talks: tuple[Talk, ...]
    tasks: tuple[Task, ...]
    involved: tuple[Involvement, ...]
    authorised: tuple[Authorisation, ...]
    duties: tuple[DutyAccess, ...]

    @property
    def blocks(self) -> bool:
        """Whether something must be settled first."""
        return bool(self.talks or self.tasks)


def loose_ends(dossier: Dossier, *, but_kinds: Iterable[str] = ()) -> Loose:
    """What is open in a dossier now. Tasks of a role for the whole municipality, and those to decide and look back on rights, are
    about who looked and may stay; so may those of `but_kinds`."""
    tasks = Task.objects.filter(dossier_id=dossier.pk, state=Task.State.OPEN, role="").exclude(kind__in=[*but_kinds, *ABOUT_RIGHTS])
    return Loose(
        talks=tuple(Talk.objects.filter(dossier=dossier, state__in=OPEN_TALKS)),
        tasks=tuple(tasks.order_by("due_on", "made_at")),
        involved=tuple(Involvement.objects.filter(dossier=dossier, until__isnull=True).select_related("user", "dossier")),
        authorised=tuple(Authorisation.objects.filter(dossier=dossier, ended_at__isnull=True).select_related("user", "dossier")),
        duties=tuple(DutyAccess.objects.filter(dossier=dossier, state=DutyState.GRANTED).select_related("user", "dossier")),
    )


def closings_of(dossier: Dossier) -> list[Closing]:
    """Every closing of a dossier, the newest first."""
    return list(Closing.objects.filter(dossier=dossier).select_related("closed_by", "reopened_by").order_by("-closed_at"))


def standing_closing(dossier: Dossier) -> Closing | None:
    """The closing that holds now, or None."""
    found: Closing | None = Closing.objects.filter(dossier=dossier, reopened_at__isnull=True).first()
    return found


def life_events_of(dossier: Dossier) -> list[LifeEvent]:
    """The death and the moves of the client as this dossier knows them, the newest first."""
    return list(LifeEvent.objects.filter(dossier=dossier).select_related("recorded_by").order_by("-recorded_at"))


def messages_of(dossier: Dossier) -> list[ProviderTask]:
    """What partners must hear of a death or a move, what they did not hear yet first."""
    rows = ProviderTask.objects.filter(dossier=dossier).select_related("event", "done_by")
    return sorted(rows, key=lambda row: (row.done_at is not None, str(row.pk)))


def message_by_id(message_id: UUID) -> ProviderTask | None:
    """A message to a partner, for who opens its dossier; None when there is none."""
    found: ProviderTask | None = ProviderTask.objects.select_related("dossier", "event").filter(pk=message_id).first()
    return found


def own_tasks_of(dossier: Dossier) -> list[tuple[OwnTask, Task]]:
    """The own tasks of a dossier that are open, each with its place in somebody's work; the first due first."""
    texts = {row.pk: row for row in OwnTask.objects.filter(dossier=dossier)}
    open_ones = Task.objects.filter(source_kind=OWN_TASK_SOURCE, dossier_id=dossier.pk, state=Task.State.OPEN)
    return [(texts[task.source_id], task) for task in open_ones.order_by("due_on", "made_at") if task.source_id in texts]


def own_task_by_id(task_id: UUID) -> OwnTask | None:
    """An own task, for who opens its dossier; None when there is none."""
    found: OwnTask | None = OwnTask.objects.select_related("dossier").filter(pk=task_id).first()
    return found


def place_of(task: OwnTask) -> Task | None:
    """Where an own task stands in somebody's work."""
    found: Task | None = Task.objects.filter(source_kind=OWN_TASK_SOURCE, source_id=task.pk).first()
    return found


def misplacements_of(dossier: Dossier) -> list[Misplacement]:
    """What stood here by mistake, the newest first."""
    return list(Misplacement.objects.filter(dossier=dossier).select_related("moved_by").order_by("-moved_at"))


def dossier_by_its_number(number: str) -> Dossier | None:
    """The dossier with this number and its client, for who must pass the gate yet; or None."""
    found: Dossier | None = Dossier.objects.select_related("person", "team").filter(number=number).first()
    return found


def closed_with(user: User, limit: int = 50) -> list[Dossier]:
    """Closed dossiers in which somebody was involved until they were closed, the newest first: he may open them again."""
    rows = Closing.objects.filter(reopened_at__isnull=True, dossier__state=DossierState.CLOSED).select_related("dossier__person", "dossier__team")
    until = {row.dossier_id: row for row in Involvement.objects.filter(user=user, until__isnull=False)}
    mine = [row.dossier for row in rows.filter(dossier_id__in=until) if (until[row.dossier_id].until or row.closed_on) >= _day(row)]
    return sorted(mine, key=lambda row: (row.closed_on, row.number), reverse=True)[:limit]


def _day(closing: Closing) -> date:
    return closing.closed_at.astimezone(clock.AMSTERDAM).date()
