"""Signing at the table: on the screen, on paper, or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction

from access.models import User
from consent import services as consent
from consent.models import Consent, ConsentForm, Signature
from consent.states import ConsentState, FormState, SigningMethod
from dossiers.models import Talk
from dossiers.policies import require_running, require_step, talk_plan
from dossiers.policies.hearing import open_form
from dossiers.services.talk import mark_step
from dossiers.states import Step
from privacy_domain import clock
from privacy_domain.uploads import rebuild as uploads
from privacy_domain.web.errors import Conflict, Invalid

Ink = Sequence[Sequence[Sequence[float]]]


@transaction.atomic
def make_form(*, talk: Talk, signers: Sequence[str], by: User) -> ConsentForm:
    """The form over everything that was agreed and must be signed, for those who must sign. Made once; later it is found again.

    `signers` are the holders at the table, for when any one of several relatives may sign. Raises Conflict when the answers
    were not checked together, Invalid when somebody who must sign is not among the signers.
    """
    require_running(talk)
    plan = talk_plan(talk, clock.today())
    require_step(plan, Step.SIGN)
    existing = open_form(talk)
    if existing is not None:
        return existing
    if plan.deciders.required(signers):
        raise Invalid("Kies wie er tekent.", field="signers")
    required = plan.deciders.acts if plan.deciders.together else [s for s in signers if s in plan.deciders.acts][:1]
    waiting = Consent.objects.filter(
        person_id=talk.person_id, matter_id=talk.dossier_id, state=ConsentState.AWAITING_SIGNATURE, consent_form__isnull=True
    )
    questions = list(waiting)
    return consent.prepare_form(
        person=talk.person,
        matter_id=talk.dossier_id,
        consents=questions,
        required_signers=required,
        protocol_version=questions[0].protocol_version if questions else "",
        text_versions=[{"key": q.text_key, "version": q.text_version, "id": str(q.text_id)} for q in questions],
        by=by,
    )


@transaction.atomic
def sign_on_screen(*, talk: Talk, form: ConsentForm, holder: str, signer_name: str, ink: Ink, by: User) -> ConsentForm:
    """One signature on the screen; with the last one the step is done."""
    require_running(talk)
    consent.sign(form=form, holder=holder, signer_name=signer_name, method=SigningMethod.SCREEN, ink=ink, by=by)
    return _after(talk, form, by)


@transaction.atomic
def receive_paper(*, talk: Talk, form: ConsentForm, names: Mapping[str, str], content: bytes | None, by: User) -> ConsentForm:
    """The paper form was signed by those in `names` (holder to name); a photo or scan of it is stored when there is one.

    The file is rebuilt first: what came along in it (place of the photo, scripts) is gone. Raises Invalid for a file that
    cannot be read and when a name is missing; without a file the paper itself must be photographed later.
    """
    require_running(talk)
    if content is None:
        raise Invalid("Voeg een foto of scan van het getekende formulier toe.", field="scan")
    missing = [holder for holder in form.required_signers if not names.get(holder, "").strip()]
    already = set(Signature.objects.filter(form=form).values_list("holder", flat=True))
    if [holder for holder in missing if holder not in already]:
        raise Invalid("Vul de naam in van iedereen die heeft getekend.", field="names")
    rebuilt = uploads.rebuild(content)
    consent.attach_scan(form=form, content=rebuilt.content, media_type=rebuilt.media_type, by=by)
    for holder in form.required_signers:
        if holder not in already:
            consent.sign(form=form, holder=holder, signer_name=names[holder], method=SigningMethod.PAPER, by=by)
    return _after(talk, form, by)


@transaction.atomic
def close_form_by_refusal(*, talk: Talk, form: ConsentForm, holder: str, signer_name: str, by: User) -> ConsentForm:
    """At the moment of signing somebody says no: kept on the same form; help goes on."""
    require_running(talk)
    consent.refuse_form(form=form, holder=holder, signer_name=signer_name, method=SigningMethod.SCREEN, by=by)
    return _after(talk, form, by)


def _after(talk: Talk, form: ConsentForm, by: User) -> ConsentForm:
    if form.matter_id != talk.dossier_id:
        raise Conflict("Dit formulier hoort bij een ander dossier.")
    if form.state != FormState.OPEN:
        mark_step(talk=talk, step=Step.SIGN, by=by)
    return form
