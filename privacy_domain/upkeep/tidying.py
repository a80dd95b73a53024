"""Each night: what the system keeps about itself goes when its term is over. Which term, each model says itself.

A batch is one transaction with the job's own row: killed at any point there is nothing half, and the next step goes on where this one was.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db import models, router, transaction
from django.db.models import Exists, OuterRef

from access.models import User
from access.services.forgetting import forget_factors
from privacy_domain import clock
from privacy_domain.audit.events import UpkeepEvent
from privacy_domain.audit.record import record
from privacy_domain.crypto import files
from privacy_domain.crypto.stored import columns_of
from privacy_domain.erasure.places import references
from privacy_domain.operation import Actor
from privacy_domain.privacy import Along, Until, every_row, our_models, overdue, rules
from privacy_domain.tenancy import scope
from privacy_domain.tenancy.rls import term_is_over

BATCH = 500

log = logging.getLogger(__name__)

Model = type[models.Model]


@dataclass(frozen=True, slots=True)
class Tidied:
    """What one batch ended: rows of `table`, and rows that went along with them."""

    table: str
    rows: int
    along: int = 0


def own_terms() -> Iterator[tuple[Model, Until]]:
    """Every model with a term of its own."""
    for model in our_models():
        if getattr(model, "instance_type", None) is None:
            yield from ((model, rule) for rule in rules(model) if isinstance(rule, Until))


def going_along(model: Model) -> Iterator[tuple[Model, str]]:
    """The models of which rows go with a row of `model`, and by which column."""
    for other, column, _ in references(model):
        if any(isinstance(rule, Along) and rule.column == column for rule in rules(other)):
            yield other, column


def due(model: Model, rule: Until) -> models.QuerySet[models.Model]:
    """The rows whose term is over, and that nothing which stays rests on: a mandate, say, stays as long as a decision taken under it."""
    rows = overdue(model, rule)
    if rule.blank:
        return rows
    along = set(going_along(model))
    for other, column, _ in references(model):
        if (other, column) not in along:
            rows = rows.exclude(Exists(every_row(other).filter(**{column: OuterRef("pk")})))
    return rows


@transaction.atomic
def tidy_some(*, most: int = BATCH, by: Actor) -> Tidied | None:
    """End at most `most` rows of one table whose term is over in the municipality in scope; None when there are none in any table."""
    for model, rule in own_terms():
        keys = list(due(model, rule).order_by("pk").values_list("pk", flat=True)[:most])
        if keys:
            done = _blank(model, rule, keys, by) if rule.blank else _remove(model, keys)
            record(UpkeepEvent.TIDIED, by=by, subject_kind=f"table:{done.table}", reason=f"{rule.term.code}:{done.rows}")
            log.info("tidy %s: %d rows of %s, %d along with them (%s)", scope.require().code, done.rows, done.table, done.along, rule.term.code)
            return done
    return None


def sweep_sessions() -> int:
    """Remove the sessions that nobody can use any more, of whatever municipality; returns how many."""
    removed, _ = Session.objects.filter(expire_date__lt=clock.now()).delete()
    log.info("tidy: %d sessions", removed)
    return int(removed)


def _remove(model: Model, keys: Collection[UUID]) -> Tidied:
    """The rows, and after the commit their files; a file that a kill leaves behind is a stray, which the night sweeps."""
    for column in columns_of(model):
        for name in every_row(model).filter(pk__in=keys).exclude(**{column: ""}).values_list(column, flat=True):
            transaction.on_commit(partial(files.delete, name))
    along = sum(_delete(other, f"{column}__in", keys) for other, column in going_along(model))
    return Tidied(model._meta.db_table, _delete(model, "pk__in", keys), along)


def _delete(model: Model, condition: str, keys: Collection[UUID]) -> int:
    with term_is_over(model._meta.db_table):
        return int(every_row(model).filter(**{condition: keys})._raw_delete(router.db_for_write(model)))


def _blank(model: Model, rule: Until, keys: Collection[UUID], by: Actor) -> Tidied:
    along = forget_factors(users=keys, by=by) if model is User else 0
    with term_is_over(model._meta.db_table):
        return Tidied(model._meta.db_table, overdue(model, rule).filter(pk__in=keys).update(**rule.blank), along)
