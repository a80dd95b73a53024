"""What the pages on keeping show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from access.models import User
from dossiers.models import Dossier, Item
from dossiers.presenters.dossier import frame
from dossiers.presenters.talk import LAWS
from privacy_domain import clock
from privacy_domain.protocols import book
from privacy_domain.web.templatetags.domain import date_nl
from retention.models import Clock, Hold
from retention.policies import PartFacts, executor, own_term, term_of, with_term
from retention.selectors import Kept, grouped_facts
from retention.states import HoldOn


def page(kept: Kept, user: User) -> dict[str, Any]:
    """The part "keeping" of a dossier: each part with its day and its calculation, what holds it, what was lifted."""
    titles = _titles(kept.dossier) if kept.inside else {}
    rows = [clock_line(row, titles) for row in kept.clocks]
    shared = frame(kept.dossier, user, clock.today()) if kept.inside else {"dossier": kept.dossier}
    return shared | {
        "inside": kept.inside,
        "rows": rows,
        "headline": _headline(kept.clocks, kept.holds),
        "holds": [hold_line(hold, titles, user, kept) for hold in kept.holds],
        "past": [hold_line(hold, titles, user, kept) for hold in kept.past],
        "may_hold": bool(kept.reasons),
        "asked": kept.asked and kept.inside,
    }


def parts(kept: Kept) -> list[tuple[str, str]]:
    """The items that can be held by themselves, by title, for whom the dossier is open."""
    return sorted(((str(series), title) for series, title in _titles(kept.dossier).items()), key=lambda part: part[1]) if kept.inside else []


def _titles(dossier: Dossier) -> dict[UUID, str]:
    """What the items of this dossier are called, for whom it is open."""
    return {item.series: item.title for item in Item.objects.filter(dossier=dossier, superseded_at__isnull=True)}


def clock_line(row: Clock, titles: Mapping[UUID, str]) -> dict[str, Any]:
    """One part of a dossier: which, until when, why, from which facts, and each answer of the calculation."""
    return {
        "id": row.pk,
        "part": part_name(row, titles),
        "law": LAWS.get(row.law, row.law),
        "day": row.destroy_from,
        "passed": bool(row.destroy_from and row.destroy_from <= clock.today()),
        "waits": row.waits,
        "protocol_until": row.protocol_until,
        "law_until": row.law_until,
        "citations": row.citations,
        "facts": [
            {"key": _("Received or made on"), "value": row.received_on},
            {"key": _("Closed on"), "value": row.closed_on or _("not closed")},
            {"key": _("Last change"), "value": row.last_change},
            {"key": _("Counted on"), "value": row.computed_at},
        ],
        "steps": [_step(step, row.closed_on) for step in row.steps],
    }


def part_name(row: Clock, titles: Mapping[UUID, str]) -> str:
    """What a part is called; an item by its title where the dossier is open."""
    if row.series is None:
        return _("The dossier, as far as it falls under %(law)s") % {"law": LAWS.get(row.law, row.law)}
    return titles.get(row.series) or _("An item")


def _step(step: dict[str, Any], closed_on: date | None) -> dict[str, str]:
    on = date.fromisoformat(step["on"])
    name = book.version(step["version"]).citation_title if step["version"] else _("the law alone")
    words = _("When it was closed, on %(day)s, under %(name)s") if on == closed_on else _("Today, %(day)s, under %(name)s")
    return {"when": words % {"day": date_nl(on), "name": name}, "text": step["explanation"]}


def _headline(clocks: Iterable[Clock], holds: list[Hold]) -> str:
    """The whole in one sentence."""
    days = sorted({row.destroy_from for row in clocks if row.destroy_from})
    if any(hold.on != HoldOn.ITEM for hold in holds):
        return _("Nothing of this dossier is destroyed as long as the reason below stands.")
    if not days:
        waits = any(row.waits for row in clocks)
        return _("There is no day yet: the term begins when the dossier is closed.") if waits else _("Neither protocol nor law sets a term here.")
    if len(days) == 1:
        return _("Is destroyed from %(day)s.") % {"day": date_nl(days[0])}
    return _("Is destroyed in parts, from %(first)s to %(last)s.") % {"first": date_nl(days[0]), "last": date_nl(days[-1])}


def hold_line(hold: Hold, titles: Mapping[UUID, str], user: User, kept: Kept) -> dict[str, Any]:
    """One hold. Its explanation is the dossier's: shown inside; who judges it beside the dossier reads it on its own page."""
    mine = kept.keeper or hold.placed_by_id == user.pk
    return {
        "id": hold.pk,
        "reason": hold.get_reason_display(),
        "on": titles.get(hold.series) or _("An item") if hold.series else hold.get_on_display(),
        "explanation": hold.explanation if kept.inside else "",
        "placed_at": hold.placed_at,
        "placed_by": hold.placed_by.display_name if hold.placed_by else _("the application"),
        "review_on": hold.review_on,
        "citations": hold.citations,
        "lifted_at": hold.lifted_at,
        "lifted_by": hold.lifted_by.display_name if hold.lifted_at and hold.lifted_by else "",
        "lifted_because": hold.lifted_because if kept.inside else "",
        "url": reverse("retention:hold", args=[hold.pk]) if mine and not hold.lifted_at else "",
    }


def hold_page(hold: Hold) -> dict[str, Any]:
    """The page on which a hold is looked at again or lifted."""
    return {
        "hold": hold,
        "back": reverse("retention:dossier", args=[hold.dossier_id]) if hold.dossier_id else reverse("retention:desk"),
        "rows": [
            {"key": _("What is kept"), "value": hold.get_on_display()},
            {"key": _("Dossier"), "value": hold.dossier.number if hold.dossier else _("every dossier of this person")},
            {"key": _("Reason"), "value": hold.get_reason_display()},
            {"key": _("Why"), "value": hold.explanation},
            {"key": _("Placed"), "value": f"{date_nl(hold.placed_at)}, {hold.placed_by.display_name if hold.placed_by else _('the application')}"},
            {"key": _("Look again on"), "value": hold.review_on or _("when what it waits for is over")},
        ],
        "by_cause": bool(hold.source_kind),
    }


# ---------------------------------------------------------------- what if
def term_words(today: date) -> dict[str, Any]:
    """The term of today's protocol, for the form of the preview."""
    term = own_term(today)
    return {"years": term.years if term else None, "start": str(term.start) if term else "", "citations": term.articles if term else ()}


def preview(years: int, start: Any, today: date) -> dict[str, Any]:
    """How the days would move if today's protocol set another term: parts per year, as it is and as it would be. Dossiers that were
    closed keep the version of their closing, which is tested against the changed one. Nothing is changed."""
    changed = with_term(today, years, start)
    now: Counter[int | None] = Counter()
    then: Counter[int | None] = Counter()
    earlier = later = 0
    for law, received, closed, last_change, day, count in grouped_facts():
        facts = PartFacts(law=law, received=received, closed=closed, last_change=last_change)  # type: ignore[arg-type]
        moved = term_of(facts, today, changed).destroy_from
        now[day.year if day else None] += count
        then[moved.year if moved else None] += count
        earlier += count if moved and day and moved < day else 0
        later += count if moved and day and moved > day else 0
    years_seen = sorted({year for year in (*now, *then) if year is not None})
    rows = [(str(year), now[year], then[year]) for year in years_seen]
    if now[None] or then[None]:
        rows.append((_("no day yet"), now[None], then[None]))
    return {
        "rows": [{"cells": [year, before, after, f"{after - before:+d}" if after != before else "0"]} for year, before, after in rows],
        "columns": [_("Destroyed from"), _("Parts now"), _("Parts then"), _("Difference")],
        "earlier": earlier,
        "later": later,
    }


def executor_words(today: date) -> dict[str, Any]:
    """Who sees to destruction by the protocol, with its articles."""
    found = executor(today)
    return {"executor": found.value if found else "", "executor_citations": found.citations if found else ()}


def review_lines(holds: Iterable[Hold]) -> list[dict[str, Any]]:
    """Holds that are to be looked at again, for the desk."""
    return [
        {
            "url": reverse("retention:hold", args=[hold.pk]),
            "reason": hold.get_reason_display(),
            "number": hold.dossier.number if hold.dossier else "",
            "review_on": hold.review_on,
        }
        for hold in holds
    ]
