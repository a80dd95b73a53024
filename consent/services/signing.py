"""The form: made, signed by everyone who must, refused, or scanned from paper."""

from __future__ import annotations

import hashlib
import json
import math
import secrets
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from consent.events import ConsentEvent
from consent.models import Consent, ConsentForm, Signature
from consent.policies import content_digest
from consent.services.asking import move
from consent.states import FORM_TRANSITIONS, AnswerForm, ConsentState, FormState, SigningMethod
from privacy_domain import clock
from privacy_domain.audit.record import record
from privacy_domain.crypto import files
from privacy_domain.operation import Actor
from privacy_domain.people.models import Person
from privacy_domain.web.errors import Conflict, Invalid

MAX_STROKES = 400
MAX_POINTS = 20_000
UNAMBIGUOUS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


@transaction.atomic
def prepare_form(
    *,
    person: Person,
    matter_id: UUID,
    consents: Sequence[Consent],
    required_signers: Sequence[str],
    protocol_version: str,
    text_versions: Sequence[dict[str, object]],
    by: Actor,
) -> ConsentForm:
    """A form over `consents`, to be signed by every holder in `required_signers` (codes of the engine).

    What was agreed is fixed by its digest. Raises Invalid when nobody can sign or nothing is to be signed, Conflict when
    a question is not open any more.
    """
    if not required_signers:
        raise Invalid("Niemand kan hier tekenen. Overleg met je leidinggevende.", field="signers")
    if not consents:
        raise Invalid("Er is niets om te tekenen.", field="consents")
    form = ConsentForm(
        person=person,
        matter_id=matter_id,
        reference="".join(secrets.choice(UNAMBIGUOUS) for _ in range(10)),
        required_signers=sorted(set(required_signers)),
        protocol_version=protocol_version,
        text_versions=list(text_versions),
        content_digest=content_digest(consents),
        made_at=clock.now(),
        made_by_id=by.id,
    )
    form.save()
    for consent in consents:
        if consent.state != ConsentState.AWAITING_SIGNATURE:
            move(consent=consent, target=ConsentState.AWAITING_SIGNATURE, by=by)
        taken = Consent.objects.filter(pk=consent.pk, consent_form__isnull=True).update(consent_form=form)
        if taken != 1:
            raise Conflict("Deze vraag staat al op een ander formulier. Ververs de pagina.")
        consent.consent_form = form
    _log(ConsentEvent.FORM_MADE, form, by)
    return form


@transaction.atomic
def sign(
    *,
    form: ConsentForm,
    holder: str,
    signer_name: str,
    method: SigningMethod,
    ink: Sequence[Sequence[Sequence[float]]] | None = None,
    by: Actor,
) -> ConsentForm:
    """One signature. With the last one that is required the questions on the form are answered: given, in writing.

    `ink` is a list of strokes of [x, y] points, required on the screen. Raises Invalid for an empty or impossible
    signature, and Conflict when the form is closed, when this holder signed already, or when what the form says changed.
    """
    lines = _checked_ink(ink) if method == SigningMethod.SCREEN else None
    _add_signature(form, holder, signer_name, method, lines, agreed=True, by=by)
    signed = set(form.signatures.filter(agreed=True).values_list("holder", flat=True))
    _log(ConsentEvent.FORM_SIGNED, form, by, holder)
    if signed >= set(form.required_signers):
        _close(form, FormState.SIGNED)
        for consent in Consent.objects.filter(consent_form=form, state=ConsentState.AWAITING_SIGNATURE):
            move(consent=consent, target=ConsentState.GIVEN, form_given=AnswerForm.WRITTEN, by=by)
            consent.said_by = signer_name.strip()
            consent.save(update_fields=["said_by"])
    return form


@transaction.atomic
def refuse_form(*, form: ConsentForm, holder: str, signer_name: str, method: SigningMethod, by: Actor) -> ConsentForm:
    """Somebody who must sign says no: the form is kept as a refusal, and the questions on it are refused (Leek 4 lid 4)."""
    _add_signature(form, holder, signer_name, method, None, agreed=False, by=by)
    _close(form, FormState.REFUSED)
    for consent in Consent.objects.filter(consent_form=form, state=ConsentState.AWAITING_SIGNATURE):
        move(consent=consent, target=ConsentState.REFUSED, form_given=AnswerForm.WRITTEN, by=by)
        consent.said_by = signer_name.strip()
        consent.save(update_fields=["said_by"])
    _log(ConsentEvent.FORM_REFUSED, form, by, holder)
    return form


@transaction.atomic
def attach_scan(*, form: ConsentForm, content: bytes, media_type: str, by: Actor) -> ConsentForm:
    """The photo or scan of the paper form, already rebuilt by `uploads.rebuild`. One scan a form.

    The file is stored encrypted under the person's key before the row points at it. Raises Conflict for a second scan.
    """
    name = files.store(content, kind="person", subject=form.person_id, aad=f"consentform|{form.pk}")
    changed = ConsentForm.objects.filter(pk=form.pk, scan_file="").update(scan_file=name, scan_media_type=media_type)
    if changed != 1:
        files.delete(name)
        raise Conflict("Bij dit formulier hoort al een scan.")
    form.scan_file, form.scan_media_type = name, media_type
    _log(ConsentEvent.SCAN_ATTACHED, form, by)
    return form


def _add_signature(form: ConsentForm, holder: str, name: str, method: SigningMethod, lines: list[Any] | None, *, agreed: bool, by: Actor) -> None:
    if holder not in form.required_signers:
        raise Invalid("Deze persoon hoeft niet te tekenen.", field="holder")
    if not name.strip():
        raise Invalid("Zeg wie er tekent.", field="signer_name")
    locked = ConsentForm.objects.select_for_update().get(pk=form.pk)
    form.state = locked.state
    if locked.state != FormState.OPEN:
        raise Conflict("Dit formulier is al afgesloten. Ververs de pagina om te zien wat er nu staat.")
    if content_digest(list(Consent.objects.filter(consent_form=form))) != locked.content_digest:
        raise Conflict("Wat er op het formulier staat is veranderd. Maak een nieuw formulier.")
    if Signature.objects.filter(form=form, holder=holder).exists():
        raise Conflict("Deze persoon heeft al getekend.")
    digest = hashlib.sha256(json.dumps(lines).encode()).hexdigest() if lines else ""
    Signature(
        person_id=form.person_id,
        matter_id=form.matter_id,
        form=form,
        holder=holder,
        signer_name=name.strip(),
        agreed=agreed,
        method=method,
        ink=lines,
        ink_digest=digest,
        signed_at=clock.now(),
        recorded_by_id=by.id,
    ).save()


def _checked_ink(ink: Sequence[Sequence[Sequence[float]]] | None) -> list[list[list[float]]]:
    """Strokes of [x, y] pairs, rounded to a tenth: anything else that came along is dropped or refused."""
    if not ink:
        raise Invalid("Zet eerst een handtekening.", field="ink")
    points = sum(len(stroke) for stroke in ink)
    if len(ink) > MAX_STROKES or points > MAX_POINTS or points < 3:
        raise Invalid("Deze handtekening is niet leesbaar. Probeer het opnieuw.", field="ink")
    try:
        lines = [[[round(float(point[0]), 1), round(float(point[1]), 1)] for point in stroke] for stroke in ink]
        if not all(math.isfinite(value) for stroke in lines for point in stroke for value in point):
            raise ValueError("a point outside every screen")
        return lines
    except (TypeError, ValueError, IndexError, OverflowError) as error:
        raise Invalid("Deze handtekening is niet leesbaar. Probeer het opnieuw.", field="ink") from error


def _close(form: ConsentForm, target: FormState) -> None:
    if target not in FORM_TRANSITIONS[FormState(form.state)]:
        raise Conflict("Dit formulier is al afgesloten.")
    closed_at = clock.now()
    changed = ConsentForm.objects.filter(pk=form.pk, state=form.state).update(state=target, closed_at=closed_at)
    if changed != 1:
        raise Conflict("Dit formulier is intussen al afgesloten.")
    form.state, form.closed_at = target, closed_at


def _log(event: ConsentEvent, form: ConsentForm, by: Actor, holder: str = "") -> None:
    record(
        event,
        subject_kind="consentform",
        subject_id=form.pk,
        person_id=form.person_id,
        dossier_id=form.matter_id,
        reason=holder,
        by=by,
    )
