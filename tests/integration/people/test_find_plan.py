"""How the database looks somebody up: by the index, also under the row policy."""

from __future__ import annotations

import os

import psycopg
from django.db import connection

from privacy_domain.crypto.search import birth_date_token
from privacy_domain.people.models import SearchToken
from privacy_domain.tenancy.scope import entered
from tests.conftest import make_municipality
from tests.integration.people.cast import person
from tests.integration.people.test_find import BORN


def test_looking_up_uses_the_index(fresh_database: dict[str, str]) -> None:
    """With enough rows the planner walks the index, also under the row policy: equality of bytes is leakproof."""
    here = make_municipality("leek")
    with entered(here.scope()):
        pk = person(surname="Vries", birth_date=BORN).pk
        with connection.cursor() as cursor:
            cursor.execute(
                "insert into people_searchtoken (municipality_id, person_id, kind, token)"
                " select %s, %s, 'surname', sha256(i::text::bytea) from generate_series(1, 20000) i",
                [here.pk, pk],
            )
    # what the planner knows must not depend on whether the server counted by itself in between
    with psycopg.connect(os.environ["SUPERUSER_DATABASE_URL"].rsplit("/", 1)[0] + f"/{fresh_database['default']}", autocommit=True) as owner:
        owner.execute("analyze people_searchtoken")
    with entered(here.scope()):
        found = SearchToken.objects.filter(kind="birth_date", token=birth_date_token(BORN)).values_list("person_id", flat=True)
        assert list(found) == [pk]
        plan = found.explain()
        assert "search_token" in plan and "Seq Scan" not in plan, plan
