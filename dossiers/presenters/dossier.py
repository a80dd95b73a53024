"""What the pages of a dossier need to know."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.models import User
from access.policies import offers_writing
from consent.policies import deciders
from dossiers.models import Dossier, Involvement, Talk
from dossiers.presenters.talk import LAWS, consent_line, decision_rule, talk_url
from dossiers.presenters.words import enumeration
from dossiers.selectors import DossierLine, consents_of
from dossiers.states import OPEN_TALKS, DossierState, TalkState
from privacy_domain.people import presenters as people
from privacy_domain.people.selectors import age_on
from privacy_domain.tenancy.selectors import protocol_on
from privacy_domain.web.templatetags.domain import date_nl


def name_of(dossier: Dossier) -> str:
    """The client as screens name him."""
    return people.display_name(dossier.person)


def list_line(line: DossierLine) -> dict[str, Any]:
    """One row of the list of dossiers."""
    return {
        "url": reverse("dossiers:overview", args=[line.dossier.pk]),
        "number": line.dossier.number,
        "name": name_of(line.dossier),
        "team": line.dossier.team.name,
        "opened_on": line.dossier.opened_on,
        "closed": line.dossier.state == DossierState.CLOSED,
        "talk_url": talk_url(line.talk) if line.talk else "",
        "talk_state": line.talk.get_state_display() if line.talk else "",
        "talk_running": bool(line.talk and line.talk.state == TalkState.RUNNING),
    }


def law_alone(on: date) -> list[dict[str, str]]:
    """Beside the name of the client, on every page, when no protocol is in force on a day; otherwise nothing."""
    return [] if protocol_on(on) else [{"label": _("No protocol in force: the law answers"), "kind": "warning", "icon": "scale"}]


def frame(dossier: Dossier, user: User, on: date) -> dict[str, Any]:
    """What every page of a dossier shows: who it is about, and the way to the other pages."""
    person = dossier.person
    facts = [{"key": _("Number"), "value": dossier.number}]
    if person.birth_date:
        years = age_on(person, on)
        born = _("%(date)s (%(age)d years)") % {"date": date_nl(person.birth_date), "age": years}
        facts.insert(0, {"key": _("Born"), "value": born})
    facts.append({"key": _("Law"), "value": enumeration(LAWS.get(tag, tag) for tag in dossier.law_tags)})
    tags = [{"label": dossier.get_state_display(), "kind": "ok" if dossier.state == DossierState.OPEN else "plain", "icon": ""}]
    tags += law_alone(on)
    if person.address_secret:
        tags.append({"label": _("Address is secret"), "kind": "warning", "icon": "eye-off"})
    return {
        "dossier": dossier,
        "identity_name": name_of(dossier),
        "identity_facts": facts,
        "identity_tags": tags,
        "identity_rule": decision_rule(person, deciders(person, on, dossier.pk), on) if person.birth_date else "",
        "tabs": tabs_of(dossier),
        "writing": offers_writing(user, dossier.pk, on=on),
    }


_more_tabs: dict[str, tuple[str | Promise, str]] = {}


def add_tab(name: str, *, label: str | Promise, page: str) -> None:
    """A floor above shows a part of its own on every dossier: `page` is its address, which takes the dossier as `ref`."""
    _more_tabs[name] = (label, page)


# the parts that are opened many times a day; the others stand behind "more"
_DAILY = (
    ("overview", gettext_lazy("Overview"), "dossiers:overview"),
    ("items", gettext_lazy("Dossier"), "dossiers:items"),
    ("plan", gettext_lazy("Plan"), "dossiers:plan"),
    ("people", gettext_lazy("People"), "dossiers:people"),
    ("consents", gettext_lazy("Consents"), "dossiers:consents"),
    ("disclosures", gettext_lazy("Share"), "dossiers:disclosures"),
    ("timeline", gettext_lazy("Timeline"), "dossiers:timeline"),
)
_NOW_AND_THEN = (
    ("measurement", gettext_lazy("Measurement"), "dossiers:measurements"),
    ("exchanges", gettext_lazy("Colleagues"), "dossiers:exchanges"),
    ("signals", gettext_lazy("Signals"), "dossiers:signals"),
    ("course", gettext_lazy("Course"), "dossiers:course"),
    ("rights", gettext_lazy("Access"), "dossiers:rights"),
    ("shields", gettext_lazy("Shielded"), "dossiers:shields"),
    ("looks", gettext_lazy("Who looked"), "dossiers:looks"),
)


def tabs_of(dossier: Dossier) -> dict[str, list[dict[str, str]]]:
    """The parts of a dossier, for who may open it: those of every day, and more."""
    added = [(name, label, page) for name, (label, page) in _more_tabs.items()]
    return {"daily": _addresses(dossier, _DAILY), "more": _addresses(dossier, [*_NOW_AND_THEN, *added])}


def _addresses(dossier: Dossier, parts: Iterable[tuple[str, str | Promise, str]]) -> list[dict[str, str]]:
    return [{"name": name, "label": str(label), "url": reverse(page, args=[dossier.pk])} for name, label, page in parts]


def overview(dossier: Dossier, user: User, on: date) -> dict[str, Any]:
    """The first page of a dossier."""
    talks = list(Talk.objects.filter(dossier=dossier).order_by("-started_at"))
    protocol = protocol_on(on)
    domains = {item.code: item.label for item in protocol.parameter("domains").value or ()} if protocol else {}
    purposes = {item.code: item.label for item in protocol.parameter("purposes").value or ()} if protocol else {}
    return frame(dossier, user, on) | {
        "open_talk": next((_talk_line(talk) for talk in talks if talk.state in OPEN_TALKS), None),
        "finished_talks": [_talk_line(talk) for talk in talks if talk.state == TalkState.FINISHED],
        "lines": [consent_line(consent, dossier.person_id) for consent in consents_of(dossier, 8)],
        "domains": [domains.get(code, code) for code in dossier.domains],
        "purposes": [purposes.get(code, code) for code in dossier.purposes],
        "involved": [
            {"name": row.user.display_name, "title": row.user.job_title, "since": row.since}
            for row in Involvement.objects.filter(dossier=dossier, until__isnull=True).select_related("user")
        ],
        "protocol": protocol,
    }


def _talk_line(talk: Talk) -> dict[str, Any]:
    return {
        "url": talk_url(talk),
        "state": talk.get_state_display(),
        "running": talk.state == TalkState.RUNNING,
        "started_at": talk.started_at,
        "finished_at": talk.finished_at,
        "done_url": reverse("dossiers:step", args=[talk.dossier_id, talk.pk, "klaar"]),
    }
