"""Telling the client what was shared without his consent: refusals, grounds per protocol, the day on which somebody looks again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, InternalError, ProgrammingError, transaction
from django.http import Http404
from django.test import Client

from access.services import exclude
from dossiers.models import Disclosure, Telling, TellingStep
from dossiers.policies.telling import open_grounds
from dossiers.presenters import looks as present_looks
from dossiers.selectors.disclosure import ledger_for_client, ledger_of
from dossiers.selectors.telling import hidden_from_client, telling_by_id, telling_of
from dossiers.services import telling as services
from dossiers.services.documents import telling_document, telling_letter
from dossiers.services.telling import ToTell, Wait
from dossiers.states.telling import LapseReason, TellingState, ToldHow
from dossiers.tasks import look_at_tellings
from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.letters.models import Letter
from privacy_domain.operation import SYSTEM
from privacy_domain.people.services import record_death
from privacy_domain.protocols.types import After, PostponeGround, Refused
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work.models import Task
from tests.factories.access import account
from tests.integration.dossiers.cast import World
from tests.integration.dossiers.envelopes import NAW, agreed, approved, filled, sent, submitted, urgent
from tests.integration.dossiers.test_looks import browser, text

State, Ground = TellingState, PostponeGround
WEEK = timedelta(days=7)


def gone(world: World) -> Disclosure:
    """Something that left without consent."""
    row = urgent(world, NAW)
    return sent(world, submitted(world, row) if world.dossier.municipality.code == "sittard-geleen" else approved(world, row))


def owed(world: World) -> Telling:
    """What the client must hear about it."""
    found = telling_of("dossier.disclosure", gone(world).pk)
    assert found is not None
    return found


def owe(world: World, after: After, **more: Any) -> Telling:
    """A duty that arose from something else than an envelope."""
    about = ToTell(after=after, recipient="Veilig Thuis", what="naam en adres", why="melding", occurred_on=clock.today())
    return services.owe_telling(dossier=world.dossier, source_kind="safety.request", source_id=uuid4(), about=about, by=world.sanne, **more)


def wait(ground: PostponeGround = Ground.SAFETY, **more: Any) -> Wait:
    return Wait(**({"ground": ground, "because": "Hij slaat als hij het hoort.", "look_on": clock.today() + WEEK} | more))


def fresh(row: Telling) -> Telling:
    found = telling_by_id(row.pk)
    assert found is not None
    return found


# ---------------------------------------------------------------- it arises
@pytest.mark.requirement("LEID-7.4", "OPST-15.5")
@pytest.mark.parametrize("where", ["in_leiden", "in_opsterland"])
def test_what_left_without_consent_is_to_be_told(where: str, request: pytest.FixtureRequest) -> None:
    world: World = request.getfixturevalue(where)
    row = owed(world)
    assert (row.state, row.after, row.recipient) == (State.DUE, After.DISCLOSURE_WITHOUT_CONSENT, world.provider.name)
    assert "naam en adres" in row.what
    task = Task.objects.get(kind="tell_client")
    assert (task.assignee_id, task.state, task.source_id) == (world.sanne.pk, Task.State.OPEN, row.pk)


def test_what_left_with_consent_or_on_the_protocol_is_not(in_leek: World) -> None:
    sent(in_leek, submitted(in_leek, filled(in_leek, NAW)))
    assert not Telling.objects.exists()


def test_with_consent_in_leiden_is_not(in_leiden: World) -> None:
    agreed(in_leiden, in_leiden.provider, NAW)
    sent(in_leiden, submitted(in_leiden, filled(in_leiden, NAW)))
    assert not Telling.objects.exists()


def test_who_was_told_beforehand_was_told(in_leiden: World) -> None:
    row = owe(in_leiden, After.DISCLOSURE_WITHOUT_CONSENT, told_beforehand=True)
    assert (row.state, row.told_how) == (State.TOLD, ToldHow.BEFOREHAND)
    assert not Task.objects.filter(kind="tell_client").exists()


def test_asked_twice_it_is_there_once(in_leiden: World) -> None:
    about = ToTell(after=After.VEILIG_THUIS_REQUEST, recipient="Veilig Thuis", what="naam", why="melding", occurred_on=clock.today())
    source = uuid4()
    given: dict[str, Any] = {
        "dossier": in_leiden.dossier,
        "source_kind": "safety.request",
        "source_id": source,
        "about": about,
        "by": in_leiden.sanne,
    }
    assert services.owe_telling(**given).pk == services.owe_telling(**given).pk
    assert Task.objects.filter(kind="tell_client").count() == 1


# ---------------------------------------------------------------- postponing
ALL = (After.DISCLOSURE_WITHOUT_CONSENT, After.VEILIG_THUIS_REQUEST, After.PW_ENFORCEMENT, After.VITAL_INTEREST, After.OWN_REPORT_VEILIG_THUIS)
SAFE, PW, ONGOING = Ground.SAFETY, Ground.PW_ENFORCEMENT, Ground.SITUATION_ONGOING


@pytest.mark.requirement("LEID-7.4", "OPST-15.5", "SITT-4-vitaal-informeren")
@pytest.mark.parametrize(
    ("where", "grounds"),
    [
        ("in_leiden", dict.fromkeys(ALL, (SAFE,))),
        ("in_opsterland", dict.fromkeys(ALL, (SAFE,)) | {After.DISCLOSURE_WITHOUT_CONSENT: (SAFE, PW), After.PW_ENFORCEMENT: (SAFE, PW)}),
        ("in_sittard_geleen", dict.fromkeys(ALL, (SAFE,)) | {After.VITAL_INTEREST: (ONGOING,)}),
        ("in_leek", dict.fromkeys(ALL, (SAFE,)) | {After.VEILIG_THUIS_REQUEST: (SAFE, PW, ONGOING)}),
        ("in_landsmeer", dict.fromkeys(ALL, (SAFE,))),
    ],
)
def test_only_the_grounds_of_this_protocol_and_never_convenience(
    where: str, grounds: dict[After, tuple[PostponeGround, ...]], request: pytest.FixtureRequest
) -> None:
    world: World = request.getfixturevalue(where)
    for after in ALL:
        assert open_grounds(after, clock.today()) == grounds[after]
        row = owe(world, after)
        for ground in Ground:
            if ground in grounds[after]:
                assert services.postpone_telling(telling=row, wait=wait(ground), by=world.sanne).ground == ground
            else:
                with pytest.raises((Refused, Invalid)):
                    services.postpone_telling(telling=row, wait=wait(ground), by=world.sanne)
        assert fresh(row).state == State.WAITING


def test_without_words_or_with_an_impossible_day_it_does_not_wait(in_leiden: World) -> None:
    row = owed(in_leiden)
    today = clock.today()
    wrong = [({"because": " "}, "because"), ({"look_on": today}, "look_on"), ({"look_on": today + timedelta(days=200)}, "look_on")]
    for more, field in wrong:
        with pytest.raises(Invalid) as refusal:
            services.postpone_telling(telling=row, wait=wait(**more), by=in_leiden.sanne)
        assert refusal.value.field == field
    assert fresh(row).state == State.DUE
    assert not TellingStep.objects.exists()


def test_a_refused_ground_cites_the_article_that_closes_it(in_leiden: World) -> None:
    row = owed(in_leiden)
    with pytest.raises(Refused) as refusal:
        services.postpone_telling(telling=row, wait=wait(Ground.CONVENIENCE), by=in_leiden.sanne)
    assert "leiden-2016 art. 7 lid 4" in [str(place) for place in refusal.value.decision.citations]


def test_postponed_the_task_is_gone_and_each_step_is_kept(in_leiden: World) -> None:
    row = owed(in_leiden)
    services.postpone_telling(telling=row, wait=wait(), by=in_leiden.sanne)
    assert not Task.objects.filter(kind="tell_client", state=Task.State.OPEN).exists()
    services.postpone_telling(telling=row, wait=wait(look_on=clock.today() + 2 * WEEK), by=in_leiden.sanne)
    steps = TellingStep.objects.filter(telling=row)
    assert [(step.act, step.ground, step.note) for step in steps] == [("postponed", "safety", "Hij slaat als hij het hoort.")] * 2
    assert fresh(row).look_on == clock.today() + 2 * WEEK
    assert steps[0].citations == ["leiden-2016 art. 7 lid 4"]


# ---------------------------------------------------------------- what the client sees
@pytest.mark.requirement("LEID-7.4", "OPST-15.5")
@pytest.mark.parametrize("where", ["in_leiden", "in_opsterland"])
def test_what_waits_stands_in_nothing_the_client_gets_and_appears_when_lifted(where: str, request: pytest.FixtureRequest) -> None:
    world: World = request.getfixturevalue(where)
    row = owed(world)

    def seen() -> tuple[int, set[str]]:
        looks = present_looks.looks_between(world.dossier, clock.today(), clock.today(), for_client=True)
        return len(ledger_for_client(world.client)), {str(look.actor) for look in looks}

    everybody = {str(world.sanne.pk), str(world.tom.pk)}
    assert seen() == (1, everybody)
    services.postpone_telling(telling=row, wait=wait(), by=world.sanne)
    assert seen() == (0, {str(world.sanne.pk)})
    assert len(ledger_of(world.client)) == 1
    with pytest.raises(Conflict):
        telling_letter(telling=fresh(row), by=world.sanne)
    services.lift_telling(telling=row, ended_on=clock.today(), by=world.sanne)
    assert seen() == (1, everybody)
    assert not hidden_from_client(world.client.pk)
    assert Task.objects.filter(kind="tell_client", state=Task.State.OPEN).count() == 1


# ---------------------------------------------------------------- every day
@pytest.mark.requirement("LEID-7.4", "OPST-15.5")
@pytest.mark.parametrize(("where", "who"), [("in_leiden", "tom"), ("in_opsterland", "tom"), ("in_leek", "sanne"), ("in_sittard_geleen", "sanne")])
def test_on_its_day_it_comes_back_and_again_each_day_until_it_is_done(where: str, who: str, request: pytest.FixtureRequest) -> None:
    world: World = request.getfixturevalue(where)
    row = owe(world, After.VEILIG_THUIS_REQUEST, wait=wait())
    assert services.return_tellings(by=SYSTEM) == 0
    for days in (7, 8):
        with clock.standing_at(clock.now() + timedelta(days=days)):
            look_at_tellings(None)  # type: ignore[arg-type]
            look_at_tellings(None)  # type: ignore[arg-type]
    assert AuditEvent.objects.filter(event="dossier:telling:returned", subject_id=row.pk).count() == 2
    task = Task.objects.get(kind="look_at_telling")
    assert (task.assignee_id, task.state) == (getattr(world, who).pk, Task.State.OPEN)
    with clock.standing_at(clock.now() + timedelta(days=8)):
        services.postpone_telling(telling=row, wait=wait(), by=getattr(world, who))
        assert services.return_tellings(by=SYSTEM) == 0
    with clock.standing_at(clock.now() + timedelta(days=15)):
        assert services.return_tellings(by=SYSTEM) == 1
        assert Task.objects.filter(kind="look_at_telling", state=Task.State.OPEN).count() == 1
        services.tell_client(telling=row, how=ToldHow.ORAL, told_on=clock.today(), note="Verteld", by=getattr(world, who))
    with clock.standing_at(clock.now() + timedelta(days=40)):
        assert services.return_tellings(by=SYSTEM) == 0
    assert not Task.objects.filter(kind="look_at_telling", state=Task.State.OPEN).exists()


def test_who_left_does_not_keep_it(in_leek: World) -> None:
    row = owe(in_leek, After.VEILIG_THUIS_REQUEST, wait=wait())
    in_leek.sanne.is_active = False
    in_leek.sanne.save(update_fields=["is_active"])
    with clock.standing_at(clock.now() + WEEK):
        services.return_tellings(by=SYSTEM)
    assert Task.objects.get(kind="look_at_telling", source_id=row.pk).assignee_id == in_leek.tom.pk


# ---------------------------------------------------------------- told
@pytest.mark.requirement("LEID-7.4", "OPST-15.5")
def test_told_it_says_when_how_and_by_whom_and_never_changes(in_opsterland: World) -> None:
    world, row = in_opsterland, owed(in_opsterland)
    with pytest.raises(Invalid) as refusal:
        services.tell_client(telling=row, how=ToldHow.ORAL, told_on=clock.today() + timedelta(days=1), note="Verteld", by=world.sanne)
    assert refusal.value.field == "told_on"
    with pytest.raises(Invalid) as refusal:
        services.tell_client(telling=row, how=ToldHow.ORAL, told_on=clock.today(), note="", by=world.sanne)
    assert refusal.value.field == "note"
    for how in (ToldHow.POST, ToldHow.BEFOREHAND):
        with pytest.raises(Invalid) as refusal:
            services.tell_client(telling=row, how=how, told_on=clock.today(), by=world.sanne)
        assert refusal.value.field == "how"
    told = services.tell_client(telling=row, how=ToldHow.ORAL, told_on=clock.today(), note="Zij schrok.", by=world.sanne)
    assert (told.state, told.told_on, told.told_how, told.told_by_id) == (State.TOLD, clock.today(), ToldHow.ORAL, world.sanne.pk)
    assert [line.client_told for line in ledger_of(world.client)] == [True]
    for again_ in (
        lambda: services.tell_client(telling=row, how=ToldHow.ORAL, told_on=clock.today(), note="Nog eens", by=world.sanne),
        lambda: services.postpone_telling(telling=row, wait=wait(), by=world.sanne),
        lambda: services.lift_telling(telling=row, ended_on=clock.today(), by=world.sanne),
        lambda: services.try_again_later(telling=row, tried_on=clock.today(), note="x", look_on=clock.today() + WEEK, by=world.sanne),
        lambda: services.give_up_telling(telling=row, reason=LapseReason.DIED, by=world.sanne),
    ):
        with pytest.raises(Conflict):
            again_()
    with pytest.raises((ProgrammingError, InternalError)), transaction.atomic():
        Telling.objects.filter(pk=row.pk).update(told_on=date(2020, 1, 1))


@pytest.mark.requirement("LEID-BijlII-V")
def test_by_letter_it_is_the_letter_that_was_made_and_it_says_the_rights(in_leiden: World) -> None:
    row = owed(in_leiden)
    letter = telling_letter(telling=row, by=in_leiden.sanne)
    assert telling_letter(telling=fresh(row), by=in_leiden.sanne).pk == letter.pk
    assert "leiden-2016 bijlage II stap 5" in letter.citations
    content = letter.context
    assert content is not None
    assert content["facts"]["shared"][0]["what"] == ["naam en adres"]
    assert "altijd in uw dossier kijken" in content["phrases"]["letter.informed-look"]["body"]
    assert telling_document(telling=fresh(row), by=in_leiden.sanne).startswith(b"%PDF")
    services.tell_client(telling=fresh(row), how=ToldHow.POST, told_on=clock.today(), by=in_leiden.sanne)
    assert Letter.objects.get(pk=letter.pk).state == Letter.State.SENT
    assert fresh(row).told_how == ToldHow.POST


def test_not_reached_it_stays_and_after_two_days_it_may_be_given_up(in_leiden: World) -> None:
    row = owed(in_leiden)
    for tried in range(2):
        with clock.standing_at(clock.now() + timedelta(days=tried)):
            with pytest.raises(Invalid):
                services.give_up_telling(telling=row, reason=LapseReason.UNREACHABLE, note="Onvindbaar", by=in_leiden.sanne)
            with pytest.raises(Invalid):
                services.try_again_later(telling=row, tried_on=clock.today(), note=" ", look_on=clock.today() + WEEK, by=in_leiden.sanne)
            services.try_again_later(telling=row, tried_on=clock.today(), note="Gebeld", look_on=clock.today() + WEEK, by=in_leiden.sanne)
            assert Task.objects.filter(kind="tell_client", state=Task.State.OPEN).count() == 1
    with clock.standing_at(clock.now() + timedelta(days=2)):
        with pytest.raises(Invalid):
            services.give_up_telling(telling=row, reason=LapseReason.DIED, by=in_leiden.sanne)
        services.give_up_telling(telling=row, reason=LapseReason.UNREACHABLE, note="Vertrokken, onbekend waarheen", by=in_leiden.sanne)
    assert fresh(row).state == State.LAPSED
    assert not Task.objects.filter(kind="tell_client", state=Task.State.OPEN).exists()


def test_who_died_need_not_be_told(in_leiden: World) -> None:
    row = owed(in_leiden)
    record_death(person=in_leiden.client, died_on=clock.today(), by=in_leiden.sanne)
    services.give_up_telling(telling=row, reason=LapseReason.DIED, by=in_leiden.sanne)
    assert fresh(row).state == State.LAPSED


def test_while_it_waits_a_try_is_no_reason(in_leiden: World) -> None:
    row = owe(in_leiden, After.DISCLOSURE_WITHOUT_CONSENT, wait=wait())
    with pytest.raises(Conflict):
        services.try_again_later(telling=row, tried_on=clock.today(), note="x", look_on=clock.today() + WEEK, by=in_leiden.sanne)


def test_the_database_keeps_what_is_to_be_told_and_knows_no_convenience(in_leiden: World) -> None:
    row = owed(in_leiden)
    with pytest.raises((ProgrammingError, InternalError)), transaction.atomic():
        Telling.objects.filter(pk=row.pk).update(after="vital_interest")
    with pytest.raises(IntegrityError), transaction.atomic():
        Telling.objects.filter(pk=row.pk).update(state="waiting", ground="convenience")
    with pytest.raises(IntegrityError), transaction.atomic():
        Telling.objects.filter(pk=row.pk).update(state="told", look_on=None)
    services.postpone_telling(telling=row, wait=wait(), by=in_leiden.sanne)
    with pytest.raises(ProgrammingError), transaction.atomic():
        TellingStep.objects.update(act="told")


# ---------------------------------------------------------------- the pages
def at(world: World, row: Telling, act: str = "") -> str:
    return f"/{world.dossier.municipality.code}/vertellen/{row.pk}/{act}"


def post_ok(client: Client, path: str, **said: str) -> None:
    assert client.post(path, said).status_code == 302


def test_the_whole_way_by_the_pages(in_leiden: World) -> None:
    world, row = in_leiden, owed(in_leiden)
    client, coach = browser(world.sanne), browser(world.tom)
    day = (clock.today() + WEEK).isoformat()
    page = text(client.get(at(world, row)))
    assert world.provider.name in page
    assert "artikel 7 lid 4" in page
    form = client.get(at(world, row, "wachten/")).content.decode()
    assert 'value="safety"' in form
    assert 'value="pw_enforcement"' not in form
    assert 'value="convenience"' not in form
    assert client.post(at(world, row, "wachten/"), {"ground": "convenience", "because": "Druk", "look_on": day}).status_code == 422
    assert client.post(at(world, row, "wachten/"), {"ground": "safety", "because": "", "look_on": day}).status_code == 422
    post_ok(client, at(world, row, "wachten/"), ground="safety", because="Gevaar", look_on=day)
    assert "Zeg hierover niets" in text(client.get(at(world, row)))
    assert client.post(at(world, row, "brief/")).status_code == 409
    assert client.get(at(world, row, "brief/")).status_code == 404
    assert "Gevaar" in text(coach.get(at(world, row)))
    post_ok(coach, at(world, row, "voorbij/"), ended_on=clock.today().isoformat(), note="")
    post_ok(client, at(world, row, "geprobeerd/"), tried_on=clock.today().isoformat(), note="Gebeld", look_on=day)
    post_ok(client, at(world, row, "brief/"))
    assert client.get(at(world, row, "brief/"))["Content-Type"] == "application/pdf"
    post_ok(client, at(world, row, "verteld/"), how="handed", told_on=clock.today().isoformat(), note="")
    assert "verteld" in text(client.get(at(world, row)))
    assert client.post(at(world, row, "verteld/"), {"how": "oral", "told_on": clock.today().isoformat(), "note": "Weer"}).status_code == 409


ACTS = ["", "verteld/", "wachten/", "geprobeerd/", "voorbij/", "kan-niet/"]


@pytest.mark.parametrize("act", ACTS)
def test_a_colleague_an_outsider_and_who_is_kept_away_see_nothing(in_leek: World, act: str) -> None:
    row = owe(in_leek, After.VEILIG_THUIS_REQUEST)
    for user in (in_leek.marieke, in_leek.tom, account("ada")):
        assert browser(user).get(at(in_leek, row, act)).status_code in (403, 404)
    assert browser(in_leek.sanne).get(at(in_leek, row, act)).status_code == 200
    assert browser(in_leek.sanne).get(f"/leek/vertellen/{uuid4()}/{act}").status_code == 404


def test_other_acts_and_other_methods_are_refused(in_leek: World) -> None:
    row = owe(in_leek, After.VEILIG_THUIS_REQUEST)
    client = browser(in_leek.sanne)
    assert client.get(at(in_leek, row, "weggooien/")).status_code == 404
    assert client.post(at(in_leek, row)).status_code == 405
    assert client.delete(at(in_leek, row, "verteld/")).status_code == 405
    for act in ACTS[1:]:
        assert client.post(at(in_leek, row, act), {}).status_code == 422


def test_a_closed_door_of_another_municipality(in_leiden: World, leek: Any) -> None:
    row = owed(in_leiden)
    assert browser(in_leiden.sanne).get(f"/leek/vertellen/{row.pk}/").status_code in (302, 404)


def test_the_leader_who_is_kept_away_does_not_look_after_it(in_leiden: World) -> None:
    row = owed(in_leiden)
    assert services.open_telling(telling_id=row.pk, by=in_leiden.tom).pk == row.pk
    exclude(subject=in_leiden.dossier.pk, user=in_leiden.tom, source_kind="test", source=in_leiden.dossier.pk, by=SYSTEM)
    with pytest.raises(Http404):
        services.open_telling(telling_id=row.pk, by=in_leiden.tom)


def test_the_envelope_says_whether_the_client_knows(in_leiden: World) -> None:
    row = gone(in_leiden)
    page = text(browser(in_leiden.sanne).get(f"/leiden/d/{in_leiden.dossier.pk}/delen/{row.pk}/"))
    assert "Vertel het de cliënt" in page
