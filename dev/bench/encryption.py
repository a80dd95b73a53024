"""Encrypted fields: what one value costs to write and to read, and that an unread value costs nothing."""

from __future__ import annotations

from typing import Any

from dev.bench.database import running
from dev.bench.harness import Result, compare, table

ROUNDS = 300
VALUES = 10


def run() -> list[Result]:
    """Ten values of a person under one key: loaded and left alone, loaded and read; and the cipher by itself."""
    with running() as database:
        from privacy_domain.people.models import Person
        from privacy_domain.privacy import personal_fields

        person = _person()
        names = [field.name for field in personal_fields(Person)][:VALUES]

        def load(_: int) -> Any:
            return Person.objects.get(pk=person)

        def load_and_read(_: int) -> list[Any]:
            found = Person.objects.get(pk=person)
            return [getattr(found, name) for name in names]

        samples = compare({"load": load, f"load and read {len(names)} values": load_and_read}, ROUNDS, backends=database.backends, warm_up=20)
    print(table(samples, "load"))
    read = samples[f"load and read {len(names)} values"].cpu - samples["load"].cpu
    return [Result("30 values read", 30 * read / len(names), 0.4, "ms cpu", remark="4 % of a page of 10 ms")]


def _person() -> Any:
    from privacy_domain.operation import SYSTEM
    from privacy_domain.people.services import register_person

    return register_person(details={"given_names": "Johanna Maria", "surname": "Voorbeeld"}, by=SYSTEM).pk
