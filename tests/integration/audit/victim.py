"""A sealed log, and the hand of somebody who owns the database."""

from __future__ import annotations

import hashlib
import json
import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.db import connection, connections, transaction

from privacy_domain.audit import checkpoints
from privacy_domain.audit.canonical import entry
from privacy_domain.audit.reading import Log
from privacy_domain.audit.record import COLUMNS
from privacy_domain.audit.verifier import ENTRY, Seal, Segment
from privacy_domain.tenancy.scope import Scope, entered

TABLES = ("audit_event", "audit_shown", "audit_seal", "audit_manifest")


@dataclass(frozen=True)
class Expected:
    """What must be found: `kind` with these seals, or this line, or this checkpoint, at most `most` times. `also` are kinds that may
    follow from it; `elsewhere`: the neighbour's log shows it too."""

    kind: str
    first: int | None = None
    last: int | None = None
    line: str | None = None
    count: int | None = None
    elsewhere: bool = False
    most: int = 1
    also: tuple[str, ...] = ()

    def meets(self, finding: Any) -> bool:
        """Whether this finding is the expected one."""
        wanted = {"first": self.first, "last": self.last, "line": self.line, "count": self.count}
        return finding.kind == self.kind and all(getattr(finding, name) == value for name, value in wanted.items() if value is not None)


@dataclass
class Victim:
    """A sealed log, its neighbour, and the hand that tampers."""

    here: Scope
    other: Scope
    random: random.Random
    before: dict[UUID, list[Segment]]

    def segments(self, where: Scope | None = None) -> list[Segment]:
        """The whole log as it was before anybody tampered, every line with it; read once."""
        here = where or self.here
        if here.id not in self.before:
            self.before[here.id] = self.segments_now(here)
        return self.before[here.id]

    def segments_now(self, here: Scope | None = None) -> list[Segment]:
        """The whole log as it is."""
        with entered(here or self.here):
            return list(Log((here or self.here).id, with_lines=True).segments())

    def sql(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """One statement; the rows when there are any."""
        with connection.cursor() as cursor:
            cursor.execute(query, values)
            return cursor.fetchall() if cursor.description else []

    def line(self, number: int | None = None, *, before: int | None = None) -> tuple[Segment, UUID]:
        """One line of a segment; `before`: of a segment before that one."""
        known = [one for one in self.segments() if before is None or one.seal.number < before]
        segment = self.random.choice(known) if number is None else known[number - 1]
        return segment, UUID(self.random.choice(segment.lines or []).id)

    def columns(self, line: UUID) -> dict[str, Any]:
        """The columns of a line."""
        (row,) = self.sql(f"select {', '.join(COLUMNS)} from audit_event where id = %s", line)
        values = dict(zip(COLUMNS, row, strict=True))
        return values | {"decision": json.loads(values["decision"] or "null"), "canonical": bytes(values["canonical"])}

    def insert(self, values: dict[str, Any]) -> None:
        """A line, as whoever may write any line."""
        values = values | {"decision": json.dumps(values["decision"]) if values["decision"] else None}
        names = list(COLUMNS)
        self.sql(
            f"insert into audit_event ({', '.join(names)}) values ({', '.join(f'%s::{COLUMNS[name]}' for name in names)})",
            *(values[name] for name in names),
        )

    def reseal(self, segment: Segment, *, previous: bytes | None = None, number: int | None = None) -> Seal:
        """Make list and seal of a segment again from the lines that are there now, with a hash that is right for them."""
        seal = segment.seal
        ids = [line.id for line in segment.lines or []]
        rows = self.sql("select id, canonical from audit_event where id = any(%s::uuid[]) order by at, id", ids)
        entries = [entry(line, bytes(canonical)) for line, canonical in rows]
        new = replace(
            seal,
            number=number or seal.number,
            lines=len(entries),
            content=hashlib.sha256(b"".join(entries)).digest(),
            previous=seal.previous if previous is None else previous,
        )
        new = replace(new, hash=new.digest())
        self.sql(
            "update audit_seal set number = %s, lines = %s, content = %s, previous = %s, hash = %s where municipality_id = %s and number = %s",
            *(new.number, new.lines, new.content, new.previous, new.hash, seal.municipality, seal.number),
        )
        self.sql(
            "update audit_manifest set number = %s, ids = %s::uuid[], digests = %s where municipality_id = %s and number = %s",
            *(new.number, [str(UUID(bytes=one[:16])) for one in entries], [one[16:ENTRY] for one in entries]),
            *(seal.municipality, seal.number),
        )
        return new

    def rechain(self, segments: list[Segment], first: int) -> None:
        """Make every seal from `first` on again, each on top of the one before."""
        previous = segments[first - 2].seal.hash if first > 1 else bytes(32)
        for segment in segments[first - 1 :]:
            previous = self.reseal(segment, previous=previous).hash

    def checkpointed(self) -> list[int]:
        """Numbers of the seals that have a checkpoint."""
        return [json.loads(line)["number"] for line in checkpoints.read(self.here.id).splitlines()]

    def interval(self, number: int) -> tuple[int, int]:
        """The seals between the checkpoints around this one: from which, up to which."""
        known = self.checkpointed()
        return max([one for one in known if one < number], default=0) + 1, min(one for one in known if one >= number)


@contextmanager
def undone() -> Iterator[None]:
    """Triggers off, and afterwards everything as it was."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            for table in TABLES:
                cursor.execute(f"alter table {table} disable trigger append_only")
        yield
        transaction.set_rollback(True)


@contextmanager
def files_undone(folder: Path) -> Iterator[None]:
    """Afterwards the checkpoints are what they were."""
    before = {file: file.read_bytes() for file in folder.iterdir()}
    try:
        yield
    finally:
        for file, content in before.items():
            file.write_bytes(content)


@contextmanager
def connected_as(variable: str) -> Iterator[None]:
    """Within the block the connection is that of the account whose address stands in this environment variable."""
    settings, address = connections["default"].settings_dict, urlsplit(os.environ[variable])
    before = {name: settings[name] for name in ("USER", "PASSWORD")}
    connections["default"].close()
    settings |= {"USER": address.username, "PASSWORD": address.password or ""}
    yield
    connections["default"].close()
    settings |= before
