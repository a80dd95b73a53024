"""Who changed which setting."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection

from access.models import User
from privacy_domain import clock, operation
from privacy_domain.audit.models import ConfigurationEntry
from privacy_domain.operation import Operation
from privacy_domain.tenancy import services
from privacy_domain.tenancy.models import Adoption, Municipality
from privacy_domain.tenancy.scope import entered


def test_a_change_is_recorded_with_the_actor_and_the_number_of_the_operation(leek: Municipality) -> None:
    with entered(leek.scope()):
        admin = User.objects.create_user("beheer")
        with operation.begun(Operation(origin="test", acting=lambda: admin)) as running:
            adoption = Adoption.objects.get()
            adoption.valid_until = date(2030, 1, 1)
            adoption.save()
        entry = ConfigurationEntry.objects.get(object_pk=str(adoption.pk), action=ConfigurationEntry.Action.UPDATE)

    assert (entry.actor_id, entry.cid, entry.timestamp) == (admin.id, str(running.id), clock.now())
    assert entry.changes == {"valid_until": ["None", "2030-01-01"]}
    assert entry.municipality_id == leek.id


@pytest.mark.requirement("ENG-8")
def test_another_municipality_does_not_see_it(leek: Municipality, leiden: Municipality) -> None:
    with entered(leek.scope()):
        own = ConfigurationEntry.objects.filter(object_repr__startswith="adoption-").count()
    with entered(leiden.scope()):
        others = set(ConfigurationEntry.objects.values_list("municipality_id", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from audit_configuration_entry where municipality_id is not null")
        outside = cursor.fetchone()

    assert own == 1
    assert others == {leiden.id}
    assert outside == (0,)


def test_registering_a_municipality_is_recorded_outside_every_municipality(leek: Municipality) -> None:
    made = services.register(code="elders", name="Elders", controller="college")

    assert ConfigurationEntry.objects.filter(object_pk=str(made.pk), municipality_id=None).exists()
    with entered(leek.scope()):
        assert not ConfigurationEntry.objects.filter(object_pk=str(made.pk)).exists()


def test_the_librarys_own_table_is_closed_and_empty(leek: Municipality) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select has_table_privilege('pd_app', 'auditlog_logentry', 'select, insert, update, delete')")
        assert cursor.fetchone() == (False,)


def test_the_command_makes_the_months_ahead(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("audit", "partitions", "--months", "60")
    assert "audit_event_2031_10" in capsys.readouterr().out
    call_command("audit", "partitions", "--months", "60")
    assert "all months are there" in capsys.readouterr().out
