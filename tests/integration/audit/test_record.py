"""What a line holds, and that without a line nothing happens."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.utils import DataError, IntegrityError
from django.test.utils import CaptureQueriesContext

from privacy_domain import clock, operation
from privacy_domain.audit import record, selectors
from privacy_domain.audit.canonical import decode, encode
from privacy_domain.audit.models import AuditEvent
from privacy_domain.operation import SYSTEM, Operation
from privacy_domain.protocols.types import Citation, Condition, Decision, Question, Source
from privacy_domain.tenancy.models import Municipality
from privacy_domain.tenancy.scope import NoMunicipality, entered
from tests.integration.audit.cast import Jelle, TalkEvent

REFUSAL = Decision(
    question=Question.ACCESS,
    protocol="leek-2018",
    source=Source.PROTOCOL,
    citations=(Citation("leek-2018", "art. 7 lid 1"),),
    explanation="Alleen wie rechtstreeks betrokken is, mag dit dossier inzien.",
    allowed=False,
    missing=((Condition.DIRECTLY_INVOLVED,),),
    values={"name": "Willeke Jansen"},
)


def test_outside_a_municipality_nothing_is_recorded() -> None:
    with pytest.raises(NoMunicipality):
        record.record(TalkEvent.CHANGED, by=SYSTEM)


@pytest.mark.requirement("ENG-11")
@pytest.mark.parametrize(
    "details",
    [
        {"reason": "Willeke heeft haar toestemming ingetrokken"},
        {"purpose": "Kerkstraat 12"},
        {"fields": ["surname", "Jansen"]},
        {"subject_kind": "Mevrouw"},
        {"role": "jan jansen"},
        {"reason": "x" * 81},
    ],
)
def test_text_that_could_hold_a_name_is_refused(leek: Municipality, details: dict[str, object]) -> None:
    with entered(leek.scope()):
        with pytest.raises(ValueError, match="no text"):
            record.record(TalkEvent.CHANGED, by=Jelle(), **details)
        assert not AuditEvent.objects.exists()


def test_an_outcome_that_does_not_exist_is_refused(leek: Municipality) -> None:
    with entered(leek.scope()), pytest.raises(ValueError, match="splendid"):
        record.record(TalkEvent.CHANGED, by=Jelle(), outcome="splendid")


@pytest.mark.requirement("ENG-11")
def test_a_line_says_who_what_when_why_from_where_and_under_which_protocol(leek: Municipality) -> None:
    jelle, subject, person, dossier, colleague = Jelle(), uuid4(), uuid4(), uuid4(), uuid4()
    running = Operation(origin="10.0.0.9 tablet")
    with entered(leek.scope()), operation.begun(running):
        made = record.record(
            TalkEvent.CHANGED,
            by=jelle,
            subject_kind="talk",
            subject_id=subject,
            person_id=person,
            dossier_id=dossier,
            fields=["surname", "birth_date"],
            decision=REFUSAL,
            purpose="support",
            reason="correction",
            on_behalf_of=colleague,
        )
        line = AuditEvent.objects.get()

    for name in (field.name for field in AuditEvent._meta.fields):
        stored = getattr(line, name)
        assert (bytes(stored) if name == "canonical" else stored) == getattr(made, name), name
    assert (line.actor_id, line.actor_name, line.role) == (jelle.id, "jelle", "professional")
    assert (line.operation_id, line.origin) == (running.id, "10.0.0.9 tablet")
    assert (line.subject_id, line.person_id, line.dossier_id, line.on_behalf_of) == (
        subject,
        person,
        dossier,
        colleague,
    )
    assert (line.event, line.outcome, line.protocol_version) == ("talk:talk:changed", "done", "leek-2018")
    assert line.fields == ["birth_date", "surname"]
    assert line.decision["citations"] == ["leek-2018 art. 7 lid 1"]
    assert line.decision["missing"] == [["directly_involved"]]


@pytest.mark.requirement("ENG-2")
def test_the_version_that_decided_stands_with_the_act(leek: Municipality) -> None:
    with entered(leek.scope()):
        record.record(TalkEvent.CHANGED, by=Jelle(), decision=REFUSAL)
        assert AuditEvent.objects.get().protocol_version == "leek-2018"


def test_a_decision_leaves_its_values_and_its_sentence_outside(leek: Municipality) -> None:
    with entered(leek.scope()):
        line = record.record(TalkEvent.CHANGED, by=Jelle(), decision=REFUSAL)

    assert b"Willeke" not in line.canonical
    assert b"betrokken is" not in line.canonical
    assert line.decision is not None
    assert "values" not in line.decision


def test_the_canonical_bytes_say_the_same_as_the_columns(leek: Municipality) -> None:
    with entered(leek.scope()):
        record.record(TalkEvent.LISTED, by=Jelle(), object_ids=[uuid4(), uuid4()], decision=REFUSAL)
        line = AuditEvent.objects.get()

    columns = {field.name: getattr(line, field.name) for field in AuditEvent._meta.fields if field.name != "canonical"}
    assert encode(columns) == bytes(line.canonical)
    assert decode(bytes(line.canonical))["event"] == "talk:talk:listed"


def test_the_system_acts_without_an_account(leek: Municipality) -> None:
    with entered(leek.scope()):
        line = record.record(TalkEvent.CHANGED, by=SYSTEM)

    assert (line.actor_id, line.actor_name) == (None, "system")


def test_a_line_costs_one_statement(leek: Municipality) -> None:
    with entered(leek.scope()), CaptureQueriesContext(connection) as statements:
        record.look(TalkEvent.LISTED, by=Jelle(), object_ids=[uuid4() for _ in range(50)])

    assert len([s for s in statements.captured_queries if "set_config" not in s["sql"] and "SAVEPOINT" not in s["sql"]]) == 1


@pytest.mark.requirement("ENG-11")
def test_a_page_that_lists_fifty_is_one_line_with_fifty_ids(leek: Municipality) -> None:
    shown = [uuid4() for _ in range(50)]
    with entered(leek.scope()):
        record.look(TalkEvent.LISTED, by=Jelle(), object_ids=shown)
        line = AuditEvent.objects.get()

    assert (line.outcome, line.object_ids) == ("looked", shown)


@pytest.mark.requirement("ENG-8")
def test_a_line_is_made_for_and_seen_by_its_own_municipality_only(leek: Municipality, leiden: Municipality) -> None:
    with entered(leek.scope()):
        record.record(TalkEvent.CHANGED, by=Jelle())
    with entered(leiden.scope()):
        assert not AuditEvent.objects.exists()
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from audit_event")
            assert cursor.fetchone() == (0,)
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from audit_event")
        assert cursor.fetchone() == (0,)


@pytest.mark.requirement("ENG-8")
def test_a_line_for_another_municipality_cannot_be_forged(leek: Municipality, leiden: Municipality) -> None:
    with (
        entered(leek.scope()),
        pytest.raises(Exception, match="row-level security"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            """insert into audit_event values (%s, now(), %s, 'a:b:c', null, '', '', null, '', null, null, null, '{}', '{}', '', '', 'done',
               '', null, %s, '', '')""",
            [uuid4(), leiden.id, uuid4()],
        )


@pytest.mark.parametrize(
    ("column", "value", "error"),
    [
        ("event", "'opened'", IntegrityError),
        ("outcome", "'splendid'", IntegrityError),
        ("operation_id", "'x'", DataError),
    ],
)
def test_the_table_itself_refuses_what_is_not_a_line(leek: Municipality, column: str, value: str, error: type[Exception]) -> None:
    columns = {
        "id": "gen_random_uuid()", "at": "now()", "municipality_id": f"'{leek.id}'", "event": "'a:b:c'", "actor_name": "''", "role": "''",
        "subject_kind": "''", "object_ids": "'{}'", "fields": "'{}'", "purpose": "''", "reason": "''", "outcome": "'done'",
        "protocol_version": "''", "operation_id": "gen_random_uuid()", "origin": "''", "canonical": "''",
    }  # fmt: skip
    insert = "insert into audit_event ({}) values ({})"
    with entered(leek.scope()), connection.cursor() as cursor:
        cursor.execute(insert.format(", ".join(columns), ", ".join(columns.values())))
        columns |= {column: value}
        with pytest.raises(error), transaction.atomic():
            cursor.execute(insert.format(", ".join(columns), ", ".join(columns.values())))


def test_trails(leek: Municipality) -> None:
    jelle, other, dossier, person = Jelle(), Jelle(), uuid4(), uuid4()
    period = {"since": clock.now() - timedelta(days=1), "until": clock.now() + timedelta(days=1)}
    with entered(leek.scope()), operation.begun(Operation(origin="")) as running:
        opened = record.look(TalkEvent.OPENED, by=jelle, dossier_id=dossier, person_id=person)
        listed = record.look(TalkEvent.LISTED, by=jelle, object_ids=[uuid4(), dossier])
        record.look(TalkEvent.LISTED, by=other, object_ids=[uuid4()])
        record.look(TalkEvent.OPENED, by=other, dossier_id=uuid4())

        assert [line.id for line in selectors.trail_of_dossier(dossier, **period)] == [listed.id, opened.id]
        assert [line.id for line in selectors.trail_of_dossier(dossier, **period, limit=1)] == [listed.id]
        assert [line.id for line in selectors.trail_of_person(person, **period)] == [opened.id]
        assert [line.id for line in selectors.trail_of_actor(jelle.id, **period)] == [listed.id, opened.id]
        assert len(selectors.trail_of_period(**period)) == 4
        assert len(selectors.trail_of_operation(running.id, **period)) == 4
        assert selectors.trail_of_dossier(dossier, since=period["until"], until=period["until"]) == []


def test_a_list_that_was_looked_at_again_is_found_each_time(leek: Municipality) -> None:
    dossier, jelle = uuid4(), Jelle()
    start = clock.now() - timedelta(hours=1)
    with entered(leek.scope()):
        for hour in (0, 5, 26):
            with clock.standing_at(start + timedelta(hours=1 + hour)):
                record.look(TalkEvent.LISTED, by=jelle, object_ids=[dossier, uuid4()])
        record.look(TalkEvent.LISTED, by=jelle, object_ids=[uuid4()])
        record.look(TalkEvent.LISTED, by=Jelle(), object_ids=[dossier])

        found = selectors.trail_of_dossier(dossier, since=start, until=start + timedelta(days=3))
        assert [(line.at - start, line.actor_id == jelle.id) for line in found[:2]] == [
            (timedelta(hours=27), True),
            (timedelta(hours=6), True),
        ]
        assert len(found) == 4
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from audit_shown where object_id = %s", [dossier])
            assert cursor.fetchone() == (3,), "one row for each account and day"


@pytest.mark.requirement("ENG-8")
def test_what_was_shown_in_another_municipality_is_not_found(leek: Municipality, leiden: Municipality) -> None:
    dossier = uuid4()
    with entered(leek.scope()):
        record.look(TalkEvent.LISTED, by=Jelle(), object_ids=[dossier])
    with entered(leiden.scope()), connection.cursor() as cursor:
        cursor.execute("select count(*) from audit_shown")
        assert cursor.fetchone() == (0,)
        assert selectors.trail_of_dossier(dossier, since=clock.now() - timedelta(1), until=clock.now() + timedelta(1)) == []


def test_the_columns_of_the_table_are_those_of_the_model(leek: Municipality) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select column_name from information_schema.columns where table_name = 'audit_event'")
        assert {name for (name,) in cursor.fetchall()} == {field.column for field in AuditEvent._meta.concrete_fields}
