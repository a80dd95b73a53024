"""The five municipalities as the demonstration has them. Addresses and numbers are invented."""

from __future__ import annotations

from datetime import date

from privacy_domain.tenancy import scope
from privacy_domain.tenancy.models import Adoption, Municipality
from privacy_domain.tenancy.services import adopt, register

DETAILS: dict[str, dict[str, str]] = {
    "leek": {"name": "Leek", "postal_address": "Postbus 100, 9350 AC Leek", "telephone": "0594 00 00 00"},
    "landsmeer": {"name": "Landsmeer", "postal_address": "Postbus 1, 1120 AA Landsmeer", "telephone": "020 000 00 00"},
    "sittard-geleen": {"name": "Sittard-Geleen", "postal_address": "Postbus 18, 6130 AA Sittard", "telephone": "046 000 00 00"},
    "leiden": {"name": "Leiden", "postal_address": "Postbus 9100, 2300 PC Leiden", "telephone": "071 000 00 00"},
    "opsterland": {"name": "Opsterland", "postal_address": "Postbus 10000, 9244 ZP Beetsterzwaag", "telephone": "0512 00 00 00"},
}

# version, first day, basis, where the date comes from
ADOPTIONS: dict[str, tuple[str, date, Adoption.Basis, str]] = {
    "leek": ("leek-2018", date(2018, 8, 15), Adoption.Basis.ASSUMED, "Dag na bekendmaking; de datum van bekendmaking is aangenomen."),
    "landsmeer": ("landsmeer-2016", date(2016, 7, 1), Adoption.Basis.DECIDED, "Artikel 15."),
    "sittard-geleen": (
        "sittard-geleen-2018",
        date(2018, 5, 29),
        Adoption.Basis.ASSUMED,
        "De tekst noemt geen datum; de datum van het besluit is aangenomen.",
    ),
    "leiden": ("leiden-2016", date(2016, 2, 1), Adoption.Basis.DECIDED, "Artikel 21."),
    # expired in 2017: the demonstration keeps it in force and says so on every page that cites it
    "opsterland": ("opsterland-2015", date(2015, 1, 1), Adoption.Basis.DEMONSTRATION, "Aangenomen, voor demonstratie."),
}


def register_municipality(code: str) -> Municipality:
    """The demo municipality `code`, made when it is not there yet."""
    known = Municipality.objects.filter(code=code).first()
    if known:
        return known
    details = DETAILS[code]
    return register(
        code=code,
        name=details["name"],
        controller=f"Het college van burgemeester en wethouders van {details['name']}",
        postal_address=details["postal_address"],
        telephone=details["telephone"],
        email=f"privacy@{code}.example",
        website=f"https://www.{code}.example",
        privacy_officer=f"Functionaris gegevensbescherming, fg@{code}.example",
    )


def adopt_demo_protocol(municipality: Municipality) -> Adoption:
    """The adoption of the demonstration, made when it is not there yet."""
    version, start, basis, source = ADOPTIONS[municipality.code]
    with scope.entered(municipality.scope()):
        held: Adoption | None = Adoption.objects.filter(version=version).first()
        return held or adopt(version=version, valid_from=start, valid_until=None, basis=basis, source=source)
