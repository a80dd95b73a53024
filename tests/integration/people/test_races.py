"""Two at once, with transactions that really commit."""

from __future__ import annotations

import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connections

from privacy_domain.crypto import keys, master
from privacy_domain.crypto.rotation import rotate_master
from privacy_domain.people.models import Person
from privacy_domain.people.services import AlreadyKnown
from privacy_domain.tenancy.scope import entered
from tests.conftest import make_municipality

from .cast import person


@pytest.fixture(scope="module")
def town(fresh_database):
    return make_municipality("leek").scope()


def together(*acts):
    """Run the acts at the same moment, each with its own connections; returns their results or exceptions."""
    start = threading.Barrier(len(acts))

    def run(act):
        try:
            start.wait()
            return act()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_one_bsn_registered_twice_at_once(town):
    def register():
        with entered(town):
            return person(surname="Bos", bsn="111222333").pk

    results = together(register, register, register)
    refused = [result for result in results if isinstance(result, AlreadyKnown)]
    (made,) = [result for result in results if result not in refused]
    assert len(refused) == 2 and {refusal.person_id for refusal in refused} == {made}
    with entered(town):
        assert Person.objects.count() == 1


def test_keys_made_while_the_master_changes(town, tmp_path, settings):
    settings.KEYS_MASTER_FILE = shutil.copy(settings.KEYS_MASTER_FILE, tmp_path)  # other tests go on with theirs
    subjects = [uuid4() for _ in range(60)]

    def make():
        for subject in subjects:
            with entered(town):
                keys.create_key("person", subject)

    def rotate():
        return [rotate_master() for _ in range(3)]

    for result in together(make, rotate, rotate):
        assert not isinstance(result, Exception), result
    rotate_master(keep_previous=False)
    assert len(master.masters().keys) == 1
    with entered(town):
        assert len({keys.key_for("person", subject).secret for subject in subjects}) == 60
