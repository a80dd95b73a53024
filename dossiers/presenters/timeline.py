"""What happened in a dossier, newest first: items, talks, consents, and who looked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.models import User
from consent.models import Consent
from consent.states import ConsentState
from dossiers.models import Dossier, Talk
from dossiers.presenters import looks as present_looks
from dossiers.presenters.dossier import frame
from dossiers.presenters.items import item_url
from dossiers.presenters.talk import talk_url
from dossiers.presenters.words import category_words, enumeration
from dossiers.selectors.items import ItemFilter, items_of, statements_beside
from privacy_domain import clock

PAGE = 40
LOOKS_BACK = 60  # days of the log that one page folds
ITEMS, TALKS, CONSENTS, LOOKS = "stukken", "gesprekken", "toestemmingen", "inzage"
CHOICES: list[tuple[str, str | Promise]] = [
    (ITEMS, gettext_lazy("Items")),
    (TALKS, gettext_lazy("Talks")),
    (CONSENTS, gettext_lazy("Consents")),
    (LOOKS, gettext_lazy("Who looked")),
]
SHOWN_AT_FIRST = (ITEMS, TALKS, CONSENTS)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: on a day, and at a moment where that is known. `order` sorts within a day."""

    day: date
    title: str
    kind: str
    moment: datetime | None = None
    order: str = ""
    by: str = ""
    text: str = ""
    url: str = ""
    beside: tuple[tuple[str, date], ...] = ()

    @property
    def place(self) -> tuple[date, str]:
        """Where it stands in time."""
        return self.day, self.moment.isoformat() if self.moment else self.order


def page(dossier: Dossier, user: User, what: Collection[str], until: date, skip: int, on: date) -> dict[str, Any]:
    """The newest events up to and including a day, without the first `skip` of that day, which were shown already."""
    wanted = PAGE + skip + 1
    found = [event for code in what for event in _SOURCES[code](dossier, until, wanted)]
    ordered = sorted(found, key=lambda event: event.place, reverse=True)[skip:]
    shown = ordered[:PAGE]
    return frame(dossier, user, on) | {"events": shown, "following": _following(shown, ordered, what, until, skip)}


def _following(shown: list[Event], ordered: list[Event], what: Collection[str], until: date, skip: int) -> str:
    if len(ordered) <= len(shown):
        return ""
    last = shown[-1].day
    again = sum(event.day == last for event in shown) + (skip if last == until else 0)
    return "?" + urlencode([*(("what", code) for code in what), ("until", last.isoformat()), ("skip", str(again))])


def _items(dossier: Dossier, until: date, limit: int) -> list[Event]:
    rows = items_of(dossier, ItemFilter(until=until), limit=limit)
    statements = statements_beside(rows)
    return [
        Event(
            day=row.received_on,
            title=row.title,
            kind=row.get_kind_display(),
            order=row.recorded_at.isoformat(),
            by=row.recorded_by.display_name,
            text=_("Corrected, version %(number)d") % {"number": row.version} if row.version > 1 else "",
            url=item_url(row),
            beside=tuple((item_url(said), said.received_on) for said in statements.get(row.series, ())),
        )
        for row in rows
    ]


def _talks(dossier: Dossier, until: date, limit: int) -> list[Event]:
    rows = Talk.objects.filter(dossier=dossier).filter(started_at__date__lte=until).select_related("prepared_by").order_by("-started_at")[:limit]
    return [
        Event(
            day=_day(row.started_at),
            title=_("Talk"),
            kind=_("talk"),
            moment=row.started_at,
            by=row.prepared_by.display_name,
            text=row.get_state_display(),
            url=talk_url(row),
        )
        for row in rows
    ]


def _consents(dossier: Dossier, until: date, limit: int) -> list[Event]:
    mine = Consent.objects.filter(matter_id=dossier.pk, person_id=dossier.person_id).select_related("asked_by", "answered_by", "withdrawn_by")
    rows = mine.annotate(latest=Coalesce("withdrawn_at", "answered_at", "asked_at")).filter(Q(latest__date__lte=until)).order_by("-latest")[:limit]
    return [
        Event(
            day=_day(row.latest),
            title=str(ConsentState(row.state).label).capitalize(),
            kind=_("consent"),
            moment=row.latest,
            by=(row.withdrawn_by or row.answered_by or row.asked_by).display_name,
            text=f"{row.recipient_name}: {enumeration(category_words(row.categories))}",
            url=reverse("dossiers:consents", args=[dossier.pk]),
        )
        for row in rows
    ]


def _looks(dossier: Dossier, until: date, limit: int) -> list[Event]:
    """By role, as the client hears it; the page of looks says more."""
    seen = present_looks.rows(present_looks.looks_between(dossier, until - timedelta(days=LOOKS_BACK), until, for_client=True))
    return [
        Event(day=row["on"], title=row["what"], kind=_("look"), by=row["who"], text=row["why"], url=reverse("dossiers:looks", args=[dossier.pk]))
        for row in seen[:limit]
    ]


def _day(moment: datetime | None) -> date:
    return (moment or clock.now()).astimezone(clock.AMSTERDAM).date()


_SOURCES: Mapping[str, Callable[[Dossier, date, int], list[Event]]] = {ITEMS: _items, TALKS: _talks, CONSENTS: _consents, LOOKS: _looks}
