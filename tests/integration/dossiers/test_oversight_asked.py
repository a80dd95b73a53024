"""A look that stood out: the question, the answer, what came of it, and who reads that."""
# ruff: noqa: F811 - a fixture that is asked for is no second definition

from __future__ import annotations

from datetime import timedelta

from access.models import User
from dossiers import services
from dossiers.models import LookReview
from dossiers.services import oversight
from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.operation import SYSTEM
from tests.integration.dossiers.cast import World
from tests.integration.dossiers.test_oversight import Finding, P, State, browser, head, line, looked, monday, officer, tasks, text  # noqa: F401


def test_asked_answered_and_closed(in_leek: World, line: LookReview, officer: User, looked: User) -> None:
    reviewer, employee = browser(officer), browser(looked)
    shown = text(reviewer.get("/leek/inzage/"))
    assert in_leek.dossier.number in shown
    assert "Vries" not in shown
    page = f"/leek/inzage/{line.pk}/"
    assert reviewer.post(page, {"act": "ask", "question": "Waarvoor was dit nodig?"}).status_code == 302
    assert [task.assignee_id for task in tasks("explain_look")] == [looked.pk]
    assert "Waarvoor was dit nodig?" in text(employee.get(f"{page}waarom/"))
    assert employee.post(f"{page}waarom/", {"answer": "Ik controleerde de kwaliteit."}).status_code == 302
    assert tasks("explain_look") == []
    assert [task.assignee_id for task in tasks("read_explanation")] == [officer.pk]
    assert "Ik controleerde de kwaliteit." in text(reviewer.get(page))
    assert reviewer.post(page, {"act": "close", "finding": "fitting", "note": "Dat is zijn werk."}).status_code == 302
    row = LookReview.objects.get()
    assert (row.state, row.finding, row.closed_by_id) == (State.CLOSED, Finding.FITTING, officer.pk)
    assert tasks("read_explanation") == tasks("review_looks") == []
    events = AuditEvent.objects.filter(subject_id=line.pk, outcome="done").order_by("at", "id").values_list("event", flat=True)
    assert list(events) == ["dossier:oversight:asked", "dossier:oversight:answered", "dossier:oversight:closed"]
    assert "Ik controleerde de kwaliteit." in text(employee.get(f"{page}waarom/"))


def test_a_second_question_is_a_second_task(line: LookReview, officer: User, looked: User) -> None:
    oversight.ask_why(review=line, question="Waarom?", by=officer)
    oversight.explain_look(review=line, answer="Werk", by=looked)
    with clock.standing_at(clock.now() + timedelta(hours=1)):
        row = oversight.ask_why(review=line, question="Welk werk?", by=officer)
    assert (row.state, [task.assignee_id for task in tasks("explain_look")]) == (State.ASKED, [looked.pk])


def test_the_leader_of_the_team_reviews_his_own_people(in_leek: World, officer: User) -> None:
    services.open_dossier(ref=in_leek.dossier.pk, by=in_leek.sanne)
    in_leek.sanne.display_name = "Sanne de Vries"
    in_leek.sanne.save(update_fields=["display_name"])
    saturday = clock.now() + timedelta(days=4)
    with clock.standing_at(saturday):
        services.open_dossier(ref=in_leek.dossier.pk, by=in_leek.sanne)
        services.open_dossier(ref=in_leek.dossier.pk, by=in_leek.sanne)
    with clock.standing_at(clock.now() + timedelta(days=6)):
        oversight.make_lists(by=SYSTEM)
        (row,) = LookReview.objects.all()
        assert row.patterns == [P.SURNAME, P.OUTSIDE_HOURS]
        assert {task.assignee_id for task in tasks("review_looks")} == {None, in_leek.tom.pk}
        leader = browser(in_leek.tom)
        assert "Sanne de Vries" in text(leader.get("/leek/inzage/"))
        leader.post(f"/leek/inzage/{row.pk}/", {"act": "close", "finding": "not_fitting", "note": "Familie."})
        assert tasks("review_looks") == []
        assert "datalek" in text(leader.get(f"/leek/inzage/{row.pk}/"))


def test_reviewing_is_a_look_beside_the_dossier_in_the_list_for_the_client(in_leek: World, line: LookReview, officer: User) -> None:
    browser(officer).get(f"/leek/inzage/{line.pk}/")
    shown = text(browser(in_leek.sanne).get(f"/leek/d/{in_leek.dossier.pk}/wie-keek/"))
    assert "Zag alleen wie er keek of mag kijken" in shown
