"""Which search tokens a person has, and keeping them in step with what is known about him."""

from __future__ import annotations

from privacy_domain.crypto import search
from privacy_domain.crypto.search import TokenKind
from privacy_domain.people.models import Person, SearchToken

Token = tuple[TokenKind, bytes]

# the fields that tokens are made of: when one of these changes, so do the tokens
SEARCHED_FIELDS = frozenset({"given_names", "surname", "partner_surname", "birth_date", "bsn", "postcode", "house_number", "address_secret"})


def tokens_of(person: Person) -> set[Token]:
    """Every token of a person.

    A secret address gives none, nor does its postcode: who tries addresses may not learn who lives where.
    """
    postcode = "" if person.address_secret else person.postcode
    second = search.seconds(born=person.birth_date, postcode=postcode)
    found: set[Token] = set()
    if person.bsn:
        found.add((TokenKind.BSN, search.bsn_token(person.bsn)))
    if person.birth_date:
        found.add((TokenKind.BIRTH_DATE, search.birth_date_token(person.birth_date)))
        found.add((TokenKind.BIRTHDAY, search.birthday_token(person.birth_date.month, person.birth_date.day)))
    if postcode and person.house_number:
        found.add((TokenKind.ADDRESS, search.address_token(postcode, person.house_number)))
    for surname in filter(None, (person.surname, person.partner_surname)):
        words = search.written_together(search.name_words(surname))
        found |= {(TokenKind.SURNAME, token) for token in search.name_tokens(TokenKind.SURNAME, words)}
        found |= {(TokenKind.PHONETIC, token) for token in search.phonetic_tokens(surname, second)}
    given = search.written_together(search.plain(person.given_names).split())
    return found | {(TokenKind.GIVEN_NAME, token) for token in search.name_tokens(TokenKind.GIVEN_NAME, given)}


def write_tokens(person: Person) -> None:
    """Make the stored tokens of a person those of `tokens_of`: remove what no longer holds, add what is new.

    Raises IntegrityError when another person of the municipality has the same BSN.
    """
    wanted = tokens_of(person)
    stored = {(TokenKind(kind), bytes(token)): pk for pk, kind, token in SearchToken.objects.filter(person=person).values_list("id", "kind", "token")}
    gone = [pk for token, pk in stored.items() if token not in wanted]
    if gone:
        SearchToken.objects.filter(pk__in=gone).delete()
    SearchToken.objects.bulk_create(SearchToken(person=person, kind=kind, token=token) for kind, token in sorted(wanted - stored.keys()))
