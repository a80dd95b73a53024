"""A request comes in from anybody, in any form; it becomes sure who asks; its clock stops only for what the law names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from access.models import User
from access.selectors.accounts import colleagues_for
from access.states import MunicipalRole
from dossiers.services.exclusion import exclude_colleague
from dossiers.states import ExclusionGround
from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.people.models import Person, Representative
from privacy_domain.people.services import add_representative, limit_representative, record_capacity, register_person
from privacy_domain.protocols.types import Role
from privacy_domain.tenancy import scope
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work.models import Task
from requests import services
from requests.models import ClockStop, SubjectRequest
from requests.selectors.desk import RequestFilter, handled_by
from requests.states import Ending, Identification, Lateness, Requester, RequestKind, RequestState
from retention.models import Hold
from retention.selectors import holds_on
from tests.factories.access import account
from tests.integration.dossiers.cast import PETRA, World
from tests.integration.requests.asked import STRANGER, TODAY, asked, for_other, in_hand, intake, officer


def at(day: date) -> Any:
    return clock.standing_at(datetime(day.year, day.month, day.day, 9, tzinfo=UTC))


# ---------------------------------------------------------------- coming in
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"wish": "  "}, "wish"), ({"received_on": date(2026, 11, 25)}, "received_on"), ({"received_on": date(2020, 12, 31)}, "received_on"),
        ({"requester": Requester.LEGAL, "authority": "Gezagsregister"}, "requester_name"),
        ({"requester": Requester.AUTHORISED, "requester_name": "Bea Bos"}, "authority"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_not_registered(in_leek: World, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        asked(in_leek, **wrong)
    assert refusal.value.field == field
    assert not SubjectRequest.objects.exists() and not Hold.objects.exists()


@pytest.mark.requirement("LEEK-1a")
def test_somebody_who_is_no_client_asks_and_is_known_from_then_on(in_leek: World) -> None:
    before = Person.objects.count()
    with pytest.raises(Invalid) as refusal:
        services.register_request(intake=intake(), details={"given_names": "Karel", "surname": "Onbekend"}, by=in_leek.sanne)
    assert refusal.value.field == "birth_date"
    first = services.register_request(intake=intake(), details=STRANGER, by=in_leek.sanne)
    again = services.register_request(intake=intake(RequestKind.RECTIFICATION), details=STRANGER, by=in_leek.marieke)
    assert first.person_id == again.person_id and Person.objects.count() == before + 1
    client = {"given_names": "Johanna", "surname": "vries", "birth_date": date(1970, 5, 12)}
    assert services.register_request(intake=intake(), details=client, by=in_leek.sanne).person_id == in_leek.client.pk
    namesake = {"given_names": "Wim", "surname": "Vries", "birth_date": date(1970, 5, 12)}
    assert services.register_request(intake=intake(), details=namesake, by=in_leek.sanne).person_id != in_leek.client.pk


def test_every_kind_can_be_asked_everywhere_and_holds_destruction_until_it_is_over(anywhere: World) -> None:
    for kind in RequestKind:
        made = asked(anywhere, kind)
        assert made.state == RequestState.RECEIVED and made.due_on is not None
        (hold,) = holds_on(anywhere.dossier)
        assert (hold.source_kind, hold.source_id) == ("requests.request", made.pk)
        assert Task.objects.get(kind="assign_request", source_id=made.pk).role == "privacy_officer"
        line = AuditEvent.objects.get(event="request:request:registered", subject_id=made.pk)
        assert (line.person_id, line.reason) == (anywhere.client.pk, str(kind))
        services.end_request(request=made, because=Ending.WITHDRAWN, by=anywhere.sanne)
        assert holds_on(anywhere.dossier) == []
        assert not Task.objects.filter(state="open", person_id=anywhere.client.pk, kind="assign_request").exists()


def test_a_second_request_is_shown_beside_the_first_and_blocks_nothing(in_leiden: World) -> None:
    first, second = asked(in_leiden), asked(in_leiden)
    opened = services.open_request(request_id=second.pk, by=in_leiden.sanne)
    assert [row.pk for row in opened.alike] == [first.pk]
    services.end_request(request=first, because=Ending.WITHDRAWN, by=in_leiden.sanne)
    assert len(holds_on(in_leiden.dossier)) == 1


# ---------------------------------------------------------------- for whom it is there
def test_a_request_is_there_for_who_handles_it_leads_him_or_watches_and_for_nobody_else(in_leek: World, landsmeer: Any) -> None:
    made = asked(in_leek)
    watching = officer()
    for user in (in_leek.sanne, in_leek.tom, watching, account("olav", roles=(MunicipalRole.TEAM_LEAD,))):
        assert services.open_request(request_id=made.pk, by=user).handles
    for nobody in (in_leek.marieke, account("zoe"), account("fa", roles=(MunicipalRole.FUNCTIONAL_ADMIN,))):
        with pytest.raises(Http404):
            services.open_request(request_id=made.pk, by=nobody)
    services.assign_request(request=made, handler=in_leek.marieke, by=watching)
    assert services.open_request(request_id=made.pk, by=in_leek.marieke).handles
    assert not services.open_request(request_id=made.pk, by=in_leek.sanne).handles
    with pytest.raises(PermissionDenied):
        services.open_to_handle(request_id=made.pk, by=in_leek.sanne)
    with scope.entered(landsmeer.scope()), pytest.raises(Http404):
        services.open_request(request_id=made.pk, by=account("zoe", roles=(MunicipalRole.PRIVACY_OFFICER,)))


def test_who_is_kept_away_from_the_dossier_does_not_see_the_request_either(in_leek: World) -> None:
    made, watching = asked(in_leek), officer()
    assert [row.pk for row in services.open_desk(wanted=RequestFilter(), by=watching).rows] == [made.pk]
    exclude_colleague(dossier=in_leek.dossier, user=watching, ground=ExclusionGround.CLIENT_WISH, reason="Zijn buurvrouw", by=in_leek.sanne)
    with pytest.raises(Http404):
        services.open_request(request_id=made.pk, by=watching)
    with clock.standing_at(datetime(2027, 1, 4, 9, tzinfo=UTC)):
        found = services.open_desk(wanted=RequestFilter(), by=watching)
        assert (found.rows, found.late) == ([], 0), "not even as a number"
        assert services.open_desk(wanted=RequestFilter(), by=in_leek.tom).late == 1


def test_who_is_kept_away_gets_no_request_of_that_person_and_loses_the_one_he_had(in_leek: World) -> None:
    made = in_hand(in_leek)
    services.assign_request(request=made, handler=in_leek.marieke, by=in_leek.sanne)
    exclude_colleague(dossier=in_leek.dossier, user=in_leek.marieke, ground=ExclusionGround.CLIENT_WISH, reason="Zijn buurvrouw", by=in_leek.sanne)
    assert handled_by(in_leek.marieke) == [] and in_leek.marieke not in colleagues_for([in_leek.dossier.pk])
    with pytest.raises(Invalid) as refusal:
        services.assign_request(request=asked(in_leek), handler=in_leek.marieke, by=in_leek.sanne)
    assert refusal.value.field == "handler"


def test_who_is_kept_away_does_not_learn_that_we_know_whom_he_takes_in(in_leek: World) -> None:
    exclude_colleague(dossier=in_leek.dossier, user=in_leek.marieke, ground=ExclusionGround.CLIENT_WISH, reason="Zijn buurvrouw", by=in_leek.sanne)
    client = {"given_names": "Johanna", "surname": "Vries", "birth_date": date(1970, 5, 12)}
    made = services.register_request(intake=intake(), details=client, by=in_leek.marieke)
    assert made.person_id != in_leek.client.pk
    assert services.open_request(request_id=made.pk, by=in_leek.marieke).request == made
    assert [hold.source_id for hold in holds_on(in_leek.dossier)] == [made.pk], "and nothing of him is destroyed"


def test_who_asks_who_looked_finds_every_name_that_was_shown(in_leek: World) -> None:
    made = asked(in_leek)
    services.open_request(request_id=made.pk, by=in_leek.sanne)
    services.open_desk(wanted=RequestFilter(), by=in_leek.sanne)
    services.open_weeks(by=in_leek.sanne)
    for event in ("request:request:looked", "request:desk:looked"):
        for line in AuditEvent.objects.filter(event=event):
            assert in_leek.dossier.pk in line.object_ids and (in_leek.client.pk in line.object_ids or line.person_id == in_leek.client.pk)
    assert AuditEvent.objects.filter(event="request:desk:looked").count() == 2


def test_a_page_sent_twice_is_one_request_and_the_key_of_another_is_refused(in_leek: World) -> None:
    key = uuid4()
    made = services.register_request(intake=intake(), person=in_leek.client, key=key, by=in_leek.sanne)
    assert services.register_request(intake=intake(), person=in_leek.client, key=key, by=in_leek.sanne) == made
    assert SubjectRequest.objects.count() == 1
    with pytest.raises(Conflict):
        services.register_request(intake=intake(), person=in_leek.client, key=key, by=in_leek.marieke)


# ---------------------------------------------------------------- who asks
@pytest.mark.requirement("LEEK-12.1-zelf", "LEEK-12.1-16", "LAND-12.1", "OPST-22.3")
@pytest.mark.parametrize("where", ["in_leek", "in_landsmeer", "in_opsterland"])
def test_an_able_adult_asks_himself_or_by_whom_he_authorises(where: str, request: pytest.FixtureRequest) -> None:
    world: World = request.getfixturevalue(where)
    refused = asked(world, **for_other(Requester.PARENT))
    with pytest.raises(Invalid) as refusal:
        services.identify(request=refused, way=Identification.KNOWN, by=world.sanne)
    assert refusal.value.field == "way" and "zelf" in str(refusal.value)
    for requester in ({}, for_other(Requester.AUTHORISED)):
        made = services.identify(request=asked(world, **requester), way=Identification.KNOWN, by=world.sanne)
        assert made.state == RequestState.RUNNING and made.identified_by == world.sanne
        with pytest.raises(Conflict):
            services.identify(request=made, way=Identification.KNOWN, by=world.sanne)


def child(world: World, born: date) -> Person:
    young = register_person(details={"given_names": "Daan", "surname": "Jansen", "birth_date": born}, by=world.sanne)
    mother = register_person(details=PETRA, by=world.sanne)  # type: ignore[arg-type]
    add_representative(
        person=young, representative=mother, kind=Representative.Kind.PARENTAL_AUTHORITY, valid_from=born, by=world.sanne
    )  # fmt: skip
    return young


@pytest.mark.requirement("LEEK-12.1-12", "LAND-12.1", "OPST-22.1", "OPST-22.2")
@pytest.mark.parametrize("where", ["in_leek", "in_landsmeer", "in_opsterland"])
def test_under_twelve_the_representative_asks_and_from_twelve_both_together(where: str, request: pytest.FixtureRequest) -> None:
    world: World = request.getfixturevalue(where)
    small, big = child(world, date(2016, 1, 5)), child(world, date(2013, 3, 2))

    def ask(person: Person, **other: Any) -> SubjectRequest:
        return services.register_request(intake=intake(**other), person=person, by=world.sanne)

    alone = ask(small)
    with pytest.raises(Invalid):
        services.identify(request=alone, way=Identification.KNOWN, by=world.sanne)
    assert services.identify(request=ask(small, **for_other(Requester.LEGAL)), way=Identification.KNOWN, by=world.sanne).identified_at
    for other in ({}, for_other(Requester.LEGAL)):
        made = ask(big, **other)
        with pytest.raises(Invalid) as refusal:
            services.identify(request=made, way=Identification.KNOWN, by=world.sanne)
        assert refusal.value.field == "together"
        assert services.identify(request=made, way=Identification.KNOWN, together=True, by=world.sanne).together


@pytest.mark.parametrize("where", ["in_leiden", "in_sittard_geleen"])
def test_where_the_protocol_is_silent_the_law_says_who_asks_for_a_child(where: str, request: pytest.FixtureRequest) -> None:
    world: World = request.getfixturevalue(where)
    big = child(world, date(2013, 3, 2))
    alone = services.register_request(intake=intake(), person=big, by=world.sanne)
    with pytest.raises(Invalid) as refusal:
        services.identify(request=alone, way=Identification.KNOWN, by=world.sanne)
    assert "UAVG" in str(refusal.value) and refusal.value.field == "way"
    parent = services.register_request(intake=intake(**for_other(Requester.LEGAL)), person=big, by=world.sanne)
    assert not services.identify(request=parent, way=Identification.KNOWN, by=world.sanne).together


@pytest.mark.requirement("LEEK-12.2", "LAND-12.2", "OPST-22.4", "LEEK-12.3", "LAND-12.3", "OPST-22.5")
@pytest.mark.parametrize("where", ["in_leek", "in_landsmeer", "in_opsterland"])
def test_for_who_cannot_the_chain_asks_except_somebody_who_was_refused(where: str, request: pytest.FixtureRequest) -> None:
    world: World = request.getfixturevalue(where)
    record_capacity(
        person=world.client, able=False, situation="rechten", reasons="Begrijpt het niet.", role=Role.PROFESSIONAL, found_on=TODAY, by=world.sanne
    )  # fmt: skip
    with pytest.raises(Invalid):
        services.identify(request=asked(world), way=Identification.KNOWN, by=world.sanne)
    spouse = asked(world, **for_other(Requester.SPOUSE))
    assert services.identify(request=spouse, way=Identification.KNOWN, by=world.sanne).identified_at
    other = register_person(details={"given_names": "Piet", "surname": "Bos", "birth_date": date(1969, 1, 1)}, by=world.sanne)
    row = add_representative(person=world.client, representative=other, kind=Representative.Kind.SPOUSE, valid_from=TODAY, by=world.sanne)
    limit_representative(representation=row, because="Zwaar belang", by=world.sanne)
    with pytest.raises(Invalid):
        services.identify(request=asked(world, **for_other(Requester.SPOUSE)), way=Identification.KNOWN, by=world.sanne)


# ---------------------------------------------------------------- the clock stands still
@pytest.mark.parametrize(("ground", "words", "field"), [("holiday", "Vakantie", "ground"), ("identity", " ", "explanation")])
def test_the_clock_stops_for_nothing_else_and_not_without_words(in_leek: World, ground: str, words: str, field: str) -> None:
    made = asked(in_leek)
    with pytest.raises(Invalid) as refusal:
        services.stop_clock(request=made, ground=ground, explanation=words, by=in_leek.sanne)
    assert refusal.value.field == field
    assert not ClockStop.objects.exists()


def test_a_stop_moves_the_last_day_by_as_many_days_and_only_once_at_a_time(in_leiden: World) -> None:
    made = asked(in_leiden)
    assert made.due_on == date(2026, 12, 22)  # four weeks
    with pytest.raises(Conflict):
        services.restart_clock(request=made, by=in_leiden.sanne)
    with at(date(2026, 12, 1)):
        services.stop_clock(request=made, ground="completing", explanation="Gevraagd om welk jaar het gaat.", by=in_leiden.sanne)
        with pytest.raises(Conflict):
            services.stop_clock(request=made, ground="completing", explanation="Nog eens.", by=in_leiden.sanne)
        assert SubjectRequest.objects.get().due_on is None
    with at(date(2026, 12, 11)):
        restarted = services.restart_clock(request=made, by=in_leiden.sanne)
    assert (restarted.due_on, restarted.decide_by) == (date(2027, 1, 1), date(2027, 1, 1))
    events = set(AuditEvent.objects.filter(subject_id=made.pk).values_list("event", flat=True))
    assert {"request:term:stopped", "request:term:restarted"} <= events


def test_what_is_late_does_not_stop_and_stays_late_though_it_is_explained(in_leek: World) -> None:
    made = asked(in_leek, RequestKind.RECTIFICATION)
    with pytest.raises(Conflict):
        services.explain_lateness(request=made, because=Lateness.WORKLOAD, words="Te druk.", by=in_leek.sanne)
    with at(date(2026, 12, 23)):
        with pytest.raises(Conflict):
            services.stop_clock(request=made, ground="identity", explanation="Toch maar vragen.", by=in_leek.sanne)
        with pytest.raises(Invalid):
            services.explain_lateness(request=made, because=Lateness.WORKLOAD, words=" ", by=in_leek.sanne)
        late = services.explain_lateness(request=made, because=Lateness.WORKLOAD, words="Te druk.", by=in_leek.sanne)
        assert late.due_on == date(2026, 12, 22) and late.late_because == Lateness.WORKLOAD


def test_a_request_does_not_end_for_want_of_identity_before_it_was_asked_for(in_leek: World) -> None:
    made = asked(in_leek)
    with pytest.raises(Conflict):
        services.end_request(request=made, because=Ending.NOT_IDENTIFIED, by=in_leek.sanne)
    services.stop_clock(request=made, ground="identity", explanation="Gebeld, geen antwoord.", by=in_leek.sanne)
    assert services.end_request(request=made, because=Ending.NOT_IDENTIFIED, by=in_leek.sanne).state == RequestState.ENDED
    for act in _acts(made, in_leek.sanne):
        with pytest.raises(Conflict):
            act()


def _acts(made: SubjectRequest, by: User) -> list[Callable[[], object]]:
    return [
        lambda: services.end_request(request=made, because=Ending.WITHDRAWN, by=by),
        lambda: services.assign_request(request=made, handler=by, by=by),
        lambda: services.identify(request=made, way=Identification.KNOWN, by=by),
        lambda: services.stop_clock(request=made, ground="identity", explanation="Wie?", by=by),
        lambda: services.restart_clock(request=made, by=by),
        lambda: services.explain_lateness(request=made, because=Lateness.OTHER, words="Zo.", by=by),
    ]


def test_identity_lets_the_clock_go_on_that_stood_still_for_it(in_opsterland: World) -> None:
    made = asked(in_opsterland)
    services.stop_clock(request=made, ground="identity", explanation="Verzocht langs te komen.", by=in_opsterland.sanne)
    with at(TODAY + timedelta(days=3)):
        found = services.identify(request=made, way=Identification.DOCUMENT, by=in_opsterland.sanne)
    assert found.due_on == date(2026, 12, 25)


def test_an_account_that_is_closed_does_not_get_a_request(in_leek: World) -> None:
    made, gone = asked(in_leek), account("weg")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    gone.refresh_from_db()
    with pytest.raises(Invalid):
        services.assign_request(request=made, handler=gone, by=in_leek.sanne)
    assert in_hand(in_leek).handler == in_leek.sanne
