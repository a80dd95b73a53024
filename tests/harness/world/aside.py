"""Two files beside those that are visited, of one person who was registered twice: what went otherwise than it should. A canary in
every text; the names are plain, because lists show them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from access.models import Team, User
from dossiers import services
from dossiers.models import Dossier
from dossiers.policies.colleague import asking_rules
from dossiers.policies.items import item_rules
from dossiers.policies.life import may_transfer
from dossiers.policies.measurement import instrument_on
from dossiers.policies.plan import plan_rules
from dossiers.services.answering import Reply, answer_question, decline_question
from dossiers.services.closing import Ending, close_dossier, reopen_dossier
from dossiers.services.colleague import ask_colleague
from dossiers.services.items import record_item
from dossiers.services.life import record_move
from dossiers.services.measurement import begin_measurement, finish_measurement, score_area
from dossiers.services.meldcode_steps import Decision, Weighing, decide_meldcode, record_weighing
from dossiers.services.merging import merge_persons
from dossiers.services.moving import move_item
from dossiers.services.plan import add_to_plan, start_plan
from dossiers.services.relations import Around, add_relation
from dossiers.services.talk import stop_talk
from dossiers.states import ClosingReason, DeclineReason, ItemKind, RelationRole, SharingBasis
from dossiers.states.people import Household
from dossiers.states.safety import WeighAnswer
from privacy_domain import clock
from privacy_domain.people.presenters import full_name
from privacy_domain.people.services import register_person
from privacy_domain.protocols.types import Category
from tests.harness.canaries import Nest
from tests.harness.world import items, life, safety

OWNER, BORN = "aside", date(1971, 3, 3)


def go_otherwise(nest: Nest, code: str, staff: dict[str, User], team: Team, like: Dossier) -> None:
    """Everything, in an order in which each act is still possible. `like` says under what a file of this town stands."""
    by = staff["involved"]
    one, other = (_open(by, team, like) for _twice in range(2))
    _ask(nest, code, staff, one)
    _signal(nest, code, one)
    talk = services.prepare_talk(dossier=one, by=by)
    stop_talk(talk=talk, because=nest.sentence(code, OWNER, "why the talk stopped"), by=by)
    if item_rules(one, ItemKind.NOTE, clock.today()).grounds:  # where the task in the law carries them: nobody was asked here
        _misplace(nest, code, one, other)
        _plan(nest, code, one)
        _measure(nest, code, one)
    _end(nest, code, other)
    merge_persons(kept=one.person, gone=other.person, because=nest.sentence(code, OWNER, "why merged"), by=staff["team_lead"])


def _open(by: User, team: Team, like: Dossier) -> Dossier:
    person = register_person(details={"surname": "Tweeling", "birth_date": BORN}, by=by)
    under = {"purposes": like.purposes, "domains": like.domains, "law_tags": like.law_tags}
    return services.start_dossier(person=person, team=team, help_question="Een vraag.", by=by, **under)


def _ask(nest: Nest, code: str, staff: dict[str, User], dossier: Dossier) -> None:
    """One question that was answered and can still be read, one that was declined, one on the client's agreement."""
    by, mate = dossier.opened_by, staff["team_mate"]
    wish = life.wish(nest, code, life.QUESTION, "three questions")
    known = {"colleague": by, "client_name": full_name(dossier.person), "birth_date": BORN, "by": mate}
    words = {name: nest.sentence(code, life.QUESTION, f"reply {name}") for name in ("text", "content_because", "beyond_because")}
    reply = Reply(given=[Category.OTHER], fits=True, with_content=True, **words)
    answer_question(question=ask_colleague(wish=wish, **known), dossier=dossier, reply=reply, by=by)
    note = nest.sentence(code, OWNER, "why no answer")
    decline_question(question=ask_colleague(wish=wish, **known), reason=DeclineReason.PURPOSE, note=note, dossier=dossier, by=by)
    if not asking_rules(clock.today()).consent_after_task:
        return
    agreed = replace(wish, law="", basis=SharingBasis.CONSENT, basis_note=nest.sentence(code, life.QUESTION, "what was agreed"))
    ask_colleague(colleague=mate, wish=agreed, dossier=dossier, by=by)


def _signal(nest: Nest, code: str, dossier: Dossier) -> None:
    by, plan = dossier.opened_by, safety.to_weigh(nest, code, OWNER, dossier, "aside")
    answers = dict.fromkeys(["able", "accepted", "leads_to_safety"], WeighAnswer.NO)
    text = nest.sentence(code, OWNER, "weighing")
    record_weighing(meldcode=plan, weighing=Weighing(suspicion=True, acute=True, structural=False, text=text, **answers), by=by)
    why = {name: nest.sentence(code, OWNER, name) for name in ("text", "departs_because")}
    decide_meldcode(meldcode=plan, decision=Decision(report=False, helps=True, **why), by=by)


def _measure(nest: Nest, code: str, dossier: Dossier) -> None:
    instrument = instrument_on(clock.today())
    if instrument is not None and instrument.joint:
        return
    by, row = dossier.opened_by, begin_measurement(dossier=dossier, measured_on=clock.today(), by=dossier.opened_by)
    words = {name: nest.sentence(code, OWNER, f"score {name}") for name in ("reason", "explanation")}
    score_area(measurement=row, area="housing", level=2, by=by, **words)
    finish_measurement(measurement=row, with_client=False, not_together=nest.sentence(code, OWNER, "why not together"), by=by)


def _misplace(nest: Nest, code: str, here: Dossier, there: Dossier) -> None:
    facts = items.facts(nest, code, OWNER, here, ItemKind.CONTACT, "misplaced")
    wrong = record_item(dossier=here, facts=facts, by=here.opened_by)
    move_item(item=wrong, number=there.number, because=nest.sentence(code, OWNER, "why moved"), by=here.opened_by)


def _plan(nest: Nest, code: str, dossier: Dossier) -> None:
    by, words = dossier.opened_by, {name: nest.sentence(code, OWNER, f"of the family: {name}") for name in ("relation", "relevance")}
    around = Around(role=RelationRole.FAMILY, household=Household.NOW, **words)
    relative = add_relation(dossier=dossier, around=around, details={"surname": nest.word(code, OWNER, "surname of the family")}, by=by)
    add_to_plan(plan=start_plan(dossier=dossier, name=plan_rules(clock.today()).names[0], by=by), relation=relative, by=by)


def _end(nest: Nest, code: str, dossier: Dossier) -> None:
    by, on = dossier.opened_by, clock.today()
    results = {purpose: nest.sentence(code, OWNER, f"result {purpose}") for purpose in dossier.purposes}
    unasked = nest.sentence(code, OWNER, "why the client was not asked")
    ending = Ending(reason=ClosingReason.CLIENT_STOPS, closed_on=on, results=results, not_asked_because=unasked)
    close_dossier(dossier=dossier, ending=ending, by=by)
    reopen_dossier(dossier=dossier, reason=nest.sentence(code, OWNER, "why reopened"), by=by)
    if may_transfer(on, agreed=True, in_writing=True).allowed:
        record_move(
            dossier=dossier,
            moved_on=on + timedelta(days=30),
            source=nest.word(code, OWNER, "source of the move"),
            destination=nest.word(code, OWNER, "destination"),
            inside_region=False,
            transfer=True,
            agreed_by=nest.word(code, OWNER, "who agreed to the transfer"),
            in_writing=True,
            by=by,
        )
