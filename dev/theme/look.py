"""Render the showcase pages to files, to look at the theme during development.

    python dev/theme/look.py OUT [PAGE[:MUNICIPALITY] ...]      then photograph.py OUT/*.html

Needs no database and is reachable through no URL; the facts in it are made up.
"""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import django
from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent

settings.configure(
    SECRET_KEY="showcase",
    ROOT_URLCONF=__name__,
    STATIC_URL="static/",
    INSTALLED_APPS=["privacy_domain.web", "django.forms", "django.contrib.staticfiles", "django.contrib.humanize"],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [HERE / "showcase", ROOT / "templates"],
            "APP_DIRS": True,
        }
    ],
    FORM_RENDERER="privacy_domain.web.renderer.HouseFormRenderer",
    LANGUAGE_CODE="nl",
    LOCALE_PATHS=[ROOT / "locale"],
    USE_TZ=True,
    TIME_ZONE="Europe/Amsterdam",
)
urlpatterns = [path("uitloggen/", lambda request: HttpResponse(), name="account_logout")]
sys.path.insert(0, str(ROOT))
django.setup()

from django.template.loader import render_to_string  # noqa: E402 - needs the settings above

from privacy_domain.web.renderer import OptionLabel  # noqa: E402

NAMES = {
    "leek": "Leek",
    "landsmeer": "Landsmeer",
    "sittard-geleen": "Sittard-Geleen",
    "leiden": "Leiden",
    "opsterland": "Opsterland",
}


class TableForm(forms.Form):
    """Every kind of field once."""

    name = forms.CharField(label="Naam van de tolk", required=False, help_text="Alleen als er een tolk bij is.")
    day = forms.DateField(label="Datum van het gesprek", help_text="Bijvoorbeeld 22-11-2026.")
    team = forms.ChoiceField(label="Team", choices=[("", "Kies een team"), ("n", "Wijkteam Noord")])
    agree = forms.ChoiceField(
        label="Stemt de cliënt in?",
        widget=forms.RadioSelect,
        choices=[
            ("yes", "Ja"),
            ("no", OptionLabel("Nee", hint="De cliënt krijgt dan nog steeds hulp.")),
            ("later", OptionLabel("Wil erover nadenken", hint="Je krijgt na een week een herinnering.")),
        ],
    )
    present = forms.MultipleChoiceField(
        label="Wie zit er aan tafel?",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[("c", "Daan Jansen (13)"), ("m", "Mevrouw Jansen, moeder"), ("t", "Tolk")],
    )
    note = forms.CharField(label="Hulpvraag", widget=forms.Textarea, help_text="Schrijf alleen op wat nodig is.")
    scan = forms.FileField(label="Foto van het papier", required=False)
    read = forms.BooleanField(label="Ik heb de zes punten voorgelezen", required=False)


class SignForm(forms.Form):
    """A signature."""

    strokes = forms.CharField(widget=forms.HiddenInput, required=False)


def _form(page: str) -> forms.Form:
    if page == "talk-sign":
        return SignForm()
    if page in ("form-errors", "talk-errors"):
        return TableForm({"name": "M. Yilmaz", "day": "31-02-2026"})
    return TableForm(initial={"agree": "no"} if page == "talk-ask" else {})


def context(page: str, municipality: str) -> dict[str, object]:
    """What the pages show."""
    talk = page.startswith("talk-")
    return {
        "municipality": SimpleNamespace(name=NAMES[municipality], code=municipality),
        "user": SimpleNamespace(is_authenticated=page != "login", get_full_name="S. de Wit", get_username="s.dewit"),
        "demo": page in ("desk", "login"),
        "explanation": "Dit mag nog niet: mevrouw Jansen heeft geen schriftelijke toestemming gegeven.",
        "user_role_label": "Professional, wijkteam Noord",
        "home_url": "#",
        "back_url": "#",
        "hide_url": "#hide" if talk else "",
        "client_mode": page in ("talk-read", "talk-check", "talk-ask", "talk-sign"),
        "nav_items": [
            {"label": "Mijn werk", "url": "#", "current": page == "desk"},
            {"label": "Casussen", "url": "#", "current": page == "dossier"},
            {"label": "Te beoordelen", "url": "#", "count": 3, "current": page == "inbox"},
            {"label": "Verzoeken", "url": "#"},
            {"label": "Registers", "url": "#"},
        ],
        "user_menu": [{"label": "Mijn account", "url": "#", "icon": "settings"}],
        "footer_links": [{"label": "Toegankelijkheid", "url": "#"}, {"label": "Privacy", "url": "#"}],
        "protocol_label": "Privacyprotocol 2018",
        "form": _form(page),
        "today": date(2026, 11, 22),
        "rows": [
            {"key": "Met wie", "value": "Huisarts De Linde", "url": "#"},
            {"key": "Wat", "value": ["Naam en adres", "Hoe het met de gezondheid gaat"], "url": "#"},
            {"key": "Sinds", "value": date(2026, 11, 20)},
            {"key": "Bezwaar", "value": ""},
        ],
        "columns": ["Aan", "Welke gegevens", "Grond", "Op"],
        "table": [
            {"cells": ["Stadsbank", "Naam en adres, schulden", "Toestemming", date(2026, 5, 12)], "url": "#"},
            {"cells": ["Zorgaanbieder Thuis", "Plan", "Wettelijke taak", date(2026, 11, 18)], "url": "#"},
        ],
        "page_obj": Paginator(range(200), 20).page(4),
        "events": [
            {"title": "Toestemming getekend", "moment": datetime(2026, 11, 20, 13, 32, tzinfo=UTC), "by": "S. de Wit"},
            {"title": "Gesprek", "day": date(2026, 11, 18), "by": "S. de Wit", "text": "Met moeder en Daan."},
        ],
        "facts": [
            {"key": "geboren", "value": "14 maart 2013 (13 jaar)"},
            {"key": "dossier", "value": "2026-00417"},
            {"key": "wetten", "value": "Jeugdwet, Wmo 2015"},
        ],
        "tags": [
            {"label": "Toestemming geldig", "kind": "ok", "icon": "check"},
            {"label": "1 termijn deze week", "kind": "warning", "icon": "clock"},
        ],
        "late": date(2026, 11, 20),
        "near": date(2026, 11, 25),
        "far": date(2027, 1, 14),
        "moment": datetime(2026, 11, 20, 13, 32, tzinfo=UTC),
        "decision": {
            "allowed": False,
            "explanation": "Dit mag nog niet: mevrouw Jansen heeft geen schriftelijke toestemming gegeven.",
            "citations": ["leek-2018 art. 4 lid 3", "avg art. 9 lid 2 onder a"],
            "missing": [["consent_written", "informed"], ["exception", "note"]],
        },
        "request": SimpleNamespace(path="#"),
    }


def main() -> None:
    """Render."""
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    static = out / "static"
    if not static.exists():
        static.symlink_to(ROOT / "static")
    wanted = sys.argv[2:] or [f"{each.stem}:leek" for each in sorted((HERE / "showcase").glob("*.html"))]
    for each in wanted:
        page, _, municipality = each.partition(":")
        html = render_to_string(f"{page}.html", context(page, municipality or "leek"))
        target = out / f"{page}-{municipality or 'leek'}.html"
        target.write_text(html.replace('"/static/', '"static/'))
        print(target)


if __name__ == "__main__":
    main()
