"""People of the tests, and who acts."""

from __future__ import annotations

from uuid import UUID

from privacy_domain.people.services import register_person


class Someone:
    """An employee, as far as this floor knows employees."""

    id = UUID("00000000-0000-4000-8000-00000000babe")

    def get_username(self) -> str:
        return "s.jansen"


BY = Someone()
JOHANNA = {
    "given_names": "Johanna Maria",
    "prefix": "de",
    "surname": "Vries",
    "sex": "female",
    "bsn": "123456782",
    "postcode": "1121 ab",
    "house_number": "12",
    "street": "Kerkstraat",
    "place": "Landsmeer",
}


def person(**details):
    """A registered person; Johanna unless said otherwise."""
    return register_person(details=details or JOHANNA, by=BY)
