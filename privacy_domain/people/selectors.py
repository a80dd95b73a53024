"""Finding people, and what the rules want to know about them."""

from __future__ import annotations

import calendar
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from privacy_domain.crypto import search
from privacy_domain.crypto.fields import prefetch_keys
from privacy_domain.crypto.search import TokenKind
from privacy_domain.people.models import Agreement, Attestation, Channel, Partner, Person, Representative, SearchToken
from privacy_domain.protocols import facts
from privacy_domain.protocols.calendar import age
from privacy_domain.protocols.types import Recipient
from privacy_domain.tenancy import scope, statements

MOST_FOUND = 50
ADULT_AGE = 18  # BW 1:233


# ---------------------------------------------------------------- finding
def find(
    *,
    bsn: str = "",
    name: str = "",
    birth_date: date | None = None,
    birth_year: int | None = None,
    postcode: str = "",
    house_number: str = "",
    limit: int = MOST_FOUND,
) -> list[UUID]:
    """Ids of the persons of the municipality that answer to what is given, at most `limit`, in no meaningful order.

    Sought can be: a whole BSN; a birth date; a postcode with house number; the first letters of names, three or more of each;
    and names as they sound, when a birth date, birth year or postcode goes with them. A birth year, and a postcode without
    house number, only narrow a name. Nothing given finds nobody. Whether the searcher may know is the gate's to say.
    """
    words = search.name_words(name)
    certain = list(_certain(bsn, birth_date, postcode, house_number))
    narrowing = _narrowing(birth_date, birth_year, postcode, house_number)
    ways = [] if words and narrowing else [certain + [_beginning(word) for word in words]]
    second = narrowing or search.seconds(born=birth_date, postcode=postcode)[:1]
    if words and second:
        ways.append(certain + [_beginning(word, second) for word in words] + [_sounding(words, value) for value in second])
    found: dict[UUID, None] = {}
    for criteria in ways:
        if criteria:
            found |= dict.fromkeys(_answering(criteria, limit))
    return list(found)[:limit]


_Tokens = tuple[tuple[TokenKind, bytes], ...]
"""One thing a person must answer to: any of these tokens."""


def _certain(bsn: str, born: date | None, postcode: str, house_number: str) -> Iterator[_Tokens]:
    if bsn:
        yield ((TokenKind.BSN, search.bsn_token(bsn)),)
    if born:
        yield ((TokenKind.BIRTH_DATE, search.birth_date_token(born)),)
    if postcode and house_number:
        yield ((TokenKind.ADDRESS, search.address_token(postcode, house_number)),)


def _narrowing(born: date | None, year: int | None, postcode: str, house_number: str) -> list[str]:
    """The second values that no token of their own exists for."""
    return search.seconds(year=None if born else year, postcode="" if house_number else postcode)


def _beginning(word: str, second: Iterable[str] = ()) -> _Tokens:
    """A surname or given name begins so, or (with second values) a surname sounds so."""
    beginning = word[: search.LONGEST_PREFIX]
    written = tuple((kind, search.token(kind, beginning)) for kind in (TokenKind.SURNAME, TokenKind.GIVEN_NAME))
    return written + tuple(_heard(word, value) for value in second)


def _sounding(words: Sequence[str], second: str) -> _Tokens:
    """A surname sounds as one of the words, and the second value is this."""
    return tuple(_heard(word, second) for word in words)


def _heard(word: str, second: str) -> tuple[TokenKind, bytes]:
    return TokenKind.PHONETIC, search.token(TokenKind.PHONETIC, search.phonetic(word), second)


def _answering(criteria: Sequence[_Tokens], limit: int) -> list[UUID]:
    """Who answers to all of these: one prepared statement for each form that a search has."""
    tokens = [token for one in criteria for _, token in one]
    values: dict[str, Any] = {f"token{number}": token for number, token in enumerate(tokens)}
    form = tuple(tuple(kind for kind, _ in one) for one in criteria)
    return [person for (person,) in statements.rows_of(_search(form), values | {"municipality": scope.require().id, "limit": limit})]


@lru_cache(maxsize=256)
def _search(form: tuple[tuple[TokenKind, ...], ...]) -> str:
    """The statement for criteria with tokens of these kinds. A token is looked up by itself: each is one range of the index."""
    number = itertools.count()
    one = "select person_id from people_searchtoken where municipality_id = %(municipality)s and kind = '{}' and token = %(token{})s"
    together = " intersect ".join(f"({' union all '.join(one.format(kind.value, next(number)) for kind in kinds)})" for kinds in form)
    return f"select distinct person_id from ({together}) found order by person_id limit %(limit)s"  # noqa: S608 - constants


def birthdays(on: date) -> list[UUID]:
    """Everybody whose birthday is celebrated on `on`: one index look-up. Who was born on 29 February counts on 28 February in
    a common year, as the rules count ages."""
    days = [(on.month, on.day)]
    if (on.month, on.day) == (2, 28) and not calendar.isleap(on.year):
        days.append((2, 29))
    tokens = [search.birthday_token(*day) for day in days]
    found = SearchToken.objects.filter(kind=TokenKind.BIRTHDAY, token__in=tokens)
    return list(found.order_by("person_id").values_list("person_id", flat=True))


def namesakes(*, surnames: Iterable[str], among: Iterable[UUID]) -> list[Person]:
    """Of these persons, those of whom a surname is one of `surnames` (plain words), not only begins so."""
    wanted = set(surnames)
    tokens = [search.token(TokenKind.SURNAME, search.prefixes(word)[-1]) for word in sorted(wanted)]
    found = SearchToken.objects.filter(kind=TokenKind.SURNAME, token__in=tokens, person__in=list(among)).values_list("person_id", flat=True)
    return [person for person in persons(set(found)) if wanted & surname_words(person)]


def surname_words(person: Person) -> set[str]:
    """The words of all surnames of a person, plain and without tussenvoegsels."""
    return {word for name in filter(None, (person.surname, person.partner_surname)) for word in search.name_words(name)}


_BOTH_NAMES = """
select distinct surname.person_id from unnest(%(surnames)s::bytea[], %(given)s::bytea[]) sought(surname, given)
join people_searchtoken surname
  on surname.municipality_id = %(municipality)s and surname.kind = 'surname' and surname.token = sought.surname
join people_searchtoken given
  on given.municipality_id = surname.municipality_id and given.kind = 'given_name' and given.token = sought.given
 and given.person_id = surname.person_id
"""


def named(names: Iterable[tuple[str, str]]) -> list[Person]:
    """Everybody who bears one of these pairs of a given name and a word of a surname (plain words); one statement for all."""
    wanted = sorted(set(names))
    values = {
        "municipality": scope.require().id,
        "given": [search.token(TokenKind.GIVEN_NAME, search.prefixes(given)[-1]) for given, _ in wanted],
        "surnames": [search.token(TokenKind.SURNAME, search.prefixes(surname)[-1]) for _, surname in wanted],
    }
    found = [person for (person,) in statements.rows_of(_BOTH_NAMES, values)]
    return [person for person in persons(found) if _bears(person, set(wanted))]


def _bears(person: Person, names: set[tuple[str, str]]) -> bool:
    return any((given, surname) in names for given in search.plain(person.given_names).split() for surname in surname_words(person))


def housemates(ids: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    """Who else stands at the address of each of these persons. A secret address has no token, and tells nobody."""
    own = list(SearchToken.objects.filter(kind=TokenKind.ADDRESS, person__in=list(ids)).values_list("token", "person_id"))
    there: dict[bytes, set[UUID]] = {}
    for token, person in SearchToken.objects.filter(kind=TokenKind.ADDRESS, token__in={token for token, _ in own}).values_list("token", "person_id"):
        there.setdefault(bytes(token), set()).add(person)
    return {person: there[bytes(token)] - {person} for token, person in own}


def persons(ids: Iterable[UUID]) -> list[Person]:
    """The persons with these ids, in that order; unknown ids are left out. Two statements: the rows, and their keys."""
    wanted = list(ids)
    rows = Person.objects.in_bulk(wanted)
    prefetch_keys(rows.values())
    return [rows[pk] for pk in wanted if pk in rows]


# ---------------------------------------------------------------- what the rules want to know
def age_on(person: Person, on: date) -> int | None:
    """Age in whole years on a date; None when the birth date is not known."""
    return age(person.birth_date, on) if person.birth_date else None


def representatives_on(person: Person, on: date) -> list[Representative]:
    """Who can act for the person on a date, with the representing persons and their keys at hand; three statements.

    Who was limited or refused for a weighty interest of the person is not among them (Leek 12 lid 3, Opsterland 22 lid 5).
    """
    rows = list(
        Representative.objects.filter(person=person, valid_from__lte=on, limited_at__isnull=True)
        .filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on))
        .select_related("representative")
        .order_by("valid_from", "id")
    )
    prefetch_keys([row.representative for row in rows])
    return rows


def as_fact(row: Representative, on: date) -> facts.Representative:
    """A representation as the rules want it. Somebody whose birth date is not known does not count as an adult."""
    years = age_on(row.representative, on)
    return facts.Representative(kind=row.engine_kind, adult=years is not None and years >= ADULT_AGE, willing=row.willing)


@dataclass(frozen=True, slots=True)
class Authority:
    """What the rule on the holder of rights wants to know besides the birth date.

    `capable` None: nobody judged it. `rows` are the representations behind the facts, in the same order.
    """

    capable: bool | None
    representatives: tuple[facts.Representative, ...]
    rows: tuple[Representative, ...]


# the newest finding on capacity that holds on a date: one for that very matter goes before one for all, and a finding for
# another matter says nothing here, because capacity is judged per situation (Leek 12 lid 2); and whether anybody represents
_AUTHORITY = """select (
  select able from people_capacityfinding where person_id = %(person)s and found_on <= %(on)s
    and (matter_id is null or matter_id = %(matter)s::uuid)
  order by matter_id is null, found_on desc, recorded_at desc limit 1
), exists (select from people_representative where person_id = %(person)s)"""


def authority_on(person: Person, on: date, matter_id: UUID | None = None) -> Authority:
    """Capacity of the person in a matter, and his representatives, on a date. One statement where nobody represents him."""
    ((able, represented),) = statements.rows_of(_AUTHORITY, {"person": person.pk, "on": on, "matter": matter_id})
    rows = tuple(representatives_on(person, on)) if represented else ()
    return Authority(able, tuple(as_fact(row, on) for row in rows), rows)


# ---------------------------------------------------------------- the register
def register_on(on: date) -> QuerySet[Partner]:
    """Everybody who stands in the register of partners on a date, by name."""
    return register_between(on, on)


def register_between(since: date, until: date) -> QuerySet[Partner]:
    """Everybody who stood in the register of partners on one of these days, by name."""
    in_register: QuerySet[Partner] = Partner.objects.filter(valid_from__lte=until)
    return in_register.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=since)).order_by("name")


def partners_on(on: date, *, code: Recipient | None = None) -> QuerySet[Partner]:
    """Who of the register can be chosen as a recipient on a date, by name.

    A processor can only be chosen while it works under the municipality's direct authority or a processing agreement is in
    force (Leek 1 onder d).
    """
    agreed = Agreement.objects.filter(partner=OuterRef("pk"), kind=Agreement.Kind.PROCESSING, valid_from__lte=on).filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=on)
    )
    selectable = register_on(on).filter(~Q(recipient_class=Partner.Class.PROCESSOR) | Q(direct_authority=True) | Exists(agreed))
    return selectable.filter(code=code) if code else selectable


def channels_on(on: date) -> QuerySet[Channel]:
    """The ways by which data may leave on a date, by name (Leek 3 lid 4)."""
    used: QuerySet[Channel] = Channel.objects.filter(valid_from__lte=on)
    return used.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on)).order_by("name")


def agreement_on(partner: Partner, kind: Agreement.Kind, on: date) -> Agreement | None:
    """The agreement of this kind with somebody in the register that is in force on a date; the newest when there are several."""
    held = Agreement.objects.filter(partner=partner, kind=kind, valid_from__lte=on)
    found: Agreement | None = held.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on)).order_by("-valid_from").first()
    return found


def attested_on(partner: Partner, on: date) -> frozenset[Attestation.Point]:
    """What this partner stated about its own processing, as far as it holds on a date (Leek 3 lid 5, Landsmeer 3 lid 3)."""
    held = Attestation.objects.filter(partner=partner, valid_from__lte=on).filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on))
    return frozenset(Attestation.Point(point) for points in held.values_list("points", flat=True) for point in points)
