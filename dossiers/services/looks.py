"""Who looked: the list, which is itself a look, and the letter that tells the client."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.http import Http404

from access import policies as gate
from access.models import User
from access.selectors import has_role
from access.states import MunicipalRole
from dossiers.events import DossierEvent
from dossiers.models import Dossier
from dossiers.presenters import looks as present
from dossiers.selectors import letters_about_looks
from privacy_domain import clock
from privacy_domain.audit.record import look
from privacy_domain.letters import services as letters
from privacy_domain.letters.kinds import LetterKind
from privacy_domain.letters.models import Letter


@dataclass(frozen=True, slots=True)
class Looks:
    """The open list. `by_name`: the privacy officer, who sees the names of employees; `inside`: the dossier itself is open too."""

    dossier: Dossier
    by_name: bool
    inside: bool


@transaction.atomic
def open_looks(*, ref: UUID, by: User) -> Looks:
    """The only way to the list of who looked: for whom the dossier is open, and for the privacy officer, who sees no more of it
    than its number. Recorded, as every look. Raises as `open_dossier`.
    """
    passage = gate.consider(by, ref, on=clock.today())
    is_officer = has_role(by, MunicipalRole.PRIVACY_OFFICER)
    if not is_officer or passage.excluded:
        passage = gate.enter(by, ref, on=clock.today())
    dossier: Dossier | None = Dossier.objects.select_related("person", "team").filter(pk=ref).first()
    if dossier is None:
        raise Http404
    look(
        DossierEvent.LOOKS_SEEN,
        subject_kind="dossier",
        subject_id=dossier.pk,
        dossier_id=dossier.pk,
        person_id=dossier.person_id,
        role=str(MunicipalRole.PRIVACY_OFFICER) if is_officer else str(passage.role),
        by=by,
    )
    return Looks(dossier, is_officer, bool(passage.decision.allowed))


@transaction.atomic
def looks_letter(*, looks: Looks, since: date, named: bool = False, by: User) -> Letter:
    """The letter to the client about who looked since a day; a job prints it. Names only by the privacy officer's choice. What the
    client may not hear yet is not in it."""
    dossier, until = looks.dossier, clock.today()
    seen = present.looks_between(dossier, since, until, for_client=True)
    context = present.letter(dossier, seen, since, until, named=named and looks.by_name, by=by)
    made = letters.draft(kind=LetterKind.LOOKS, person_id=dossier.person_id, dossier_id=dossier.pk, context=context, by=by)
    return letters.approve(letter=made, by=by)


@transaction.atomic
def looks_document(*, looks: Looks, letter_id: UUID, by: User) -> bytes:
    """One of those letters as PDF. Raises Http404 for any other."""
    found = next((row for row in letters_about_looks(looks.dossier, by_name=looks.by_name) if row.pk == letter_id), None)
    if found is None:
        raise Http404
    return letters.open_pdf(letter=letters.render(letter_id=found.pk, by=by), by=by)
