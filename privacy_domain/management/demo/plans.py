"""Plans and measurements of the demonstration: a household under one director, a plan in every municipality, two measurements."""

from __future__ import annotations

from datetime import date, timedelta

from access.models import User
from access.selectors import accounts_with_role
from access.states import MunicipalRole
from dossiers.models import Dossier, Instrument, Plan
from dossiers.policies.measurement import instrument_on
from dossiers.policies.plan import plan_rules
from dossiers.services.activities import ActivityFacts, add_activity, change_activity
from dossiers.services.direction import name_director
from dossiers.services.evaluation import Outcome, give_evaluation_tasks, hold_evaluation, plan_evaluation
from dossiers.services.measurement import begin_measurement, finish_measurement, score_area
from dossiers.services.plan import add_to_plan, agree_plan, join_plan, start_plan, write_plan
from dossiers.services.relations import Around, add_relation
from dossiers.states import DirectionLevel, EvaluationKind, LifeArea, Performer, RelationRole
from privacy_domain import clock
from privacy_domain.operation import SYSTEM
from privacy_domain.people.models import Partner

REACH = "088 000 00 00"
# why the question asks for an area, the level at first and the level a month later
MEASURED = {
    "daily_living": ("Zij vraagt hulp bij wat elke dag moet gebeuren.", 2, 3),
    "housing": ("Zij wil in haar eigen huis blijven wonen.", 4, 4),
    "social_network": ("Zij vraagt wie er in de buurt kan helpen.", 2, 3),
    "physical_health": ("Door ziekte lukt het werk in huis niet.", 3, 3),
}


def steer(dossier: Dossier, client: str, provider: Partner, by: User) -> Plan:
    """A plan for one client: agreed, one activity done, one running, an evaluation coming up."""
    rules = plan_rules(clock.today())
    plan = start_plan(dossier=dossier, name=rules.names[0], by=by)
    if rules.words:
        goals = "Zij wil zelfstandig blijven wonen en weer zelf koken."
        write_plan(plan=plan, goals=goals, agreements="Elke dinsdag hulp in huis. Koken oefenen we samen.", by=by)
    done = ActivityFacts("Hulpmiddelen in de keuken", clock.today(), Performer.TEAM, "advies", "één huisbezoek", executor=by.display_name)
    row = add_activity(plan=plan, facts=done, by=by)
    helping = ActivityFacts(
        what="Hulp in huis",
        begins_on=clock.today() + timedelta(days=7),
        performer=Performer.PARTNER,
        nature="schoonmaken en koken",
        extent="twee uur per week",
        ends_on=clock.today() + timedelta(days=180),
        organisation=provider,
        executor="Planning",
        contact=REACH,
    )
    add_activity(plan=plan, facts=helping, by=by)
    agree_plan(plan=plan, agreed_on=clock.today(), agreed_with=client, agreed_how="Aan de keukentafel, punt voor punt." if rules.words else "", by=by)
    name_director(plan=plan, level=DirectionLevel.CASE, user=by, reach=REACH, by=by)
    with clock.standing_at(clock.now() + timedelta(days=10)):
        facts = ActivityFacts(
            what=done.what,
            begins_on=done.begins_on,
            performer=done.performer,
            nature=done.nature,
            extent=done.extent,
            executor=done.executor,
            done_on=clock.today(),
            remarks="Klaar; er is niets meer nodig.",
        )
        change_activity(activity=row, facts=facts, by=by)
        achieved = "De keuken is aangepast. Koken lukt twee keer in de week." if rules.words else ""
        said = Outcome(EvaluationKind.EVALUATION, clock.today(), with_client=True, achieved=achieved, next_on=clock.today() + timedelta(days=40))
        hold_evaluation(plan=plan, outcome=said, by=by)
    return plan


def bring_together(child: Dossier, mother: Dossier, provider: Partner, by: User) -> Plan | None:
    """One household, one plan, one director: two dossiers and a brother, where the protocol wants that; elsewhere nothing."""
    rules = plan_rules(clock.today())
    directors = accounts_with_role(MunicipalRole.DIRECTOR)
    if not rules.household or not directors:
        return None
    plan = start_plan(dossier=child, name=rules.names[-1], by=by)
    join_plan(plan=plan, number=mother.number, by=by)
    brother = add_relation(
        dossier=child,
        around=Around(RelationRole.FAMILY, "broertje"),
        details={
            "given_names": "Sem",
            "surname": child.person.surname,
            "prefix": child.person.prefix,
            "birth_date": date(clock.today().year - 9, 4, 2),
        },
        by=by,
    )
    add_to_plan(plan=plan, relation=brother, by=by)
    school = ActivityFacts("Gesprek op school", clock.today(), Performer.TEAM, "overleg", "elke maand", executor=by.display_name, contact=REACH)
    at_home = ActivityFacts(
        what="Ondersteuning bij het opvoeden",
        begins_on=clock.today() - timedelta(days=1),
        performer=Performer.PARTNER,
        nature="begeleiding thuis",
        extent="elke week anderhalf uur",
        ends_on=clock.today() + timedelta(days=120),
        organisation=provider,
        executor="Contactpersoon opvoeden",
        contact=REACH,
    )
    for facts in (school, at_home):
        add_activity(plan=plan, facts=facts, by=by)
    for level in DirectionLevel:
        name_director(plan=plan, level=level, user=directors[0], reach=REACH, by=by)
    plan_evaluation(plan=plan, due_on=clock.today() + timedelta(days=12), by=by)
    return plan


def measure(dossier: Dossier, client: str, by: User) -> None:
    """Two measurements a month apart, of the areas that the question asks for; where the protocol measures."""
    if instrument_on(clock.today()) is None:
        return
    for number, days in enumerate((0, 28), start=1):
        with clock.standing_at(clock.now() + timedelta(days=days)):
            row = begin_measurement(dossier=dossier, measured_on=clock.today(), by=by)
            for area, (reason, *levels) in MEASURED.items():
                score_area(measurement=row, area=area, reason=reason, level=levels[number - 1], by=by)
            finish_measurement(measurement=row, with_client=True, drawn_up_with=client, by=by)


def put_in_use(code: str) -> None:
    """Leiden's protocol names no instrument; the municipality of the demonstration put one in use itself."""
    if code == "leiden":
        areas = [LifeArea.INCOME, LifeArea.DAYTIME, LifeArea.HOUSING, LifeArea.BASIC_ADL, LifeArea.NETWORK, LifeArea.PHYSICAL_HEALTH]
        Instrument.objects.create(name="Leefgebiedenscan", areas=areas, source="Besluit van het team, voor demonstratie", valid_from=clock.today())


def warn() -> None:
    """What the night would have given: tasks for evaluations that come up."""
    give_evaluation_tasks(by=SYSTEM)
