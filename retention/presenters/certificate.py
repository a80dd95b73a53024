"""What the declaration of destruction says, on the page, on paper and as a table; and the lines of the log of destruction."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.apps import apps
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from access.models import User
from dossiers.presenters.talk import LAWS
from dossiers.states import ItemKind
from privacy_domain import clock
from privacy_domain.crypto import files
from privacy_domain.letters.selectors import letterhead_on
from privacy_domain.privacy import Technical
from privacy_domain.privacy import declaration as fields_of
from privacy_domain.protocols import book
from privacy_domain.web.templatetags.domain import date_nl
from retention.models import Certificate, Destruction, DestructionList, Statistic
from retention.selectors import destructions_of, progress_of
from retention.states import DestructionOf, DestructionReason, DestructionState, ListState, Outcome

_LANGUAGE = "nl"


# ---------------------------------------------------------------- the declaration
def declaration(listed: DestructionList) -> dict[str, Any]:
    """Everything that the declaration of a list says, as plain values in Dutch: kinds and numbers, grounds, who did what; nothing of a person."""
    with translation.override(_LANGUAGE):
        gone = list(destructions_of(listed).order_by("marked_at", "pk"))
        head, found = letterhead_on(clock.today()), progress_of(listed)
        return {
            "municipality": head.name,
            "address": [line for line in (head.postal_address, head.website.removeprefix("https://")) if line],
            "name": listed.name,
            "reference": str(listed.pk)[:8].upper(),
            "made_on": date_nl(clock.today()),
            "who": _who(listed),
            "numbers": _numbers(found.total, gone, found.kept, found.left),
            "kinds": _kinds(gone),
            "contents": _contents(gone),
            "files": sum(row.file_count for row in gone),
            "grounds": sorted({citation for row in gone for citation in row.citations}),
            "protocols": sorted({_protocol(row.protocol_version) for row in gone}),
            "stopped": listed.state == ListState.STOPPED,
        }


def _who(listed: DestructionList) -> list[list[str]]:
    acts: tuple[tuple[str, datetime | None, User | None], ...] = (
        (_("Made"), listed.made_at, listed.made_by),
        (_("Judged"), listed.judged_at, listed.judged_by),
        (_("Approved"), listed.approved_at, listed.approved_by),
        (_("Begun"), listed.started_at, None),
        (_("Ended"), listed.ended_at, None),
    )
    said = [(name, moment, who.display_name if who else _("by the schedule")) for name, moment, who in acts if moment]
    return [[name, f"{date_nl(moment)}, {who}"] for name, moment, who in said]


def _numbers(total: int, gone: list[Destruction], kept: int, left: int) -> list[list[str]]:
    """The lines in this order: they are read back by `progress_of`."""
    figures = sum(row.outcome == Outcome.ANONYMISE for row in gone)
    lines = (
        (_("Parts on the list"), total),
        (_("Destroyed"), len(gone) - figures),
        (_("Destroyed, with figures that nobody can be found by"), figures),
        (_("Kept for a reason"), kept),
        (_("Left, because something changed since"), left),
    )
    return [[name, str(number)] for name, number in lines]


def _kinds(gone: list[Destruction]) -> list[list[str]]:
    counted = Counter((str(DestructionOf(row.of).label).capitalize(), law_words(row.laws)) for row in gone)
    return [[kind, law, str(number)] for (kind, law), number in sorted(counted.items())]


def _contents(gone: list[Destruction]) -> list[list[str]]:
    """Rows by table; what links rows to each other, and says nothing about anybody, is left out."""
    counted: Counter[str] = Counter()
    for row in gone:
        counted.update({label: number for label, number in row.rows.items() if _says_something(label)})
    return [[name, str(number)] for name, number in sorted((_table(label), number) for label, number in counted.items())]


def _says_something(label: str) -> bool:
    return any(not isinstance(kind, Technical) for kind in fields_of(apps.get_model(label)).values())


def _table(label: str) -> str:
    return str(apps.get_model(label)._meta.verbose_name_plural).capitalize()


def _protocol(version: str) -> str:
    return book.version(version).citation_title if version else _("the law alone")


def law_words(laws: Iterable[str]) -> str:
    """The laws under which something fell."""
    return ", ".join(LAWS.get(law, law) for law in laws if law)


def title_of(content: dict[str, Any]) -> str:
    """The title of the printed declaration."""
    return f"Verklaring van vernietiging - {content['name']} - gemeente {content['municipality']}"


def as_html(content: dict[str, Any], digest: str) -> str:
    """The declaration on paper, in Dutch."""
    with translation.override(_LANGUAGE):
        return render_to_string("retention/certificate_print.html", {"said": content, "digest": digest, "title": title_of(content)})


def as_csv(certificate: Certificate) -> str:
    """The declaration as a table of three columns, for a spreadsheet: what, of what, number or words."""
    said, written = certificate.content, io.StringIO()
    table = csv.writer(written, delimiter=";", lineterminator="\r\n")
    table.writerow(["onderwerp", "omschrijving", "waarde"])
    table.writerows([["lijst", "naam", said["name"]], ["lijst", "gemeente", said["municipality"]], ["lijst", "kenmerk", said["reference"]]])
    table.writerows(["wie", *line] for line in said["who"])
    table.writerows(["aantallen", *line] for line in said["numbers"])
    table.writerows(["vernietigd", f"{kind} ({law})", number] for kind, law, number in said["kinds"])
    table.writerows(["inhoud", *line] for line in said["contents"])
    table.writerow(["inhoud", "Bestanden", said["files"]])
    table.writerows(["grondslag", "artikel", one] for one in said["grounds"])
    table.writerows(["grondslag", "protocol", one] for one in said["protocols"])
    table.writerow(["controle", "sha-256 van de inhoud", certificate.digest])
    return written.getvalue()


def pdf_of(certificate: Certificate) -> bytes:
    """The printed declaration. Raises crypto's Unreadable."""
    return files.read(str(certificate.pdf), kind="municipality", subject=certificate.municipality_id, aad=certificate.file_place)


def certificate_page(certificate: Certificate) -> dict[str, Any]:
    """The declaration on the screen."""
    said = certificate.content
    return {
        "listed": certificate.on_list,
        "said": said,
        "who": [{"key": key, "value": value} for key, value in said["who"]],
        "numbers": [{"key": key, "value": value} for key, value in said["numbers"]],
        "kinds": [{"cells": line} for line in said["kinds"]],
        "contents": [{"cells": line} for line in said["contents"]],
        "kind_columns": [_("What"), _("Law"), _("How many")],
        "content_columns": [_("Kind of data"), _("How many")],
        "certificate": certificate,
    }


# ---------------------------------------------------------------- the log
def log_page(rows: list[Destruction]) -> dict[str, Any]:
    """Lines of the log of destruction, and the figures that stayed."""
    return {
        "columns": [_("Destroyed on"), _("What"), _("Law"), _("How it ended"), _("Rows and files"), _("Why"), _("Decided and approved")],
        "rows": [{"cells": _log_cells(row)} for row in rows],
        "figure_columns": [_("Kind"), _("Year"), _("Law"), _("How long"), _("How many")],
        "figures": [{"cells": _figure(row)} for row in Statistic.objects.order_by("kind", "year", "law", "duration")],
    }


def _log_cells(row: Destruction) -> list[Any]:
    done = row.state == DestructionState.DONE
    who = [user.display_name for user in (row.decided_by, row.approved_by) if user is not None]
    return [
        date_nl(row.done_at) if done else _("being destroyed since %(day)s") % {"day": date_nl(row.marked_at)},
        str(DestructionOf(row.of).label).capitalize(),
        law_words(row.laws) or "-",
        str(Outcome(row.outcome).label).capitalize(),
        f"{sum(row.rows.values())} / {row.file_count}",
        [str(DestructionReason(row.reason).label).capitalize(), *row.citations],
        who or _("by the schedule"),
    ]


def _figure(row: Statistic) -> list[str]:
    not_said = _("not said")
    kind = _("dossier") if row.kind == "dossier" else str(ItemKind(row.kind).label)
    return [kind, str(row.year or not_said), LAWS.get(row.law, row.law) or not_said, _duration(row.duration) or not_said, str(row.number)]


def _duration(code: str) -> str:
    return {
        "0-3m": _("less than 3 months"),
        "3-12m": _("3 to 12 months"),
        "1-2y": _("1 to 2 years"),
        "2-5y": _("2 to 5 years"),
        "5y+": _("5 years or longer"),
    }.get(code, "")
