"""On paper: exactly what left, for the file; and the main lines of the protocol, for who receives it."""

from __future__ import annotations

from django.db import transaction

from access.models import User
from dossiers.models import Disclosure
from dossiers.presenters import disclosed as present
from dossiers.presenters.envelope import recipient_name
from dossiers.selectors.disclosure import consultations_of
from dossiers.selectors.shielding import shown_content
from dossiers.states import DisclosureState
from privacy_domain import clock
from privacy_domain.letters import selectors
from privacy_domain.letters import services as letters
from privacy_domain.letters.contexts import Context
from privacy_domain.letters.freezing import freeze
from privacy_domain.letters.models import Letter
from privacy_domain.web.errors import Conflict


@transaction.atomic
def disclosure_document(*, disclosure: Disclosure, by: User) -> bytes:
    """Exactly what left, to whom, on which ground and articles, decided by whom, as PDF; frozen with the digest of what was sealed.
    The same state gives the same paper; what was shielded since, or said later about the call, gives a new one.

    Raises Conflict for what did not leave.
    """
    if disclosure.state != DisclosureState.SENT:
        raise Conflict("Deze verstrekking is niet verzonden. Er is nog niets om af te drukken.")
    return _printed(disclosure, present.disclosed(disclosure, shown_content(disclosure) or {}, consultations_of(disclosure)), by)


@transaction.atomic
def summary_document(*, disclosure: Disclosure, by: User) -> bytes:
    """The main lines of the protocol as a letter to this recipient (Leek 9, Landsmeer 9); it says nothing about the client."""
    return _printed(disclosure, present.main_lines(recipient_name(disclosure), disclosure, by), by)


def _printed(disclosure: Disclosure, context: Context, by: User) -> bytes:
    found = [row for row in selectors.letters_of_dossier(disclosure.dossier_id) if row.kind == context.kind and _same(row, context)]
    made = found[0] if found else _made(disclosure, context, by)
    return letters.open_pdf(letter=letters.render(letter_id=made.pk, by=by), by=by)


def _same(row: Letter, context: Context) -> bool:
    written = row.written_on == clock.today() or row.kind == "disclosed"
    return written and bool((row.context or {}).get("facts") == freeze(context))


def _made(disclosure: Disclosure, context: Context, by: User) -> Letter:
    made = letters.draft(
        kind=context.kind,
        person_id=disclosure.dossier.person_id,
        dossier_id=disclosure.dossier_id,
        organisation_id=disclosure.partner_id,
        context=context,
        citations=disclosure.citations,
        by=by,
    )
    return letters.approve(letter=made, by=by)
