"""The doors of one envelope: begin, what, why, each question, what would leave, send, stop, and what came after."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consent.policies import special_categories
from dossiers import selectors, services
from dossiers.forms.envelope import (
    BeginForm,
    CallForm,
    DepthForm,
    DigestForm,
    EndForm,
    ItemsForm,
    NeedForm,
    QuestionForm,
    RemarkForm,
    SendForm,
    row_of,
)
from dossiers.policies.envelope import EDITABLE, Envelope
from dossiers.policies.origin import hidden_from
from dossiers.presenters import disclosures as present
from dossiers.presenters import dossier as present_dossier
from dossiers.presenters.envelope import OWN_VALUES, recipient_name
from dossiers.selectors import disclosure as select
from dossiers.selectors.shielding import shown_content
from dossiers.selectors.telling import telling_of
from dossiers.services import disclosure as act
from dossiers.services.disclosure import SOURCE
from dossiers.services.disclosure.opening import open_envelope
from dossiers.services.disclosure.printing import disclosure_document, summary_document
from dossiers.states import DisclosureState, RelationRole
from dossiers.views.documents import attachment
from dossiers.views.pages import user_of
from privacy_domain import clock
from privacy_domain.people.selectors import channels_on, partners_on
from privacy_domain.protocols.types import Category, Occasion
from privacy_domain.web.errors import UNPROCESSABLE, Conflict, Invalid, put_error


@require_safe
def disclosures(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What is being shared about this client, and everything that ever left."""
    user = user_of(request)
    dossier = services.open_dossier(ref=ref, by=user)
    hidden = hidden_from(user, dossier.person, clock.today())
    rows = [row for row in select.disclosures_of(dossier) if row.pk not in hidden]
    ledger = [line for line in select.ledger_of(dossier.person) if line.disclosure_id not in hidden]
    context = present.list_page(dossier, user, clock.today(), rows, ledger)
    return render(request, "dossiers/disclosure/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, ref: UUID) -> HttpResponse:
    """A new envelope."""
    user = user_of(request)
    dossier = services.open_dossier(ref=ref, write=True, by=user)
    around = [row for row in selectors.relations_of(dossier) if row.role in (RelationRole.FAMILY, RelationRole.NETWORK)]
    form = BeginForm(request.POST if request.method == "POST" else None, partners=list(partners_on(clock.today())), relations=around)
    if form.is_valid():
        try:
            made = act.open_disclosure(dossier=dossier, **form.facts(), by=user)
            return redirect(present.envelope_url(made, "disclosure_items"))
        except Invalid as error:
            put_error(form, error)
    context = present_dossier.frame(dossier, user, clock.today())
    return _form_page(request, form, context, heading="begin", back=("disclosures", ref))


@require_safe
def disclosure(request: HttpRequest, ref: UUID, disclosure_id: UUID) -> HttpResponse:
    """One envelope."""
    envelope = _open(request, ref, disclosure_id, write=False)
    row = envelope.disclosure
    telling = telling_of(SOURCE, row.pk)
    context = present.envelope_page(envelope, user_of(request), select.consultations_of(row), select.remarks_of(row), telling)
    return render(request, "dossiers/disclosure/envelope.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def items(request: HttpRequest, ref: UUID, disclosure_id: UUID) -> HttpResponse:
    """What goes, ticked one by one."""
    envelope = _editable(request, ref, disclosure_id)
    row = envelope.disclosure
    before = {"codes": [one.code for one in envelope.items if one.code], "items": [str(one.item_id) for one in envelope.items if one.item_id]}
    form = ItemsForm(
        request.POST if request.method == "POST" else None,
        initial=before,
        special=special_categories(clock.today()),
        items=select.items_to_choose(row.dossier),
    )
    if form.is_valid():
        try:
            act.choose_items(disclosure=row, chosen=form.chosen(envelope.items), by=user_of(request))
            return redirect(present.envelope_url(row))
        except Invalid as error:
            put_error(form, error)
    return _form_page(request, form, _frame(request, envelope), heading="items", back=row)


@require_http_methods(["GET", "HEAD", "POST"])
def depth(request: HttpRequest, ref: UUID, disclosure_id: UUID, line_id: UUID) -> HttpResponse:
    """Of one thing: only that it is so, or its content."""
    envelope = _editable(request, ref, disclosure_id)
    row = row_of(envelope.items, line_id)
    if row is None:
        raise Http404
    typed = bool(row.code) and Category(row.code) not in OWN_VALUES
    form = DepthForm(
        request.POST if request.method == "POST" else None, initial={"level": row.level, "text": row.text, "reason": row.reason}, typed=typed
    )
    if form.is_valid():
        try:
            act.say_how_much(disclosure=envelope.disclosure, row=row, **form.cleaned_data, by=user_of(request))
            return redirect(present.envelope_url(envelope.disclosure))
        except Invalid as error:
            put_error(form, error)
    context = _frame(request, envelope) | {"what": present.words_of(row)}
    return _form_page(request, form, context, heading="depth", back=envelope.disclosure)


@require_http_methods(["GET", "HEAD", "POST"])
def need(request: HttpRequest, ref: UUID, disclosure_id: UUID) -> HttpResponse:
    """Why it is necessary, whom it serves, what the client knows."""
    envelope = _editable(request, ref, disclosure_id)
    row = envelope.disclosure
    before = {name: getattr(row, name) for name in ("necessity", "interest", "told_beforehand")}
    form = NeedForm(request.POST if request.method == "POST" else None, initial=before)
    if form.is_valid():
        try:
            act.explain_need(disclosure=row, **form.cleaned_data, by=user_of(request))
            return redirect(present.envelope_url(row))
        except Invalid as error:
            put_error(form, error)
    return _form_page(request, form, _frame(request, envelope), heading="need", back=row)


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, ref: UUID, disclosure_id: UUID, question_code: str) -> HttpResponse:
    """One question before sharing without consent, on a page of its own; then the next that is open."""
    envelope = _editable(request, ref, disclosure_id)
    asked = next((each for each in envelope.questions if each.code == question_code), None)
    if asked is None:
        raise Http404
    found = envelope.findings.get(question_code)
    before = {"holds": "yes" if found.holds else "no", "text": found.text} if found else {}
    form = QuestionForm(request.POST if request.method == "POST" else None, initial=before)
    row = envelope.disclosure
    if form.is_valid():
        try:
            said = form.cleaned_data
            act.answer_question(disclosure=row, question=question_code, holds=said["holds"] == "yes", text=said["text"], by=user_of(request))
            following = next((each for each in envelope.questions if each.code not in envelope.findings and each.code != question_code), None)
            return redirect(
                present.envelope_url(row, "disclosure_question", question_code=following.code) if following else present.envelope_url(row)
            )
        except Invalid as error:
            put_error(form, error)
    return _form_page(request, form, _frame(request, envelope) | present.question_page(envelope, asked), heading="question", back=row)


@require_POST
def way(request: HttpRequest, ref: UUID, disclosure_id: UUID, act_name: str) -> HttpResponse:
    """Take the way without consent, or leave it: `act_name` is zonder or met."""
    envelope = _editable(request, ref, disclosure_id)
    act.take_way(disclosure=envelope.disclosure, without_consent=act_name == "zonder", by=user_of(request))
    return redirect(present.envelope_url(envelope.disclosure))


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, ref: UUID, disclosure_id: UUID) -> HttpResponse:
    """Exactly what would leave; sent, it is sealed so."""
    envelope = _editable(request, ref, disclosure_id)
    if not envelope.complete:
        raise Conflict("Er is nog niet alles ingevuld. Ga terug naar de verstrekking.")
    form = DigestForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            act.submit_disclosure(disclosure=envelope.disclosure, digest=form.cleaned_data["digest"], by=user_of(request))
            return redirect(present.envelope_url(envelope.disclosure))
        except Invalid as error:
            put_error(form, error)
    context = _frame(request, envelope) | present.preview_page(envelope) | {"form": form}
    return render(request, "dossiers/disclosure/preview.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def call(request: HttpRequest, ref: UUID, disclosure_id: UUID) -> HttpResponse:
    """It could not wait: the team leader was called."""
    envelope = _editable(request, ref, disclosure_id)
    if not (envelope.complete and envelope.consults):
        raise Conflict("Er is nog niet alles ingevuld, of er is geen overleg voorgeschreven.")
    shown = present.preview_page(envelope)
    leaders = [user for user in select.leaders_for(envelope.disclosure) if user.pk != user_of(request).pk]
    form = CallForm(request.POST if request.method == "POST" else None, initial={"digest": shown["digest"]}, leaders=leaders)
    if form.is_valid():
        try:
            act.consult_by_telephone(disclosure=envelope.disclosure, **form.facts(), by=user_of(request))
            return redirect(present.envelope_url(envelope.disclosure))
        except Invalid as error:
            put_error(form, error)
    return _form_page(request, form, _frame(request, envelope) | shown, heading="call", back=envelope.disclosure)


@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, ref: UUID, disclosure_id: UUID) -> HttpResponse:
    """It left: how, and who heard what."""
    envelope = _open(request, ref, disclosure_id, write=True)
    row = envelope.disclosure
    if row.state != DisclosureState.APPROVED:
        raise Conflict("Deze verstrekking kan nu niet worden verzonden. Ververs de pagina om te zien hoe het staat.")
    form = SendForm(
        request.POST if request.method == "POST" else None,
        channels=list(channels_on(clock.today())),
        meeting=row.occasion == Occasion.CASE_MEETING,
    )
    if form.is_valid():
        try:
            act.send_disclosure(
                disclosure=row, channel=form.chosen(), recipient_told=form.cleaned_data["recipient_told"], heard=form.heard(), by=user_of(request)
            )
            return redirect(present.envelope_url(row))
        except Invalid as error:
            put_error(form, error)
    return _form_page(request, form, _frame(request, envelope) | {"content": shown_content(row)}, heading="send", back=row)


@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, ref: UUID, disclosure_id: UUID) -> HttpResponse:
    """It does not leave: taken back, or deliberately not shared."""
    envelope = _open(request, ref, disclosure_id, write=True)
    row = envelope.disclosure
    form = EndForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            end = act.leave_unshared if form.cleaned_data["end"] == DisclosureState.NOT_SHARED else act.withdraw_disclosure
            end(disclosure=row, reason=form.cleaned_data["reason"], by=user_of(request))
            return redirect(present.envelope_url(row))
        except Invalid as error:
            put_error(form, error)
    return _form_page(request, form, _frame(request, envelope), heading="stop", back=row)


@require_http_methods(["GET", "HEAD", "POST"])
def remark(request: HttpRequest, ref: UUID, disclosure_id: UUID) -> HttpResponse:
    """What came after it left."""
    envelope = _open(request, ref, disclosure_id, write=True)
    row = envelope.disclosure
    form = RemarkForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            act.remark_on(disclosure=row, **form.cleaned_data, by=user_of(request))
            return redirect(present.envelope_url(row))
        except Invalid as error:
            put_error(form, error)
    return _form_page(request, form, _frame(request, envelope), heading="remark", back=row)


@require_safe
def pdf(request: HttpRequest, ref: UUID, disclosure_id: UUID) -> HttpResponse:
    """Exactly what left, on paper."""
    envelope = _open(request, ref, disclosure_id, write=False)
    return attachment(disclosure_document(disclosure=envelope.disclosure, by=user_of(request)), f"gedeeld-{envelope.disclosure.digest[:12]}")


@require_safe
def main_lines(request: HttpRequest, ref: UUID, disclosure_id: UUID) -> HttpResponse:
    """The main lines of the protocol, as a letter for the recipient."""
    envelope = _open(request, ref, disclosure_id, write=False)
    return attachment(summary_document(disclosure=envelope.disclosure, by=user_of(request)), "hoofdlijnen")


@require_safe
def of_task(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """From a task to the envelope it is about, past the gate of its dossier."""
    row = select.disclosure_by_id(source_id)
    if row is None:
        raise Http404
    services.open_dossier(ref=row.dossier_id, by=user_of(request))
    return redirect(present.envelope_url(row))


def _open(request: HttpRequest, ref: UUID, disclosure_id: UUID, *, write: bool) -> Envelope:
    return open_envelope(ref=ref, disclosure_id=disclosure_id, write=write, by=user_of(request))


def _editable(request: HttpRequest, ref: UUID, disclosure_id: UUID) -> Envelope:
    envelope = _open(request, ref, disclosure_id, write=True)
    if envelope.disclosure.state not in EDITABLE:
        raise Conflict("Deze verstrekking is verzegeld of beëindigd. Er kan niets meer aan veranderen.")
    return envelope


def _frame(request: HttpRequest, envelope: Envelope) -> dict[str, Any]:
    frame = present_dossier.frame(envelope.disclosure.dossier, user_of(request), envelope.on)
    return frame | {"disclosure": envelope.disclosure, "name": recipient_name(envelope.disclosure)}


def _form_page(request: HttpRequest, form: forms.Form, context: dict[str, Any], *, heading: str, back: Any) -> HttpResponse:
    """A page with one form; `heading` is the template's own part."""
    back_url = reverse(f"dossiers:{back[0]}", args=[back[1]]) if isinstance(back, tuple) else present.envelope_url(back)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, f"dossiers/disclosure/{heading}.html", context | {"form": form, "back_url": back_url}, status=status)
