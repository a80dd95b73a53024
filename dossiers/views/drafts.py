"""Saving what is typed."""

from __future__ import annotations

import re
from uuid import UUID

from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from dossiers import services
from dossiers.states import Step
from dossiers.views.pages import user_of
from privacy_domain import clock

NOT_CONTENT = {"csrfmiddlewaretoken", "version", "seen"}
# a part of a step: a word, or a word and the key of a row
SLOT = re.compile(r"[a-z0-9-]{0,40}")
MAX_CHARACTERS = 60_000
MAX_FIELDS = 200


@require_POST
def save(request: HttpRequest, ref: UUID, talk_id: UUID, step: str) -> JsonResponse:
    """Keep what is typed on a page: 200 with the new version and the time; 409 with what somebody else saved meanwhile; 422 for
    what is too long to be typed."""
    user = user_of(request)
    slot = request.GET.get("slot", "")
    if step not in Step.values or not SLOT.fullmatch(slot):
        raise Http404
    content = {name: request.POST.getlist(name) for name in request.POST if name not in NOT_CONTENT}
    version = request.POST.get("version", "0")
    if not version.isdecimal() or len(version) > 9 or len(content) > MAX_FIELDS or length(content) > MAX_CHARACTERS or has_null(content):
        return JsonResponse({"message": "Deze tekst is te lang om te bewaren. Maak hem korter."}, status=422)
    talk = services.open_talk(ref=ref, talk_id=talk_id, write=True, by=user)
    try:
        draft = services.save_draft(talk=talk, step=step, slot=slot, version=int(version), content=content, by=user)
    except services.DraftConflict as conflict:
        return JsonResponse({"version": conflict.theirs.version, "fields": conflict.theirs.content}, status=409)
    return JsonResponse({"version": draft.version, "saved_at": f"{draft.saved_at.astimezone(clock.AMSTERDAM):%H:%M}"})


def has_null(content: dict[str, list[str]]) -> bool:
    """What no text has, and no database column takes."""
    return any("\x00" in value for values in content.values() for value in values)


def length(content: dict[str, list[str]]) -> int:
    """How many characters were typed."""
    return sum(len(value) for values in content.values() for value in values)
