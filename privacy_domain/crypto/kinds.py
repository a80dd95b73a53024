"""Whose data a key opens."""

from __future__ import annotations

from enum import StrEnum


class KeyKind(StrEnum):
    """The kind of subject of a data key, as stored with it."""

    PERSON = "person"
    DOSSIER = "dossier"
    PLAN = "plan"  # shared by the dossiers of one household
    MUNICIPALITY = "municipality"  # what belongs to nobody's dossier in particular
    SEARCH = "search"  # makes search tokens; opens nothing
