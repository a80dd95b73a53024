"""How people are written in Dutch, on screens and letters. Never in `__str__`: texts of rows end up in logs."""

from __future__ import annotations

from privacy_domain.people.models import Person
from privacy_domain.people.selectors import age_on as age_on

SECRET_ADDRESS = "Adres is geheim"  # noqa: S105
_TITLES = {Person.Sex.FEMALE: "mevr.", Person.Sex.MALE: "dhr."}
_ADDRESSED = {Person.Sex.FEMALE: "mevrouw", Person.Sex.MALE: "heer"}


def surname(person: Person) -> str:
    """The surname by which somebody goes, with prefixes: "de Vries-van Dam"."""
    own = _joined(person.prefix, person.surname)
    partner = _joined(person.partner_prefix, person.partner_surname)
    if not partner:
        return own
    by_use = {
        Person.NameUse.OWN: own,
        Person.NameUse.PARTNER: partner,
        Person.NameUse.PARTNER_OWN: f"{partner}-{own}",
        Person.NameUse.OWN_PARTNER: f"{own}-{partner}",
    }
    return by_use[Person.NameUse(person.name_use)]


def initials(person: Person) -> str:
    """The initials, made from the given names when they are not known by themselves: "J.W."."""
    return person.initials or "".join(f"{name[0].upper()}." for name in person.given_names.replace("-", " ").split())


def display_name(person: Person) -> str:
    """For screens: "mevr. J. de Vries"; without a title when the sex is not known."""
    return _joined(_TITLES.get(Person.Sex(person.sex), ""), initials(person), surname(person))


def short_name(person: Person) -> str:
    """For sentences at the table: the first given name, else the surname."""
    return (person.given_names.split() or [surname(person)])[0]


def full_name(person: Person) -> str:
    """Given names and surname in full: "Johanna Maria de Vries"."""
    return _joined(person.given_names or initials(person), surname(person))


def formal_name(person: Person) -> str:
    """For the envelope, with predicate and noble title in their places: "jkvr. J. de Vries", "J. baron van Dam"."""
    return _joined(person.predicate, initials(person), person.noble_title, surname(person))


def list_name(person: Person) -> str:
    """For lists by surname: "Vries, J. de"."""
    if person.partner_surname and person.name_use != Person.NameUse.OWN:
        return f"{surname(person)}, {initials(person)}".rstrip(", ")
    return f"{person.surname}, {_joined(initials(person), person.prefix)}".rstrip(", ")


def salutation(person: Person) -> str:
    """The first line of a letter, without comma: "Geachte mevrouw De Vries"; with initials when the sex is not known."""
    name = surname(person)
    addressed = _ADDRESSED.get(Person.Sex(person.sex))
    if addressed is None:
        return _joined("Geachte", initials(person), name)
    return f"Geachte {addressed} {name[:1].upper()}{name[1:]}"


def address_lines(person: Person, *, show_secret: bool = False) -> list[str]:
    """Street and place, as two lines; empty when not known. A secret address is only written where the caller says so."""
    if person.address_secret and not show_secret:
        return [SECRET_ADDRESS]
    number = _joined(f"{person.house_number}{person.house_letter}", person.house_number_addition)
    return [line for line in (_joined(person.street, number), _joined(postcode(person), person.place)) if line]


def postal_lines(person: Person, *, show_secret: bool = False) -> list[str]:
    """Where letters go: the correspondence address when there is one, else the address."""
    if person.address_secret and not show_secret:
        return [SECRET_ADDRESS]
    elsewhere = [line.strip() for line in person.correspondence_address.splitlines() if line.strip()]
    return elsewhere or address_lines(person, show_secret=show_secret)


def postcode(person: Person) -> str:
    """With its space: "1121 AB"."""
    code = person.postcode
    return f"{code[:4]} {code[4:]}" if len(code) == 6 else code


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)
