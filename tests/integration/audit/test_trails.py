"""How the log is read: the plans that PostgreSQL makes for a month of real size, under row-level security."""

from __future__ import annotations

import os
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
from django.db import connection

from privacy_domain import clock
from privacy_domain.audit import record, selectors
from privacy_domain.tenancy.models import Municipality
from privacy_domain.tenancy.scope import entered
from tests.conftest import make_municipality
from tests.integration.audit.cast import Jelle, TalkEvent


@pytest.fixture(scope="module")
def busy(fresh_database: dict[str, str]) -> Municipality:
    """Leek in a month with 20,000 lines by 40 accounts, a fifth of them lists."""
    municipality = make_municipality("leek")
    with entered(municipality.scope()), connection.cursor() as cursor:
        cursor.execute(
            """insert into audit_event select gen_random_uuid(), timestamptz '2026-11-01' + g * interval '100 seconds', %s, 'a:b:c',
               md5((g %% 40)::text)::uuid, '', '', null, '', null, md5((g %% 900)::text)::uuid, md5((g %% 900)::text)::uuid,
               case when g %% 5 = 0 then array[md5((g %% 900)::text)::uuid] else '{}' end, '{}', '', '', 'looked', '', null,
               gen_random_uuid(), '', '' from generate_series(1, 20000) g""",
            [municipality.id],
        )
        cursor.execute(
            """insert into audit_shown select distinct municipality_id, unnest(object_ids), (at at time zone 'UTC')::date, actor_id
               from audit_event where object_ids <> '{}'"""
        )
    url = os.environ["OWNER_DATABASE_URL"].rsplit("/", 1)[0] + "/" + fresh_database["default"]
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("analyze audit_event, audit_shown")
    return municipality


def conditions(plan: str) -> list[str]:
    """What each index was asked."""
    return [part.splitlines()[0] for part in plan.split("Index Cond:")[1:]]


def test_a_trail_is_one_index_scan_per_month(busy: Municipality) -> None:
    since, until = clock.now() - timedelta(days=20), clock.now() + timedelta(minutes=1)
    named = {"shown": uuid4(), "since": since, "until": until, "limit": 10, "municipality": busy.id}
    with entered(busy.scope()), connection.cursor() as cursor:
        lines = selectors._between(since, until)
        plans = {name: lines.filter(**{name: uuid4()}).explain() for name in ("dossier_id", "person_id", "actor_id")}
        cursor.execute("explain " + selectors._LISTS, named)
        lists = "\n".join(row[0] for row in cursor.fetchall())

    for name, plan in plans.items():
        (asked,) = conditions(plan)
        assert f"{name} =" in asked
        assert "Seq Scan" not in plan
    seen, asked = conditions(lists)
    assert "object_id =" in seen
    assert "actor_id =" in asked
    assert "Seq Scan" not in lists


def test_a_list_is_found_among_many(busy: Municipality) -> None:
    dossier = uuid4()
    with entered(busy.scope()):
        wanted = record.look(TalkEvent.LISTED, by=Jelle(), object_ids=[uuid4(), dossier, uuid4()])
        found = selectors.trail_of_dossier(dossier, since=clock.now() - timedelta(days=20), until=clock.now() + timedelta(minutes=1))

    assert [line.id for line in found] == [wanted.id]
