"""What counting found, in words for the lists of the administration."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from access.presenters import hat_label
from dossiers.presenters.intake import LAW_NAMES
from privacy_domain.adoption.models import ProposalEffect
from privacy_domain.protocols.types import Part, SectorLaw
from privacy_domain.protocols.wording import day_in_words, list_of
from requests.states import RequestKind


def effect_in_words(kind: str, said: str) -> str:
    """One side of a change, as stored, as a reader says it."""
    if kind == ProposalEffect.Kind.ACCESS:
        return _openers(said)
    return list_of([_day(word) for word in said.split()], _("and"))


def law_or_right(kind: str, detail: str) -> str:
    """The law of a part, or the right that was invoked."""
    if kind == ProposalEffect.Kind.RETENTION:
        return str(LAW_NAMES[SectorLaw(detail)])
    return str(RequestKind(detail).label) if kind == ProposalEffect.Kind.TERM else ""


def _openers(said: str) -> str:
    """Who opens what, by part."""
    pairs = [word.partition(":") for word in said.split()]
    names = {Part.DOSSIER: _("dossier"), Part.PLAN: _("plan")}
    parts = []
    for part, name in names.items():
        hats = sorted(hat_label(role) for where, _sep, role in pairs if where == part)
        parts.append(f"{name}: {list_of(hats, _('and')) if hats else _('nobody')}")
    return "; ".join(parts)


def _day(word: str) -> str:
    if word == "waits":
        return _("no day yet: the closing is awaited")
    return _("no term") if word == "never" else day_in_words(date.fromisoformat(word))
