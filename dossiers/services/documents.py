"""Letters of a talk: made once, printed at once when somebody waits for them at the table."""

from __future__ import annotations

from django.db import transaction
from django.http import Http404

from access.models import User
from consent.models import Consent, ConsentForm
from dossiers.models import Dossier, Talk
from dossiers.policies import TalkPlan
from dossiers.presenters import receipt as letter
from privacy_domain.letters import selectors
from privacy_domain.letters import services as letters
from privacy_domain.letters.contexts import Context
from privacy_domain.letters.kinds import LetterKind
from privacy_domain.letters.models import Letter


@transaction.atomic
def form_document(*, talk: Talk, form: ConsentForm, by: User) -> bytes:
    """The form as PDF: blank while it is open, the copy of what was signed or refused afterwards. The same state gives the
    same letter, so printing twice makes one."""
    dossier = talk.dossier
    context = letter.consent_form(dossier, form, by)
    found = [row for row in selectors.letters_of_dossier(dossier.pk) if row.kind == LetterKind.CONSENT_FORM]
    known = next((row for row in found if row.drafted_at >= (form.closed_at or form.made_at) and letter.is_about(row, form)), None)
    return _printed(known or _made(dossier, talk, context, by), by)


@transaction.atomic
def information_document(*, plan: TalkPlan, by: User) -> bytes:
    """The explanation on paper as PDF: the same cards that are read aloud. Printing twice on a day makes one."""
    talk, dossier = plan.talk, plan.talk.dossier
    context = letter.information(plan, by)
    found = [row for row in selectors.letters_of_dossier(dossier.pk) if row.kind == LetterKind.INFORMATION]
    known = next((row for row in found if row.written_on == plan.on and row.language == talk.language and row.large_print == talk.large_print), None)
    return _printed(known or _made(dossier, talk, context, by), by)


@transaction.atomic
def receipt_document(*, talk: Talk, by: User) -> bytes:
    """The receipt of a finished talk as PDF. Raises Http404 while there is none."""
    found = selectors.letter(talk.receipt_letter_id) if talk.receipt_letter_id else None
    if found is None:
        raise Http404
    return _printed(found, by)


@transaction.atomic
def withdrawal_letter(*, dossier: Dossier, consent: Consent, told_to: list[str], by: User) -> Letter:
    """The letter that confirms a withdrawal; a job prints it."""
    made = letters.draft(
        kind=LetterKind.WITHDRAWAL,
        person_id=dossier.person_id,
        dossier_id=dossier.pk,
        context=letter.withdrawal(dossier, consent, told_to, by),
        by=by,
    )
    return letters.approve(letter=made, by=by)


def _made(dossier: Dossier, talk: Talk, context: Context, by: User) -> Letter:
    made = letters.draft(
        kind=context.kind,
        person_id=dossier.person_id,
        dossier_id=dossier.pk,
        context=context,
        language=talk.language,
        large_print=talk.large_print,
        by=by,
    )
    return letters.approve(letter=made, by=by)


def _printed(found: Letter, by: User) -> bytes:
    """The job prints it too; whoever is first, the other finds it done."""
    return letters.open_pdf(letter=letters.render(letter_id=found.pk, by=by), by=by)
