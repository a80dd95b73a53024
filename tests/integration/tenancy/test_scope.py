"""No tenant, no query; and PostgreSQL agrees."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.db import connection, connections

from privacy_domain.tenancy import scope
from privacy_domain.tenancy.models import Adoption, Municipality
from privacy_domain.tenancy.selectors import adoption_on, protocol_on


def test_outside_a_scope_the_manager_refuses() -> None:
    with pytest.raises(scope.NoMunicipality):
        Adoption.objects.all()
    with pytest.raises(scope.NoMunicipality):
        Adoption.objects.create(version="x", valid_from=date(2020, 1, 1), basis="decided", source="-")


@pytest.mark.requirement("ENG-8")
def test_rows_of_another_municipality_do_not_exist(leek: Municipality, leiden: Municipality) -> None:
    with scope.entered(leek.scope()):
        assert [a.version for a in Adoption.objects.all()] == ["leek-2018"]
        foreign = Adoption.objects.filter(municipality=leiden)
        assert not foreign.exists()


@pytest.mark.requirement("ENG-8")
def test_with_the_filters_switched_off_the_database_still_hides_them(leek: Municipality, leiden: Municipality) -> None:
    with scope.entered(leek.scope()), connection.cursor() as cursor:
        cursor.execute("select version from tenancy_adoption")
        assert cursor.fetchall() == [("leek-2018",)]
        cursor.execute("update tenancy_adoption set source = 'taken' where version = 'leiden-2016'")
        assert cursor.rowcount == 0
        cursor.execute("delete from tenancy_adoption where version = 'leiden-2016'")
        assert cursor.rowcount == 0


def test_leaving_a_scope_restores_the_one_before(leek: Municipality, leiden: Municipality) -> None:
    with scope.entered(leek.scope()):
        with scope.entered(leiden.scope()):
            assert adoption_on(date(2026, 1, 1)).version == "leiden-2016"  # type: ignore[union-attr]
        assert adoption_on(date(2026, 1, 1)).version == "leek-2018"  # type: ignore[union-attr]
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from tenancy_adoption")
        assert cursor.fetchone() == (0,)


def test_an_exception_in_an_inner_scope_restores_the_one_before(leek: Municipality, leiden: Municipality) -> None:
    with scope.entered(leek.scope()):
        with pytest.raises(ValueError), scope.entered(leiden.scope()):
            raise ValueError
        assert [a.version for a in Adoption.objects.all()] == ["leek-2018"]


@pytest.mark.requirement("ENG-2", "ENG-3")
def test_the_adoption_of_the_day_decides(leek: Municipality) -> None:
    with scope.entered(leek.scope()):
        assert adoption_on(date(2018, 8, 14)) is None
        first = adoption_on(date(2018, 8, 15))
        assert first is not None and first.version == "leek-2018"


def test_a_connection_that_forgets_the_municipality_sees_nothing(fresh_database: object) -> None:
    from tests.conftest import make_municipality

    municipality = make_municipality("leek")
    counts: list[int] = []

    def forgetful() -> None:
        with scope.entered(municipality.scope()):
            counts.append(Adoption.objects.count())
        with connections["default"].cursor() as cursor:  # the same connection, after the transaction
            cursor.execute("select count(*) from tenancy_adoption")
            counts.append(cursor.fetchone()[0])
        connections["default"].close()

    thread = threading.Thread(target=forgetful)
    thread.start()
    thread.join()
    assert counts == [1, 0]


def test_protocol_in_force_is_read_once_a_scope_and_again_after_a_change(leek, django_assert_num_queries) -> None:
    today = date(2026, 11, 24)
    with scope.entered(leek.scope()):
        with django_assert_num_queries(1):
            assert {protocol_on(today).id for _ in range(20)} == {"leek-2018"}
        Adoption.objects.update(valid_until=date(2026, 11, 23))
        assert protocol_on(today) is None
        adoption = Adoption.objects.get()
        adoption.valid_until = None
        adoption.save()
        assert protocol_on(today) is not None
        Adoption.objects.all().delete()
        assert protocol_on(today) is None


def test_one_municipality_never_remembers_for_another(leek, opsterland) -> None:
    today = date(2026, 11, 24)
    with scope.entered(leek.scope()):
        assert protocol_on(today).id == "leek-2018"
        with scope.entered(opsterland.scope()):
            assert protocol_on(today).id == "opsterland-2015"
        assert protocol_on(today).id == "leek-2018"


@pytest.mark.requirement("SITT-1-pdca")
def test_an_evaluation_has_a_date_and_somebody_who_sees_to_it(sittard_geleen: Municipality) -> None:
    from django.db import IntegrityError, transaction

    from privacy_domain.tenancy.services import adopt

    next_one = {"version": "sittard-geleen-2018", "valid_until": None, "basis": Adoption.Basis.DECIDED, "source": "Besluit"}
    with scope.entered(sittard_geleen.scope()):
        with pytest.raises(IntegrityError), transaction.atomic():
            adopt(valid_from=date(2027, 1, 1), review_on=date(2028, 1, 1), **next_one)  # type: ignore[arg-type]
        kept = adopt(valid_from=date(2027, 1, 1), review_on=date(2028, 1, 1), owner="Beleidsadviseur", **next_one)  # type: ignore[arg-type]
        assert (kept.review_on, kept.owner) == (date(2028, 1, 1), "Beleidsadviseur")
