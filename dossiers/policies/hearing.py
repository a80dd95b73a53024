"""Who was heard and told, and what still waits: read from rows, refused in plain words."""

from __future__ import annotations

from collections.abc import Mapping

from consent.models import ConsentForm, Informing
from consent.policies import Deciders
from consent.states import Answer, FormState
from dossiers.models import PartnerChoice, Talk
from dossiers.policies.sharing import SharingQuestion, sharing_question
from privacy_domain import clock
from privacy_domain.protocols.types import Category, Occasion, Recipient
from privacy_domain.web.errors import Conflict, Invalid


def latest_informing(talk: Talk) -> Informing:
    """The last time this client was told in this dossier. Raises Conflict when that never happened."""
    told = Informing.objects.filter(person_id=talk.person_id, matter_id=talk.dossier_id)
    found: Informing | None = told.order_by("-informed_at").first()
    if found is None:
        raise Conflict("Vertel eerst wat we vastleggen; vraag daarna instemming of toestemming.")
    return found


def heard(deciders: Deciders, said_by: Mapping[str, str], answer: Answer) -> str:
    """The names of who answered, for the record. A yes needs everyone who decides; a no of one of them is enough.

    `said_by` maps a holder (self, legal, ...) to the name of who spoke. Raises Invalid with who is still missing.
    """
    spoken = {holder: name.strip() for holder, name in said_by.items() if name.strip() and holder in deciders.acts}
    missing = deciders.required(spoken) if answer == Answer.YES else ()
    if not deciders.acts:
        raise Invalid("Er is niemand die hierover mag beslissen. Overleg met je leidinggevende.", field="said_by")
    if missing or not spoken:
        together = "Zij beslissen samen: vul ieders naam in." if deciders.together else "Zeg wie het antwoord gaf."
        raise Invalid(together, field="said_by")
    return ", ".join(spoken.values())


def open_form(talk: Talk) -> ConsentForm | None:
    """The form of this dossier that waits for signatures, or None."""
    forms = ConsentForm.objects.filter(person_id=talk.person_id, matter_id=talk.dossier_id, state=FormState.OPEN)
    found: ConsentForm | None = forms.order_by("-made_at").first()
    return found


def question_of(choice: PartnerChoice) -> SharingQuestion:
    """What the protocol asks for what this partner would get. Raises Conflict while that is not described yet."""
    if not choice.items or not choice.purpose:
        raise Conflict("Kies eerst welke gegevens je wilt delen, en waarom.")
    occasion = Occasion(choice.occasion) if choice.occasion else None
    return sharing_question(Recipient(choice.partner.code), occasion, [Category(item) for item in choice.items], clock.today())


def answer_slot(choice: PartnerChoice) -> str:
    """Under which part of the step the page that asks about this partner keeps what is typed."""
    return f"ask-{choice.pk}"
