"""Letters of a person, of a dossier, by reference; the letterhead; and a letter as it can be shown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from privacy_domain.letters.frozen import FrozenLetter, Letterhead, from_content
from privacy_domain.letters.kinds import LetterKind
from privacy_domain.letters.models import Letter
from privacy_domain.tenancy import scope
from privacy_domain.tenancy.models import Municipality
from privacy_domain.tenancy.selectors import protocol_on


def letter(letter_id: UUID) -> Letter | None:
    """The letter with this id in the municipality in scope, or None."""
    found: Letter | None = Letter.objects.filter(id=letter_id).first()
    return found


def failed_among(letter_ids: Iterable[UUID | None]) -> frozenset[UUID]:
    """Those of these letters that could not be printed: they will never be, so another is made. One statement, none without letters."""
    wanted = [each for each in letter_ids if each is not None]
    return frozenset(Letter.objects.filter(id__in=wanted, state=Letter.State.FAILED).values_list("id", flat=True)) if wanted else frozenset()


def letters_of_dossier(dossier_id: UUID) -> tuple[Letter, ...]:
    """Every letter of a dossier, newest first."""
    return tuple(Letter.objects.filter(dossier_id=dossier_id).order_by("-drafted_at", "-id"))


def letters_of_person(person_id: UUID) -> tuple[Letter, ...]:
    """Every letter about a person, newest first."""
    return tuple(Letter.objects.filter(person_id=person_id).order_by("-drafted_at", "-id"))


def letterhead_on(on: date) -> Letterhead:
    """The municipality in scope as its letters show it, citing the protocol in force on a date (Leek article 15 paragraph 2)."""
    here = Municipality.objects.get(id=scope.require().id)
    protocol = protocol_on(on)
    return Letterhead(
        code=here.code,
        name=here.name,
        controller=here.controller,
        visiting_address=here.visiting_address,
        postal_address=here.postal_address,
        telephone=here.telephone,
        email=here.email,
        website=here.website,
        privacy_officer=here.privacy_officer,
        protocol_title=protocol.citation_title if protocol else "",
    )


def frozen(letter: Letter) -> FrozenLetter:
    """The letter as it was drafted, for printing or for a page that includes `letters/_<kind>.html` with `letter` and `facts`.

    Raises crypto's Unreadable when its key was destroyed.
    """
    return from_content(
        letter.context,
        kind=LetterKind(letter.kind),
        reference=letter.reference,
        written_on=letter.written_on,
        language=letter.language,
        large_print=letter.large_print,
    )
