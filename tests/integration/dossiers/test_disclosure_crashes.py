"""Dying in the middle of approving, sending and taking back, and two at the same moment: done completely or not at all, by one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError, connections

from consent.models import Consent
from dossiers import services as talk_services
from dossiers.models import Consultation, Disclosure, DisclosureRemark, Telling, TellingStep
from dossiers.selectors.once import made_before
from dossiers.selectors.shielding import holds_something_hidden
from dossiers.services import disclosure as services
from dossiers.services import telling
from dossiers.services.disclosure import Chosen
from dossiers.services.shielding import shield_item
from dossiers.services.telling import Wait
from dossiers.states import DisclosureState, ItemKind
from dossiers.states.shielding import ShieldReason
from dossiers.states.telling import ToldHow
from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.letters.models import Letter
from privacy_domain.protocols.types import After, PostponeGround, Refused
from privacy_domain.tenancy.models import Municipality
from privacy_domain.tenancy.scope import entered
from privacy_domain.web.errors import Conflict
from privacy_domain.work.models import Task
from tests.conftest import make_municipality
from tests.crash import points
from tests.integration.dossiers.cast import World, build
from tests.integration.dossiers.envelopes import AGREED, NAW, again, agreed, approved, begun, filled, post, submitted, urgent
from tests.integration.dossiers.written import written

State, Outcome = DisclosureState, Consultation.Outcome
ANSWERS = ("dossier:disclosure:approved", "dossier:disclosure:refused", "dossier:disclosure:ended")


@pytest.fixture(scope="module")
def municipality(fresh_database: dict[str, str]) -> Municipality:
    """Leiden, in a database in which transactions commit."""
    return make_municipality("leiden")


@pytest.fixture(scope="module")
def world(municipality: Municipality) -> World:
    """The cast, committed."""
    with entered(municipality.scope()):
        post()
        return build()


def decide(world: World, row: Disclosure, outcome: Consultation.Outcome) -> None:
    services.decide_disclosure(disclosure=row, outcome=outcome, reason="Besloten", digest=row.digest, by=world.tom)


def withdraw(world: World, row: Disclosure) -> None:
    services.withdraw_disclosure(disclosure=row, reason="Ze belde zelf", by=world.sanne)


def send(world: World, row: Disclosure) -> None:
    services.send_disclosure(disclosure=row, channel=post(), recipient_told=True, by=world.sanne)


def found(row: Disclosure) -> tuple[str, int, int, int]:
    """The state, what was decided, what stands in the log, and the open task of the leader."""
    lines = AuditEvent.objects.filter(subject_id=row.pk, event__in=(*ANSWERS, "dossier:disclosure:sent")).count()
    tasks = Task.objects.filter(source_id=row.pk, kind="decide_disclosure", state=Task.State.OPEN).count()
    return again(row).state, Consultation.objects.filter(disclosure=row).count(), lines, tasks


@pytest.mark.parametrize(
    ("ready", "act", "before", "after"),
    [
        (submitted, lambda world, row: decide(world, row, AGREED), (State.WAITING, 0, 0, 1), (State.APPROVED, 1, 1, 0)),
        (submitted, withdraw, (State.WAITING, 0, 0, 1), (State.WITHDRAWN, 0, 1, 0)),
        (approved, send, (State.APPROVED, 1, 1, 0), (State.SENT, 1, 2, 0)),
    ],
    ids=["approve", "withdraw", "send"],
)
def test_dying_in_between_leaves_no_half(
    municipality: Municipality, world: World, ready: Callable[..., Disclosure], act: Callable[..., None], before: Any, after: Any
) -> None:
    here = municipality.scope()
    with entered(here):
        row = ready(world, urgent(world, NAW))

    def run() -> None:
        with entered(here):
            act(world, again(row))

    crashes = 0
    for point, crashed in points(lambda _: run):
        with entered(here):
            assert found(row) == (before if crashed else after), f"half at {point}"
        crashes += crashed
    assert crashes > 8, "so few operations: the kill did not happen where the work is done"


def both(here: Any, *acts: Callable[[], None]) -> list[str]:
    """Run them at the same moment; how each ended."""
    together, ended = threading.Barrier(len(acts), timeout=20), []

    def run(act: Callable[[], None]) -> None:
        try:
            with entered(here):
                together.wait()
                act()
            ended.append("done")
        except Conflict:
            ended.append("conflict")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ended)


@pytest.mark.parametrize("second", ["approve", "refuse"])
def test_two_at_the_same_moment_and_one_wins(municipality: Municipality, world: World, second: str) -> None:
    here = municipality.scope()
    other: dict[str, Callable[[Disclosure], None]] = {
        "approve": lambda row: decide(world, row, Outcome.APPROVED),
        "refuse": lambda row: decide(world, row, Outcome.REFUSED),
    }
    for _ in range(4):
        with entered(here):
            row = submitted(world, urgent(world, NAW))
            one, two = again(row), again(row)
        ended = both(here, lambda one=one: decide(world, one, Outcome.APPROVED), lambda two=two: other[second](two))  # type: ignore[misc]
        assert ended == ["conflict", "done"]
        with entered(here):
            assert AuditEvent.objects.filter(subject_id=row.pk, event__in=ANSWERS).count() == 1
            assert Consultation.objects.filter(disclosure=row).count() <= 1


def test_what_is_taken_back_while_it_is_decided_never_leaves(municipality: Municipality, world: World) -> None:
    """Whoever comes first: an approval after the withdrawal is refused, a withdrawal after the approval still counts."""
    here = municipality.scope()
    for _ in range(4):
        with entered(here):
            row = submitted(world, urgent(world, NAW))
            one, two = again(row), again(row)
        ended = both(here, lambda one=one: decide(world, one, Outcome.APPROVED), lambda two=two: withdraw(world, two))  # type: ignore[misc]
        with entered(here):
            assert again(row).state == State.WITHDRAWN
            answers = AuditEvent.objects.filter(subject_id=row.pk, event__in=ANSWERS).count()
            assert (ended, answers) in ((["conflict", "done"], 1), (["done", "done"], 2))
            with pytest.raises((Conflict, Refused)):
                send(world, again(row))


def test_sent_once_when_two_send_and_never_when_it_was_taken_back(municipality: Municipality, world: World) -> None:
    here = municipality.scope()
    for second in (send, withdraw):
        with entered(here):
            row = approved(world, urgent(world, NAW))
            one, two = again(row), again(row)
        ended = both(here, lambda one=one: send(world, one), lambda two=two, second=second: second(world, two))  # type: ignore[misc]
        assert ended == ["conflict", "done"]
        with entered(here):
            assert again(row).state in (State.SENT, State.WITHDRAWN)


def elsewhere(here: Any, act: Callable[[], object]) -> BaseException | None:
    """Do it on another connection while this transaction runs, and wait for no lock; what it raised."""
    raised: list[BaseException] = []

    def run() -> None:
        try:
            with entered(here):
                connections["default"].cursor().execute("set local lock_timeout = '50ms'")
                act()
        except (OperationalError, Conflict) as error:
            raised.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return raised[0] if raised else None


def test_nothing_in_it_is_shielded_while_it_leaves(municipality: Municipality, world: World) -> None:
    """Sending holds what is in the envelope, so shielding comes before it, and stops it, or after it."""
    here = municipality.scope()
    with entered(here):
        item = written(world, ItemKind.NOTE)
        row = again(begun(world))
        services.choose_items(disclosure=row, chosen=[Chosen(item=item)], by=world.sanne)

    def shield() -> object:
        return shield_item(item=item, reason=ShieldReason.INCORRECT, explanation="Klopt niet", by=world.sanne)

    with entered(here):
        assert not holds_something_hidden(row)
        assert isinstance(elsewhere(here, shield), OperationalError), "it waits"
    assert elsewhere(here, shield) is None
    with entered(here):
        assert holds_something_hidden(row)


def test_a_page_sent_twice_at_the_same_moment_makes_one_row(municipality: Municipality, world: World) -> None:
    here, key = municipality.scope(), uuid4()
    with entered(here):
        row = approved(world, urgent(world, NAW))
        send(world, row)

    def remark() -> object:
        return services.remark_on(disclosure=again(row), kind=DisclosureRemark.Kind.DONE, key=key, by=world.sanne)

    with entered(here):
        assert remark()
        waited = elsewhere(here, lambda: made_before(DisclosureRemark, key, disclosure_id=row.pk))
        assert isinstance(waited, OperationalError), "the second waits for the first"
    assert both(here, lambda: remark(), lambda: remark()) == ["done", "done"]
    with entered(here):
        assert DisclosureRemark.objects.filter(disclosure=row).count() == 1


# ---------------------------------------------------------------- telling, postponing, withdrawing
def _wait() -> Wait:
    return Wait(ground=PostponeGround.SAFETY, because="Gevaar", look_on=clock.today() + timedelta(days=7))


def _tell(row: Telling, by: Any) -> object:
    return telling.tell_client(telling=row, how=ToldHow.ORAL, told_on=clock.today(), note="Verteld", by=by)


@pytest.mark.parametrize("after", [("told", "told", 0), ("waiting", "postponed", 0)], ids=["tell", "postpone"])
def test_dying_while_telling_or_postponing_leaves_no_half(municipality: Municipality, world: World, after: tuple[str, str, int]) -> None:
    here = municipality.scope()
    with entered(here):
        about = telling.ToTell(after=After.DISCLOSURE_WITHOUT_CONSENT, recipient="x", what="y", why="z", occurred_on=clock.today())
        row = telling.owe_telling(dossier=world.dossier, source_kind="crash", source_id=uuid4(), about=about, by=world.sanne)

    def run() -> None:
        with entered(here):
            if after[0] == "told":
                _tell(row, world.sanne)
            else:
                telling.postpone_telling(telling=row, wait=_wait(), by=world.sanne)

    crashes = 0
    for point, crashed in points(lambda _: run):
        with entered(here):
            steps = TellingStep.objects.filter(telling=row).count()
            tasks = Task.objects.filter(source_id=row.pk, state=Task.State.OPEN).count()
            lines = AuditEvent.objects.filter(event=f"dossier:telling:{after[1]}", subject_id=row.pk).count()
            found = (Telling.objects.get(pk=row.pk).state, steps, tasks, lines)
        assert found == (("due", 0, 1, 0) if crashed else (after[0], 1, after[2], 1)), f"half at {point}"
        crashes += crashed
    assert crashes > 6


def test_dying_while_sending_owes_the_telling_or_nothing_left(municipality: Municipality, world: World) -> None:
    here = municipality.scope()
    with entered(here):
        row = approved(world, urgent(world, NAW))

    def run() -> None:
        with entered(here):
            send(world, again(row))

    for point, crashed in points(lambda _: run):
        with entered(here):
            owed = Telling.objects.filter(source_id=row.pk).count()
            tasks = Task.objects.filter(kind="tell_client", source_id__in=Telling.objects.filter(source_id=row.pk).values("pk")).count()
            assert (again(row).state, owed, tasks) == ((State.APPROVED, 0, 0) if crashed else (State.SENT, 1, 1)), f"half at {point}"


def test_dying_while_a_consent_is_withdrawn_stops_all_of_it_or_nothing(municipality: Municipality, world: World) -> None:
    here = municipality.scope()
    with entered(here):
        consent = agreed(world, world.provider, NAW)
        rows = [submitted(world, filled(world, NAW)), filled(world, NAW)]

    def run() -> None:
        with entered(here):
            fresh = Consent.objects.get(pk=consent.pk)
            talk_services.withdraw_consent(dossier=world.dossier, consent_given=fresh, said_by="Johanna", by=world.sanne)

    crashes = 0
    for point, crashed in points(lambda _: run, every=4):
        with entered(here):
            states = {again(row).state for row in rows}
            letters = Letter.objects.filter(kind="withdrawal").count()
            found = (Consent.objects.get(pk=consent.pk).state, states, letters)
        wanted = ("given", {State.APPROVED, State.DRAFTING}, 0) if crashed else ("withdrawn", {State.WITHDRAWN}, 1)
        assert found == wanted, f"half at {point}"
        crashes += crashed
    assert crashes > 15


def test_a_postponement_and_a_telling_at_the_same_moment(municipality: Municipality, world: World) -> None:
    """Whoever is first wins: what was told waits no more, and what waits can still be told."""
    here = municipality.scope()
    for _ in range(3):
        with entered(here):
            about = telling.ToTell(after=After.DISCLOSURE_WITHOUT_CONSENT, recipient="x", what="y", why="z", occurred_on=clock.today())
            row = telling.owe_telling(dossier=world.dossier, source_kind="race", source_id=uuid4(), about=about, by=world.sanne)
        both(
            here,
            lambda row=row: _tell(row, world.sanne),  # type: ignore[misc]
            lambda row=row: telling.postpone_telling(telling=row, wait=_wait(), by=world.tom),  # type: ignore[misc]
        )
        with entered(here):
            assert Telling.objects.get(pk=row.pk).state == "told"
            assert not Task.objects.filter(source_id=row.pk, state=Task.State.OPEN).exists()
