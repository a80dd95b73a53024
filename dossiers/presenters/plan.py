"""The pages of the plan. Of the dossier they show its number and who the client is, and nothing else (Sittard-Geleen par. 5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from access.models import User
from access.policies import may_open
from dossiers.models import Activity, Direction, Dossier, Evaluation, Plan
from dossiers.policies.plan import PlanRules, plan_rules
from dossiers.presenters.dossier import law_alone, tabs_of
from dossiers.selectors import plan as select
from dossiers.states import EvaluationKind, EvaluationState, Performer, PlanState
from privacy_domain.people import presenters as people
from privacy_domain.people.models import Person
from privacy_domain.web.templatetags.domain import date_nl


def frame(door: select.PlanDoor, user: User, on: date) -> dict[str, Any]:
    """What every page of the plan shows. The tabs of the dossier only to whom the dossier itself is open."""
    dossier, plan, rules = door.dossier, door.plan, plan_rules(on)
    inside = may_open(user, dossier.pk, on=on).allowed
    own = [{"name": "plan", "label": _("Plan"), "url": reverse("dossiers:plan", args=[dossier.pk])}]
    facts = [{"key": _("Number"), "value": dossier.number}]
    if dossier.person.birth_date:
        facts.insert(0, {"key": _("Born"), "value": date_nl(dossier.person.birth_date)})
    return {
        "ref": dossier.pk,
        "number": dossier.number,
        "identity_name": people.display_name(dossier.person),
        "identity_facts": facts,
        "identity_tags": law_alone(on),
        "tabs": tabs_of(dossier) if inside else {"daily": own, "more": []},
        "inside": inside,
        "rules": rules,
        "plan": plan,
        "plan_name": title_of(plan.name if plan else rules.names[0]),
        "writing": door.may_write and (plan is None or plan.state == PlanState.OPEN),
        "plan_url": reverse("dossiers:plan", args=[dossier.pk]),
    }


def title_of(name: str) -> str:
    """The name of the plan as a heading."""
    return name[:1].upper() + name[1:]


def plan_page(door: select.PlanDoor, user: User, on: date) -> dict[str, Any]:
    """The plan at a glance."""
    context = frame(door, user, on)
    if door.plan is None:
        return context | {"may_start": door.may_write and context["inside"]}
    return context | contents(door.plan, on)


def contents(plan: Plan, on: date) -> dict[str, Any]:
    """What stands in the plan, for the screen and for paper."""
    directors, evaluations = select.directors_of(plan), select.evaluations_of(plan)
    return {
        "closed": plan.state == PlanState.CLOSED,
        "household": [person_line(link.dossier.person, _("client, dossier %(number)s") % {"number": link.dossier.number}, link.dossier)
                      for link in select.dossiers_of(plan)]
        + [person_line(row.person, row.relation) | {"row": row.pk} for row in select.persons_of(plan)],
        "directors": [director_line(row) for row in directors if row.until is None],
        "directed_before": [director_line(row) for row in directors if row.until is not None],
        "activities": [activity_line(row, on) for row in select.activities_of(plan)],
        "ahead": next((row for row in evaluations if row.state == EvaluationState.PLANNED), None),
        "held": [evaluation_line(row) for row in evaluations if row.state == EvaluationState.HELD],
    }  # fmt: skip


def person_line(person: Person, role: str, dossier: Dossier | None = None) -> dict[str, Any]:
    """Somebody of the household."""
    return {"name": people.display_name(person), "born": person.birth_date, "role": role, "dossier": dossier.pk if dossier else None}


def director_line(row: Direction) -> dict[str, Any]:
    """Who directs, as the client sees it too."""
    return {
        "id": row.pk,
        "name": row.user.display_name,
        "title": row.user.job_title,
        "level": row.get_level_display(),
        "reach": row.reach,
        "since": row.since,
        "until": row.until,
    }


def activity_line(row: Activity, on: date) -> dict[str, Any]:
    """One activity: what, when, who, and how it stands on a day."""
    who = row.organisation.name if row.organisation else Performer(row.performer).label
    if row.done_on:
        status, kind = _("Done on %(day)s") % {"day": date_nl(row.done_on)}, "done"
    elif row.begins_on > on:
        status, kind = _("Not begun yet"), "todo"
    elif row.ends_on and row.ends_on < on:
        status, kind = _("The end has passed"), "late"
    else:
        status, kind = _("Running"), "busy"
    return {
        "id": row.pk,
        "what": row.what,
        "more": ", ".join(filter(None, (row.nature, row.extent))),
        "begins_on": row.begins_on,
        "ends_on": row.ends_on,
        "who": who,
        "executor": row.executor,
        "contact": row.contact,
        "status": status,
        "kind": kind,
        "remarks": row.remarks,
    }


def evaluation_line(row: Evaluation) -> dict[str, Any]:
    """One evaluation that was held."""
    return {
        "kind": row.get_kind_display(),
        "held_on": row.held_on,
        "by": row.held_by.display_name if row.held_by else "",
        "with_client": row.with_client,
        "achieved": row.achieved,
    }


def words_of(plan: Plan) -> dict[str, str]:
    """Goals and agreements as they stand."""
    return {"goals": plan.goals, "agreements": plan.agreements}


def values_of(row: Activity) -> dict[str, Any]:
    """An activity as its form shows it."""
    plain = ("what", "nature", "extent", "begins_on", "ends_on", "performer", "executor", "contact", "done_on", "remarks")
    return {name: getattr(row, name) for name in plain} | {"organisation": str(row.organisation_id or "")}


def texts_of(values: Mapping[str, Any]) -> dict[str, str]:
    """The same as texts, to compare."""
    return {name: "" if value is None else str(value) for name, value in values.items()}


def read_aloud(values: Mapping[str, Any]) -> list[str]:
    """What stands there now, for who wrote at the same time."""
    return [
        date_nl(value) if isinstance(value, date) else str(value)
        for name, value in values.items()
        if value and name not in ("organisation", "performer")
    ]


def versions_page(door: select.PlanDoor, user: User, on: date) -> dict[str, Any]:
    """How the plan was, the newest first."""
    plan = door.plan
    return frame(door, user, on) | {"states": [_state(one) for one in select.earlier_states(plan)] if plan else []}


def _state(one: select.EarlierState) -> dict[str, Any]:
    row = one.row
    if one.kind == "plan":
        texts = [(_("Goals"), row.goals), (_("Agreements"), row.agreements)]
        agreed = _("%(day)s with %(who)s") % {"day": date_nl(row.agreed_on), "who": row.agreed_with} if row.agreed_on else ""
        texts.append((_("Agreed with the client"), agreed))
        title = title_of(row.name)
    else:
        title = row.what
        when = f"{date_nl(row.begins_on)} - {date_nl(row.ends_on) if row.ends_on else _('no end agreed')}"
        texts = [(_("Nature and extent"), ", ".join(filter(None, (row.nature, row.extent)))), (_("When"), when)]
        texts += [(_("Who"), ", ".join(filter(None, (str(Performer(row.performer).label), row.executor, row.contact))))]
        texts += [(_("Done on"), date_nl(row.done_on) if row.done_on else ""), (_("Remarks"), row.remarks)]
    return {"title": title, "at": one.at, "who": one.who, "texts": [(str(key), value) for key, value in texts if value]}


def list_page(lines: list[select.PlanLine]) -> dict[str, Any]:
    """The plans that somebody may open."""
    return {
        "lines": [
            {
                "url": reverse("dossiers:plan", args=[line.dossiers[0].pk]),
                "name": title_of(line.plan.name),
                "people": [people.display_name(dossier.person) for dossier in line.dossiers],
                "numbers": [dossier.number for dossier in line.dossiers],
                "director": line.director.user.display_name if line.director else "",
                "due_on": line.due_on,
            }
            for line in lines
        ]
    }


def occasion_hint(rules: PlanRules) -> dict[str, Any]:
    """What the protocol says of looking at the plan again."""
    return {
        "occasion": rules.occasion_explanation,
        "occasion_citations": rules.occasion_citations,
        "several": EvaluationKind.REEXAMINATION in rules.occasions,
    }
