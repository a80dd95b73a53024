"""The pages of the plan: who gets them, what they never show, what happens with wrong and double sending."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from access.models import User
from dossiers import services
from dossiers.models import Activity, Direction, Evaluation, Plan, PlanDraft
from dossiers.services.activities import add_activity
from dossiers.services.evaluation import give_evaluation_tasks, plan_evaluation
from dossiers.services.plan import close_plan, join_plan, write_plan
from dossiers.services.relations import Around, add_relation
from dossiers.states import RelationRole
from privacy_domain.audit.models import AuditEvent
from privacy_domain.operation import SYSTEM
from privacy_domain.tenancy import scope
from privacy_domain.work.models import Task
from tests.factories.access import account, logged_in
from tests.integration.dossiers.cast import World
from tests.integration.dossiers.plans import KINDERS, TODAY, director, facts, second_dossier, start
from tests.integration.dossiers.test_looks import browser

FORMS = ["afspraken/", "afgesproken/", "huishouden/", "activiteit/", "regie/", "evaluatie/", "evaluatie/dag/", "beeindigen/"]
PAGES = ["", "versies/", "afdrukken/", *FORMS]


def at(world: World, rest: str = "", ref: Any = None) -> str:
    return f"/{scope.require().code}/d/{ref or world.dossier.pk}/plan/{rest}"


def an_activity(**more: Any) -> dict[str, Any]:
    return {
        "what": "Samen de post openen", "nature": "begeleiding", "extent": "elke week", "begins_on": "2026-11-24", "ends_on": "",
        "performer": "team", "organisation": "", "executor": "Sanne de Wit", "contact": "", "done_on": "", "remarks": "",
    } | more  # fmt: skip


# ---------------------------------------------------------------- who gets them
@pytest.mark.parametrize("rest", PAGES)
def test_a_colleague_without_a_task_and_a_stranger_find_nothing(in_sittard_geleen: World, rest: str) -> None:
    start(in_sittard_geleen)
    for nobody in (in_sittard_geleen.marieke, in_sittard_geleen.tom, account("vreemde")):
        assert browser(nobody).get(at(in_sittard_geleen, rest)).status_code == 404
    assert Client().get(at(in_sittard_geleen, rest)).status_code == 302


@pytest.mark.parametrize("rest", PAGES)
def test_nothing_from_another_municipality(in_leek: World, leiden: Any, rest: str) -> None:
    start(in_leek)
    with scope.entered(leiden.scope()):
        stranger = logged_in(leiden, account("zoe"))
    assert stranger.get(f"/leiden/d/{in_leek.dossier.pk}/plan/{rest}").status_code == 404
    assert stranger.post(f"/leiden/d/{in_leek.dossier.pk}/plan/{rest}").status_code in (404, 405)


@pytest.mark.parametrize("rest", ["", "versies/", "afdrukken/"])
def test_what_is_only_read_takes_no_post(in_leek: World, rest: str) -> None:
    start(in_leek)
    assert browser(in_leek.sanne).post(at(in_leek, rest)).status_code == 405


@pytest.mark.parametrize("rest", [page for page in PAGES if page])
def test_without_a_plan_there_is_only_the_way_to_start_one(in_leek: World, rest: str) -> None:
    client = browser(in_leek.sanne)
    assert client.get(at(in_leek)).status_code == 200
    assert client.get(at(in_leek, rest)).status_code == 404


def test_every_page_opens_for_who_is_involved(anywhere: World) -> None:
    plan = start(anywhere)
    add_activity(plan=plan, facts=facts(), by=anywhere.sanne)
    client = browser(anywhere.sanne)
    for rest in PAGES:
        expected = 404 if rest == "afspraken/" and scope.require().code == "sittard-geleen" else 200
        assert client.get(at(anywhere, rest)).status_code == expected, rest


# ---------------------------------------------------------------- the director
SECRETS = ["Ik kan niet meer zelf douchen", "toestemmingen", "wie-keek", "mensen", "/stukken/"]


@pytest.mark.requirement("SITT-5-autorisatie")
@pytest.mark.requirement("SITT-5-plan-dossier")
@pytest.mark.parametrize("rest", ["", "versies/", "afdrukken/", "huishouden/", "activiteit/", "regie/", "evaluatie/", "beeindigen/"])
def test_a_director_sees_the_plan_and_nothing_of_the_dossier(in_sittard_geleen: World, rest: str) -> None:
    world = in_sittard_geleen
    plan = start(world)
    user = director(world, plan)
    add_relation(dossier=world.dossier, around=Around(role=RelationRole.FAMILY, relation="zoon"), details=KINDERS, by=world.sanne)
    client = browser(user)
    page = client.get(at(world, rest))
    assert page.status_code == 200
    text = page.content.decode()
    assert "Vries" in text
    assert [secret for secret in SECRETS if secret in text] == []
    assert "2012" not in text  # the child in the dossier does not stand in the plan
    for closed in ("", "mensen/", "toestemmingen/", "wie-keek/"):
        assert client.get(f"/sittard-geleen/d/{world.dossier.pk}/{closed}").status_code == 404


def test_a_director_has_his_plans_in_a_list_and_no_cases(in_sittard_geleen: World) -> None:
    world = in_sittard_geleen
    user = director(world, start(world))
    client = browser(user)
    assert world.dossier.number in client.get("/sittard-geleen/plannen/").content.decode()
    assert world.dossier.number not in client.get("/sittard-geleen/casussen/").content.decode()
    assert world.dossier.number not in browser(world.marieke).get("/sittard-geleen/plannen/").content.decode()
    assert at(world) in client.get("/sittard-geleen/").content.decode()
    assert at(world) not in browser(world.sanne).get("/sittard-geleen/").content.decode()
    assert AuditEvent.objects.filter(event="dossier:plans:looked", actor_id=user.pk, object_ids=[world.dossier.pk]).exists()


@pytest.mark.requirement("SITT-5-regie")
def test_the_client_can_see_who_directs_on_the_printed_plan(in_sittard_geleen: World) -> None:
    world = in_sittard_geleen
    user = director(world, start(world))
    text = browser(world.sanne).get(at(world, "afdrukken/")).content.decode()
    assert user.display_name in text
    assert "046 123 45 67" in text
    assert AuditEvent.objects.filter(event="dossier:plan:printed", dossier_id=world.dossier.pk).count() == 1


def test_a_director_names_the_next_and_is_out(in_sittard_geleen: World) -> None:
    world = in_sittard_geleen
    user = director(world, start(world))
    client = browser(user)
    row = Direction.objects.get()
    next_one = account("tineke")
    form = {"level": "case", "colleague": str(next_one.pk), "reach": "046 9"}
    assert client.post(at(world, "regie/"), form).status_code == 302
    assert client.get(at(world)).status_code == 404
    assert browser(next_one).post(at(world, f"regie/{row.pk}/stoppen/")).status_code == 404
    mine = Direction.objects.get(user=next_one)
    assert browser(next_one).post(at(world, f"regie/{mine.pk}/stoppen/")).status_code == 302
    assert browser(next_one).get(at(world)).status_code == 404


# ---------------------------------------------------------------- starting and writing
def test_a_plan_is_started_once(anywhere: World) -> None:
    client = browser(anywhere.sanne)
    assert client.post(at(anywhere, "nieuw/"), {"name": "iets anders"}).status_code == 422
    from dossiers.policies.plan import plan_rules

    name = plan_rules(TODAY).names[0]
    assert client.post(at(anywhere, "nieuw/"), {"name": name})["Location"] == at(anywhere)
    assert client.post(at(anywhere, "nieuw/"), {"name": name}).status_code == 409
    assert Plan.objects.get().name == name


def test_words_written_at_the_same_time_are_both_shown(in_leiden: World) -> None:
    plan = start(in_leiden)
    client = browser(in_leiden.sanne)
    seen = client.get(at(in_leiden, "afspraken/")).context["seen"]
    write_plan(plan=plan, goals="Zelf koken", agreements="dinsdag", by=in_leiden.sanne)
    mine = {"goals": "Zelf wassen", "agreements": "woensdag", "seen": seen}
    page = client.post(at(in_leiden, "afspraken/"), mine)
    assert page.status_code == 409
    assert "dinsdag" in page.content.decode()
    assert "woensdag" in page.content.decode()
    assert Plan.objects.get().agreements == "dinsdag"
    assert client.post(at(in_leiden, "afspraken/"), mine | {"seen": page.context["seen"]}).status_code == 302
    assert Plan.objects.get().agreements == "woensdag"


def test_what_is_typed_is_kept_and_gone_when_it_stands_in_the_plan(in_leiden: World) -> None:
    start(in_leiden)
    client = browser(in_leiden.sanne)
    url, form = at(in_leiden, "concept/afspraken/"), at(in_leiden, "afspraken/")
    assert client.post(url, {"version": "0", "goals": "half", "agreements": ""}).json()["version"] == 1
    clash = client.post(url, {"version": "0", "goals": "ander tabblad", "agreements": ""})
    assert (clash.status_code, clash.json()["fields"]["goals"]) == (409, ["half"])
    assert client.post(url, {"version": "1", "goals": "x" * 70_000}).status_code == 422
    assert client.post(at(in_leiden, "concept/../x/"), {}).status_code == 404
    assert browser(in_leiden.marieke).post(url, {"version": "0"}).status_code == 404
    assert "half" in client.get(form).content.decode()
    assert client.post(form, {"goals": "heel", "agreements": ""}).status_code == 302
    assert not PlanDraft.objects.exists()


def test_an_activity_is_added_changed_and_compared(in_sittard_geleen: World) -> None:
    world = in_sittard_geleen
    start(world)
    client = browser(world.sanne)
    assert client.post(at(world, "activiteit/"), an_activity(extent="")).status_code == 422
    assert client.post(at(world, "activiteit/"), an_activity(ends_on="2026-11-01")).status_code == 422
    wrong = client.post(at(world, "activiteit/"), an_activity(performer="partner"))
    assert wrong.status_code == 422
    assert "Samen de post openen" in wrong.content.decode()
    assert client.post(at(world, "activiteit/"), an_activity()).status_code == 302
    row = Activity.objects.get()
    page = at(world, f"activiteit/{row.pk}/")
    seen = client.get(page).context["seen"]
    assert client.post(page, an_activity(done_on="2026-11-24", seen=seen)).status_code == 302
    late = client.post(page, an_activity(remarks="mijn tekst", seen=seen))
    assert late.status_code == 409
    assert "mijn tekst" in late.content.decode()
    assert client.get(at(world, f"activiteit/{uuid4()}/")).status_code == 404
    assert str(Activity.objects.get().done_on) == "2026-11-24"


def test_the_household_is_put_together(in_sittard_geleen: World) -> None:
    world = in_sittard_geleen
    plan = start(world)
    child = second_dossier(world)
    family = add_relation(dossier=world.dossier, around=Around(role=RelationRole.FAMILY, relation="man"), details={"surname": "Smit"}, by=world.sanne)
    client, page = browser(world.sanne), at(world, "huishouden/")
    assert client.post(page, {"act": "dossier", "number": "1234567890"}).status_code == 422
    assert client.post(page, {"act": "person", "relation": ""}).status_code == 422
    assert client.post(page, {"act": "iets"}).status_code == 422
    assert client.post(page, {"act": "dossier", "number": child.number}).status_code == 302
    assert client.post(page, {"act": "dossier", "number": child.number}).status_code == 422
    assert client.post(page, {"act": "person", "relation": str(family.pk)}).status_code == 302
    text = client.get(at(world)).content.decode()
    assert "Smit" in text
    assert child.number in text
    assert client.post(at(world, f"huishouden/dossier/{child.pk}/weg/")).status_code == 302
    assert client.post(at(world, f"huishouden/dossier/{child.pk}/weg/")).status_code == 404
    assert client.post(at(world, f"huishouden/{uuid4()}/weg/")).status_code == 404
    assert Plan.objects.get() == plan


def test_a_task_leads_to_the_plan_from_a_dossier_one_may_come_in_by(in_sittard_geleen: World) -> None:
    world = in_sittard_geleen
    plan = start(world)
    user = director(world, plan)
    plan_evaluation(plan=plan, due_on=TODAY + timedelta(days=3), by=world.sanne)
    give_evaluation_tasks(by=SYSTEM)
    row = Evaluation.objects.get()
    task = f"/sittard-geleen/plannen/evaluatie/{row.pk}/"
    assert task in browser(user).get("/sittard-geleen/").content.decode()
    assert browser(user).get(task)["Location"] == at(world)
    assert browser(world.marieke).get(task).status_code == 404
    assert browser(user).get(f"/sittard-geleen/plannen/evaluatie/{uuid4()}/").status_code == 404
    client = browser(user)
    assert client.post(at(world, "evaluatie/dag/"), {"due_on": "2026-11-24"}).status_code == 422
    assert client.post(at(world, "evaluatie/"), {"kind": "evaluation", "held_on": "2026-11-24", "with_client": ""}).status_code == 422
    good = {"kind": "evaluation", "held_on": "2026-11-24", "with_client": "yes", "next_on": "2027-05-01"}
    assert client.post(at(world, "evaluatie/"), good).status_code == 302
    twice = client.post(at(world, "evaluatie/"), good)
    assert twice.status_code == 422
    assert "2027-05-01" in twice.content.decode()
    assert Task.objects.get(source_id=row.pk).state == "done"


@pytest.mark.requirement("LEID-BijlI-4-evaluatie")
def test_an_evaluation_shows_what_is_known_and_asks_no_name_again(in_leiden: World) -> None:
    start(in_leiden)
    page = browser(in_leiden.sanne).get(at(in_leiden, "evaluatie/"))
    assert "Vries" in page.content.decode()
    assert set(page.context["form"].fields) == {"kind", "held_on", "with_client", "achieved", "next_on"}
    assert "bijlage I rij 4" in page.content.decode()


def test_a_plan_that_ended_is_read_and_not_changed(in_leek: World) -> None:
    plan = start(in_leek)
    client = browser(in_leek.sanne)
    assert client.post(at(in_leek, "beeindigen/")).status_code == 302
    for rest in ("", "versies/", "afdrukken/"):
        assert client.get(at(in_leek, rest)).status_code == 200
    for rest in FORMS:
        assert client.get(at(in_leek, rest)).status_code == 409
        assert client.post(at(in_leek, rest)).status_code == 409
    assert client.post(at(in_leek, "concept/afspraken/"), {"version": "0"}).status_code == 409
    assert Plan.objects.get(pk=plan.pk).state == "closed"


def counted(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_pages_ask_the_same_for_one_and_for_many(in_sittard_geleen: World) -> None:
    world = in_sittard_geleen
    plan = start(world)
    add_activity(plan=plan, facts=facts(), by=world.sanne)
    client: Client = browser(world.sanne)
    urls = [at(world), at(world, "versies/"), at(world, "afdrukken/"), "/sittard-geleen/plannen/"]
    before = [counted(client, url) for url in urls]
    for _ in range(4):
        add_activity(plan=plan, facts=facts(), by=world.sanne)
    for number in range(3):
        other = second_dossier(world, {"surname": f"Kind{number}"})
        join_plan(plan=plan, number=other.number, by=world.sanne)
    assert [counted(client, url) for url in urls] == before
    assert max(before) <= 24


def test_the_plan_of_a_closed_file_is_for_who_works_there(in_leek: World) -> None:
    plan = start(in_leek)
    close_plan(plan=plan, by=in_leek.sanne)
    user: User = in_leek.marieke
    assert browser(user).get(at(in_leek)).status_code == 404
    assert services.open_dossier(ref=in_leek.dossier.pk, by=in_leek.sanne)
