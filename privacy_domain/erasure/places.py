"""Where in each table it says whose a row is."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.db import models
from django.db.models import Q

from privacy_domain.crypto.kinds import KeyKind
from privacy_domain.privacy import our_models

Model = type[models.Model]
ITEM = "item"
"""Beside the kinds of keys: one item of a dossier, with everything that is about it and nothing else. It has no key of its own."""


def paths(model: Model, kind: str) -> tuple[str, ...]:
    """The columns of `model` that name the subject of `kind` to whom a row belongs; any of them will do. Empty: to nobody.

    A model says it by the key that seals it; where another key seals it, or none, by a name in `class Privacy`, as in
    `dossier = ("matter_id",)`.
    """
    said: tuple[str, ...] | None = getattr(_privacy(model), str(kind), None)
    if said is not None:
        return said
    sealed = getattr(model, "encryption_key", None)
    if isinstance(sealed, tuple) and sealed[0] == kind:
        return ("id" if _is_earlier_state_of_owner(model, kind) else sealed[1],)
    return ()


def belonging(model: Model, kind: str, subject: UUID) -> Q | None:
    """Which rows of `model` belong to this subject and go with it. None: none ever do.

    What belongs to a dossier goes with the dossier and not with the person whose key seals it.
    """
    own = paths(model, kind)
    if not own:
        return None
    found = Q()
    for path in own:
        found |= Q(**{path: subject})
    if kind == KeyKind.PERSON:
        for path in paths(model, KeyKind.DOSSIER):
            found &= Q(**{f"{path}__isnull": True})
    return found


def kept_by(model: Model) -> tuple[str, ...]:
    """Labels of the models that share a row of `model`: it goes when the last of their rows that point at it has gone."""
    said: tuple[str, ...] = getattr(_privacy(model), "kept_by", ())
    return said


def members(kind: str, subject: UUID) -> Iterator[tuple[Model, Q]]:
    """Every model that can have rows of this subject, with the rows."""
    for model in our_models():
        rows = belonging(model, kind, subject)
        if rows is not None and model._meta.managed:
            yield model, rows


def references(target: Model) -> Iterator[tuple[Model, str, bool]]:
    """Every column of our tables that points at `target`: the model, the column's field, and whether it may be empty."""
    for model in our_models():
        for field in model._meta.local_concrete_fields:
            if field.remote_field is not None and field.related_model is target and getattr(field, "db_constraint", True):
                yield model, field.name, field.null


def _privacy(model: Model) -> object:
    """What a model says of itself; a history table says what its model says."""
    return getattr(getattr(model, "instance_type", model), "Privacy", None)


def _is_earlier_state_of_owner(model: Model, kind: str) -> bool:
    tracked = getattr(model, "instance_type", None)
    return tracked is not None and getattr(tracked, "encryption_key", None) == (kind, "id")
