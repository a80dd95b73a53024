"""Who leads the team of a dossier, for a task that goes to him."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from access.models import User
from access.selectors import excluded_among, members_of
from access.states import MunicipalRole, TeamRole
from dossiers.models import Dossier


def leaders_of_dossier(dossier: Dossier, *, but: Collection[UUID | None] = ()) -> list[User]:
    """Who leads its team today, without `but` and without who is kept away from the dossier; a statement and one for each of them."""
    leads = [place.user for place in members_of(dossier.team) if place.role == TeamRole.LEAD and place.user_id not in but]
    return [user for user in leads if not excluded_among(user, [dossier.pk])]


def leader_or_head(leaders: Collection[User]) -> dict[str, object]:
    """For whom a task is, as `add_task` takes it: the first of these leaders; without one, the head for the whole municipality."""
    first = next(iter(leaders), None)
    return {"assignee_id": first.pk} if first else {"role": str(MunicipalRole.TEAM_LEAD)}
