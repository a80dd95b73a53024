"""The audit log: what a line costs the act that it records, and what a list costs more than a single look."""

from __future__ import annotations

from uuid import uuid4

from dev.bench.database import running
from dev.bench.harness import Result, compare, table

ROUNDS = 400


def run() -> list[Result]:
    """A save with and without its line; one line for a page of fifty against one of one; a bare insert as the floor."""
    with running() as database:
        from django.db import connections, transaction

        from access.models import Team
        from privacy_domain.audit.events import Event
        from privacy_domain.audit.record import look, record
        from privacy_domain.operation import SYSTEM
        from privacy_domain.tenancy.scope import entered

        class BenchEvent(Event):
            """Event of this benchmark."""

            SEEN = "bench:page:seen"

        fifty = [uuid4() for _ in range(50)]
        dossier, municipality = uuid4(), database.scope.id

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

        variants = {
            "save": save,
            "save with its line": audited_save,
            "bare insert": bare_insert,
            "line for one": lambda _: look(BenchEvent.SEEN, by=SYSTEM, dossier_id=dossier),
            "line for a list of fifty": lambda _: look(BenchEvent.SEEN, by=SYSTEM, object_ids=fifty),
        }
        with entered(database.scope):
            samples = compare(variants, ROUNDS, backends=database.backends, warm_up=20)
    print(table(samples, "bare insert"))
    return [
        Result("audited save against the same save", samples["save with its line"].cpu / samples["save"].cpu, 1.3, "x cpu"),
        Result("line for a list of fifty against one for one", samples["line for a list of fifty"].cpu / samples["line for one"].cpu, 2.0, "x cpu"),
    ]
