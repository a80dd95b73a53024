"""Which looks of a week are worth a question: figures about each employee and subject, and what they weigh together.

The weights put what nobody's work explains above what only stands out. They are chosen so that one oddity alone, which good work
gives daily, stays off the list, and two together come on it; `./run soak` measures what that finds and how long the lists get.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from dossiers.states.oversight import LookPattern

Pattern = LookPattern

WEIGHTS: dict[LookPattern, int] = {
    Pattern.DUTY: 10,  # always on the list
    Pattern.COLLEAGUE: 4,
    Pattern.HOUSEHOLD: 4,
    Pattern.MANY: 4,
    Pattern.UNRELATED: 3,
    Pattern.SURNAME: 3,
    Pattern.REFUSED: 2,
    Pattern.TEAM_ONLY: 1,
    Pattern.NO_WORK: 1,
    Pattern.OUTSIDE_HOURS: 1,
}
# what says something of the client, not only of the employee
ABOUT_THE_CLIENT = frozenset({Pattern.SURNAME, Pattern.COLLEAGUE, Pattern.HOUSEHOLD})
# what each of the many dossiers of a crowd has: one line for all of them says enough
_OF_A_CROWD = frozenset({Pattern.UNRELATED, Pattern.TEAM_ONLY, Pattern.NO_WORK, Pattern.OUTSIDE_HOURS})
WORTH_A_QUESTION = 4
MOST_FOR_A_TEAM = 30
MANY = 12
WITHIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One employee and one subject in one week. Counts are of lines in the log; `last` is the latest of them."""

    employee: UUID
    subject: UUID
    looks: int
    days: int
    outside: int
    refused: int
    worked: bool
    first: datetime
    last: datetime
    involved: bool
    in_team: bool
    on_duty: bool
    surname: bool = False
    colleague: bool = False
    household: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What comes on a list: an employee, with one subject or (None) with the many he opened, and why."""

    employee: UUID
    subject: UUID | None
    patterns: tuple[LookPattern, ...]
    looks: int
    days: int
    outside: int
    first: datetime
    last: datetime
    dossiers: int = 1

    @property
    def weight(self) -> int:
        """What the patterns weigh together."""
        return sum(WEIGHTS[pattern] for pattern in self.patterns)


def patterns_of(pair: Pair) -> tuple[LookPattern, ...]:
    """What stands out about one pair, in the order of the vocabulary."""
    unrelated = not pair.involved and not pair.in_team and pair.looks > 0
    seen = {
        Pattern.DUTY: pair.on_duty and pair.looks > 0,
        Pattern.UNRELATED: unrelated and not pair.on_duty,
        Pattern.TEAM_ONLY: pair.in_team and not pair.involved,
        Pattern.SURNAME: pair.surname,
        Pattern.COLLEAGUE: pair.colleague,
        Pattern.HOUSEHOLD: pair.household and not pair.colleague,
        Pattern.NO_WORK: pair.looks > 0 and not pair.involved and not pair.worked,
        Pattern.OUTSIDE_HOURS: 2 * pair.outside > pair.looks,
        Pattern.REFUSED: pair.refused > 0,
    }
    return tuple(pattern for pattern in Pattern if seen.get(pattern))


def lines_of(pairs: Sequence[Pair]) -> list[Line]:
    """The lines that are worth a question, the heaviest first."""
    crowds = _crowds(pairs)
    crowded = {(pair.employee, pair.subject) for own in crowds for pair in own}
    alone = [line for line in map(_line, pairs) if (line.employee, line.subject) not in crowded or not _OF_A_CROWD.issuperset(line.patterns)]
    worth = [line for line in (*alone, *map(_crowd, crowds)) if line.weight >= WORTH_A_QUESTION]
    return sorted(worth, key=lambda line: (-line.weight, line.first, str(line.employee), str(line.subject)))


def choose(lines: Iterable[Line], teams: Mapping[UUID, UUID], *, most: int = MOST_FOR_A_TEAM) -> tuple[list[Line], int]:
    """The heaviest lines that the list of each team has room for, and how many it had none for. A look on a duty in law always has."""
    room: dict[UUID | None, int] = defaultdict(lambda: most)
    kept, left_out = [], 0
    for line in lines:
        team = teams.get(line.employee)
        if room[team] <= 0 and Pattern.DUTY not in line.patterns:
            left_out += 1
            continue
        room[team] -= 1
        kept.append(line)
    return kept, left_out


def _line(pair: Pair) -> Line:
    return Line(
        employee=pair.employee, subject=pair.subject, patterns=patterns_of(pair), looks=pair.looks, days=pair.days, outside=pair.outside,
        first=pair.first, last=pair.last,
    )  # fmt: skip


def _crowds(pairs: Iterable[Pair]) -> list[list[Pair]]:
    """For each employee who opened many subjects that were not his within an hour: all of those he opened in the week."""
    strange: dict[UUID, list[Pair]] = defaultdict(list)
    for pair in pairs:
        if not pair.involved and not pair.worked and pair.looks:
            strange[pair.employee].append(pair)
    return [own for own in strange.values() if _most_within(sorted(pair.first for pair in own)) >= MANY]


def _most_within(moments: Sequence[datetime]) -> int:
    window: deque[datetime] = deque()
    most = 0
    for moment in moments:
        window.append(moment)
        while moment - window[0] > WITHIN:
            window.popleft()
        most = max(most, len(window))
    return most


def _crowd(own: Sequence[Pair]) -> Line:
    looks, outside = sum(pair.looks for pair in own), sum(pair.outside for pair in own)
    patterns = (Pattern.MANY, *([Pattern.OUTSIDE_HOURS] if 2 * outside > looks else []))
    return Line(
        employee=own[0].employee, subject=None, patterns=patterns, looks=looks, days=max(pair.days for pair in own), outside=outside,
        first=min(pair.first for pair in own), last=max(pair.last for pair in own), dossiers=len(own),
    )  # fmt: skip
