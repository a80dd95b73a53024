"""What an access package says: one document of plain values, from which the file for machines and the pages for people are both made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _

from dossiers.models import Disclosure, Dossier, Item, Passage, Shield
from dossiers.presenters import looks as who_looked
from dossiers.presenters.talk import LAWS
from dossiers.presenters.words import category_words
from dossiers.states import ItemSource
from privacy_domain import clock
from privacy_domain.letters.selectors import letterhead_on
from privacy_domain.people.presenters import display_name
from privacy_domain.protocols import book
from privacy_domain.web.templatetags.domain import citation, date_nl
from requests.models import SubjectRequest
from requests.policies.decisions import RefusalGround
from requests.policies.package import Section, code_words, goes_along
from requests.selectors.package import Gathered, Part, ledger_key
from requests.states import Requester, RequestKind
from retention.models import Clock

FORMAT = "access-package/1"
_NAMED_SOURCES = (ItemSource.PROFESSIONAL, ItemSource.COLLEAGUE, ItemSource.REFERRER, ItemSource.CLIENT)
_DAYS = (
    "received_on", "recorded_at", "at", "on", "occurred_on", "registered_at", "sent_at", "opened_on", "started_at", "made_at", "asked_at", "informed_at",
    "signed_at", "noted_at", "placed_at", "judged_at", "closed_on", "measured_on", "since", "valid_from", "found_on", "happened_on", "merged_at",
    "answered_at", "begins_on", "due_on", "seen_on", "told_on", "stopped_on", "done_on", "prepared_at", "opened_at", "reported_at", "made_on",
)  # fmt: skip


def document(request: SubjectRequest, found: Gathered) -> dict[str, Any]:
    """The whole package as plain values, in Dutch. A request for information gets the overview without the contents."""
    with translation.override("nl"):
        shown = [part for part in found.parts if part.withheld is None]
        words = code_words(clock.today())
        return {
            "format": FORMAT,
            "municipality": letterhead_on(clock.today()).name,
            "made_on": clock.today().isoformat(),
            "person": display_name(request.person),
            "request": _request(request),
            "processed": bool(found.dossiers or found.ledger or any(part.section is Section.ELSEWHERE for part in shown)),
            "purposes": [_purposes(dossier, found, words) for dossier in found.dossiers],
            "overview": _overview(shown, found),
            "sections": [] if request.kind == RequestKind.INFORMATION else _sections(shown, found, words),
            "recipients": _recipients(found),
            "looks": [_looks(dossier) for dossier in found.dossiers],
            "shielded": [_shielded(row) for row in Shield.objects.filter(dossier__in=found.dossiers, lifted_at__isnull=True).order_by("placed_at")],
            "left_out": left_out(found, copies=request.kind == RequestKind.COPY),
        }


def _request(request: SubjectRequest) -> dict[str, Any]:
    asked_by = request.requester_name if request.requester != Requester.SELF else display_name(request.person)
    return {
        "number": request.number, "kind": request.kind, "what": str(RequestKind(request.kind).label), "received_on": request.received_on.isoformat(),
        "asked_by": asked_by, "in_own_words": request.wish,
    }  # fmt: skip


# ---------------------------------------------------------------- purpose and term
def _purposes(dossier: Dossier, found: Gathered, words: Mapping[str, str]) -> dict[str, Any]:
    clocks = [row for (owner, _law, series), row in found.clocks.items() if owner == dossier.pk and series is None]
    return {
        "dossier": dossier.number,
        "team": dossier.team.name,
        "purposes": [words.get(code, code) for code in dossier.purposes],
        "domains": [words.get(code, code) for code in dossier.domains],
        "laws": [LAWS.get(code, code) for code in dossier.law_tags],
        "kept": [{"law": LAWS.get(row.law, row.law), "until": _last_day(row), "text": _kept(row)} for row in clocks],
    }


def _last_day(row: Clock) -> str | None:
    return row.destroy_from.isoformat() if row.destroy_from else None


def _kept(row: Clock) -> str:
    if row.destroy_from:
        return _("to be destroyed from %(day)s") % {"day": date_nl(row.destroy_from)}
    return _("the term begins when the dossier is closed") if row.waits else _("no term has been set")


# ---------------------------------------------------------------- overview
def _overview(shown: Iterable[Part], found: Gathered) -> list[dict[str, Any]]:
    """Which data there are: of each kind how many, from whom they come, what they are about, until when they are kept."""
    kinds: dict[tuple[Section, str], list[Part]] = {}
    for part in shown:
        what = str(part.row.get_kind_display()) if isinstance(part.row, Item) else str(part.row._meta.verbose_name)
        kinds.setdefault((part.section, what), []).append(part)
    return [_kind(section, what, parts, found) for (section, what), parts in kinds.items()]


def _kind(section: Section, what: str, parts: list[Part], found: Gathered) -> dict[str, Any]:
    items = [part.row for part in parts if isinstance(part.row, Item)]
    codes = sorted({code for item in items for code in item.categories})
    days = sorted({row.destroy_from for part in parts for row in found.kept_until(part) if row.destroy_from})
    return {
        "section": str(section.label),
        "what": what,
        "number": len(parts),
        "origin": sorted({str(item.get_source_display()) for item in items}) or [_("the municipality, from what you or others told")],
        "categories": category_words(codes),
        "kept_until": days[-1].isoformat() if days else None,
    }


# ---------------------------------------------------------------- contents
def _sections(shown: Iterable[Part], found: Gathered, words: Mapping[str, str]) -> list[dict[str, Any]]:
    by_section: dict[Section, list[dict[str, Any]]] = {section: [] for section in Section}
    for part in shown:
        made = _part(part, found, words)
        if made["lines"] or made["passages"]:
            by_section[part.section].append(made)
    return [
        {"code": section.value, "title": str(section.label), "parts": sorted(parts, key=lambda part: (part["on"] or "", part["key"]))}
        for section, parts in by_section.items()
        if parts
    ]


def _part(part: Part, found: Gathered, words: Mapping[str, str]) -> dict[str, Any]:
    row, clocks = part.row, found.kept_until(part)
    return {
        "key": part.key,
        "what": str(row.get_kind_display()) if isinstance(row, Item) else str(row._meta.verbose_name),
        "on": _day(row),
        "kept": "; ".join(dict.fromkeys(_kept(clock_row) for clock_row in clocks)),
        "kept_until": next((day for day in (_last_day(clock_row) for clock_row in reversed(clocks)) if day), None),
        "lines": [line for name in goes_along(type(row)) if (line := _line(row, name, words))],
        "passages": [_passage(passage) for passage in part.passages],
    }


def _passage(part: Part) -> dict[str, Any]:
    if part.withheld is not None:
        return {"key": part.key, "left_out": part.withheld.label}
    return {"key": part.key, "text": part.row.text if isinstance(part.row, Passage) else ""}


def _day(row: models.Model) -> str | None:
    if isinstance(row, Passage):
        return row.item.received_on.isoformat()
    value = next((found for name in _DAYS if isinstance(found := getattr(row, name, None), date)), None)
    if isinstance(value, datetime):
        value = value.astimezone(clock.AMSTERDAM).date()
    return value.isoformat() if value else None


def _line(row: models.Model, name: str, words: Mapping[str, str]) -> dict[str, Any] | None:
    """One field: its name for machines, its label and text for people. Nothing for what is empty, nor for the name of who told something
    in confidence."""
    value = getattr(row, name)
    if value is None or value == "" or value == [] or (name == "source_name" and isinstance(row, Item) and row.source not in _NAMED_SOURCES):
        return None
    column = row._meta.get_field(name)
    label = str(getattr(column, "verbose_name", name))
    return {"name": name, "label": label[:1].upper() + label[1:], "value": _plain(value), "text": _text(row, column, value, words)}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value if isinstance(value, bool | int | float) else str(value)


def _text(row: models.Model, column: Any, value: Any, words: Mapping[str, str]) -> str:
    if special := _SPECIAL.get(column.name):
        return special(value)
    if getattr(column, "choices", None):
        return str(getattr(row, f"get_{column.name}_display")())
    choices = dict(getattr(getattr(column, "base_field", None), "choices", None) or ())
    return _in_words(value, {**words, **{str(code): str(label) for code, label in choices.items()}})


def _in_words(value: Any, words: Mapping[str, str]) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime | date):
        return date_nl(value)
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_in_words(each, words)}" for key, each in value.items() if each not in (None, "", []))
    if isinstance(value, list | tuple):
        return ", ".join(_in_words(each, words) for each in value)
    return words.get(str(value), str(value))


def _protocol(value: Any) -> str:
    known = {each.id: each.citation_title for each in book.versions()}
    return known.get(str(value), str(value))


_SPECIAL: Mapping[str, Callable[[Any], str]] = {
    "categories": lambda value: ", ".join(category_words(value)),
    "items": lambda value: ", ".join(category_words(value)),
    "citations": lambda value: ", ".join(citation(place) for place in value),
    "protocol_version": _protocol,
    "law": lambda value: LAWS.get(value, value),
    "law_tags": lambda value: ", ".join(LAWS.get(code, code) for code in value),
}


# ---------------------------------------------------------------- who received it, who looked, what is left out
def _recipients(found: Gathered) -> list[dict[str, Any]]:
    return [
        {
            "key": ledger_key(line),
            "to": line.recipient,
            "what": line.what,
            "on": line.sent_at.astimezone(clock.AMSTERDAM).date().isoformat(),
            "purpose": line.purpose,
            "ground": str(Disclosure.Ground(line.ground).label),
        }
        for line in found.ledger
    ]


def _looks(dossier: Dossier) -> dict[str, Any]:
    """Who looked, folded as on the page: by role, the exceptional ones with their reason."""
    lines = who_looked.rows(who_looked.looks_between(dossier, dossier.opened_on, clock.today(), for_client=True))
    kept = [{"on": line["on"].isoformat(), "who": str(line["who"]), "what": line["what"], "why": line["why"]} for line in lines]
    return {"dossier": dossier.number, "lines": kept}


def _shielded(row: Shield) -> dict[str, Any]:
    return {"what": str(row.get_on_display()), "since": row.placed_at.astimezone(clock.AMSTERDAM).date().isoformat()}


def left_out(found: Gathered, *, copies: bool = False) -> list[dict[str, Any]]:
    """How many parts are left out on each ground, with its articles; `copies`: documents of which no copy goes along too."""
    counted: Counter[RefusalGround] = Counter(part.withheld for part in found.every() if part.withheld is not None)
    counted.update(ground for _line, ground in found.ledger_left_out)
    if copies:
        counted.update(ground for part in _with_file(found) if (ground := _withheld_in(part)) is not None)
    lines = [(ground.label, [citation(place) for place in ground.citations], number) for ground, number in counted.items()]
    return [{"ground": label, "articles": articles, "number": number} for label, articles, number in sorted(lines)]


def keys_in(content: Mapping[str, Any]) -> set[str]:
    """The names of the parts whose content stands in a document."""
    found = {part["key"] for section in content["sections"] for part in section["parts"]}
    found |= {
        passage["key"] for section in content["sections"] for part in section["parts"] for passage in part["passages"] if "text" in passage
    }  # fmt: skip
    return found | {line["key"] for line in content["recipients"]}


def keys_now(found: Gathered) -> set[str]:
    """The names of the parts that may be shown now."""
    hidden = {part.key for part in found.parts if part.withheld is not None}
    parts = {part.key for part in found.every() if part.withheld is None} - hidden
    return parts | found.recipients()


def documents(found: Gathered) -> list[tuple[Item, UUID]]:
    """The documents of which a copy goes along: the current ones of which nothing is left out, with their dossier. A file shows all of a
    document, so where a passage is left out the file stays out."""
    return [(part.row, part.row.dossier_id) for part in _with_file(found) if isinstance(part.row, Item) and _withheld_in(part) is None]


def _with_file(found: Gathered) -> list[Part]:
    rows = [part for part in found.parts if part.withheld is None]
    return [part for part in rows if isinstance(part.row, Item) and part.row.file and part.row.current]


def _withheld_in(part: Part) -> RefusalGround | None:
    """The ground on which a passage of it is left out, or None."""
    return next((passage.withheld for passage in part.passages if passage.withheld is not None), None)
