"""Opsterland after its rules ended: no protocol is in force, the law answers, and the screens say so; from intake to closing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from access.policies import consider
from consent.states import ConsentState
from dossiers.models import Activity, Dossier, FirstRecording, Plan
from dossiers.policies import intake_rules
from dossiers.policies.plan import plan_rules
from dossiers.services.activities import add_activity, change_activity
from dossiers.services.closing import Ending, close_dossier
from dossiers.services.items import record_item
from dossiers.services.plan import agree_plan, close_plan, start_plan
from dossiers.services.talk import stop_talk
from dossiers.states import ClosingReason, DossierState, RecordGround, Step
from privacy_domain import clock
from privacy_domain.people.services import PersonDetails
from privacy_domain.protocols.types import Category, Part, Refused
from privacy_domain.tenancy import scope
from privacy_domain.tenancy.models import Adoption
from privacy_domain.tenancy.selectors import protocol_on
from tests.conftest import make_municipality
from tests.factories.access import logged_in
from tests.integration.dossiers import plans
from tests.integration.dossiers.cast import World, build, judge, plan_of
from tests.integration.dossiers.intakes import NEW, begin, question
from tests.integration.dossiers.written import facts

NO_PROTOCOL = "Geen protocol van kracht"


@pytest.fixture
def after_the_end() -> Iterator[World]:
    """The municipality as it is since 2017-07-01."""
    municipality = make_municipality("opsterland")
    with scope.entered(municipality.scope()):
        Adoption.objects.update(valid_until=date(2017, 6, 30))
        yield build()


def test_nothing_of_the_ended_rules_is_used(after_the_end: World) -> None:
    assert protocol_on(date(2017, 6, 30)) is not None and protocol_on(date(2017, 7, 1)) is None
    rules = intake_rules(clock.today())
    assert (rules.protocol, rules.purposes, rules.family_as_client, rules.relevance_needed) == (None, (), False, False)
    assert plan_rules(clock.today()).names, "a plan has a name also where no text gives it one"
    client = logged_in(after_the_end.dossier.municipality, after_the_end.sanne)
    assert client.get(f"/opsterland/d/{after_the_end.dossier.pk}/partnerhulp/").status_code == 404


def test_from_intake_to_closing_under_the_law(after_the_end: World) -> None:
    world, on = after_the_end, clock.today()
    details: PersonDetails = NEW | {"bsn": "111222333"}  # type: ignore[assignment]
    dossier = begin(world, question(world), details)
    first = FirstRecording.objects.get(dossier=dossier)
    assert first.protocol_version == "" and first.citations and all(not entry.startswith("opsterland") for entry in first.citations)
    # record: ordinary data on the task in the law, health not before the client agreed
    note = record_item(dossier=world.dossier, facts=facts(world), by=world.sanne)
    assert note.protocol_version == "" and note.citations and not any("opsterland" in entry for entry in note.citations)
    with pytest.raises(Refused) as refusal:
        record_item(dossier=world.dossier, facts=facts(world, categories=[Category.HEALTH]), by=world.sanne)
    assert refusal.value.decision.protocol is None and refusal.value.decision.citations
    # consent: told by the list of the law, asked where the law asks
    talk = world.explained()
    steps = {line.step for line in plan_of(talk).steps}
    assert Step.SPECIAL in steps
    judged = judge(world, talk, Category.HEALTH)
    assert [getattr(row, "state", None) for row in judged] == [ConsentState.GIVEN] and getattr(judged[0], "protocol_version", "") == ""
    assert record_item(dossier=world.dossier, facts=facts(world, categories=[Category.HEALTH], grounds=[RecordGround.CONSENT]), by=world.sanne).pk
    stop_talk(talk=talk, because="Verder op een andere dag.", by=world.sanne)
    # plan
    plan = start_plan(dossier=world.dossier, name=plan_rules(on).names[0], by=world.sanne)
    add_activity(plan=plan, facts=plans.facts(), by=world.sanne)
    agree_plan(plan=plan, agreed_on=on, agreed_with="Johanna de Vries", agreed_how="Samen aan tafel.", by=world.sanne)
    # access: who is involved; a mate of the team is nobody here
    decision = consider(world.marieke, world.dossier.pk, on=on, part=Part.DOSSIER).decision
    assert not decision.allowed and decision.protocol is None
    client, mate = (logged_in(world.dossier.municipality, user) for user in (world.sanne, world.marieke))
    base = f"/opsterland/d/{world.dossier.pk}/"
    for page in ("", "plan/", "stukken/", "mensen/", "verloop/", "toestemmingen/"):
        body = client.get(base + page).content.decode()
        assert NO_PROTOCOL in body, page or "overview"
        assert "opsterland-2015" not in body and mate.get(base + page).status_code == 404, page
    # closing
    results = dict.fromkeys(world.dossier.purposes, "Zij doucht weer zelf.")
    ending = Ending(reason=ClosingReason.REACHED, closed_on=on, results=results, opinion="Tevreden.")
    close_plan_of(plan, world)
    close_dossier(dossier=world.dossier, ending=ending, by=world.sanne)
    assert Dossier.objects.get(pk=world.dossier.pk).state == DossierState.CLOSED


def close_plan_of(plan: Plan, world: World) -> None:
    for row in Activity.objects.filter(plan=plan):
        change_activity(activity=row, facts=plans.facts(done_on=clock.today()), by=world.sanne)
    close_plan(plan=plan, by=world.sanne)
