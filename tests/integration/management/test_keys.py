"""`manage.py keys`."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from dossiers.models import Dossier
from privacy_domain import clock
from privacy_domain.crypto import keys, master
from privacy_domain.crypto.fields import owner_of
from privacy_domain.operation import SYSTEM
from privacy_domain.people.models import Person
from privacy_domain.people.services import register_person
from privacy_domain.tenancy.scope import entered


def test_without_a_master_file_it_says_so(settings):
    settings.KEYS_MASTER_FILE = ""
    with pytest.raises(CommandError, match="KEYS_MASTER_FILE is not set"):
        call_command("keys", "rotate")


def test_rotating_keeps_everything_readable(leek, tmp_path, settings, capsys):
    settings.KEYS_MASTER_FILE = str(tmp_path / "master")
    call_command("keys", "rotate")
    first = master.masters().current
    with entered(leek.scope()):
        pk = register_person(details={"surname": "Bos"}, by=SYSTEM).pk
    call_command("keys", "rotate", "--drop-previous")
    assert [master.identify(key) for key in master.masters().keys] != [first]
    assert "2 keys wrapped under" in capsys.readouterr().out  # the person's, and the one for search
    with entered(leek.scope()):
        assert Person.objects.get(pk=pk).surname == "Bos"


def test_whose_rows_own_which_keys():
    assert owner_of("person") is Person
    assert owner_of("dossier") is Dossier
    assert owner_of("search") is None


def test_sweeping_destroys_what_nobody_needs_and_nothing_else(leek, leiden, frozen):
    orphan, young = uuid4(), uuid4()
    with entered(leek.scope()):
        with clock.standing_at(frozen - timedelta(days=2)):
            living = register_person(details={"surname": "Bos"}, by=SYSTEM).pk
            keys.create_key("person", orphan)
        keys.create_key("person", young)
    with entered(leiden.scope()), clock.standing_at(frozen - timedelta(days=2)):
        elsewhere = register_person(details={"surname": "Bos"}, by=SYSTEM).pk
    call_command("keys", "sweep")
    with entered(leek.scope()):
        with pytest.raises(keys.NoKey):
            keys.key_for("person", orphan)
        keys.key_for("person", young)
        assert Person.objects.get(pk=living).surname == "Bos"
    with entered(leiden.scope()):
        assert Person.objects.get(pk=elsewhere).surname == "Bos"
