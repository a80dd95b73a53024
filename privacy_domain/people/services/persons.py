"""Registering and correcting a person."""

from __future__ import annotations

from datetime import date
from typing import TypedDict, cast
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Q

from privacy_domain import clock
from privacy_domain.audit.record import record
from privacy_domain.crypto import keys, search
from privacy_domain.crypto.kinds import KeyKind
from privacy_domain.operation import Actor
from privacy_domain.people.events import PeopleEvent
from privacy_domain.people.models import Person, Representative, SearchToken
from privacy_domain.people.models.person import PERSONAL_FIELDS
from privacy_domain.people.services.representation import end_representative
from privacy_domain.people.tokens import SEARCHED_FIELDS, write_tokens
from privacy_domain.people.validators import check
from privacy_domain.web.errors import Conflict, Invalid


class PersonDetails(TypedDict, total=False):
    """What can be known about a person; what is left out is not known. `sex` and `name_use` are codes of Person."""

    given_names: str
    initials: str
    prefix: str
    surname: str
    partner_prefix: str
    partner_surname: str
    name_use: str
    noble_title: str
    predicate: str
    sex: str
    birth_date: date | None
    birth_place: str
    bsn: str
    street: str
    house_number: str
    house_letter: str
    house_number_addition: str
    postcode: str
    place: str
    correspondence_address: str
    parents_civil_status: str
    address_secret: bool
    phone: str
    email: str
    language: str
    large_print: bool


class AlreadyKnown(Conflict):
    """Somebody with this BSN is registered in the municipality. Who knows the whole number may know that (decision on insiders)."""

    def __init__(self, person_id: UUID) -> None:
        super().__init__("Er staat hier al iemand met dit burgerservicenummer. Zoek op het nummer en ga met die persoon verder.")
        self.person_id = person_id


@transaction.atomic
def register_person(*, details: PersonDetails, by: Actor) -> Person:
    """A new person, client or not, with a key of his own (Leek 1 onder a).

    Raises Invalid with a Dutch sentence and the field for what cannot be right, AlreadyKnown for a BSN that is registered.
    """
    person = Person(id=uuid4(), registered_at=clock.now())
    changed = _fill(person, details)
    keys.create_key(KeyKind.PERSON, person.pk)  # first the key: without it there is nothing to seal with
    person.save(force_insert=True)
    _write_tokens(person)
    record(
        PeopleEvent.PERSON_REGISTERED,
        subject_kind="person",
        subject_id=person.pk,
        person_id=person.pk,
        fields=changed,
        by=by,
    )
    return person


@transaction.atomic
def correct_person(*, person: Person, changes: PersonDetails, by: Actor) -> Person:
    """Change what is known about a person; the search tokens follow. What equals what is stored counts as no change.

    Raises Invalid and AlreadyKnown as `register_person`.
    """
    stored: Person = Person.objects.select_for_update().get(pk=person.pk)
    changed = _fill(stored, changes)
    if changed:
        stored.save(update_fields=changed)
        if SEARCHED_FIELDS.intersection(changed):
            _write_tokens(stored)
        record(
            PeopleEvent.PERSON_CORRECTED,
            subject_kind="person",
            subject_id=stored.pk,
            person_id=stored.pk,
            fields=changed,
            by=by,
        )
    return stored


@transaction.atomic
def record_death(*, person: Person, died_on: date, by: Actor) -> Person:
    """This person died. Who acted for him, and he for others, acts no more from the day after; no letter goes to him any more.

    Raises Invalid for a day to come or before the birth date, Conflict when it was recorded before.
    """
    stored: Person = Person.objects.select_for_update().get(pk=person.pk)
    if stored.died_on is not None:
        raise Conflict("Het overlijden is al vastgelegd.")
    if died_on > clock.today() or (stored.birth_date and died_on < stored.birth_date):
        raise Invalid("Deze dag kan niet. Kies de dag van overlijden.", field="happened_on")
    stored.died_on = died_on
    stored.save(update_fields=["died_on"])
    running = Representative.objects.filter(Q(person=stored) | Q(representative=stored), valid_from__lte=died_on)
    for row in running.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=died_on)):
        end_representative(representation=row, last_day=died_on, by=by)
    record(PeopleEvent.PERSON_DIED, subject_kind="person", subject_id=stored.pk, person_id=stored.pk, fields=["died_on"], by=by)
    person.died_on = died_on
    return stored


@transaction.atomic
def absorb(*, kept: Person, gone: Person, by: Actor) -> Person:
    """`gone` is the same person as `kept`: what is not known of `kept` is taken from it, and its record goes, with its search
    tokens. Whatever pointed at it must have followed. Raises AlreadyKnown when a third has the same BSN."""
    SearchToken.objects.filter(person=gone).delete()
    blank = [name for name in (*PERSONAL_FIELDS, "died_on") if not getattr(kept, name) and getattr(gone, name)]
    for name in blank:
        setattr(kept, name, getattr(gone, name))
    if blank:
        kept.save(update_fields=blank)
        _write_tokens(kept)
    key = gone.pk
    gone.delete()
    record(PeopleEvent.PERSON_MERGED, subject_kind="person", subject_id=kept.pk, person_id=kept.pk, object_ids=[key], fields=blank, by=by)
    gone.pk = key
    return kept


def _fill(person: Person, details: PersonDetails) -> list[str]:
    """Put the details on the person, checked and normalised; returns the names of the fields that changed."""
    unknown = details.keys() - set(PERSONAL_FIELDS)
    if unknown:
        raise TypeError(f"not kept about a person: {', '.join(sorted(unknown))}")
    before = {name: getattr(person, name) for name in details}
    for name, value in details.items():
        setattr(person, name, _normal(name, value))
    check(person)
    return sorted(name for name, value in before.items() if getattr(person, name) != value)


def _normal(name: str, value: object) -> object:
    if value is None and name != "birth_date":
        return ""
    if not isinstance(value, str):
        return value
    text = " ".join(value.split()) if name != "correspondence_address" else value.strip()
    if name == "bsn" and text:
        # only a number that passes is brought into its one form: zeros in front must not repair a wrong one
        return search.plain_bsn(text) if _passes(name, text) else text
    return search.plain_postcode(text) if name == "postcode" and _passes(name, text) else text


def _passes(name: str, text: str) -> bool:
    field = cast("models.CharField[str, str]", Person._meta.get_field(name))
    try:
        field.run_validators(text)
    except ValidationError:
        return False
    return True


def _write_tokens(person: Person) -> None:
    try:
        with transaction.atomic():
            write_tokens(person)
    except IntegrityError:
        token = search.bsn_token(person.bsn)
        other = SearchToken.objects.filter(kind=search.TokenKind.BSN, token=token).values_list("person_id", flat=True).first()
        if other is None:
            raise
        raise AlreadyKnown(other) from None
