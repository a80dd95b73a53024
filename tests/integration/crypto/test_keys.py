"""The key ring."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connections
from django.test.utils import CaptureQueriesContext

from privacy_domain import clock
from privacy_domain.crypto import keys
from privacy_domain.crypto.envelope import Unreadable, new_key, place, seal
from privacy_domain.crypto.master import MasterKeyMissing
from privacy_domain.crypto.models import DataKey
from privacy_domain.tenancy.scope import entered


def test_outside_a_municipality_there_are_no_keys():
    with pytest.raises(keys.NoKeyRing):
        keys.key_for("person", uuid4())


def test_a_key_that_was_never_made(leek):
    with entered(leek.scope()), pytest.raises(keys.NoKey):
        keys.key_for("person", uuid4())


def test_another_municipality_has_another_key_or_none(leek, leiden):
    subject = uuid4()
    with entered(leek.scope()):
        keys.create_key("person", subject)
        ours = keys.key_for("person", subject).secret
    with entered(leiden.scope()):
        with pytest.raises(keys.NoKey):
            keys.key_for("person", subject)
        keys.create_key("person", subject)
        assert keys.key_for("person", subject).secret != ours


def test_another_municipality_within_the_scope_of_one_sees_nothing_of_its_ring(leek, leiden):
    subject = uuid4()
    with entered(leek.scope()):
        keys.create_key("person", subject)
        with entered(leiden.scope()), pytest.raises(keys.NoKey):
            keys.key_for("person", subject)
        keys.key_for("person", subject)


def test_a_key_of_another_kind(leek):
    subject = uuid4()
    with entered(leek.scope()):
        keys.create_key("person", subject)
        with pytest.raises(keys.NoKey):
            keys.key_for("dossier", subject)


def test_without_a_master_key_nothing_opens(leek, settings):
    subject = uuid4()
    with entered(leek.scope()):
        keys.create_key("person", subject)
    settings.KEYS_MASTER_FILE = ""
    with entered(leek.scope()), pytest.raises(MasterKeyMissing):
        keys.key_for("person", subject)
    with entered(leek.scope()), pytest.raises(MasterKeyMissing):
        keys.create_key("person", uuid4())


def test_a_wrapped_key_put_under_another_name_does_not_open(leek):
    mine, other = uuid4(), uuid4()
    with entered(leek.scope()):
        keys.create_key("person", mine)
    DataKey.objects.filter(subject=mine).update(subject=other)
    with entered(leek.scope()), pytest.raises(Unreadable):
        keys.key_for("person", other)


def test_a_key_wrapped_under_a_strange_master_does_not_open(leek):
    subject = uuid4()
    with entered(leek.scope()):
        keys.create_key("person", subject)
        strange = seal(AESGCM(new_key()), new_key(), place("data key", leek.pk, "person", subject))
    DataKey.objects.filter(subject=subject).update(wrapped=strange)
    with entered(leek.scope()), pytest.raises(Unreadable):
        keys.key_for("person", subject)


def test_a_destroyed_key_is_gone_for_this_scope_and_the_next(leek):
    subject = uuid4()
    with entered(leek.scope()):
        keys.create_key("person", subject)
        assert keys.destroy_key("person", subject)
        with pytest.raises(keys.NoKey):
            keys.key_for("person", subject)
        assert not keys.destroy_key("person", subject)
    with entered(leek.scope()), pytest.raises(keys.NoKey):
        keys.key_for("person", subject)


def test_a_key_that_another_process_destroyed_is_gone_in_the_next_scope(leek):
    subject = uuid4()
    with entered(leek.scope()):
        keys.create_key("person", subject)
        keys.key_for("person", subject)
        DataKey.objects.filter(subject=subject).delete()  # by somebody else, behind this ring's back
        keys.key_for("person", subject)
    with entered(leek.scope()), pytest.raises(keys.NoKey):
        keys.key_for("person", subject)


def test_making_a_key_twice_keeps_the_first(leek):
    subject = uuid4()
    with entered(leek.scope()):
        keys.create_key("person", subject)
        first = keys.key_for("person", subject).secret
    with entered(leek.scope()):
        keys.create_key("person", subject)
        assert keys.key_for("person", subject).secret == first


def test_the_keys_database_holds_no_key_in_the_open(leek):
    subject = uuid4()
    with entered(leek.scope()):
        keys.create_key("person", subject)
        secret = keys.key_for("person", subject).secret
    assert secret not in bytes(DataKey.objects.get(subject=subject).wrapped)


def test_fifty_keys_are_one_statement(leek):
    subjects = [uuid4() for _ in range(50)]
    with entered(leek.scope()):
        for subject in subjects:
            keys.create_key("person", subject)
    with entered(leek.scope()), CaptureQueriesContext(connections["keys"]) as statements:
        keys.prefetch("person", subjects)
        assert len({keys.key_for("person", subject).secret for subject in subjects}) == 50
    assert len(statements) == 1


def test_the_municipalitys_own_keys_are_made_at_first_use(leek):
    with entered(leek.scope()):
        secret = keys.key_for("search", leek.pk).secret
    with entered(leek.scope()):
        assert keys.key_for("search", leek.pk).secret == secret != keys.key_for("municipality", leek.pk).secret


def test_orphans_are_keys_without_a_row_that_are_old_enough(leek, leiden, frozen):
    living, orphan, young, elsewhere = (uuid4() for _ in range(4))
    with entered(leiden.scope()), clock.standing_at(frozen - timedelta(days=2)):
        keys.create_key("person", elsewhere)
    with entered(leek.scope()):
        with clock.standing_at(frozen - timedelta(days=2)):
            keys.create_key("person", living)
            keys.create_key("person", orphan)
            keys.create_key("dossier", orphan)
        keys.create_key("person", young)
        before = frozen - timedelta(days=1)
        assert keys.orphans("person", [living], before=before) == [orphan]
        assert keys.sweep_orphans("person", [living], before=before) == 1
        assert keys.orphans("person", [living], before=before) == []
        for subject in (living, young):
            keys.key_for("person", subject)
        keys.key_for("dossier", orphan)
    with entered(leiden.scope()):
        keys.key_for("person", elsewhere)


def test_keys_of_many_at_once_leave_one_that_is_there_alone(leek):
    old, new = uuid4(), uuid4()
    with entered(leek.scope()):
        keys.create_key("person", old)
        before = keys.key_for("person", old).secret
        with CaptureQueriesContext(connections["keys"]) as captured:
            keys.create_keys("person", [old, new])
        assert sum("insert" in query["sql"].lower() for query in captured) == 1
        assert keys.key_for("person", old).secret == before != keys.key_for("person", new).secret
    with entered(leek.scope()):  # as stored, not as remembered
        assert keys.key_for("person", old).secret == before
        assert keys.key_for("person", new).secret not in (before, None)
