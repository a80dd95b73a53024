"""Fills a benchmark's database: dossiers of five municipalities with their people, keys, search tokens and grounds.

Values are sealed by the application's own fields under keys of the application's own ring, in Python; the rows then go in by
COPY, past triggers and row security, and the indexes are built when they are all there.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from random import Random
from typing import Any
from uuid import UUID, uuid4

import psycopg

from dev.bench.people import citizen_numbers, invented
from dev.bench.staffing import INVOLVED, OWN, Staff, employ, members

CODES = ("leek", "landsmeer", "sittard-geleen", "leiden", "opsterland")
BATCH = 500
FIRST_DAY = date(2019, 1, 1)
DAYS = 2000  # the dossiers were opened within so many days
VIOLENT = 0.08
CLIENTS = 0.8  # for each dossier: some have two
TABLES = (
    "people_person", "people_searchtoken", "dossiers_dossier", "dossiers_involvement", "access_ground", "access_marker",
    "guardian_userobjectpermission", "dossiers_dossieruserobjectpermission",
)  # fmt: skip
_PLAIN_INDEXES = """select indexdef, indexname from pg_indexes where tablename = any(%s)
  and not exists (select from pg_constraint where conname = indexname)"""


@dataclass
class Progress:
    """A bar on a terminal, a line for each tenth elsewhere."""

    total: int
    done: int = 0
    started: float = field(default_factory=time.monotonic)

    def advance(self, count: int) -> None:
        """`count` more are done."""
        before, self.done = self.done, self.done + count
        left = (time.monotonic() - self.started) * (self.total - self.done) / self.done
        share = self.done / self.total
        line = f"    [{'#' * round(share * 30):<30}] {self.done:,} of {self.total:,} dossiers, {left:.0f} s to go"
        if sys.stderr.isatty():
            print(f"\r{line}  ", end="" if self.done < self.total else "\n", file=sys.stderr, flush=True)
        elif before * 10 // self.total != self.done * 10 // self.total:
            print(line, file=sys.stderr, flush=True)


def load(size: int) -> float:
    """Load `size` dossiers, shared equally by five municipalities, into the empty database; returns the seconds it took."""
    started = time.monotonic()
    progress = Progress(size // len(CODES) * len(CODES))
    with psycopg.connect(_address()) as connection:
        connection.execute("set session_replication_role = replica")  # the rows are whole: no foreign key need be looked up
        indexes = connection.execute(_PLAIN_INDEXES, [list(TABLES)]).fetchall()
        for _, name in indexes:
            connection.execute(f"drop index {name}")
        connection.commit()
        for code in CODES:
            _municipality(code, size // len(CODES), connection, progress)
        for definition, _ in indexes:
            connection.execute(definition)
        connection.commit()
    _story()
    _rivals()
    with psycopg.connect(_address(), autocommit=True) as connection:
        connection.execute("vacuum analyze")
    return time.monotonic() - started


def _address() -> str:
    return os.environ["SUPERUSER_DATABASE_URL"].rsplit("/", 1)[0] + "/privacy_domain"


def _municipality(code: str, dossiers: int, connection: psycopg.Connection[Any], progress: Progress) -> None:
    from privacy_domain.management.demo.municipalities import adopt_demo_protocol, register_municipality
    from privacy_domain.tenancy.scope import entered

    municipality = register_municipality(code)
    adopt_demo_protocol(municipality)
    with entered(municipality.scope()):
        staff = employ(dossiers)
    random, numbers = Random(code), citizen_numbers()
    every = max(1, dossiers // OWN)
    for first in range(0, dossiers, BATCH):
        count = min(BATCH, dossiers - first)
        chosen = [number for number in range(first, first + count) if number % every == 0 and number < every * OWN]
        with entered(municipality.scope()):  # one for each batch: leaving it forgets the keys
            _batch(connection, random, list(islice(numbers, max(1, round(count * CLIENTS)))), staff, first, count, frozenset(chosen))
        connection.commit()
        progress.advance(count)


def _batch(
    connection: psycopg.Connection[Any], random: Random, numbers: Sequence[str], staff: Staff, first: int, count: int, selective: frozenset[int]
) -> None:
    """`count` dossiers with their clients; the one without a team is involved in those of `selective`."""
    from privacy_domain.crypto import keys

    persons = [_person(random, number) for number in numbers]
    ids = [uuid4() for _ in range(count)]
    keys.create_keys("person", [person.pk for person in persons])
    keys.create_keys("dossier", ids)
    dossiers = [_dossier(random, pk, first + number, persons[number % len(persons)], staff) for number, pk in enumerate(ids)]
    involvements = [
        _involvement(dossier, user)
        for number, dossier in enumerate(dossiers, start=first)
        for user in [*random.sample(staff.professionals, INVOLVED - (number in selective)), *([staff.selective] if number in selective else [])]
    ]
    markers = [_marker(dossier) for dossier in dossiers if random.random() < VIOLENT]
    opened = {dossier.pk: dossier.opened_on for dossier in dossiers}
    with connection.cursor() as cursor:
        _copy(cursor, persons)
        _copy_tokens(cursor, persons)
        _copy(cursor, dossiers)
        _copy(cursor, involvements)
        _copy(cursor, markers)
        _copy(cursor, _grounds(dossiers, involvements, markers, opened))


def _person(random: Random, number: str) -> Any:
    from privacy_domain import clock
    from privacy_domain.people.models import Person

    return Person(id=uuid4(), registered_at=clock.now(), **invented(random, number))


def _dossier(random: Random, pk: UUID, number: int, person: Any, staff: Staff) -> Any:
    from dossiers.models import Dossier

    return Dossier(
        id=pk,
        number=f"{number:010d}",
        person=person,
        team=random.choice(staff.teams),
        purposes=["care"],
        domains=["care"],
        law_tags=["wmo"],
        help_question="Door ziekte lukt het werk in huis niet meer; wie kan er helpen?",
        opened_on=FIRST_DAY + timedelta(days=random.randrange(DAYS)),
        opened_by=random.choice(staff.professionals),
    )


def _involvement(dossier: Any, user: Any) -> Any:
    from dossiers.models import Involvement

    return Involvement(dossier=dossier, user=user, reason="Opent het dossier", since=dossier.opened_on, started_by=user)


def _marker(dossier: Any) -> Any:
    from access.models import Marker
    from access.states import MarkerKind

    return Marker(subject=dossier.pk, kind=MarkerKind.DOMESTIC_VIOLENCE, source_kind="dossier", source=dossier.pk)


def _grounds(dossiers: Iterable[Any], involvements: Iterable[Any], markers: Iterable[Any], opened: dict[UUID, date]) -> Iterator[Any]:
    """As `enter_register`, `involve` and `set_marker` place them."""
    from access.models import municipality_principal, violence_principal
    from access.states import GroundKind

    held = {"source_kind": "dossier"}
    for dossier in dossiers:
        yield _ground(GroundKind.MUNICIPALITY, dossier.pk, municipality_principal(), opened, source=dossier.pk, **held)
        yield _ground(GroundKind.TEAM, dossier.pk, dossier.team_id, opened, source=dossier.pk, **held)
    for row in involvements:
        more = {"source_kind": "involvement", "may_write": True, "reason": "support"}
        yield _ground(GroundKind.INVOLVED, row.dossier_id, row.user_id, opened, source=row.pk, **more)
    for marker in markers:
        yield _ground(GroundKind.VIOLENCE, marker.subject, violence_principal(), opened, source=marker.pk, source_kind="access.marker")


def _ground(kind: Any, subject: UUID, principal: UUID, opened: dict[UUID, date], **more: Any) -> Any:
    from access.models import Ground
    from access.states import HELD_BY

    day = opened[subject]
    return Ground(kind=kind, principal_kind=HELD_BY[kind], subject=subject, principal=principal, since=day, opened_on=day, **more)


def _copy(cursor: psycopg.Cursor[Any], rows: Iterable[Any]) -> None:
    """Rows of one model as its fields would save them."""
    from django.db import connection

    rows = list(rows)
    if not rows:
        return
    fields = rows[0]._meta.local_concrete_fields
    columns = ", ".join(f'"{one.column}"' for one in fields)
    with cursor.copy(f"copy {rows[0]._meta.db_table} ({columns}) from stdin") as copy:
        for row in rows:
            copy.write_row([one.get_db_prep_save(one.pre_save(row, True), connection) for one in fields])


def _copy_tokens(cursor: psycopg.Cursor[Any], persons: Iterable[Any]) -> None:
    from privacy_domain.people.tokens import tokens_of

    with cursor.copy("copy people_searchtoken (municipality_id, person_id, kind, token) from stdin") as copy:
        for person in persons:
            for kind, token in tokens_of(person):
                copy.write_row([person.municipality_id, person.pk, str(kind), token])


def _story() -> None:
    """One dossier of Leek with a whole talk, made by the services, for the benchmark of the page."""
    from privacy_domain import clock
    from privacy_domain.management.demo.cast import CAST
    from privacy_domain.management.demo.staff import employ as employ_cast
    from privacy_domain.management.demo.stories import Stories
    from privacy_domain.operation import SYSTEM
    from privacy_domain.tenancy.models import Municipality
    from privacy_domain.tenancy.scope import entered
    from privacy_domain.texts.services import load_shipped_texts

    before = clock.now() - timedelta(days=100)
    with entered(Municipality.objects.get(code="leek").scope()):
        load_shipped_texts(valid_from=before.date(), by=SYSTEM)
        with clock.standing_at(before):
            staff = employ_cast(CAST["leek"], password=None)
        Stories("leek", *[staff[one.username] for one in CAST["leek"].personas if one.involved]).signed()


_GENERIC = """insert into guardian_userobjectpermission (permission_id, content_type_id, object_pk, user_id)
select permission.id, permission.content_type_id, allowed.dossier::text, allowed.account from auth_permission permission
  join django_content_type kind on kind.id = permission.content_type_id, ({allowed}) allowed
where permission.codename = 'view_dossier' and kind.app_label = 'dossiers' on conflict do nothing"""
_DIRECT = """insert into dossiers_dossieruserobjectpermission (permission_id, content_object_id, user_id)
select permission.id, allowed.dossier, allowed.account from auth_permission permission
  join django_content_type kind on kind.id = permission.content_type_id, ({allowed}) allowed
where permission.codename = 'view_dossier' and kind.app_label = 'dossiers' on conflict do nothing"""
_EVERYBODY = "select dossier_id as dossier, user_id as account from dossiers_involvement"
_ONE = "select unnest(%(dossiers)s::uuid[]) as dossier, %(account)s::uuid as account"


def _rivals() -> None:
    """The same rights as rows of guardian: for everybody who is involved, and for the measured accounts all that they may see.

    Guardian knows no teams that are not Django's groups and no roles under a condition: it takes a row for each dossier.
    """
    from access.selectors import visible_to
    from privacy_domain.tenancy.models import Municipality
    from privacy_domain.tenancy.scope import entered

    allowed: list[tuple[str, dict[str, Any]]] = [(_EVERYBODY, {})]
    with entered(Municipality.objects.get(code="leek").scope()):
        for user in members().values():
            allowed.append((_ONE, {"account": user.pk, "dossiers": [row.subject for row in visible_to(user, limit=10_000_000)]}))
    with psycopg.connect(_address()) as connection:
        # nothing of ours may hold the rivals up: the application's role reads their rows without a rule on each
        connection.execute("alter table dossiers_dossieruserobjectpermission disable row level security")
        connection.execute("grant select on guardian_userobjectpermission, auditlog_logentry to pd_app")
        connection.execute("grant insert on auditlog_logentry to pd_app")
        for source, values in allowed:
            for statement in (_GENERIC, _DIRECT):
                connection.execute(statement.format(allowed=source), values or None)
