"""Removing, in one transaction, every row of a dossier, a person or an item; and saying what must follow after the commit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Protocol
from uuid import UUID

from django.db import connection, router, transaction
from django.db.models import Q

from privacy_domain.crypto import files, keys
from privacy_domain.crypto.fields import owner_of
from privacy_domain.crypto.kinds import KeyKind
from privacy_domain.crypto.stored import columns_of
from privacy_domain.erasure.asking import is_known, person_columns, pointing_at, present
from privacy_domain.erasure.places import ITEM, Model, kept_by, references
from privacy_domain.operation import SYSTEM, Actor
from privacy_domain.privacy import every_row, our_models
from privacy_domain.tenancy.rls import DESTROYING


class Entangled(Exception):
    """A row that stays points at one that would go, and cannot do without: nothing was removed."""


@dataclass(frozen=True, slots=True)
class Removed:
    """What went, in numbers of rows by table, and what has to go after the commit: files and keys."""

    rows: Mapping[str, int] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    keys: tuple[tuple[KeyKind, UUID], ...] = ()

    def __add__(self, other: Removed) -> Removed:
        counted = Counter(self.rows)
        counted.update(other.rows)
        return Removed(dict(counted), self.files + other.files, self.keys + other.keys)


class Hook(Protocol):
    """What a floor does just before a subject goes."""

    def __call__(self, *, subject: UUID, by: Actor) -> None:
        """Do it."""


_before: dict[str, list[Hook]] = {}


def before_leaving(kind: str, hook: Hook) -> None:
    """Register what a floor does just before a subject of `kind` goes, such as naming another dossier on a shared plan."""
    hooks = _before.setdefault(kind, [])
    if hook not in hooks:
        hooks.append(hook)


@transaction.atomic
def remove_dossier(dossier: UUID) -> Removed:
    """Remove every row of a dossier, and then each person whom no other row of any table knows.

    A neighbour in the same household loses nothing: a person or a plan that somebody else's row needs stays. Raises Entangled.
    """
    people = _people_in(KeyKind.DOSSIER, dossier)
    gone = _remove(KeyKind.DOSSIER, dossier)
    while alone := sorted(person for person in people if not is_known(person)):
        for person in alone:  # who represented him, say, may now be known to nobody either
            people |= _people_in(KeyKind.PERSON, person)
            gone += _remove(KeyKind.PERSON, person)
        people -= set(alone)
    return gone


@transaction.atomic
def remove_item(series: UUID) -> Removed:
    """Remove every row that is about one item of a dossier: its versions, their text, whom they are about, and what names it. The
    dossier with its key stays, so there is no key to go. Raises Entangled."""
    return _remove(ITEM, series)


def finish(files_gone: Iterable[str], keys_gone: Iterable[tuple[str, UUID]]) -> None:
    """After the commit: the files, then the keys. Bears repetition."""
    for name in files_gone:
        files.delete(name)
    for kind, subject in keys_gone:
        keys.destroy_key(kind, subject)


# ---------------------------------------------------------------- one subject
def _remove(kind: str, subject: UUID) -> Removed:
    for hook in _before.get(kind, ()):
        hook(subject=subject, by=SYSTEM)
    there = present(kind, subject)
    going = _by_key(there) if kind == ITEM else there
    names = tuple(name for model, rows in going for name in _file_names(model, rows))
    shared = _shared_by(going)
    _let_go(going, shared)
    _announce(str(subject))
    counted = {model._meta.label: number for model, rows in going if (number := _delete(model, rows))}
    _announce("")
    return reduce(Removed.__add__, (_remove_if_alone(*each) for each in shared), Removed(counted, names, _keys(kind, subject)))


def _keys(kind: str, subject: UUID) -> tuple[tuple[KeyKind, UUID], ...]:
    return () if kind == ITEM else ((KeyKind(kind), subject),)


def _by_key(going: Iterable[tuple[Model, Q]]) -> list[tuple[Model, Q]]:
    """The rows by their own keys, what points first: rows that are found by way of others must be known before those go."""
    found = [(model, Q(pk__in=list(every_row(model).filter(rows).values_list("pk", flat=True)))) for model, rows in going]
    return [(model, rows) for model, rows in reversed(found) if every_row(model).filter(rows).exists()]


def _announce(subject: str) -> None:
    """Say to the database what is destroyed, until the end of this transaction: some tables give up a row for nothing less."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config(%s, %s, true)", [DESTROYING, subject])


def _delete(model: Model, rows: Q) -> int:
    found = every_row(model).filter(rows)
    return int(found._raw_delete(router.db_for_write(model)))


def _file_names(model: Model, rows: Q) -> list[str]:
    return [name for column in columns_of(model) for name in every_row(model).filter(rows).exclude(**{column: ""}).values_list(column, flat=True)]


def _let_go(going: list[tuple[Model, Q]], shared: list[tuple[Model, UUID]]) -> None:
    """Rows that stay and point at rows that go forget them; Entangled when one cannot.

    What is shared is looked at afterwards: it goes too, or points elsewhere by now. If not, the database refuses the commit.
    """
    leaving = dict(going)
    ids = {model: list(every_row(model).filter(rows).values_list("pk", flat=True)) for model, rows in going}
    for target, rows in going:
        for model, name, may_be_empty in pointing_at(target, ids[target], ids):
            pointing = every_row(model).filter(**{f"{name}__in": every_row(target).filter(rows)})
            if model in leaving:
                pointing = pointing.exclude(pk__in=every_row(model).filter(leaving[model]).values("pk"))
            if not may_be_empty:
                pointing = pointing.exclude(pk__in=[pk for owner, pk in shared if owner is model])
            if not pointing.exists():
                continue
            if not may_be_empty:
                raise Entangled(f"{model._meta.label}.{name} points at {target._meta.label}")
            pointing.update(**{name: None})


# ---------------------------------------------------------------- what several share
def _shared_by(going: list[tuple[Model, Q]]) -> list[tuple[Model, UUID]]:
    """Rows that some of the leaving rows share with others."""
    leaving = dict(going)
    found: list[tuple[Model, UUID]] = []
    for owner in our_models():
        for label in kept_by(owner):
            for model, name in _keepers(owner, label):
                if model in leaving:
                    ids = every_row(model).filter(leaving[model]).values_list(f"{name}_id", flat=True)
                    found += [(owner, pk) for pk in ids if (owner, pk) not in found]
    return found


def _remove_if_alone(owner: Model, pk: UUID) -> Removed:
    """The shared row goes with its own, unless somebody still shares it."""
    if any(every_row(model).filter(**{name: pk}).exists() for label in kept_by(owner) for model, name in _keepers(owner, label)):
        return Removed()
    kind = next((kind for kind in KeyKind if owner_of(kind) is owner), None)
    if kind is not None:
        return _remove(kind, pk)
    return Removed({owner._meta.label: _delete(owner, Q(pk=pk))})


def _keepers(owner: Model, label: str) -> list[tuple[Model, str]]:
    return [(model, name) for model, name, _ in references(owner) if model._meta.label == label]


# ---------------------------------------------------------------- people
def _people_in(kind: KeyKind, subject: UUID) -> set[UUID]:
    found: set[UUID] = set()
    for model, rows in present(kind, subject):
        for name in person_columns(model):
            found.update(pk for pk in every_row(model).filter(rows).values_list(name, flat=True) if pk)
    return found
