"""Destroying: every row of a dossier removed from what the models say, beside the bare deletes of the same rows; and a key destroyed (P10, P11)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from dev.bench.cluster import loaded
from dev.bench.harness import Result, compare, statements_of, table

ROUNDS = 12
BARE, OURS, KEY = "bare deletes of the same rows", "removed from the declarations", "its key destroyed"


def run(size: int) -> list[Result]:
    """The goals of destroying. Every removal is rolled back, so that the loaded dossiers stay; what is measured ends before the commit."""
    with loaded(size) as database:
        from privacy_domain.tenancy.scope import entered

        with entered(database.scope):
            return _measure(database)


def _measure(database: Any) -> list[Result]:
    from dossiers.models import Dossier
    from privacy_domain.crypto import keys
    from privacy_domain.erasure.removing import remove_dossier

    subjects = list(Dossier.objects.order_by("pk").values_list("pk", flat=True)[: ROUNDS + 2])
    deletes = {subject: _undone(partial(_rows_by_table, subject)) for subject in subjects}
    rows = sum(len(ids) for ids in deletes[subjects[0]].values())

    def bare(number: int) -> int:
        return int(_undone(lambda: _delete(deletes[subjects[number % len(subjects)]])))

    def ours(number: int) -> int:
        return int(_undone(lambda: sum(remove_dossier(subjects[number % len(subjects)]).rows.values())))

    def key(number: int) -> None:
        _undone(lambda: keys.destroy_key("dossier", subjects[number % len(subjects)]), using="keys")

    samples = compare({BARE: bare, OURS: ours, KEY: key}, ROUNDS, backends=database.backends, warm_up=2)
    asked = statements_of(lambda: ours(0))
    print(f"    {rows} rows of one dossier, {asked} statements")
    print(table(samples, BARE))
    return [
        Result("removing one dossier against bare deletes (P10)", samples[OURS].cpu / samples[BARE].cpu, 1.15, "x cpu"),
        Result("longest transaction of one removal (P10)", samples[OURS].percentile(95) / 1000, 0.25, "s"),
        Result("bare deletes against destroying the key (P11)", samples[BARE].cpu / samples[KEY].cpu, 20, "x cpu", at_least=True),
        Result("statements to remove one dossier", asked, 700, "", remark="no goal; a bar against growth"),
    ]


def _undone(act: Callable[[], Any], using: str = "default") -> Any:
    """Do it, and roll it back."""
    from django.db import transaction

    with transaction.atomic(using=using):
        answer = act()
        transaction.set_rollback(True, using=using)
    return answer


def _rows_by_table(subject: UUID) -> dict[str, list[UUID]]:
    """Every row that goes with a dossier and its client, by table: who deletes bare rows has to know them beforehand."""
    from dossiers.models import Dossier
    from privacy_domain.crypto.kinds import KeyKind
    from privacy_domain.erasure.places import members
    from privacy_domain.privacy import every_row

    person = Dossier.with_going.values_list("person_id", flat=True).get(pk=subject)
    found: dict[str, list[UUID]] = {}
    for kind, whose in ((KeyKind.DOSSIER, subject), (KeyKind.PERSON, person)):
        for model, rows in members(kind, whose):
            ids = list(every_row(model).filter(rows).values_list("pk", flat=True))
            found.setdefault(model._meta.db_table, []).extend(ids)
    return {name: ids for name, ids in found.items() if ids}


def _delete(ids_by_table: dict[str, list[UUID]]) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        for name, ids in ids_by_table.items():
            cursor.execute(f'delete from "{name}" where id = any(%s)', [ids])
    return sum(map(len, ids_by_table.values()))
