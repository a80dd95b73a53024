"""Two records of one person: who may bring them together, and every table that must follow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models

from access.models import User
from access.selectors import excluded_among
from dossiers.models import Dossier, Relation
from dossiers.policies.rights import leads_for
from privacy_domain import clock
from privacy_domain.letters.models import Letter
from privacy_domain.people.models import Person, SearchToken
from privacy_domain.privacy import our_models
from privacy_domain.work.models import Task

OPAQUE = (Task, Letter)
"""Tables that name a person by `person_id` without a foreign key; the log does too, and is never changed."""


def pointers() -> Iterator[tuple[type[models.Model], models.Field[Any, Any]]]:
    """Every foreign key to a person in the whole application, but for search tokens, which are made of the person himself."""
    for model in our_models():
        if model is not SearchToken:
            yield from ((model, field) for field in model._meta.concrete_fields if field.related_model is Person)


def dossiers_of(*persons: Person) -> models.QuerySet[Dossier]:
    """The dossiers of these persons, and those in which they stand among the people around the client."""
    around = Relation.objects.filter(person__in=persons).values("dossier")
    return Dossier.objects.filter(models.Q(person__in=persons) | models.Q(pk__in=around))


def may_merge(user: User, one: Person, other: Person) -> bool:
    """Who leads every team that has a dossier of either of the two, or in which either stands among the people; and is kept away
    from none of them."""
    touched = list(dossiers_of(one, other).select_related("team"))
    if not touched or excluded_among(user, [row.pk for row in touched]):
        return False
    return all(leads_for(user, row, clock.today()) for row in touched)


def tables_with_a_person_key() -> set[str]:
    """Tables that name a person by key without a foreign key, found in the registry: for the test that none was forgotten."""
    named = (model for model in apps.get_models() for field in model._meta.concrete_fields if field.name == "person_id" and not field.is_relation)
    return {model._meta.label for model in named}
