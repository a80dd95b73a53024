"""What the pages of a talk need to know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.models import User
from consent.models import Consent
from consent.policies import Deciders
from consent.states import AnswerForm, ConsentState, Scope
from dossiers.models import Dossier, Participant, PartnerChoice, Talk
from dossiers.policies import StepPlan, TalkPlan, ordinary_data
from dossiers.presenters.words import CATEGORIES, category_words, enumeration
from dossiers.states import Capacity, Step, StepStatus, TalkState
from privacy_domain.people import presenters as people
from privacy_domain.people.models import Person
from privacy_domain.people.selectors import age_on
from privacy_domain.protocols import book, catalogue
from privacy_domain.protocols.types import Category
from privacy_domain.tenancy.selectors import protocol_on
from privacy_domain.texts.kinds import Condition
from privacy_domain.texts.selectors import TextMissing, Wording, cards_on, text_on, texts_on
from privacy_domain.web.templatetags.domain import date_nl

GROUPS: tuple[tuple[str | Promise, tuple[Step, ...]], ...] = (
    (gettext_lazy("Explain"), (Step.TABLE, Step.EXPLAIN, Step.WRITTEN)),
    (gettext_lazy("Ask"), (Step.AGREEMENT, Step.SPECIAL, Step.PARTNERS, Step.NOTES)),
    (gettext_lazy("Finish"), (Step.CHECK, Step.SIGN, Step.DONE)),
)

LOOK = {
    StepStatus.DONE: "done",
    StepStatus.BUSY: "busy",
    StepStatus.TODO: "todo",
    StepStatus.CANNOT_YET: "blocked",
    StepStatus.NOT_NEEDED: "not_needed",
}

HOLDERS: dict[str, str | Promise] = {
    "self": gettext_lazy("the client"),
    "legal": gettext_lazy("the legal representative"),
    "spouse": gettext_lazy("the spouse or partner"),
    "parent": gettext_lazy("a parent"),
    "sibling": gettext_lazy("a brother or sister"),
    "child": gettext_lazy("a child"),
}

CAPACITY_OF_HOLDER = {
    "self": Capacity.CLIENT,
    "legal": Capacity.LEGAL,
    "spouse": Capacity.SPOUSE,
    "parent": Capacity.PARENT,
    "sibling": Capacity.SIBLING,
    "child": Capacity.CHILD,
}


def step_url(talk: Talk, step: Step) -> str:
    """The address of one step."""
    return reverse("dossiers:step", args=[talk.dossier_id, talk.pk, step.value])


def talk_url(talk: Talk) -> str:
    """The task list of a talk."""
    return reverse("dossiers:talk", args=[talk.dossier_id, talk.pk])


def dossier_url(talk: Talk) -> str:
    """The dossier of a talk."""
    return reverse("dossiers:overview", args=[talk.dossier_id])


def exception_known(plan: TalkPlan) -> bool:
    """Whether this protocol knows a way on without consent inside the team."""
    return plan.ordinary.exception_known or any(asking.exception_known for asking in plan.special.values())


def exception_categories(plan: TalkPlan) -> list[Category]:
    """The data for which one can go on without consent: those of the help question and the special ones, unless a yes stands."""
    possible = set(ordinary_data(plan.on)) if plan.ordinary.exception_known else set()
    possible |= {code for code, asking in plan.special.items() if asking.exception_known}
    return [code for code in CATEGORIES if code in possible and not _agreed(plan, code)]


def _agreed(plan: TalkPlan, code: Category) -> bool:
    newest = (plan.where.latest(scope, code) for scope in (Scope.ORDINARY, Scope.SPECIAL))
    return any(consent is not None and consent.state == ConsentState.GIVEN for consent in newest)


def what_is_asked(plan: TalkPlan) -> list[dict[str, Any]]:
    """What this municipality asks in the talk, each with the article: shown before the start."""
    special_asked = [asking for asking in plan.special.values() if asking.needed]
    lines = [
        {
            "label": _("Agreement for ordinary data"),
            "value": _asked_words(plan.ordinary.needed, plan.ordinary.form),
            "decision": plan.ordinary.decision,
        }
    ]
    if special_asked:
        lines.append(
            {
                "label": _("Consent for special data"),
                "value": _asked_words(True, special_asked[0].form),
                "decision": special_asked[0].decision,
            }
        )
    else:
        lines.append({"label": _("Consent for special data"), "value": _asked_words(False, None), "decision": None})
    return lines


def _asked_words(needed: bool, form: AnswerForm | None) -> str:
    if not needed:
        return _("not asked")
    return _("asked, in writing") if form == AnswerForm.WRITTEN else _("asked, orally or in writing")


def draft_url(talk: Talk, step: Step, slot: str = "") -> str:
    """Where a page of this step saves what is typed."""
    address = reverse("dossiers:draft", args=[talk.dossier_id, talk.pk, step.value])
    return f"{address}?slot={slot}" if slot else address


def hide_url() -> str:
    """The neutral page behind "hide the screen"."""
    return reverse("access:hidden")


def task_groups(plan: TalkPlan) -> list[dict[str, Any]]:
    """The task list: three groups, each line with its status and, where it needs one, its sentence."""
    lines = {line.step: line for line in plan.steps}
    return [{"title": title, "items": [_task(plan.talk, lines[step]) for step in steps if step in lines]} for title, steps in GROUPS]


def step_label(step: Step) -> str:
    """What a step is called as something to do: the last one is "done" only afterwards."""
    return _("Finish the talk") if step == Step.DONE else str(step.label)


def _task(talk: Talk, line: StepPlan) -> dict[str, Any]:
    return {
        "key": line.step.value,
        "title": step_label(line.step),
        "url": step_url(talk, line.step) if talk.state == TalkState.RUNNING or line.step == Step.DONE else "",
        "status": LOOK[line.status],
        "hint": line.reason,
    }


def next_step(plan: TalkPlan) -> Step | None:
    """The first step that can be done now; None when everything is done."""
    for line in plan.steps:
        if line.status in {StepStatus.TODO, StepStatus.BUSY}:
            return line.step
    return None


def decision_rule(person: Person, deciders: Deciders, on: date) -> str:
    """One sentence on who decides and signs (articles 12, 12 and 22; elsewhere the law)."""
    sentence = _decision_rule(person, deciders, on)
    return sentence[:1].upper() + sentence[1:]


def _decision_rule(person: Person, deciders: Deciders, on: date) -> str:
    name, acts = people.display_name(person), deciders.acts
    if not acts:
        return _("The rules name nobody who may decide for %(name)s. Ask nothing now; talk to your team leader.") % {"name": name}
    if acts == ("self",):
        return _("%(name)s decides and signs.") % {"name": name}
    others = enumeration(str(HOLDERS[act]) for act in acts if act != "self")
    age = age_on(person, on) or 0
    if deciders.together:
        return _("%(name)s is %(age)d. %(name)s and %(others)s decide together and both sign.") % {"name": name, "age": age, "others": others}
    return _("For %(name)s (%(age)d) %(others)s decides and signs.") % {"name": name, "age": age, "others": others}


def with_name(talk: Talk) -> str:
    """With whom the talk is."""
    return people.display_name(talk.person)


def seat_names(talk: Talk, deciders: Deciders) -> dict[str, str]:
    """Names at the table by holder, so that who answered is filled in and can be corrected."""
    seated = {participant.capacity: participant.name for participant in Participant.objects.filter(talk=talk)}
    names = {act: seated.get(CAPACITY_OF_HOLDER[act], "") for act in deciders.acts}
    if "legal" in names and not names["legal"]:
        names["legal"] = seated.get(Capacity.PARENT, "")
    return names


def purpose_sentence(dossier: Dossier, on: date) -> str:
    """For what the data are needed, in the words of the protocol's list of purposes and the help question."""
    protocol = protocol_on(on)
    labels = {item.code: item.label for item in protocol.parameter("purposes").value or ()} if protocol else {}
    words = enumeration(labels.get(code, code) for code in dossier.purposes)
    return words or _("your help question")


def blanks(plan: TalkPlan, user: User, choice: PartnerChoice | None = None) -> dict[str, str]:
    """Everything that can fill a blank of a text at the table."""
    dossier, municipality = plan.talk.dossier, plan.talk.dossier.municipality
    protocol = protocol_on(plan.on)
    name = people.display_name(plan.talk.person)
    parties = [c.partner.name for c in plan.partners]
    values = {
        "aanhef": name,
        "client": name,
        "leeftijd": str(age_on(plan.talk.person, plan.on) or ""),
        "professional": user.display_name,
        "team": dossier.team.name,
        "teamleden": _("the colleagues of your team"),
        "telefoon": municipality.telephone,
        "email": municipality.email,
        "postadres": municipality.postal_address,
        "fg": municipality.privacy_officer,
        "verantwoordelijke": municipality.controller,
        "protocol": protocol.citation_title if protocol else _("the law"),
        "partijen": enumeration(parties),
        "verwijzer": "" if plan.talk.with_relative else dossier.referrer_name,
        "verwijzing": "" if plan.talk.with_relative else dossier.referrer_told,
        "wet": enumeration(LAWS.get(tag, tag) for tag in dossier.law_tags),
        "doel": purpose_sentence(dossier, plan.on),
        "gegevens": "",
        "partner": "",
        "tot": "",
        "vertegenwoordiger": enumeration(str(HOLDERS[act]) for act in plan.deciders.acts if act != "self"),
    }
    if choice is not None:
        values |= {
            "partner": choice.partner.name,
            "gegevens": enumeration(category_words(choice.items)),
            "doel": choice.purpose.rstrip(" ."),
            "tot": date_words(choice.valid_until),
        }
    return values


LAWS = {"wmo": "Wmo 2015", "jeugdwet": "Jeugdwet", "participatiewet": "Participatiewet", "other": "andere wet"}


def date_words(day: date | None) -> str:
    """A date as a text says it; without one the support's own end."""
    return date_nl(day) if day else "het einde van de hulp"


def cards(plan: TalkPlan, user: User) -> list[Wording]:
    """The cards to read aloud: those of this protocol, in the talk's language, with this client's parties and referrer filled in."""
    met = [Condition.PARTIES_NAMED if plan.partners else Condition.NO_PARTIES]
    if plan.talk.dossier.referrer_name and not plan.talk.with_relative:  # it was the client who was referred
        met.append(Condition.REFERRED)
    values = blanks(plan, user)
    return [card.filled(values) for card in cards_on(plan.on, holds=met, language=plan.talk.language)]


def demanded_items(plan: TalkPlan) -> list[tuple[str, str]]:
    """What the protocol in force wants told, item by item: code and words. Without a protocol the law's own list."""
    protocol = protocol_on(plan.on)
    items = protocol.value(catalogue.INFORMING_CONTENTS) if protocol else None
    if not items:
        items = book.law().value(catalogue.LAW_INFORMING_CONTENTS, plan.on)
    return [(item.code, item.label) for item in items or ()]


def wording(plan: TalkPlan, user: User, key: str, choice: PartnerChoice | None = None, **extra: str) -> Wording:
    """One text, filled in for this talk."""
    return text_on(key, plan.on, plan.talk.language).filled(blanks(plan, user, choice) | extra)


def optional_wording(plan: TalkPlan, user: User, key: str) -> Wording | None:
    """A text that not every protocol has, or None."""
    try:
        return wording(plan, user, key)
    except TextMissing:
        return None


def wordings(plan: TalkPlan, user: User, keys: list[str], choice: PartnerChoice | None = None) -> dict[str, Wording]:
    """Several texts by the last part of their key, filled in."""
    values = blanks(plan, user, choice)
    found = texts_on(keys, plan.on, plan.talk.language)
    return {key.split(".", 1)[-1].replace("-", "_"): text.filled(values) for key, text in found.items()}


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """One consent as screens show it."""

    id: UUID
    with_whom: str
    whose: str
    what: str
    why: str
    state: str
    state_label: str
    kind: str
    answered_at: Any
    said_by: str
    valid_until: date | None
    form: str
    citations: tuple[str, ...]
    can_withdraw: bool


KIND_OF_STATE = {
    ConsentState.GIVEN: "ok",
    ConsentState.AWAITING_SIGNATURE: "warning",
    ConsentState.REFUSED: "plain",
    ConsentState.WITHDRAWN: "plain",
    ConsentState.LATER: "info",
    ConsentState.ASKED: "info",
}


def consent_line(consent: Consent, client_id: UUID | None = None) -> ConsentLine:
    """One row of the table of consents; with the name of whose it is when that is not the client of the dossier."""
    state = ConsentState(consent.state)
    what = {Scope.ORDINARY: _("recording and requesting: "), Scope.SPECIAL: _("recording and requesting: ")}.get(Scope(consent.scope), "")
    return ConsentLine(
        id=consent.pk,
        with_whom=consent.recipient_name,
        whose="" if client_id in {None, consent.person_id} else people.display_name(consent.person),
        what=what + enumeration(category_words(consent.categories)),
        why=consent.purpose,
        state=consent.state,
        state_label=str(state.label),
        kind=KIND_OF_STATE[state],
        answered_at=consent.withdrawn_at or consent.answered_at or consent.asked_at,
        said_by=consent.withdrawal_said_by or consent.said_by,
        valid_until=consent.valid_until,
        form=consent.get_form_given_display() if consent.form_given else consent.get_form_needed_display(),
        citations=tuple(consent.citations),
        can_withdraw=state == ConsentState.GIVEN,
    )


def consents_of(plan: TalkPlan) -> list[ConsentLine]:
    """Every question of this dossier, newest first."""
    return [consent_line(consent) for consent in sorted(plan.where.consents, key=lambda c: c.asked_at, reverse=True)]
