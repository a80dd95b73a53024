"""The work list, newest fifty, for every class of user by name: against the bare rows and against the rivals (P1 to P4)."""

from __future__ import annotations

from typing import Any

from dev.bench import rivals
from dev.bench.cluster import loaded
from dev.bench.floor import floor_of
from dev.bench.harness import Result, Samples, agree, compare, statements_of, table
from dev.bench.staffing import UserClass, members

ROUNDS = 200
ROUNDS_OF_RIVALS = 25
MILLION = 1_000_000
OURS, FLOOR = "work list", "bare rows"


def run(size: int) -> list[Result]:
    """The goals for each class of user; fails when a class has nobody."""
    from django.db import connections

    found: list[Result] = []
    worst: dict[str, float] = {}
    with loaded(size) as database:
        from access.policies import places_of
        from privacy_domain import clock
        from privacy_domain.tenancy.scope import entered

        with entered(database.scope):
            on = clock.today()
            for kind, user in members().items():
                led = list(places_of(user, on).led)
                found += _measure(kind, user, led, on, database, size, worst)
        connections.close_all()
    found.append(
        Result("P2 worst class: p95 against that of the bare rows", max(worst.values()), 2.0, "x cpu", remark=max(worst, key=worst.__getitem__))
    )
    return found


def _measure(kind: UserClass, user: Any, led: list[Any], on: Any, database: Any, size: int, worst: dict[str, float]) -> list[Result]:
    from access.selectors import visible_to
    from privacy_domain.tenancy import scope

    floor = floor_of(kind, user, led)

    def ours(_: int) -> list[Any]:
        scope.forget()  # each request begins without what another one read
        return [row.subject for row in visible_to(user, on=on)]

    both = {OURS: ours, FLOOR: lambda _: floor.newest()}
    others = {
        "guardian, direct keys": lambda _: rivals.guardian_list(user),
        "guardian, generic rows": lambda _: rivals.generic_list(user),
        "ORM, Exists or": lambda _: rivals.orm_list(kind, user, led),
    }
    agree({**both, **others}, range(1))
    if not ours(0):
        raise SystemExit(f"{kind} sees nothing: the times mean nothing")
    close = compare(both, ROUNDS, backends=database.backends, warm_up=20)
    far = compare({**both, **others}, ROUNDS_OF_RIVALS, backends=database.backends, warm_up=3)
    print(table(close, FLOOR, f"{kind}"))
    print(table(far, FLOOR, f"{kind}, and rivals"))
    worst[str(kind)] = close[OURS].cpu_percentile(95) / close[FLOOR].cpu_percentile(95)
    return _goals(kind, close, far, statements_of(lambda: ours(0)), size)


def _goals(kind: UserClass, close: dict[str, Samples], far: dict[str, Samples], statements: int, size: int) -> list[Result]:
    def server(name: str) -> float:
        return sorted(close[name].server)[len(close[name].server) // 2]

    generic = far["guardian, generic rows"].cpu / far[OURS].cpu
    million = Result(f"P4 {kind}: cheaper than guardian's generic rows", generic, 50 if size >= MILLION else 4, "x cpu", at_least=True)
    return [
        Result(f"P1 {kind}: against the bare rows", close[OURS].cpu / close[FLOOR].cpu, 2.0, "x cpu"),
        Result(f"P1 {kind}: the server's part against the bare rows", server(OURS) / server(FLOOR), 1.3, "x cpu"),
        Result(f"P1 {kind}: statements", statements, 3, "statements"),
        Result(f"P4 {kind}: cheaper than guardian's direct keys", far["guardian, direct keys"].cpu / far[OURS].cpu, 4, "x cpu", at_least=True),
        million if size >= MILLION else Result(**vars(million) | {"remark": "no goal below 1,000,000, where it is 50"}),
        Result(
            f"P4 {kind}: cheaper than the ORM's Exists or",
            far["ORM, Exists or"].cpu / far[OURS].cpu,
            1,
            "x cpu",
            at_least=True,
            remark="no goal of its own",
        ),
    ]
