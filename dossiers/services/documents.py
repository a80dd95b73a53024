"""Letters of a talk: made once, printed at once when somebody waits for them at the table."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.http import Http404

from access.models import User
from consent.models import Consent, ConsentForm
from dossiers.events import DossierEvent
from dossiers.models import Dossier, Talk, Telling
from dossiers.policies import TalkPlan
from dossiers.policies.withdrawal import LAWFUL_BEFORE
from dossiers.presenters import receipt as letter
from dossiers.selectors.disclosure import LedgerLine
from dossiers.states.telling import TellingState
from privacy_domain.audit.record import record
from privacy_domain.letters import selectors
from privacy_domain.letters import services as letters
from privacy_domain.letters.contexts import Context
from privacy_domain.letters.kinds import LetterKind
from privacy_domain.letters.models import Letter
from privacy_domain.web.errors import Conflict


@transaction.atomic
def form_document(*, talk: Talk, form: ConsentForm, by: User) -> bytes:
    """The form as PDF: blank while it is open, the copy of what was signed or refused afterwards. The same state gives the
    same letter, so printing twice makes one."""
    dossier = talk.dossier
    context = letter.consent_form(dossier, form, by)
    found = [row for row in selectors.letters_of_dossier(dossier.pk) if row.kind == LetterKind.CONSENT_FORM]
    known = next((row for row in found if row.drafted_at >= (form.closed_at or form.made_at) and letter.is_about(row, form)), None)
    return _printed(known or _made(talk, context, by), by)


@transaction.atomic
def information_document(*, plan: TalkPlan, by: User) -> bytes:
    """The explanation on paper as PDF: the same cards that are read aloud. Printing twice on a day makes one."""
    talk = plan.talk
    context = letter.information(plan, by)
    found = [row for row in selectors.letters_of_dossier(talk.dossier_id) if row.kind == LetterKind.INFORMATION and row.person_id == talk.person_id]
    known = next((row for row in found if row.written_on == plan.on and row.language == talk.language and row.large_print == talk.large_print), None)
    return _printed(known or _made(talk, context, by), by)


@transaction.atomic
def receipt_document(*, talk: Talk, by: User) -> bytes:
    """The receipt of a finished talk as PDF. Raises Http404 while there is none."""
    found = selectors.letter(talk.receipt_letter_id) if talk.receipt_letter_id else None
    if found is None:
        raise Http404
    return _printed(found, by)


@transaction.atomic
def withdrawal_letter(*, dossier: Dossier, consent: Consent, told_to: list[str], received: Sequence[LedgerLine], by: User) -> Letter:
    """The letter that confirms a withdrawal and says who received what before; a job prints it."""
    made = letters.draft(
        kind=LetterKind.WITHDRAWAL,
        person_id=consent.person_id,
        dossier_id=dossier.pk,
        context=letter.withdrawal(dossier, consent, told_to, received, by),
        citations=LAWFUL_BEFORE,
        by=by,
    )
    return letters.approve(letter=made, by=by)


@transaction.atomic
def withdrawal_document(*, dossier: Dossier, consent: Consent, by: User) -> bytes:
    """The letter that confirmed the withdrawal of this consent, as PDF. Raises Http404 when there is none."""
    found = next((row for row in selectors.letters_of_dossier(dossier.pk) if letter.confirms(row, consent)), None)
    if found is None:
        raise Http404
    return _printed(found, by)


@transaction.atomic
def telling_letter(*, telling: Telling, by: User) -> Letter:
    """The letter that tells the client what was shared, frozen as it reads today; made once, a job prints it too.

    Raises Conflict while telling must wait, and when it is over without a letter.
    """
    row: Telling = Telling.objects.select_for_update().get(pk=telling.pk)
    known = selectors.letter(row.letter_id) if row.letter_id else None
    if row.state == TellingState.WAITING:
        raise Conflict("Dit mag de cliënt nog niet horen. Er kan nu geen brief worden gemaakt of bekeken.")
    if known is not None:
        return known
    if row.state != TellingState.DUE:
        raise Conflict("Hierover is geen brief gemaakt.")
    made = letters.draft(
        kind=LetterKind.INFORMED, person_id=telling.dossier.person_id, dossier_id=row.dossier_id, context=letter.informed(telling, by),
        citations=row.citations, by=by,
    )  # fmt: skip
    letters.approve(letter=made, by=by)
    row.letter_id = telling.letter_id = made.pk
    row.save(update_fields=["letter_id"])
    record(
        DossierEvent.TELLING_LETTER, subject_kind="telling", subject_id=row.pk, dossier_id=row.dossier_id, object_ids=[made.pk],
        person_id=telling.dossier.person_id, by=by,
    )  # fmt: skip
    return made


@transaction.atomic
def telling_document(*, telling: Telling, by: User) -> bytes:
    """That letter as PDF. Raises Http404 while there is none, Conflict while telling must wait."""
    if telling.letter_id is None:
        raise Http404
    return _printed(telling_letter(telling=telling, by=by), by)


def _made(talk: Talk, context: Context, by: User) -> Letter:
    made = letters.draft(
        kind=context.kind,
        person_id=talk.person_id,
        dossier_id=talk.dossier_id,
        context=context,
        language=talk.language,
        large_print=talk.large_print,
        by=by,
    )
    return letters.approve(letter=made, by=by)


def _printed(found: Letter, by: User) -> bytes:
    """The job prints it too; whoever is first, the other finds it done."""
    return letters.open_pdf(letter=letters.render(letter_id=found.pk, by=by), by=by)
