"""The people of a dossier: a list first, a drawing of the network second."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from access.models import User
from dossiers.models import Dossier, FirstRecording, Relation, Triage
from dossiers.policies import intake_rules
from dossiers.policies.partner_help import partner_data_rules
from dossiers.presenters.dossier import frame
from dossiers.selectors import referral_of, relations_of, representations_of, told_of
from dossiers.states import AgeTask, Tie
from privacy_domain import clock
from privacy_domain.crypto.fields import prefetch_keys
from privacy_domain.people import presenters as people
from privacy_domain.people.models import Representative
from privacy_domain.people.selectors import age_on
from privacy_domain.work.models import Task

WIDTH, HEIGHT, RADIUS_X, RADIUS_Y = 640, 500, 252, 216  # a dozen boxes of 120 by 50 stand free of each other
MOST_DRAWN = 12
LONGEST_LABEL = 13
# dash pattern and width of a line: the kind of contact shows without colour
LINES = {Tie.STRONG: ("", 6), Tie.ORDINARY: ("", 2), Tie.WEAK: ("4 6", 2), Tie.TENSE: ("14 5 3 5", 4)}


def name_of(row: Relation) -> str:
    """How a list names somebody around the client."""
    if row.person is not None:
        return people.display_name(row.person)
    return row.name or (row.partner.name if row.partner else "")


def people_page(dossier: Dossier, user: User, on: date) -> dict[str, Any]:
    """The page with everybody around the client."""
    rows, representations = relations_of(dossier), representations_of(dossier, on)
    told = told_of(dossier) if any(row.in_support for row in rows) else {}
    prefetch_keys(row.representative for row in representations)
    return frame(dossier, user, on) | {
        "rules": intake_rules(on),
        "people": [_line(row, told, on) for row in rows],
        "representations": [representation_line(row) for row in representations],
        "referral": referral_of(dossier),
        "triages": list(Triage.objects.filter(dossier=dossier).order_by("-judged_at")),
        "first_recording": FirstRecording.objects.select_related("exception").filter(dossier=dossier).first(),
        "drawing": ecogram(dossier, rows),
        "partner_data": partner_data_rules(on),
    }


def _line(row: Relation, told: Mapping[UUID, datetime], on: date) -> dict[str, Any]:
    age = age_on(row.person, on) if row.person else None
    return {
        "id": row.pk,
        "name": name_of(row),
        "role": row.get_role_display(),
        "relation": row.relation,
        "age": "" if age is None else _("%(age)d years") % {"age": age},
        "relevance": row.relevance,
        "contact": row.contact or (row.person.phone if row.person else ""),
        "tie": row.get_tie_display(),
        "in_support": row.in_support,
        "told_at": told.get(row.person_id) if row.person_id else None,
        "household": row.get_household_display(),
        "agreed_on": row.agreed_on,
    }


def representation_line(row: Representative) -> dict[str, Any]:
    """A representation on a screen."""
    return {
        "id": row.pk,
        "name": people.display_name(row.representative),
        "kind": row.get_kind_display(),
        "valid_from": row.valid_from,
        "valid_until": row.valid_until,
        "basis": row.basis,
        "willing": row.willing,
        "limited": row.limited_at is not None,
    }


def ecogram(dossier: Dossier, rows: Sequence[Relation]) -> dict[str, Any]:
    """Where everything stands in the drawing: the client in the middle, the first MOST_DRAWN around him, a line for the contact."""
    drawn = rows[:MOST_DRAWN]
    middle = (WIDTH / 2, HEIGHT / 2)
    nodes = []
    for number, row in enumerate(drawn):
        angle = 2 * math.pi * number / len(drawn) - math.pi / 2
        x, y = middle[0] + RADIUS_X * math.cos(angle), middle[1] + RADIUS_Y * math.sin(angle)
        dashes, width = LINES[Tie(row.tie)]
        label = people.short_name(row.person) if row.person else name_of(row)
        nodes.append({"x": round(x), "y": round(y), "label": _short(label), "under": _short(row.relation), "dashes": dashes, "width": width})
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "x": round(middle[0]),
        "y": round(middle[1]),
        "client": _short(people.short_name(dossier.person)),
        "nodes": nodes,
        "left_out": len(rows) - len(drawn),
        "legend": [{"label": tie.label, "dashes": LINES[tie][0], "width": LINES[tie][1]} for tie in Tie],
    }


def _short(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"


def task_page(dossier: Dossier, user: User, tasks: Sequence[Task]) -> dict[str, Any]:
    """The page of a birthday or an end of a representation."""
    return frame(dossier, user, clock.today()) | {"lines": [{"text": AgeTask(task.kind).label, "due_on": task.due_on} for task in tasks]}
