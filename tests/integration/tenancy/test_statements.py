"""Fixed statements: prepared, counted as others, and within the municipality."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, connections, transaction
from django.test.utils import CaptureQueriesContext

from privacy_domain.tenancy import statements
from privacy_domain.tenancy.scope import entered

VERSIONS = "select version from tenancy_adoption where valid_from <= %(on)s"


def test_what_is_wrong_is_told_as_an_error_of_django(leek):
    with entered(leek.scope()), pytest.raises(DatabaseError), transaction.atomic():
        statements.rows_of("select nothing_of_the_kind", {})


def test_row_security_holds_for_a_plan_that_is_used_again_in_another_municipality(leek, leiden):
    for _ in range(12):  # past the plans that PostgreSQL makes for each call before it trusts one for all
        for municipality, version in ((leek, "leek-2018"), (leiden, "leiden-2016")):
            with entered(municipality.scope()):
                assert statements.rows_of(VERSIONS, {"on": date(2026, 11, 24)}) == [(version,)]
    assert statements.rows_of(VERSIONS, {"on": date(2026, 11, 24)}) == []


def test_it_is_prepared_once_and_wrapped_each_time(leek):
    seen = []

    def wrapper(execute, sql, params, many, context):
        seen.append(sql)
        return execute(sql, params, many, context)

    with entered(leek.scope()), connections["default"].execute_wrapper(wrapper):
        for _ in range(3):
            statements.rows_of(VERSIONS, {"on": date(2026, 11, 24)})
        assert seen == [VERSIONS] * 3
        with connections["default"].cursor() as cursor:
            cursor.execute("select count(*) from pg_prepared_statements where statement like 'select version from tenancy_adoption%%'")
            assert cursor.fetchone() == (1,)


def test_who_listens_reads_it_with_its_values(leek):
    with entered(leek.scope()), CaptureQueriesContext(connections["default"]) as captured:
        assert statements.rows_of(VERSIONS, {"on": date(2026, 11, 24)}) == [("leek-2018",)]
    assert ["2026-11-24" in query["sql"] for query in captured] == [True]
