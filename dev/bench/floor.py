"""The floor of access: for one user, with all that the rules have to find out known beforehand, the bare rows without row security."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from dev.bench.staffing import UserClass

_NEWEST = """(select subject, opened_on from access_ground where principal = %(principal{0})s and kind = %(kind{0})s and ended_at is null
  order by opened_on desc, subject limit 50)"""
_LIST = "select subject from ({arms}) found order by opened_on desc, subject limit 50"
_ROW = "principal = %(principal{0})s and kind = %(kind{0})s"
_CHECK = "select 1 from access_ground where subject = %(subject)s and ended_at is null and ({rows}) limit 1"


@dataclass(frozen=True)
class Floor:
    """Whose rows bring somebody in, and by which kind of ground."""

    principals: tuple[tuple[UUID, str], ...]

    def newest(self) -> list[UUID]:
        """The newest fifty: one look at an index for each principal, and a merge. One prepared statement."""
        from privacy_domain.tenancy.statements import rows_of

        arms = " union ".join(_NEWEST.format(number) for number in range(len(self.principals)))
        return [subject for (subject,) in rows_of(_LIST.format(arms=arms), self._values(), using="bare")]

    def opens(self, subject: UUID) -> bool:
        """Whether one of the rows is there. One prepared statement."""
        from privacy_domain.tenancy.statements import rows_of

        rows = " or ".join(_ROW.format(number) for number in range(len(self.principals)))
        return bool(rows_of(_CHECK.format(rows=rows), self._values() | {"subject": subject}, using="bare"))

    def _values(self) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for number, (principal, kind) in enumerate(self.principals):
            values |= {f"principal{number}": principal, f"kind{number}": kind}
        return values


def floor_of(kind: UserClass, user: Any, teams: list[UUID]) -> Floor:
    """The floor of a user of this class; `teams` are those that he leads. In the scope of the municipality."""
    from access.models import municipality_principal, violence_principal

    if kind is UserClass.VIOLENCE:
        return Floor(((violence_principal(), "violence"),))
    if kind is UserClass.HEAD:
        return Floor(((municipality_principal(), "municipality"),))
    return Floor(((user.pk, "involved"), *((team, "team") for team in teams)))
