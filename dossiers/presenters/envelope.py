"""What leaves, exactly: the one rendering that is previewed, approved, sealed and sent."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from dossiers.models import Disclosure, DisclosureItem, Item
from dossiers.policies.envelope import Envelope
from dossiers.presenters.words import CATEGORIES, OCCASIONS
from dossiers.selectors.items import passages_of
from privacy_domain.people import presenters as people
from privacy_domain.people.models import Person
from privacy_domain.protocols.types import Category, Occasion
from privacy_domain.texts.selectors import texts_on
from privacy_domain.web.templatetags.domain import date_nl

WORDS_ALONG = ("summary.protocol", "summary.secrecy")  # what every recipient reads with it (leek-2018 art. 9)

# what stands at the person itself; of everything else the envelope says that it is so, or what was typed
_VALUES: Mapping[Category, Callable[[Person], str]] = {
    Category.SEX: lambda person: str(person.get_sex_display()),
    Category.BIRTH_DATE: lambda person: date_nl(person.birth_date),
    Category.BIRTH_PLACE: lambda person: person.birth_place,
    Category.PHONE: lambda person: person.phone,
    Category.EMAIL: lambda person: person.email,
    Category.BSN: lambda person: person.bsn,
    Category.TEMPORARY_ADDRESS: lambda person: person.correspondence_address,
    Category.SECRECY_FLAG: lambda person: people.SECRET_ADDRESS if person.address_secret else _("The address is not secret."),
}
OWN_VALUES = frozenset({Category.NAW, *_VALUES})


def rendering(envelope: Envelope) -> dict[str, Any]:
    """The content, as plain values. The same envelope gives the same content, so that a digest of it says whether it changed."""
    disclosure = envelope.disclosure
    passages = passages_of([row.item for row in envelope.items if row.item is not None])
    along = texts_on(WORDS_ALONG, envelope.on)
    return {
        "from": [disclosure.dossier.municipality.name, disclosure.dossier.team.name],
        "to": recipient_name(disclosure),
        "purpose": disclosure.purpose,
        "occasion": str(OCCASIONS[Occasion(disclosure.occasion)]) if disclosure.occasion else "",
        "items": [_line(row, disclosure.dossier.person, passages) for row in envelope.items],
        "along": [{"id": str(text.id), "heading": text.heading, "body": text.body} for text in along.values()],
    }


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of what leaves."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def recipient_name(disclosure: Disclosure) -> str:
    """Who gets it."""
    if disclosure.partner is not None:
        return disclosure.partner.name
    relation = disclosure.relation
    return people.full_name(relation.person) if relation is not None and relation.person is not None else ""


def item_words(item: Item) -> str:
    """An item of the dossier without its content: what it is and of when."""
    return _("%(kind)s of %(day)s") % {"kind": item.get_kind_display(), "day": date_nl(item.received_on)}


def _line(row: DisclosureItem, person: Person, passages: Mapping[Any, Any]) -> dict[str, str]:
    whole = row.level == DisclosureItem.Level.CONTENT
    if row.item is not None:
        about = [passage.text for passage in passages.get(row.item.pk, ()) if passage.about_client and not passage.about_others]
        return {
            "what": item_words(row.item),
            "text": "\n".join([row.item.title, *about]) if whole else _("It is in the dossier."),
            "level": row.level,
            "item": str(row.item.series),
        }
    code = Category(row.code)
    return {"what": str(CATEGORIES[code]), "text": _data(code, row, person, whole=whole), "level": row.level, "item": ""}


def _data(code: Category, row: DisclosureItem, person: Person, *, whole: bool) -> str:
    if code is Category.NAW:  # a secret address leaves only when that was chosen by itself, with the reason
        address = people.address_lines(person, show_secret=whole)
        return "\n".join([people.full_name(person), *address])
    if code in _VALUES:
        return _VALUES[code](person) or _("Not known.")
    return row.text if whole else _("It plays a part in the support.")
