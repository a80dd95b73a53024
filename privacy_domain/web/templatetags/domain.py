"""Tags and filters for every template: Dutch dates, citations, icons, and the components that need a little logic."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django import forms, template
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, gettext_lazy, ngettext

from privacy_domain import clock
from privacy_domain.web import citations, conditions

register = template.Library()

MONTHS = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)
SOON_DAYS = 7


# ---------------------------------------------------------------- dates
def _local(value: date | datetime) -> date | datetime:
    """An aware moment in Amsterdam time; anything else as it is."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(clock.AMSTERDAM)
    return value


@register.filter
def date_nl(value: date | datetime | None) -> str:
    """`22 november 2026`. Nothing for nothing. A moment is first put in Amsterdam time."""
    if not value:
        return ""
    day = _local(value)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


@register.filter
def date_short_nl(value: date | datetime | None) -> str:
    """`22-11-2026`, for tables."""
    if not value:
        return ""
    day = _local(value)
    return f"{day.day:02d}-{day.month:02d}-{day.year:04d}"


@register.filter
def time_nl(value: datetime | None) -> str:
    """`14:32`, in Amsterdam."""
    if not value:
        return ""
    moment = _local(value)
    return f"{moment:%H:%M}"


@register.filter
def datetime_nl(value: datetime | None) -> str:
    """`22 november 2026 om 14:32`, in Amsterdam. A date without a time gets none."""
    if not value:
        return ""
    if not isinstance(value, datetime):
        return date_nl(value)
    return gettext("%(day)s at %(time)s") % {"day": date_nl(value), "time": time_nl(value)}


@register.simple_tag
def this_moment() -> datetime:
    """This moment of the domain's clock, for the line on paper that says when a page was opened."""
    return clock.now()


@register.inclusion_tag("components/contextual-date.html")
def contextual_date(due: date, today: date | None = None, label: str = "") -> dict[str, Any]:
    """A last day in bold with, in words, how far away it is. `today` defaults to the domain's clock."""
    days = (due - (today or clock.today())).days
    return {"due": due, "label": label or distance(days), "urgency": urgency(days)}


def urgency(days: int) -> str:
    """`late`, `today`, `soon` (within a week) or `later`, for a last day that is `days` away."""
    if days < 0:
        return "late"
    if days == 0:
        return "today"
    return "soon" if days <= SOON_DAYS else "later"


def distance(days: int) -> str:
    """In words how far away a last day is."""
    if days < 0:
        return ngettext("%(days)d day too late", "%(days)d days too late", -days) % {"days": -days}
    if days == 0:
        return gettext("Today")
    if days == 1:
        return gettext("Tomorrow")
    return gettext("%(days)d days left") % {"days": days}


# ---------------------------------------------------------------- words
@register.filter
def citation(value: object) -> str:
    """A citation in Dutch words, such as `artikel 4 lid 3` or `artikel 12 lid 3 AVG`."""
    return citations.in_words(value)


@register.filter
def condition(value: object) -> str:
    """A condition that a decision still misses, as a sentence."""
    return conditions.in_words(value)


@register.filter
def suppliers(missing: Sequence[Sequence[object]]) -> str:
    """Who can see to what a decision still misses: `de cliënt of de teamcoach`."""
    *others, last = conditions.suppliers(missing) or [""]
    return gettext("%(others)s or %(last)s") % {"others": ", ".join(others), "last": last} if others else last


@register.simple_tag
def icon(name: str, modifier: str = "") -> SafeString:
    """A drawing from the sprite. It never stands alone: the text beside it carries the meaning."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        f" {modifier}" if modifier else "",
        static("icons.svg"),
        name,
    )


@register.filter
def item(sequence: Sequence[Any], index: int) -> Any:
    """`sequence[index]`, or nothing."""
    return sequence[index] if 0 <= index < len(sequence) else ""


@register.filter
def near(number: int, current: int) -> bool:
    """Whether a page number is shown beside the current one."""
    return abs(number - current) <= 1


@register.filter
def near_gap(number: int, current: int) -> bool:
    """Whether the ellipsis stands at this page number."""
    return abs(number - current) == 2


@register.simple_tag
def summary_value(value: object) -> SafeString:
    """One value of a table or summary: a date in words, a list as a list, nothing as "Niets ingevuld"."""
    if isinstance(value, datetime):
        return conditional_escape(datetime_nl(value))
    if isinstance(value, date):
        return conditional_escape(date_nl(value))
    if isinstance(value, (list, tuple)) and value:
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((each,) for each in value)))
    if value is None or value in ("", [], ()):
        return format_html('<span class="pd-empty-value">{}</span>', gettext("Nothing filled in"))
    return conditional_escape(value if isinstance(value, SafeString) else str(value))


# ---------------------------------------------------------------- statuses and alerts
class Look(NamedTuple):
    """How a kind of message looks."""

    modifier: str
    icon: str


ALERTS = {
    "ok": Look("ok", "circle-check"),
    "success": Look("ok", "circle-check"),
    "warning": Look("warning", "alert"),
    "error": Look("error", "alert"),
}
TASK_STATUSES = {
    "done": (gettext_lazy("Done"), "plain", "check"),
    "todo": (gettext_lazy("To do"), "info", ""),
    "busy": (gettext_lazy("In progress"), "warning", ""),
    "blocked": (gettext_lazy("Cannot start yet"), "plain", ""),
    "not_needed": (gettext_lazy("Not needed"), "plain", ""),
}


@register.simple_tag
def alert_look(kind: str | None) -> Look:
    """Class and icon of a kind of alert; what is not known is information."""
    return ALERTS.get(kind or "", Look("info", "info"))


@register.inclusion_tag("components/status-badge.html")
def status_badge(status: str, label: str = "", kind: str = "") -> dict[str, Any]:
    """A status in words. The four of a task list (done, todo, busy, blocked) know their own; others give label and kind.

    kind: ok, warning, error, info, plain, or nothing for neutral.
    """
    known_label, known_kind, drawing = TASK_STATUSES.get(status, (status, "neutral", ""))
    return {"label": label or known_label, "kind": kind or known_kind, "icon": drawing}


# ---------------------------------------------------------------- blocks with content
@register.simple_block_tag
def alert(content: str, kind: str = "info", title: str = "") -> SafeString:
    """`{% alert "warning" title %} ... {% endalert %}`."""
    return _component("alert", content, kind=kind, title=title)


@register.simple_block_tag
def readaloud(content: str, title: str = "", icon: str = "", lang: str = "") -> SafeString:
    """`{% readaloud title icon %} paragraphs {% endreadaloud %}`: text for the client to hear or read."""
    return _component("read-aloud", content, title=title, icon=icon, lang=lang)


@register.simple_block_tag
def card(content: str, title: str = "", modifier: str = "") -> SafeString:
    """`{% card title "pd-card--accent" %} ... {% endcard %}`."""
    return _component("card", content, title=title, modifier=modifier)


def _component(name: str, content: str, **context: object) -> SafeString:
    """Render components/<name>.html around content that the template engine has already escaped."""
    context["content"] = mark_safe(content.strip())  # noqa: S308 - rendered template source, not data
    return mark_safe(render_to_string(f"components/{name}.html", context).strip())  # noqa: S308


# ---------------------------------------------------------------- forms
@register.simple_tag
def field_shape(field: BoundField) -> str:
    """Which of the shapes of a form field fits: hidden, choices, tick, group or line."""
    widget = field.field.widget
    if field.is_hidden:
        return "hidden"
    if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return "choices"
    if isinstance(widget, forms.CheckboxInput):
        return "tick"
    return "group" if field.use_fieldset else "line"


@register.filter
def first_id(field: BoundField) -> str:
    """The id of the first control of a field, where a link in the error summary leads."""
    if isinstance(field.field.widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id
