"""Where somebody stands in the municipality on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from access.models import User
from access.states import MunicipalRole, TeamRole
from privacy_domain.tenancy import scope, statements
from privacy_domain.tenancy.selectors import remember_version

_HELD = "user_id = %(user)s and ended_at is null and since <= %(on)s and (until is null or until >= %(on)s)"
ROWS = f"""select 'protocol' as what, (
  select version from tenancy_adoption where valid_from <= %(on)s and (valid_until is null or valid_until >= %(on)s)
  order by valid_from desc limit 1
) as which, null::uuid as team
union all
select 'role', role, null from access_roleassignment where {_HELD}
union all
select 'team', role, team_id from access_membership where {_HELD}"""  # noqa: S608 - constants
"""The statement that `places` reads: (what, which, team); its values are `user` and `on`."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where somebody stands in the municipality on a day: the protocol, his roles, his teams and those he leads."""

    protocol: str | None
    roles: frozenset[MunicipalRole]
    teams: tuple[UUID, ...]
    led: tuple[UUID, ...]


def places(rows: Iterable[tuple[Any, ...]], user: User, on: date) -> Places:
    """What the rows of ROWS say; remembered for the frame of the page that is being made, never for a decision."""
    told = list(rows)
    found = Places(
        protocol=next(which for what, which, _ in told if what == "protocol"),
        roles=frozenset(MunicipalRole(which) for what, which, _ in told if what == "role"),
        teams=tuple(sorted({team for what, _, team in told if what == "team"})),
        led=tuple(sorted({team for what, which, team in told if what == "team" and which == TeamRole.LEAD})),
    )
    scope.memory()[places, user.pk, on] = found
    remember_version(on, found.protocol)
    return found


def places_of(user: User, on: date) -> Places:
    """The places of `user` on a day, for words and menus: one statement, or none where this scope has read them already."""
    known: Places | None = scope.memory().get((places, user.pk, on))
    return known or places(statements.rows_of(ROWS, {"user": user.pk, "on": on}), user, on)
