"""The audit log: what a line costs the act that it records, and the page that somebody looked at."""

from __future__ import annotations

from uuid import UUID, uuid4

from dev.bench.database import running
from dev.bench.harness import Result, compare, table

ROUNDS = 400


def run() -> list[Result]:
    """A use case with and without its line; one line for a page of fifty against one of one; bare inserts as the floor."""
    with running() as database:
        from django.db import connections, transaction

        from access.models import Team
        from privacy_domain.audit.events import Event
        from privacy_domain.audit.record import look, record
        from privacy_domain.operation import SYSTEM

        class BenchEvent(Event):
            """Event of this benchmark."""

            SEEN = "bench:page:seen"

        fifty = [uuid4() for _ in range(50)]
        dossier, municipality = uuid4(), _municipality()

        def save(number: int) -> None:
            with transaction.atomic():
                Team.objects.create(name=f"a{number}")

        def audited_save(number: int) -> None:
            with transaction.atomic():
                team = Team.objects.create(name=f"b{number}")
                record(BenchEvent.SEEN, by=SYSTEM, subject_kind="team", subject_id=team.pk, dossier_id=dossier, fields=["name"])

        def bare_insert(number: int) -> None:
            with connections["default"].cursor() as cursor:
                cursor.execute(
                    "insert into access_team (id, municipality_id, name, active) values (%s, %s, %s, true)", [uuid4(), municipality, f"c{number}"]
                )

        samples = compare(
            {
                "save": save,
                "save with its line": audited_save,
                "bare insert": bare_insert,
                "line for one": lambda _: look(BenchEvent.SEEN, by=SYSTEM, dossier_id=dossier),
                "line for a list of fifty": lambda _: look(BenchEvent.SEEN, by=SYSTEM, object_ids=fifty),
            },
            ROUNDS,
            backends=database.backends,
            warm_up=20,
        )
    print(table(samples, "bare insert"))
    line, saved = samples["line for one"].cpu, samples["save"].cpu
    return [
        Result("audited save against the same save", samples["save with its line"].cpu / saved, 1.3, "x cpu"),
        Result("line for a list of fifty against one for one", samples["line for a list of fifty"].cpu / line, 2.0, "x cpu"),
        Result("one line", line, 0.6, "ms cpu", remark="6 % of a page of 10 ms"),
    ]


def _municipality() -> UUID:
    from privacy_domain.tenancy.scope import require

    return require().id
