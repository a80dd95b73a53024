"""Pages that do one thing each: change and look, refuse, fail. The audit log's middleware cannot tell them from real ones."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from privacy_domain.audit import record
from privacy_domain.protocols.types import Refused
from privacy_domain.tenancy.models import Adoption
from privacy_domain.web.errors import Conflict
from tests.integration.audit.cast import Jelle, TalkEvent
from tests.integration.audit.test_record import REFUSAL

SECRET = "what only a recorded look may show"


def change(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """Change something and record it."""
    Adoption.objects.update(source="changed")
    record.record(TalkEvent.CHANGED, by=Jelle(), dossier_id=dossier)
    return HttpResponse("done")


def show(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """Show something and record the look."""
    record.look(TalkEvent.OPENED, by=Jelle(), dossier_id=dossier)
    return HttpResponse(SECRET)


def fail(request: HttpRequest, dossier: UUID, how: str) -> HttpResponse:
    """Change and record, and then refuse or break."""
    change(request, dossier)
    errors: dict[str, Any] = {
        "decision": Refused(REFUSAL),
        "no_right": PermissionDenied(),
        "not_found": Http404(),
        "conflict": Conflict("Iemand was u voor."),
        "error:zerodivisionerror": ZeroDivisionError(),
    }
    raise errors[how]


def gate(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """Refuse as a gate does: with more to say than the address knows."""
    raise record.refused(Refused(REFUSAL), TalkEvent.OPENED, by=Jelle(), dossier_id=dossier)


urlpatterns = [
    path("change/<uuid:dossier>/", change, name="change"),
    path("show/<uuid:dossier>/", show, name="show"),
    path("fail/<uuid:dossier>/<str:how>/", fail, name="fail"),
    path("gate/<uuid:dossier>/", gate, name="gate"),
]
