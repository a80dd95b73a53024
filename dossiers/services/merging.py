"""Two records turned out to be one person: everything that points at the one follows to the other, and the one is gone.

What stays under the old key: lines of the log and letters that were approved, which nobody may change; `Merge` says whose they
are. It cannot be taken back: rows of the two cannot be told apart any more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction

from access.models import User
from dossiers.events import DossierEvent
from dossiers.models import Dossier, Merge, PlanPerson, Relation
from dossiers.policies.merging import OPAQUE, dossiers_of, may_merge, pointers
from dossiers.policies.rights import leads_for
from dossiers.selectors import relations_of
from dossiers.selectors.life import dossier_by_its_number
from privacy_domain import clock
from privacy_domain.audit.record import look, record
from privacy_domain.crypto import keys
from privacy_domain.crypto.fields import open_fields
from privacy_domain.letters.models import Letter
from privacy_domain.people import services as people
from privacy_domain.people.models import Person, Representative
from privacy_domain.web.errors import Conflict, Invalid


@transaction.atomic
def compare_persons(*, places: Sequence[tuple[str, str]], by: User) -> tuple[Person, Person]:
    """Who stand in two places, for who may merge them; a line in the log for each. A place is the number of a dossier, and the surname
    of somebody around its client, or none for the client himself. Raises Invalid for any other place, as for none."""
    found = [dossier_by_its_number(number.strip()) for number, _surname in places]
    people_there = _pair([_standing_there(dossier, surname, by) for dossier, (_number, surname) in zip(found, places, strict=True)])
    if len(people_there) != 2 or not may_merge(by, *people_there):
        raise Invalid("Deze twee ken je niet allebei, of je leidt niet alle teams die erbij horen.", field="kept")
    one, other = people_there
    if one.pk == other.pk:
        raise Invalid("Dit is op beide plaatsen al dezelfde persoon.", field="gone")
    for dossier, person in zip(found, people_there, strict=True):
        look(
            DossierEvent.PERSONS_COMPARED, subject_kind="person", subject_id=person.pk, person_id=person.pk,
            dossier_id=dossier.pk if dossier else None, by=by,
        )  # fmt: skip
    return one, other


def _pair(there: list[list[Person]]) -> list[Person]:
    """One for each place; where one surname stands twice around one client, those two."""
    if there[0] == there[1] and len(there[0]) == 2:
        return there[0]
    return [persons[0] for persons in there if len(persons) == 1]


def _standing_there(dossier: Dossier | None, surname: str, by: User) -> list[Person]:
    """The client, or who has this surname around him: their names are read for the leader of that team only."""
    if dossier is None:
        return []
    if not surname.strip():
        return [dossier.person]
    if not leads_for(by, dossier, clock.today()):
        return []
    wanted = surname.strip().casefold()
    return [row.person for row in relations_of(dossier) if row.person and row.person.surname.casefold() == wanted]


@transaction.atomic
def merge_persons(*, kept: Person, gone: Person, because: str, by: User) -> Merge:
    """`gone` is `kept`: its rows, tasks and blank data follow, sealed under the key of `kept`; its record, its search tokens and
    its key are destroyed.

    Raises PermissionDenied for who may not, Invalid without a reason and for two who cannot be one person, Conflict when rows
    of the two exclude each other.
    """
    if not may_merge(by, kept, gone):
        raise PermissionDenied
    if not because.strip():
        raise Invalid("Schrijf op waarom dit dezelfde persoon is.", field="because")
    kept, gone = _locked(kept.pk), _locked(gone.pk)
    _one_person(kept, gone)
    _make_room(kept, gone)
    try:
        with transaction.atomic():
            moved = Counter({model._meta.label: 0 for model, _field in pointers()})
            for model, field in pointers():
                moved[model._meta.label] += _follow(model, field, kept, gone)
    except IntegrityError as error:
        raise Conflict("Gegevens van deze twee personen sluiten elkaar uit. Kijk eerst welke gelden.") from error
    moved.update({model._meta.label: _follow_key(model, kept, gone) for model in OPAQUE})
    merge = Merge(kept=kept, gone=gone.pk, merged_at=clock.now(), merged_by=by, moved={name: count for name, count in moved.items() if count})
    merge.because = because.strip()
    merge.save(force_insert=True)
    people.absorb(kept=kept, gone=gone, by=by)
    if not Letter.objects.filter(person_id=gone.pk, dossier_id__isnull=True).exists():  # what is sealed with it must stay readable
        transaction.on_commit(partial(_destroy_key, kept.municipality_id, gone.pk))
    for dossier in dossiers_of(kept):
        record(
            DossierEvent.PERSONS_MERGED, subject_kind="person", subject_id=kept.pk, person_id=kept.pk, dossier_id=dossier.pk,
            object_ids=[gone.pk], by=by,
        )  # fmt: skip
    return merge


def _destroy_key(municipality: UUID, person: UUID) -> None:
    """When the transaction is over the scope that it ran in may be left already, as at the end of a request."""
    with keys.opened(municipality):
        keys.destroy_key("person", person)


def _locked(person: UUID) -> Person:
    found: Person | None = Person.objects.select_for_update().filter(pk=person).first()
    if found is None:
        raise Conflict("Deze persoon is al samengevoegd.")
    return found


def _one_person(kept: Person, gone: Person) -> None:
    if kept.pk == gone.pk:
        raise Invalid("Dit is al dezelfde persoon.", field="gone")
    for name, words in (("bsn", "een ander burgerservicenummer"), ("birth_date", "een andere geboortedatum"), ("died_on", "een andere sterfdag")):
        mine, theirs = getattr(kept, name), getattr(gone, name)
        if mine and theirs and mine != theirs:
            raise Invalid(f"Deze twee hebben {words}. Verbeter eerst wat niet klopt, of laat ze staan: dan zijn het er twee.", field="gone")
    each_other = Representative.objects.filter(person__in=[kept, gone], representative__in=[kept, gone])
    of_oneself = Relation.objects.filter(dossier__person__in=[kept, gone], person__in=[kept, gone])
    if each_other.exists() or of_oneself.exists():
        raise Invalid("De een staat bij de mensen rond de ander. Dan zijn het er twee.", field="gone")


def _make_room(kept: Person, gone: Person) -> None:
    """Where both stand in the same place, the row of `gone` ends today: it may stand there once."""
    today = clock.today()
    for model, place in ((Relation, "dossier_id"), (PlanPerson, "plan_id")):
        taken = model.objects.filter(person=kept, until__isnull=True).values(place)
        model.objects.filter(person=gone, until__isnull=True, **{f"{place}__in": taken}).update(until=today)
    for row in Representative.objects.filter(valid_until__isnull=True).filter(models.Q(person=gone) | models.Q(representative=gone)):
        same = {
            "person_id": kept.pk if row.person_id == gone.pk else row.person_id,
            "representative_id": kept.pk if row.representative_id == gone.pk else row.representative_id,
            "kind": row.kind,
        }
        if Representative.objects.filter(valid_until__isnull=True, **same).exists():
            Representative.objects.filter(pk=row.pk).update(valid_until=max(today, row.valid_from))


def _follow(model: type[models.Model], field: models.Field[Any, Any], kept: Person, gone: Person) -> int:
    """The rows of a table that point at `gone` point at `kept`; those that are sealed under the person's key are sealed anew."""
    rows = model._default_manager.filter(**{field.name: gone})
    if getattr(model, "encryption_key", None) != ("person", field.attname):
        return rows.update(**{field.name: kept})
    count = 0
    for row in rows:
        open_fields(row)
        setattr(row, field.name, kept)
        row.save()
        count += 1
    return count


def _follow_key(model: type[models.Model], kept: Person, gone: Person) -> int:
    """The rows that name the person by key: every task, and letters that are still a draft in a dossier."""
    rows = model._default_manager.filter(person_id=gone.pk)
    if model is Letter:
        rows = rows.filter(approved_at__isnull=True, dossier_id__isnull=False)
    return rows.update(person_id=kept.pk)
