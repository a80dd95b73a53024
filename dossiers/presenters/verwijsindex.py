"""The verwijsindex on the screen: the grounds, an entry, and exactly what goes to the index."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dossiers.models import IndexEntry, IndexMessage
from dossiers.presenters.words import enumeration
from dossiers.states.safety import IndexState
from privacy_domain.protocols.types import Citation, IndexGround
from privacy_domain.web.templatetags.domain import date_nl, datetime_nl

GROUNDS: dict[IndexGround, str | Promise] = {
    IndexGround.A: gettext_lazy("violence, humiliation or neglect"),
    IndexGround.B: gettext_lazy("more mental problems than usual at this age, or addiction"),
    IndexGround.C: gettext_lazy("serious problems with growing up or upbringing"),
    IndexGround.D: gettext_lazy("minor, and mother or pregnant"),
    IndexGround.E: gettext_lazy("often absent from school, or leaving it early"),
    IndexGround.F: gettext_lazy("not motivated to earn a living by legal work"),
    IndexGround.G: gettext_lazy("more money problems than usual at this age"),
    IndexGround.H: gettext_lazy("no fixed place to live or stay"),
    IndexGround.I: gettext_lazy("a danger to others by violence or intimidation"),
    IndexGround.J: gettext_lazy("involved in criminal acts"),
    IndexGround.K: gettext_lazy("parents or carers fail seriously in care or upbringing"),
    IndexGround.L: gettext_lazy("a risk that is more common in certain groups"),
}
CONSULTED: dict[str, str | Promise] = {
    "self": gettext_lazy("the youth"),
    "legal": gettext_lazy("the legal representatives"),
}
# the name of each field as the protocol has it, and of the column that holds it
FIELDS: dict[str, str | Promise] = {
    "bsn": gettext_lazy("Citizen service number"),
    "reporter_identity": gettext_lazy("Who reports"),
    "reporter_contact": gettext_lazy("How to reach who reports"),
    "reported_at": gettext_lazy("Date and time of the report"),
    "remove_by": gettext_lazy("To be removed by"),
}


def lines(rows: Iterable[IndexEntry]) -> list[dict[str, Any]]:
    """Entries in a list; the ground is not on it."""
    return [
        {
            "url": reverse("dossiers:index_entry", args=[row.dossier_id, row.pk]),
            "recorded_at": row.recorded_at,
            "remove_by": row.remove_by,
            "state": row.get_state_display(),
            "status": "busy" if row.state == IndexState.REPORTED else "done",
        }
        for row in rows
    ]


def message_of(message: IndexMessage) -> dict[str, str]:
    """What is sent, by the names of the fields in the protocol: these and no others."""
    shown = {"reported_at": datetime_nl(message.reported_at), "remove_by": date_nl(message.remove_by)}
    return {name: shown.get(name) or str(getattr(message, name)) for name in FIELDS}


def page(entry: IndexEntry) -> dict[str, Any]:
    """One entry: the message as it goes, and what stays in the dossier."""
    sent = message_of(entry.message)
    return {
        "entry": entry,
        "in_index": entry.state == IndexState.REPORTED,
        "message": [{"key": FIELDS[name], "value": value} for name, value in sent.items()],
        "rows": [{"key": key, "value": value} for key, value in _rows(entry) if value],
        "citations": [Citation(*text.split(" ", 1)) for text in entry.citations],
    }


def _rows(entry: IndexEntry) -> list[tuple[str, str]]:
    removed = f"{date_nl(entry.removed_at)}, {entry.removed_by.display_name}: {entry.get_removal_reason_display()}" if entry.removed_by else ""
    by_age = enumeration(str(CONSULTED[code]) for code in entry.consult)
    consulted = enumeration(str(CONSULTED[code]) for code in entry.consulted)
    return [
        (_("Ground"), f"{entry.ground}. {GROUNDS[IndexGround(entry.ground)]}"),
        (_("Reasonable suspicion"), entry.suspicion),
        (_("To be consulted at this age"), by_age),
        (_("Consulted beforehand"), f"{consulted}, {date_nl(entry.consulted_on)}: {entry.consulted_note}" if consulted else ""),
        (_("Why not discussed with everybody beforehand"), entry.not_consulted_because),
        (_("Client told"), date_nl(entry.told_on) if entry.told_on else _("not yet")),
        (_("Entered by"), f"{entry.recorded_by.display_name}, {date_nl(entry.recorded_at)}"),
        (_("Taken out"), removed),
        (_("Explanation"), entry.removal_note),
    ]
