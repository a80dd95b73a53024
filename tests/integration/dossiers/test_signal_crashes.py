"""Dying in the middle of an act on a signal that writes in several places: done completely or not at all; and two at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from access.models import User
from access.services import state_reason
from access.states import MunicipalRole, Reason
from dossiers.models import Disclosure, DisclosureOrigin, FraudInquiry, MeldcodeDecision, VeiligThuisQuestion
from dossiers.services.inquiry import review_inquiry, share_in_inquiry, start_inquiry
from dossiers.services.veilig_thuis import begin_answer, give_nothing, register_question
from privacy_domain.audit.models import AuditEvent
from privacy_domain.tenancy.models import Municipality
from privacy_domain.tenancy.scope import entered
from privacy_domain.web.errors import Conflict
from privacy_domain.work.models import Task
from tests.conftest import make_municipality
from tests.crash import points
from tests.factories.access import account
from tests.integration.dossiers.cast import World, build
from tests.integration.dossiers.envelopes import again, post
from tests.integration.dossiers.meldcodes import decided
from tests.integration.dossiers.signals import asked, begun_answer, begun_report, fill, inquiry_facts, question, seal, send, veilig_thuis


@pytest.fixture(scope="module")
def municipality(fresh_database: dict[str, str]) -> Municipality:
    """Leek, in a database in which transactions commit."""
    return make_municipality("leek")


@pytest.fixture(scope="module")
def world(municipality: Municipality) -> World:
    """The cast, committed, with Veilig Thuis in the register."""
    with entered(municipality.scope()):
        post()
        built = build()
        veilig_thuis()
        return built


@pytest.fixture(scope="module")
def supervisor(municipality: Municipality, world: World) -> User:
    """Who inquires."""
    with entered(municipality.scope()):
        user = account("els", roles=(MunicipalRole.SUPERVISOR,))
        state_reason(subject=world.dossier.pk, reason=Reason.INVESTIGATION, reference="T-1", by=user)
        return user


@pytest.fixture(scope="module")
def officer(municipality: Municipality, world: World) -> User:
    """Who looks at inquiries."""
    with entered(municipality.scope()):
        return account("olga", roles=(MunicipalRole.PRIVACY_OFFICER,))


def open_tasks_of(source: Any) -> int:
    return Task.objects.filter(source_id=source.pk, state=Task.State.OPEN).count()


def whole(municipality: Municipality, act: Callable[[], None], found: Callable[[], Any]) -> None:
    """Before each crash everything is as it was; after the last run all of it is there, and differs."""
    here = municipality.scope()
    with entered(here):
        before = found()

    def run() -> None:
        with entered(here):
            act()

    crashes = 0
    for point, crashed in points(lambda _: run):
        with entered(here):
            assert (found() == before) is crashed, f"half at {point}"
        crashes += crashed
    assert crashes > 5, "so few operations: the kill did not happen where the work is done"


def test_registering_a_question(municipality: Municipality, world: World) -> None:
    def found() -> tuple[int, int, int]:
        tasks = Task.objects.filter(kind="answer_veilig_thuis").count()
        return VeiligThuisQuestion.objects.count(), tasks, AuditEvent.objects.filter(event="dossier:part:written").count()

    whole(municipality, lambda: register_question(dossier=world.dossier, asked=asked(), by=world.sanne), found)


def test_beginning_an_answer(municipality: Municipality, world: World) -> None:
    with entered(municipality.scope()):
        row = question(world)

    def found() -> tuple[int, int]:
        return Disclosure.objects.count(), DisclosureOrigin.objects.count()

    whole(municipality, lambda: begin_answer(question=row, partner=veilig_thuis(), purpose="Onderzoek", by=world.sanne), found)


def test_giving_nothing_while_an_answer_is_ready(municipality: Municipality, world: World) -> None:
    with entered(municipality.scope()):
        row = question(world)
        made = seal(begun_answer(world, row), world.sanne)

    def found() -> tuple[str, str, int]:
        return VeiligThuisQuestion.objects.get(pk=row.pk).state, again(made).state, open_tasks_of(row)

    whole(municipality, lambda: give_nothing(question=row, because="Niet nodig.", by=world.sanne), found)


def test_sending_an_answer_and_sending_a_report(municipality: Municipality, world: World) -> None:
    with entered(municipality.scope()):
        row = question(world)
        answer = seal(begun_answer(world, row), world.sanne)

    def answered() -> tuple[str, str, int]:
        return VeiligThuisQuestion.objects.get(pk=row.pk).state, again(answer).state, open_tasks_of(row)

    whole(municipality, lambda: send(again(answer), world.sanne), answered)
    with entered(municipality.scope()):
        decided(world)
        report = seal(begun_report(world), world.sanne)
        decision = MeldcodeDecision.objects.get()

    def reported() -> tuple[bool, str, int]:
        return MeldcodeDecision.objects.get().reported_at is None, again(report).state, open_tasks_of(decision)

    whole(municipality, lambda: send(again(report), world.sanne), reported)


def test_beginning_an_inquiry_and_stopping_it(municipality: Municipality, world: World, supervisor: User, officer: User) -> None:
    def begun() -> tuple[int, int]:
        return FraudInquiry.objects.count(), Task.objects.filter(kind__in=["review_inquiry", "end_inquiry"]).count()

    whole(municipality, lambda: start_inquiry(dossier=world.dossier, facts=inquiry_facts(), by=supervisor), begun)
    with entered(municipality.scope()):
        row = FraudInquiry.objects.select_related("dossier__person").get()
        made = share_in_inquiry(inquiry=row, partner=world.provider, purpose="Controle", by=supervisor)
        made = seal(fill(made, supervisor), supervisor)

    def stopped() -> tuple[str, bool, str, int]:
        now = FraudInquiry.objects.get(pk=row.pk)
        return now.state, now.reviewed_at is None, again(made).state, open_tasks_of(row)

    whole(municipality, lambda: review_inquiry(inquiry=row, judgement="Te breed.", stops=True, by=officer), stopped)


def test_giving_and_giving_nothing_at_the_same_moment(municipality: Municipality, world: World) -> None:
    """One wins: never something that left and the word that nothing was given."""
    here = municipality.scope()
    for _ in range(3):
        with entered(here):
            row = question(world)
            made = seal(begun_answer(world, row), world.sanne)
        together, ended = threading.Barrier(2, timeout=20), []

        def run(act: Callable[[], object], together: threading.Barrier = together, ended: list[str] = ended) -> None:
            try:
                with entered(here):
                    together.wait()
                    act()
                ended.append("done")
            except Conflict:
                ended.append("conflict")
            finally:
                connections.close_all()

        acts = (
            lambda made=made: send(again(made), world.sanne),
            lambda row=row: give_nothing(question=row, because="Niet nodig.", by=world.sanne),
        )
        threads = [threading.Thread(target=run, args=(act,)) for act in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(ended) == ["conflict", "done"]
        with entered(here):
            row.refresh_from_db()
            assert (row.state, again(made).state) in (("given", "sent"), ("nothing", "withdrawn"))
