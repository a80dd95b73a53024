"""Search tokens: finding somebody without the database being able to read who.

A token is a keyed digest (HMAC-SHA-256, first half) of one normalised value. Equal values of one municipality give equal
tokens, so an ordinary index on equality finds them; without the municipality's search key they can be neither made nor read.
What a token does give away to who holds the database alone is which rows share a value; that is why the phonetic tokens are
bound to a second value, and names give no tokens shorter than three letters unless the whole name is shorter.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from datetime import date
from enum import StrEnum

from privacy_domain.crypto import keys
from privacy_domain.crypto.kinds import KeyKind

SHORTEST_PREFIX = 3
LONGEST_PREFIX = 12
_TOKEN_BYTES = 16

# between given name and surname; nobody searches by them, and half of a register would match
TUSSENVOEGSELS = frozenset(
    {
        "a", "aan", "af", "al", "am", "auf", "aus", "bij", "binnen", "boven", "d", "da", "dal", "dalla", "das", "de", "deca",
        "degli", "dei", "del", "della", "den", "der", "des", "di", "die", "do", "don", "door", "dos", "du", "el", "en", "het",
        "i", "im", "in", "la", "las", "le", "les", "lo", "los", "of", "onder", "op", "over", "s", "t", "te", "ten", "ter", "to",
        "toe", "tot", "uijt", "uit", "und", "unter", "van", "vom", "von", "voor", "vor", "zu", "zum", "zur",
    }
)  # fmt: skip
# spelling -> sound, applied in this order; what is left of the vowels is then dropped
_SOUNDS = tuple(
    (re.compile(spelling), sound)
    for spelling, sound in (
        (r"sch(?=[lmnrw]|$)", "s"),  # Schmidt, Bosch
        (r"tsch|tch|tsj|cz", "ts"),
        (r"cks|x", "ks"),
        (r"ck|qu?", "k"),
        (r"ph", "f"),
        (r"th|dt", "t"),
        (r"[cg]h", "g"),
        (r"c(?=[eiy])", "s"),
        (r"c", "k"),
        (r"z", "s"),
        (r"v", "f"),
        (r"d$", "t"),
        (r"b$", "p"),
        (r"(?<=u)w", ""),  # Pauw, Brouwer, Leeuwen
        (r"(?<=[aeiouy])h", ""),  # Dahl, Johannes
        (r"en?$", ""),  # Jansen, Janse
        (r"[aeiouy]+(?:j+[aeiouy]*)*", "e"),  # Meijer, Meyer, Maier
        (r"(.)\1+", r"\1"),
    )
)
_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ĳ": "ij"})


class TokenKind(StrEnum):
    """What a token was made of; part of the digest, so that values of two kinds never meet."""

    BSN = "bsn"
    BIRTH_DATE = "birth_date"
    BIRTHDAY = "birthday"
    ADDRESS = "address"
    SURNAME = "surname"
    GIVEN_NAME = "given_name"
    PHONETIC = "phonetic"


def token(kind: TokenKind, *values: str) -> bytes:
    """The token of one normalised value (or of several together) in the municipality in scope: 16 bytes."""
    ring = keys.ring()
    secret = ring.find(KeyKind.SEARCH, ring.municipality).secret
    return hmac.new(secret, "\x00".join((kind, *values)).encode(), hashlib.sha256).digest()[:_TOKEN_BYTES]


# ---------------------------------------------------------------- normalising
def plain(text: str) -> str:
    """Lower case without diacritics, with single spaces for all else: "Ibáñez-de Vries" becomes "ibanez de vries"."""
    decomposed = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    letters = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return " ".join(re.findall(r"[^\W_]+", letters))


def name_words(name: str) -> list[str]:
    """The searchable words of a name: without tussenvoegsels, unless it consists of nothing else."""
    words = plain(name).split()
    return [word for word in words if word not in TUSSENVOEGSELS] or words


def written_together(words: list[str]) -> list[str]:
    """The words, and all of them as one: who looks for "obrien" means O'Brien."""
    return words if len(words) < 2 else [*words, "".join(words)]


def prefixes(word: str) -> list[str]:
    """Every beginning of `word` of three to twelve letters; the whole word when it is shorter."""
    if len(word) <= SHORTEST_PREFIX:
        return [word] if word else []
    return [word[:length] for length in range(SHORTEST_PREFIX, min(len(word), LONGEST_PREFIX) + 1)]


def phonetic(word: str) -> str:
    """How a Dutch surname sounds, roughly: its consonants, with the spellings of one sound brought together.

    Meijer, Meyer and Maier become one; so do Jansen and Janssen, Visser and Fisser, Claes and Klaas, Schmidt and Smit. It is
    much coarser than an ear, so it is used together with a second value only.
    """
    sound = plain(word).replace(" ", "")
    begin = "e" if sound[:1] in tuple("aeiouy") else ""
    for spelling, heard in _SOUNDS:
        sound = spelling.sub(heard, sound)
    return begin + sound.replace("e", "")


def plain_postcode(postcode: str) -> str:
    """A postcode without spaces, in capitals: "1121 ab" becomes "1121AB"."""
    return re.sub(r"\s", "", postcode).upper()


def plain_bsn(bsn: str) -> str:
    """The nine digits of a BSN, written with or without dots and spaces; a leading zero may have been left out."""
    return re.sub(r"\D", "", bsn).zfill(9)


# ---------------------------------------------------------------- tokens of a person
def bsn_token(bsn: str) -> bytes:
    """Of a whole BSN."""
    return token(TokenKind.BSN, plain_bsn(bsn))


def birth_date_token(born: date) -> bytes:
    """Of a date of birth."""
    return token(TokenKind.BIRTH_DATE, born.isoformat())


def birthday_token(month: int, day: int) -> bytes:
    """Of a birthday in any year, for tonight's jobs."""
    return token(TokenKind.BIRTHDAY, f"{month:02}-{day:02}")


def address_token(postcode: str, house_number: str) -> bytes:
    """Of a postcode with a house number, without its letter and addition."""
    digits = re.match(r"\d*", plain(house_number))
    return token(TokenKind.ADDRESS, plain_postcode(postcode), digits[0] if digits else "")


def name_tokens(kind: TokenKind, words: list[str]) -> set[bytes]:
    """Of every beginning of every word of a name."""
    return {token(kind, prefix) for word in words for prefix in prefixes(word)}


def phonetic_tokens(surname: str, second: list[str]) -> set[bytes]:
    """Of how each word of a surname sounds, with each of the second values (see `seconds`)."""
    return {token(TokenKind.PHONETIC, phonetic(word), value) for word in name_words(surname) for value in second}


def seconds(*, born: date | None = None, year: int | None = None, postcode: str = "") -> list[str]:
    """The second values that a phonetic search can have: date of birth, year of birth, the digits of the postcode."""
    values = [born.isoformat(), str(born.year)] if born else []
    if year and not born:
        values.append(str(year))
    if len(digits := plain_postcode(postcode)[:4]) == 4:
        values.append(f"postcode {digits}")
    return values
