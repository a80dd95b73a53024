"""A month that goes: by the owner only, sealed and signed for, and the chain holds without its lines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction

from privacy_domain import clock
from privacy_domain.audit import checkpoints, dropping, partitions
from privacy_domain.audit.dropping import NotDroppable
from privacy_domain.tenancy.models import Municipality
from privacy_domain.tenancy.scope import Scope, entered
from tests.conftest import make_municipality
from tests.integration.audit.sealed import Diary, days, keep_checkpoints
from tests.integration.audit.victim import connected_as, undone

OLD = datetime(2031, 5, 30, 8, 0, tzinfo=UTC)
MAY = date(2031, 5, 1)


@pytest.fixture(scope="module")
def town(fresh_database: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Diary, list[Scope]]]:
    """A committed log over a month's end, in months that have tables; a third municipality is not active any more."""
    before = django_settings.AUDIT_CHECKPOINTS, django_settings.AUDIT_SIGNING_KEY_FILE
    keep_checkpoints(tmp_path_factory.mktemp("audit"))
    partitions.ensure(MAY, 3)
    places = [make_municipality(code).scope() for code in ("leek", "leiden", "opsterland")]
    diary = Diary(5, now=OLD)
    days(diary, places, segments=6)
    Municipality.objects.filter(code="opsterland").update(active=False)
    yield diary, places
    django_settings.AUDIT_CHECKPOINTS, django_settings.AUDIT_SIGNING_KEY_FILE = before


@pytest.fixture
def later(town: tuple[Diary, list[Scope]]) -> Iterator[None]:
    """The owner, years later; whatever is refused is undone."""
    files = {place: checkpoints.file_of(place.id).read_bytes() for place in town[1]}
    with connected_as("OWNER_DATABASE_URL"), clock.standing_at(town[0].now + timedelta(days=365 * 6)):
        yield
        for place, content in files.items():
            checkpoints.file_of(place.id).write_bytes(content)


def refused(match: str) -> Any:
    return pytest.raises(NotDroppable, match=match)


def test_no_month_before_its_end_or_without_tables(later: None) -> None:
    with refused("nog niet voorbij"):
        dropping.drop_month(clock.today())
    with refused("geen aparte tabellen"):
        dropping.drop_month(date(2031, 4, 1))


def test_no_month_before_its_term_is_over(town: tuple[Diary, list[Scope]], later: None) -> None:
    """Five years from the last day of the month, and not a day sooner; then the command of the owner finds it, and not the next one."""
    with clock.standing_at(datetime(2036, 5, 31, 12, tzinfo=UTC)):
        assert MAY not in dropping.due_months()
        with refused("ten minste 5 jaar"):
            dropping.drop_month(MAY)
    with clock.standing_at(datetime(2036, 6, 1, 12, tzinfo=UTC)):
        assert MAY in dropping.due_months()
        assert date(2031, 6, 1) not in dropping.due_months()


def test_no_month_without_checkpoints(later: None, settings: Any) -> None:
    settings.AUDIT_CHECKPOINTS = ""
    with refused("geen controlepunten"):
        dropping.drop_month(MAY)


def test_the_application_drops_nothing(town: tuple[Diary, list[Scope]]) -> None:
    with clock.standing_at(town[0].now + timedelta(days=365 * 6)), refused("Alleen de eigenaar"):
        dropping.drop_month(MAY)


def test_no_month_with_a_line_without_seal(town: tuple[Diary, list[Scope]], later: None) -> None:
    with transaction.atomic():
        town[0].write(town[1][0], 0)
        with entered(town[1][0]), clock.standing_at(OLD):
            town[0]._line()
        with refused("heeft een zegel"):
            dropping.drop_month(MAY)
        transaction.set_rollback(True)


def test_no_month_of_a_log_that_does_not_hold(town: tuple[Diary, list[Scope]], later: None) -> None:
    before = checkpoints.read(town[1][0].id)
    with undone():
        with connection.cursor() as cursor, entered(town[1][1]):
            cursor.execute("update audit_event set reason = 'changed' where id = (select ids[1] from audit_manifest where number = 6)")
        with refused("Leiden klopt niet. Regel"):
            dropping.drop_month(MAY)
    assert checkpoints.read(town[1][0].id) == before


@pytest.mark.requirement("ENG-11")
def test_the_chain_holds_without_the_month_and_only_with_the_signature(town: tuple[Diary, list[Scope]], later: None) -> None:
    diary, places = town
    unsigned = {place: checkpoints.read(place.id) for place in places}
    gone = dropping.drop_month(date(2031, 5, 17))
    assert MAY not in dropping.due_months()
    assert [one.code for one in gone] == ["leek", "leiden", "opsterland"]
    assert all(one.lines > one.segments > 0 for one in gone)
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_class where relname like 'audit%2031_05' and relkind = 'r'")
        assert cursor.fetchone() == (0,)
    for place, one in zip(places, gone, strict=True):
        report = diary.verify(place)
        assert (report.faults, report.seals) == ([], 6)
        assert report.lines == len(diary.lines[place.id]) - one.lines
        assert "dropped" in {remark.kind for remark in report.remarks}
        checkpoints.file_of(place.id).write_bytes(unsigned[place])
        assert {fault.kind for fault in diary.verify(place).faults} == {"segment-missing"}
    with refused("geen aparte tabellen"):
        dropping.drop_month(MAY)
