"""Papers of a talk, as attachments: never shown inside the application's own pages."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from dossiers import selectors, services
from dossiers.policies import talk_plan
from dossiers.views.pages import user_of
from privacy_domain import clock


@require_safe
def form_pdf(request: HttpRequest, ref: UUID, talk_id: UUID, form_id: UUID) -> HttpResponse:
    """The consent form."""
    user = user_of(request)
    talk = services.open_talk(ref=ref, talk_id=talk_id, by=user)
    form = selectors.form_of(talk, form_id)
    if form is None:
        raise Http404
    return attachment(services.form_document(talk=talk, form=form, by=user), f"formulier-{form.reference}")


@require_safe
def information_pdf(request: HttpRequest, ref: UUID, talk_id: UUID) -> HttpResponse:
    """The explanation on paper."""
    user = user_of(request)
    plan = talk_plan(services.open_talk(ref=ref, talk_id=talk_id, by=user), clock.today())
    return attachment(services.information_document(plan=plan, by=user), f"uitleg-{plan.talk.dossier.number}")


@require_safe
def receipt_pdf(request: HttpRequest, ref: UUID, talk_id: UUID) -> HttpResponse:
    """The letter of a finished talk."""
    user = user_of(request)
    talk = services.open_talk(ref=ref, talk_id=talk_id, by=user)
    return attachment(services.receipt_document(talk=talk, by=user), f"afspraken-{talk.dossier.number}")


def attachment(pdf: bytes, name: str) -> HttpResponse:
    """A PDF to keep, never shown inside a page."""
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response
