"""What partners attest, and the ways by which data may leave."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.people import services
from privacy_domain.people.models import Attestation, Channel, Partner
from privacy_domain.people.selectors import attested_on, channels_on
from privacy_domain.tenancy.scope import entered
from privacy_domain.web.errors import Conflict, Invalid
from tests.integration.people.cast import BY
from tests.integration.people.test_partners import registered

POINT = Attestation.Point


@pytest.fixture(params=["leek", "landsmeer"])
def here(request: Any) -> Any:
    municipality = request.getfixturevalue(request.param)
    with entered(municipality.scope()):
        yield municipality


def attested(partner: Partner, **more: Any) -> Attestation:
    given = {"points": [POINT.SECURITY], "signed_by": "A. Bestuurder", "reference": "map 12", "valid_from": clock.today()}
    return services.register_attestation(partner=partner, **(given | more), by=BY)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"points": []}, "points"),
        ({"points": ["vertrouwen"]}, "points"),
        ({"signed_by": " "}, "signed_by"),
        ({"reference": ""}, "reference"),
        ({"valid_until": date(2020, 1, 1)}, "valid_until"),
    ],
)
def test_what_cannot_be_stated(here: Any, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        attested(registered(), **wrong)
    assert refusal.value.field == field
    assert not Attestation.objects.exists()


def test_only_a_partner_answers_for_itself(here: Any) -> None:
    for kind in (Partner.Class.PROCESSOR, Partner.Class.THIRD_PARTY):
        with pytest.raises(Invalid):
            attested(registered(name=f"Organisatie {kind}", recipient_class=kind, laws=[]))


@pytest.mark.requirement("LEEK-3.5", "LAND-3.3")
def test_a_dated_statement_holds_from_its_day_to_its_last_and_is_kept(here: Any) -> None:
    partner, today = registered(), clock.today()
    attested(partner, points=[POINT.SECURITY, POINT.PROTOCOL], valid_from=today, valid_until=today + timedelta(days=9))
    assert attested_on(partner, today) == {POINT.SECURITY, POINT.PROTOCOL}
    assert attested_on(partner, today - timedelta(days=1)) == attested_on(partner, today + timedelta(days=10)) == frozenset()
    line = AuditEvent.objects.get(event="people:attestation:registered")
    assert (line.object_ids, sorted(line.fields)) == ([partner.pk], ["protocol", "security"])
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("delete from people_attestation")


@pytest.mark.requirement("LEEK-3.4")
def test_the_list_of_ways_is_dated_logged_and_closed_once(here: Any) -> None:
    today = clock.today()
    channel = services.open_channel(kind=Channel.Kind.SECURE_MAIL, name="Beveiligde mail", valid_from=today, by=BY)
    with pytest.raises(Conflict):
        services.open_channel(kind=Channel.Kind.LETTER, name="Beveiligde mail", valid_from=today, by=BY)
    with pytest.raises(Invalid):
        services.close_channel(channel=channel, last_day=today - timedelta(days=1), by=BY)
    assert [row.name for row in channels_on(today)] == ["Beveiligde mail"]
    services.close_channel(channel=channel, last_day=today, by=BY)
    with pytest.raises(Conflict):
        services.close_channel(channel=channel, last_day=today, by=BY)
    assert not channels_on(today + timedelta(days=1))
    assert AuditEvent.objects.filter(event__startswith="people:channel:").count() == 2


def test_ways_and_statements_stay_in_their_municipality(leek: Any, leiden: Any) -> None:
    with entered(leek.scope()):
        services.open_channel(kind=Channel.Kind.LETTER, name="Post", valid_from=clock.today(), by=BY)
        attested(registered())
    with entered(leiden.scope()):
        assert not channels_on(clock.today())
        assert not Attestation.objects.exists()
