"""The check of one dossier at the door, for every class of user by name: against the bare rows and against the rivals (P5)."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from dev.bench import rivals
from dev.bench.cluster import loaded
from dev.bench.floor import floor_of
from dev.bench.harness import Result, agree, compare, statements_of, table
from dev.bench.staffing import UserClass, members

ROUNDS = 300
ROUNDS_OF_RIVALS = 60
ASKED = 50  # dossiers of each user, half of which he may not open
OURS, FLOOR = "gate", "bare rows"
DIRECT, GENERIC, ORM = "guardian, direct keys", "guardian, generic rows", "ORM, exists"


def run(size: int) -> list[Result]:
    """The goals for each class of user; fails when a class has nobody."""
    found: list[Result] = []
    with loaded(size) as database:
        from privacy_domain import clock
        from privacy_domain.tenancy.scope import entered

        with entered(database.scope):
            for kind, user in members().items():
                found += _measure(kind, user, clock.today(), database)
    return found


def _asked(user: Any, on: Any) -> list[Any]:
    """Dossiers in turn: one that the user may open, one that he may not."""
    from access.selectors import visible_among, visible_to
    from dossiers.models import Dossier

    mine = [row.subject for row in visible_to(user, on=on, limit=ASKED // 2)]
    others = list(Dossier.objects.values_list("pk", flat=True)[:2000])
    closed = sorted(set(others) - visible_among(user, others, on=on))[: len(mine)]
    if len(closed) < len(mine):  # who may open all of the municipality is asked about what is not there
        closed = [uuid4() for _ in mine]
    known = Dossier.objects.in_bulk([*mine, *closed])
    return [known.get(pk) or Dossier(pk=pk) for pair in zip(mine, closed, strict=True) for pk in pair]


def _measure(kind: UserClass, user: Any, on: Any, database: Any) -> list[Result]:
    from access.policies import consider, places_of
    from access.states import Reason

    led = list(places_of(user, on).led)
    floor, asked = floor_of(kind, user, led), _asked(user, on)

    def ours(number: int) -> bool:
        return bool(consider(user, asked[number % len(asked)].pk, on=on, reason=Reason.SUPPORT).decision.allowed)

    both = {OURS: ours, FLOOR: lambda number: floor.opens(asked[number % len(asked)].pk)}
    others = {
        DIRECT: lambda number: rivals.guardian_check(user, asked[number % len(asked)]),
        GENERIC: lambda number: rivals.generic_check(user, asked[number % len(asked)]),
        ORM: lambda number: rivals.orm_check(kind, user, led, asked[number % len(asked)].pk),
    }
    agree({**both, **others}, range(len(asked)))
    if sum(map(ours, range(len(asked)))) * 2 != len(asked):
        raise SystemExit(f"{kind}: not half of the doors is open, so the times mean nothing")
    close = compare(both, ROUNDS, backends=database.backends, warm_up=20)
    far = compare({**both, **others}, ROUNDS_OF_RIVALS, backends=database.backends, warm_up=5)
    print(table(close, FLOOR, f"{kind}"))
    print(table(far, FLOOR, f"{kind}, and rivals"))
    return [
        Result(f"P5 {kind}: against the bare rows", close[OURS].cpu / close[FLOOR].cpu, 2.5, "x cpu"),
        Result(f"P5 {kind}: statements", statements_of(lambda: ours(0)), 1, "statements"),
        Result(f"P5 {kind}: cheaper than guardian's direct keys", far[DIRECT].cpu / far[OURS].cpu, 8, "x cpu", at_least=True),
        Result(f"P5 {kind}: cheaper than guardian's generic rows", far[GENERIC].cpu / far[OURS].cpu, 8, "x cpu", at_least=True),
        Result(f"P5 {kind}: cheaper than the ORM", far[ORM].cpu / far[OURS].cpu, 1, "x cpu", at_least=True, remark="no goal of its own"),
    ]
