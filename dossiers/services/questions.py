"""Asking the client inside the team: agreement for ordinary data, consent for special data."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from django.db import transaction

from access.models import User
from consent import services as consent
from consent.models import Consent, WithoutConsent
from consent.states import Answer, AnswerForm, ConsentState, ExceptionGround, Scope
from dossiers.events import DossierEvent
from dossiers.models import Talk
from dossiers.policies import TalkPlan, ordinary_data, require_running, require_step, talk_plan
from dossiers.policies.hearing import heard, latest_informing
from dossiers.services.drafts import forget_draft
from dossiers.services.talk import mark_step, uncheck
from dossiers.states import Step
from privacy_domain import clock
from privacy_domain.audit.record import record
from privacy_domain.protocols.types import Category, Decision, Refused
from privacy_domain.texts import services as texts
from privacy_domain.texts.selectors import Wording
from privacy_domain.web.errors import Conflict, Invalid

TEAM = "team"
# under which part of the step the page "go on without consent" keeps what is typed
EXCEPTION_SLOT = "zonder-toestemming"


@transaction.atomic
def ask_agreement(*, talk: Talk, answer: Answer, said_by: Mapping[str, str], purpose: str, text: Wording, by: User) -> Consent:
    """Agreement to record and request ordinary data for this help question: who, when and for what (Leek 4 lid 3, Landsmeer 4
    lid 3, Opsterland 6 lid 3). Not asked where the protocol does not ask it: Refused by its own sentence.

    A later answer replaces a "later"; after a no the question can be put anew. Raises Conflict once agreement stands.
    """
    require_running(talk)
    plan = talk_plan(talk, clock.today())
    require_step(plan, Step.AGREEMENT)
    if not plan.ordinary.needed:
        raise Refused(plan.ordinary.decision)
    names = heard(plan.deciders, said_by, answer)
    standing = plan.where.latest(Scope.ORDINARY, Category.NAW)
    if standing is not None and standing.state == ConsentState.GIVEN:
        raise Conflict("De instemming staat al. De cliënt kan haar intrekken.")
    question = _open_question(standing) or _ask_inside(
        talk, Scope.ORDINARY, ordinary_data(plan.on), purpose, plan.ordinary.form, plan.ordinary.decision, text, by
    )
    consent.record_answer(consent=question, answer=answer, said_by=names, by=by)
    uncheck(talk=talk, by=by)
    mark_step(talk=talk, step=Step.AGREEMENT, by=by)
    return question


def _open_question(found: Consent | None) -> Consent | None:
    return found if found is not None and found.state in {ConsentState.ASKED, ConsentState.LATER} else None


@transaction.atomic
def judge_special(
    *,
    talk: Talk,
    categories: Sequence[Category],
    reason: str,
    answer: Answer | None,
    said_by: Mapping[str, str],
    purpose: str,
    text: Wording,
    by: User,
) -> list[Consent]:
    """The professional judges which special data are needed, or none, and why (Landsmeer bijlage I); where the protocol asks
    consent for them it is asked in the form that it wants.

    Returns the questions put: at most one for each form. Raises Invalid without a judgement, Refused for a category that
    this protocol gives no ground at all for (Opsterland 11), Conflict in the wrong state.
    """
    require_running(talk)
    plan = talk_plan(talk, clock.today())
    require_step(plan, Step.SPECIAL)
    if not reason.strip():
        raise Invalid("Schrijf in één zin op waarom deze gegevens wel of niet nodig zijn.", field="reason")
    _check_possible(plan, categories)
    to_ask = [category for category in categories if plan.special[category].needed and not _stands(plan, category)]
    if to_ask and answer is None:
        raise Invalid("Kies wat de cliënt antwoordde: ja, nee of later.", field="answer")
    talk.special_needed, talk.special_reason = bool(categories), reason.strip()
    talk.save(update_fields=["special_needed", "special_reason"])
    record(
        DossierEvent.SPECIAL_JUDGED,
        subject_kind="talk",
        subject_id=talk.pk,
        dossier_id=talk.dossier_id,
        person_id=talk.person_id,
        fields=categories,
        by=by,
    )
    questions = _ask_each_form(talk, plan, to_ask, purpose, text, by)
    for question in questions:
        consent.record_answer(consent=question, answer=answer or Answer.LATER, said_by=heard(plan.deciders, said_by, answer or Answer.LATER), by=by)
    uncheck(talk=talk, by=by)
    mark_step(talk=talk, step=Step.SPECIAL, by=by)
    return questions


def _check_possible(plan: TalkPlan, categories: Collection[Category]) -> None:
    for category in categories:
        if category not in plan.special:
            raise Invalid("Dit gegeven is hier geen bijzonder gegeven.", field="categories")
        if not plan.special[category].possible:
            raise Refused(plan.special[category].decision)


def _stands(plan: TalkPlan, category: Category) -> bool:
    found = plan.where.latest(Scope.SPECIAL, category)
    return found is not None and found.state in {ConsentState.GIVEN, ConsentState.AWAITING_SIGNATURE}


def _ask_each_form(talk: Talk, plan: TalkPlan, categories: Sequence[Category], purpose: str, text: Wording, by: User) -> list[Consent]:
    questions = []
    for form in AnswerForm:
        of_form = [category for category in categories if plan.special[category].form == form]
        if of_form:
            decision = plan.special[of_form[0]].decision
            questions.append(_ask_inside(talk, Scope.SPECIAL, of_form, purpose, form, decision, text, by))
    return questions


def _ask_inside(
    talk: Talk,
    scope: Scope,
    categories: Collection[Category],
    purpose: str,
    form: AnswerForm | None,
    decision: Decision,
    text: Wording,
    by: User,
) -> Consent:
    texts.mark_used(ids=[text.id], by=by)
    return consent.ask(
        person=talk.person,
        matter_id=talk.dossier_id,
        scope=scope,
        purpose=purpose,
        categories=sorted(categories),
        recipient_code=TEAM,
        recipient_name=talk.dossier.team.name,
        informing=latest_informing(talk),
        form_needed=form or AnswerForm.ORAL,
        text=text,
        protocol_version=decision.protocol or "",
        citations=[str(citation) for citation in decision.citations],
        by=by,
    )


@transaction.atomic
def go_without(*, talk: Talk, ground: ExceptionGround, categories: Sequence[str], note: str, by: User) -> WithoutConsent:
    """In a talk that runs: go on without consent on one of the two grounds, with a note. Raises as `consent.record_exception`."""
    require_running(talk)
    noted = consent.record_exception(person=talk.person, matter_id=talk.dossier_id, ground=ground, categories=categories, note=note, by=by)
    forget_draft(talk=talk, step=Step.AGREEMENT, slot=EXCEPTION_SLOT, by=by)
    return noted
