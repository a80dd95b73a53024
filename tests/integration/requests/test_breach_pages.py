"""The pages for what went wrong: reported from any screen, both clocks shown, numbers only for who looks for those concerned."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from access.events import AccessEvent
from access.models import Breach, User
from access.services import breaches as services
from access.states import BreachOutcome, BreachRisk, BreachState, BreachStepKind, MunicipalRole
from dossiers.services import open_dossier
from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.audit.record import look, record_attempt
from privacy_domain.people.models import Partner
from privacy_domain.tenancy import scope
from requests.selectors.breaches import seen_by
from tests.factories.access import account, logged_in
from tests.integration.access.test_breaches import hours_ago, reported
from tests.integration.dossiers.cast import World
from tests.integration.dossiers.test_looks import browser, text

SAID = {"kind": "lost", "happened": "Tablet in de trein.", "discovered_on": "2026-11-23", "discovered_time": "21:15", "dossier_number": ""}


def at(rest: str = "") -> str:
    return f"/{scope.require().code}/iets-mis/{rest}"


def of(breach: Breach, rest: str = "") -> str:
    return at(f"{breach.pk}/{rest}")


@pytest.fixture
def officer(in_leek: World) -> User:
    return account("olga", roles=(MunicipalRole.PRIVACY_OFFICER,))


# ---------------------------------------------------------------- refusals
def test_what_is_not_yours_to_know_does_not_exist(in_leek: World, landsmeer: Any) -> None:
    breach, client = reported(in_leek), browser(in_leek.marieke)
    assert client.get(of(breach)).status_code == client.post(of(breach, "maatregel/"), {}).status_code == 404
    assert client.get(of(breach, "wie/")).status_code == client.get(of(breach, "teksten/")).status_code == 404
    assert client.get(f"/{scope.require().code}/datalekken/").status_code == 403
    reporter = browser(in_leek.sanne)
    for rest in ("wie/", "teksten/"):
        assert reporter.get(of(breach, rest)).status_code == 403
    for rest in ("risico/", "toezichthouder/", "betrokkenen-inlichten/", "afsluiten/"):
        assert reporter.post(of(breach, rest), {}).status_code == 403
        assert reporter.get(of(breach, rest)).status_code == 405
    with scope.entered(landsmeer.scope()):
        stranger = logged_in(landsmeer, account("piet", roles=(MunicipalRole.PRIVACY_OFFICER,)))
        assert stranger.get(f"/landsmeer/iets-mis/{breach.pk}/").status_code == 404


def test_what_is_filled_in_wrongly_stays_and_is_explained(in_leek: World) -> None:
    client = browser(in_leek.sanne)
    answer = client.post(at(), SAID | {"kind": "", "discovered_on": "2026-11-25"})
    assert answer.status_code == 422
    assert "Kies wat er misging" in text(answer)
    assert "Tablet in de trein." in answer.content.decode()
    draft = Breach.objects.get()
    assert (draft.state, draft.content["happened"]) == (BreachState.DRAFT, ["Tablet in de trein."])
    assert "Tablet in de trein." in client.get(at()).content.decode(), "nothing that was typed is lost"
    future = client.post(at(), SAID | {"discovered_on": "2026-11-25", "version": "1"})
    assert future.status_code == 422
    assert "toekomst" in text(future)


def test_what_is_not_sent_yet_is_no_report_for_anybody(in_leek: World, officer: User) -> None:
    for user in (in_leek.sanne, officer):
        client = browser(user)
        client.post(at("bewaren/"), {"version": "0", "happened": "Kwijt"})
        draft = Breach.objects.get(reporter=user)
        assert client.post(of(draft, "maatregel/"), {}).status_code == 409
        assert client.get(of(draft, "teksten/")).status_code == 409
        assert client.post(of(draft, "afsluiten/"), {}).status_code == 409
    assert browser(in_leek.marieke).post(of(draft, "maatregel/"), {}).status_code == 404


@pytest.mark.parametrize("number", ["de buurvrouw", "12345", "12345678901", "\u0661234567890"])
def test_a_number_is_ten_digits_and_never_words(in_leek: World, number: str) -> None:
    answer = browser(in_leek.sanne).post(at(), SAID | {"dossier_number": number})
    assert answer.status_code == 422
    assert "tien cijfers" in text(answer)
    assert not Breach.objects.exclude(state=BreachState.DRAFT).exists()


# ---------------------------------------------------------------- reporting
def test_a_page_that_is_sent_twice_reports_once_and_records_once(in_leek: World) -> None:
    client, key = browser(in_leek.sanne), str(uuid4())
    assert 'name="key"' in client.get(at()).content.decode()
    said = SAID | {"key": key}
    first, second = client.post(at(), said), client.post(at(), said)
    breach = Breach.objects.get()
    assert first.headers["Location"] == second.headers["Location"] == of(breach)
    done = {"measure-key": str(uuid4()), "measure-text": "Teruggehaald.", "measure-done_on": "2026-11-24", "measure-done_time": "09:30"}
    assert client.post(of(breach, "maatregel/"), done).status_code == client.post(of(breach, "maatregel/"), done).status_code == 302
    assert breach.steps.count() == 1
    other = browser(in_leek.marieke)
    assert other.post(at(), said).status_code == 409, "the id of somebody else's report makes nothing"
    other.post(at("bewaren/"), {"version": "0", "happened": "Kwijt"})
    draft = Breach.objects.get(reporter=in_leek.marieke)
    assert f'value="{draft.pk}"' in other.get(at()).content.decode(), "what was begun goes on under its own id"
    for _ in range(2):
        assert other.post(at(), SAID | {"key": str(draft.pk)}).status_code == 302
    assert Breach.objects.filter(reporter=in_leek.marieke).count() == 1


@pytest.mark.requirement("LEEK-3.3")
def test_every_page_leads_to_the_report_and_a_page_of_a_dossier_names_it(in_leek: World) -> None:
    client = browser(in_leek.sanne)
    page = client.get(f"/leek/d/{in_leek.dossier.pk}/").content.decode()
    assert f'href="/leek/iets-mis/?d={in_leek.dossier.pk}"' in page
    assert in_leek.dossier.number in client.get(at(f"?d={in_leek.dossier.pk}")).content.decode()
    outsider = browser(in_leek.marieke)
    assert in_leek.dossier.number not in outsider.get(at(f"?d={in_leek.dossier.pk}")).content.decode()
    assert outsider.get(at("?d=x")).status_code == 200


@pytest.mark.requirement("LEEK-3.3")
def test_a_report_shows_both_terms_and_flags_what_was_too_late(in_leek: World) -> None:
    client = browser(in_leek.sanne)
    sent = client.post(at(), SAID | {"discovered_on": "2026-11-21", "discovered_time": "09:00"}, follow=True)
    breach = Breach.objects.get()
    assert sent.redirect_chain == [(of(breach), 302)]
    shown = text(sent)
    assert "23 november 2026" in shown, "48 hours after Saturday morning"
    assert "te laat" in shown
    assert "24 november 2026" in shown, "72 hours"
    assert client.post(at(), SAID).status_code == 302, "a second report is another one"
    assert Breach.objects.count() == 2


def test_typing_is_saved_and_a_second_tab_is_noticed(in_leek: World) -> None:
    client = browser(in_leek.sanne)
    first = client.post(at("bewaren/"), {"version": "0", "happened": "Kwijt"})
    assert (first.status_code, first.json()["version"]) == (200, 1)
    again = client.post(at("bewaren/"), {"version": "0", "happened": "Anders"})
    assert (again.status_code, again.json()["fields"]) == (409, {"happened": ["Kwijt"]})
    assert client.post(at("bewaren/"), {"version": "1", "happened": "x" * 70_000}).status_code == 422
    assert client.get(of(Breach.objects.get())).status_code == 302, "a draft is gone on with where it is typed"


def test_a_number_that_no_dossier_has_says_nothing_about_whether_it_exists(in_leek: World) -> None:
    client = browser(in_leek.marieke)
    answers = []
    for number in (in_leek.dossier.number, "0000000000"):
        client.post(at(), SAID | {"dossier_number": number})
        breach = Breach.objects.order_by("-reported_at", "-begun_at").filter(dossier_number=number).get()
        answers.append(text(client.get(of(breach))).replace(number, ""))
    assert answers[0] == answers[1]


# ---------------------------------------------------------------- what is done about it
@pytest.mark.requirement("LEEK-3.3-gevolgen")
def test_from_report_to_closing(in_leek: World, officer: User) -> None:
    breach, client, olga = reported(in_leek), browser(in_leek.sanne), browser(officer)
    when = {"done_on": "2026-11-24", "done_time": "09:30"}
    measure = {f"measure-{name}": value for name, value in (when | {"text": "Brief teruggehaald."}).items()}
    assert client.post(of(breach, "maatregel/"), measure | {"measure-text": ""}).status_code == 422
    assert client.post(of(breach, "maatregel/"), measure).status_code == 302
    assert "Brief teruggehaald." in text(client.get(of(breach)))
    assert (
        olga.post(
            of(breach, "toezichthouder/"), {"regulator-outcome": "told", "regulator-done_on": "2026-11-24", "regulator-done_time": "09:30"}
        ).status_code
        == 409
    )
    assert olga.post(of(breach, "risico/"), {"assess-risk": "risk", "assess-text": "Adres."}).status_code == 302
    told = {"outcome": "not_told", **when}
    refused = olga.post(of(breach, "toezichthouder/"), {f"regulator-{name}": value for name, value in told.items()})
    assert refused.status_code == 422
    assert "verplicht" in text(refused)
    told |= {"outcome": "told", "reference": "AP-2026-1"}
    assert olga.post(of(breach, "toezichthouder/"), {f"regulator-{name}": value for name, value in told.items()}).status_code == 302
    people = {"outcome": "not_told", "text": "Geen hoog risico.", **when}
    assert olga.post(of(breach, "betrokkenen-inlichten/"), {f"people-{name}": value for name, value in people.items()}).status_code == 302
    assert olga.post(of(breach, "afsluiten/"), {"close-lessons": "Adres laten controleren."}).status_code == 302
    page = text(olga.get(of(breach)))
    assert "AP-2026-1" in page
    assert "Adres laten controleren." in page
    assert client.post(of(breach, "maatregel/"), measure).status_code == 409


def test_those_concerned_are_found_in_the_log_by_number_only(in_leek: World, officer: User) -> None:
    open_dossier(ref=in_leek.dossier.pk, by=in_leek.sanne)
    breach, olga = reported(in_leek, subject=None), browser(officer)
    asked = f"?since=2026-11-01&until=2026-11-30&account={in_leek.sanne.pk}&partner="
    found = olga.get(of(breach, "wie/") + asked)
    assert in_leek.dossier.number in text(found)
    assert "Vries" not in text(found)
    assert AuditEvent.objects.filter(event=AccessEvent.BREACH_SOUGHT, object_ids__contains=[in_leek.dossier.pk]).exists()
    assert olga.post(of(breach, "wie/") + asked, {"subject": [str(in_leek.dossier.pk), str(uuid4()), "x"]}).status_code == 302
    assert [row.subject for row in breach.affected.all()] == [in_leek.dossier.pk]
    assert in_leek.dossier.number in text(olga.get(of(breach)))
    assert olga.get(of(breach, "wie/") + "?since=2026-11-30&until=2026-11-01").status_code == 422


def test_nobody_is_left_out_of_those_concerned(in_leek: World, officer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    breach, olga = reported(in_leek, subject=None), browser(officer)
    look(AccessEvent.WORK_SEEN, by=in_leek.sanne, subject_kind="page", person_id=in_leek.client.pk)  # by the client, not by a dossier
    since, until = date(2026, 11, 1), date(2026, 11, 30)
    assert set(seen_by(in_leek.sanne, since, until)) == {in_leek.dossier.pk}
    record_attempt(AccessEvent.WORK_SEEN, by=in_leek.marieke, dossier_id=in_leek.dossier.pk)
    assert seen_by(in_leek.marieke, since, until) == {}, "who was refused saw nothing"
    User.objects.filter(pk=in_leek.sanne.pk).update(is_active=False)
    gone = Partner.objects.create(
        name="Zorg BV", organisation="private", recipient_class="third_party", code="other_organisation",
        valid_from=date(2026, 1, 1), valid_until=date(2026, 11, 10),
    )  # fmt: skip
    page = olga.get(of(breach, "wie/") + "?since=2026-11-01&until=2026-11-30")
    assert str(in_leek.sanne.pk) in page.content.decode(), "also who left"
    assert gone.name in text(page)
    assert gone.name not in text(olga.get(of(breach, "wie/") + "?since=2026-11-11&until=2026-11-30"))
    monkeypatch.setattr("requests.selectors.breaches.MOST_FOUND", 0)
    more = olga.get(of(breach, "wie/") + f"?since=2026-11-01&until=2026-11-30&account={in_leek.sanne.pk}&partner=")
    assert "kortere periode" in text(more)


def test_the_texts_hold_what_was_recorded_and_no_client(in_leek: World, officer: User) -> None:
    breach, olga = reported(in_leek), browser(officer)
    services.add_measure(breach=breach, text="Brief teruggehaald.", done_at=hours_ago(1), by=in_leek.sanne)
    services.assess_breach(breach=breach, risk=BreachRisk.RISK, text="Adres en zorgvraag.", by=officer)
    page = text(olga.get(of(breach, "teksten/")))
    assert "Brief teruggehaald." in page
    assert "Adres en zorgvraag." in page
    assert "Vries" not in page


def test_the_register_shows_what_is_open_first_and_takes_as_many_statements_for_many_as_for_one(in_leek: World, officer: User) -> None:
    olga = browser(officer)
    closed = reported(in_leek, discovered_at=hours_ago(1))
    services.assess_breach(breach=closed, risk=BreachRisk.UNLIKELY, text="x", by=officer)
    services.add_measure(breach=closed, text="x", done_at=clock.now(), by=officer)
    for kind in (BreachStepKind.REGULATOR, BreachStepKind.PEOPLE):
        services.decide_telling(breach=closed, kind=kind, outcome=BreachOutcome.NOT_TOLD, text="x", by=officer)
    services.close_breach(breach=closed, lessons="x", by=officer)
    reported(in_leek, discovered_at=hours_ago(50))
    olga.get("/leek/datalekken/")
    with CaptureQueriesContext(
        connection,
    ) as few:
        page = olga.get("/leek/datalekken/")
    assert text(page).lower().index("te laat") < text(page).lower().index("gesloten")
    for hours in range(5):
        reported(in_leek, discovered_at=hours_ago(hours + 2))
    with CaptureQueriesContext(connection) as many:
        olga.get("/leek/datalekken/")
    assert len(many) == len(few)
