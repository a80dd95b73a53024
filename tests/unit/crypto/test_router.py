"""Keys stand apart from what they open."""

from __future__ import annotations

import pytest
from django.core.cache.backends.db import DatabaseCache

from privacy_domain.crypto.models import DataKey
from privacy_domain.crypto.router import KeysRouter
from privacy_domain.people.models import Person


def test_keys_are_in_their_own_database():
    assert KeysRouter().db_for_read(DataKey) == KeysRouter().db_for_write(DataKey) == "keys"


def test_everything_else_goes_where_django_says():
    assert KeysRouter().db_for_read(Person) is KeysRouter().db_for_write(Person) is None


def test_counters_of_logins_outlive_the_failed_login():
    assert KeysRouter().db_for_write(DatabaseCache("cache_entry", {}).cache_model_class) == "attempts"


@pytest.mark.parametrize(
    ("database", "app", "allowed"),
    [
        ("keys", "crypto", True),
        ("keys", "people", False),
        ("default", "crypto", False),
        ("default", "people", True),
        ("attempts", "people", False),
        ("attempts", "crypto", False),
    ],
)
def test_where_migrations_run(database, app, allowed):
    assert KeysRouter().allow_migrate(database, app) is allowed
