"""The plan of a household of the made world and a measurement of its client, with a canary in every field that can carry one.

The plan's canaries have an owner of their own: its pages may show those and who the client is, and nothing else of the file.
"""

from __future__ import annotations

from datetime import timedelta

from access.models import User
from dossiers.models import Dossier, Instrument
from dossiers.policies.measurement import instrument_on
from dossiers.policies.plan import plan_rules
from dossiers.services.activities import ActivityFacts, add_activity
from dossiers.services.direction import name_director
from dossiers.services.drafts import save_plan_draft
from dossiers.services.evaluation import Outcome, hold_evaluation, plan_evaluation
from dossiers.services.measurement import begin_measurement, finish_measurement, score_area
from dossiers.services.plan import agree_plan, start_plan, write_plan
from dossiers.states import DirectionLevel, EvaluationKind, LifeArea, Performer
from privacy_domain import clock
from privacy_domain.people.models import Partner
from tests.harness.canaries import Nest


def steer(nest: Nest, code: str, owner: str, dossier: Dossier, partner: Partner, director: User) -> None:
    """A plan with everything in it. Where the protocol lets a director in he directs, elsewhere who is involved does."""
    by, rules = dossier.opened_by, plan_rules(clock.today())
    plan = start_plan(dossier=dossier, name=rules.names[0], by=by)
    if rules.words:
        write_plan(plan=plan, goals=nest.sentence(code, owner, "goals"), agreements=nest.sentence(code, owner, "agreements"), by=by)
    words = {name: nest.sentence(code, owner, name) for name in ("what", "nature", "extent", "executor", "contact", "remarks")}
    facts = ActivityFacts(begins_on=clock.today(), performer=Performer.PARTNER, organisation=partner, **words)
    add_activity(plan=plan, facts=facts, by=by)
    agree_plan(
        plan=plan,
        agreed_on=clock.today(),
        agreed_with=nest.word(code, owner, "agreed with"),
        agreed_how=nest.sentence(code, owner, "agreed how") if rules.words else "",
        by=by,
    )
    achieved = nest.sentence(code, owner, "achieved") if rules.words else ""
    said = Outcome(kind=EvaluationKind.EVALUATION, held_on=clock.today(), with_client=True, achieved=achieved)
    hold_evaluation(plan=plan, outcome=said, by=by)
    plan_evaluation(plan=plan, due_on=clock.today() + timedelta(days=90), by=by)
    name_director(plan=plan, level=DirectionLevel.CASE, user=director if rules.separate else by, reach="088 123 45 67", by=by)
    save_plan_draft(plan=plan, page="evaluatie", version=0, content={"achieved": [nest.sentence(code, owner, "plan draft")]}, by=by)


def measure(nest: Nest, code: str, owner: str, dossier: Dossier) -> None:
    """A measurement of one area; the municipality's own switch is on where its protocol names no instrument."""
    by = dossier.opened_by
    earlier = None if instrument_on(clock.today()) is None else clock.today()  # where the protocol names one, ours was of no use for long
    if not Instrument.objects.exists():
        Instrument.objects.create(name="Meting", areas=[LifeArea.HOUSING], source="besluit", valid_from=clock.today(), valid_until=earlier)
    row = begin_measurement(dossier=dossier, measured_on=clock.today(), by=by)
    words = {name: nest.sentence(code, owner, f"score {name}") for name in ("reason", "explanation")}
    score_area(measurement=row, area="housing", level=2, by=by, **words)
    finish_measurement(measurement=row, with_client=True, drawn_up_with=nest.word(code, owner, "drawn up with"), by=by)
