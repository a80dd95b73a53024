"""In which capacity somebody can act for a client by law, by the client's age."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from privacy_domain.people.models import Person, Representative
from privacy_domain.people.selectors import ADULT_AGE, age_on

_OF_A_MINOR = frozenset({Representative.Kind.PARENTAL_AUTHORITY, Representative.Kind.GUARDIAN})
_OF_AN_ADULT = frozenset({Representative.Kind.CURATOR, Representative.Kind.MENTOR})


def legal_kinds(person: Person, on: date) -> frozenset[Representative.Kind]:
    """The capacities in which somebody can be the legal representative of `person` on a day.

    A minor has a parent with authority or, failing that, a guardian (Opsterland 1 onder v; BW 1:245). For an adult the protocols
    do not say who it is: curator and mentor come from the law (BW 1:378, 1:450). All four when the birth date is not known.
    """
    years = age_on(person, on)
    if years is None:
        return _OF_A_MINOR | _OF_AN_ADULT
    return _OF_AN_ADULT if years >= ADULT_AGE else _OF_A_MINOR


def guardian_stands_back(standing: Collection[Representative], on: date) -> bool:
    """Whether a parent has authority on a day, so that there is no place for a guardian."""
    parents = (row for row in standing if row.kind == Representative.Kind.PARENTAL_AUTHORITY)
    return any(row.valid_from <= on and (row.valid_until is None or row.valid_until >= on) for row in parents)
