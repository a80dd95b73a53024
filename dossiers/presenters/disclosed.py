"""An envelope on paper, and the list of everything that was shared without consent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.models import User
from dossiers.models import Consultation, Disclosure, Telling
from dossiers.presenters.envelope import recipient_name
from dossiers.presenters.receipt import author
from dossiers.presenters.telling import summary, telling_url
from dossiers.selectors.telling import Quarter, quarter_of
from dossiers.states.telling import TellingState
from privacy_domain.letters import contexts
from privacy_domain.protocols.types import After
from privacy_domain.web.templatetags.domain import citation

QUARTERS = 5  # this one, and back to the same of last year
AFTERS: Mapping[After, str | Promise] = {
    After.DISCLOSURE_WITHOUT_CONSENT: gettext_lazy("Shared without consent"),
    After.VEILIG_THUIS_REQUEST: gettext_lazy("Veilig Thuis asked"),
    After.PW_ENFORCEMENT: gettext_lazy("Enforcement of the Participatiewet"),
    After.VITAL_INTEREST: gettext_lazy("Vital interests"),
    After.OWN_REPORT_VEILIG_THUIS: gettext_lazy("Own report to Veilig Thuis"),
}


def disclosed(disclosure: Disclosure, content: Mapping[str, Any], consultations: Iterable[Consultation]) -> contexts.Disclosed:
    """Exactly what left, as it was sealed. The author is who sent it, whoever prints it."""
    if disclosure.sent_by is None or disclosure.sent_at is None or disclosure.sealed_at is None or disclosure.channel is None:
        raise ValueError("only what was sent is on paper")
    about = [row for row in consultations if row.digest == disclosure.digest]
    return contexts.Disclosed(
        addressee=contexts.Addressee(name=recipient_name(disclosure), salutation=""),
        author=author(disclosure.dossier, disclosure.sent_by),
        purpose=content["purpose"],
        occasion=content["occasion"],
        lines=tuple(contexts.Line(what=line["what"], text=line["text"]) for line in content["items"]),
        along=tuple(text["heading"] for text in content["along"]),
        ground=str(disclosure.get_ground_display()),
        articles=tuple(citation(place) for place in disclosure.citations),
        prepared_by=disclosure.prepared_by.display_name,
        sealed_at=disclosure.sealed_at,
        judged=tuple(_judged(row) for row in about),
        sent_at=disclosure.sent_at,
        sent_by=disclosure.sent_by.display_name,
        channel=disclosure.channel.name,
        heard=tuple(_heard(row) for row in disclosure.attendees or ()),
        digest=disclosure.digest,
    )


def _judged(row: Consultation) -> contexts.Judged:
    outcome = str(row.get_outcome_display())
    return contexts.Judged(
        who=row.decided_by.display_name, outcome=outcome, at=row.called_at or row.decided_at, by_telephone=row.called_at is not None
    )


def _heard(row: Mapping[str, str]) -> str:
    who = ", ".join(part for part in (row["name"], row["organisation"]) if part)
    return f"{who}: {row['heard']}"


def main_lines(name: str, disclosure: Disclosure, by: User) -> contexts.ProtocolSummary:
    """The main lines of the protocol for this recipient."""
    return contexts.ProtocolSummary(addressee=contexts.Addressee(name=name, salutation=_("Sir or Madam")), author=author(disclosure.dossier, by))


def list_page(listed: Any, on: date) -> dict[str, Any]:
    """The list of a quarter: how many, and each with whether the client knows. `listed` is what the service gives."""
    quarters = [quarter_of(on)]
    while len(quarters) < QUARTERS:
        quarters.append(quarters[-1].before)
    return {
        "page_obj": listed.page,
        "lines": [_shared_line(row, on, leads=listed.leads, veiled=row.pk in listed.veiled) for row in listed.page],
        "counts": _counts(listed.counts),
        "quarter": listed.quarter,
        "quarters": [{"code": f"{each.year}-{each.number}", "label": _quarter_words(each), "chosen": each == listed.quarter} for each in quarters],
        "states": [{"code": state.value, "label": state.label, "chosen": state.value == listed.state} for state in TellingState],
        "query": urlencode({"kwartaal": f"{listed.quarter.year}-{listed.quarter.number}", "stand": listed.state}) + "&",
        "title_words": _quarter_words(listed.quarter),
        "leads": listed.leads,
    }


def _quarter_words(quarter: Quarter) -> str:
    return _("quarter %(number)d of %(year)d") % {"number": quarter.number, "year": quarter.year}


def _shared_line(row: Telling, on: date, *, leads: bool, veiled: bool) -> dict[str, Any]:
    """The number of the dossier and no name, what kind of sharing it was, and whether the client knows; `veiled`: no dossier."""
    return {
        "number": "" if veiled else row.dossier.number,
        "team": "" if veiled else row.dossier.team.name,
        "on": row.occurred_on,
        "kind": AFTERS[After(row.after)],
        "citations": row.citations,
        "told": summary(row, on),
        "url": "" if veiled else telling_url(row) if leads else reverse("dossiers:looks", args=[row.dossier_id]),
    }


def _counts(found: Mapping[str, int]) -> list[dict[str, Any]]:
    words = (("all", _("Shared")), ("told", _("Client told")), ("due", _("Still to be told")), ("waiting", _("May wait")), ("late", _("Late")))
    return [{"key": label, "value": str(found.get(code, 0))} for code, label in words]
