"""Saving what is typed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.http import Http404, HttpRequest, JsonResponse, QueryDict
from django.views.decorators.http import require_POST

from dossiers import services
from dossiers.states import Step
from dossiers.views.pages import user_of
from privacy_domain import clock
from privacy_domain.web.errors import CONFLICT, UNPROCESSABLE, SavedMeanwhile

NOT_CONTENT = {"csrfmiddlewaretoken", "version", "seen"}
# a part of a step: a word, or a word and the key of a row
SLOT = re.compile(r"[a-z0-9-]{0,40}")
MAX_CHARACTERS = 60_000
MAX_FIELDS = 200

Typed = dict[str, list[str]]


@require_POST
def save(request: HttpRequest, ref: UUID, talk_id: UUID, step: str) -> JsonResponse:
    """Keep what is typed on a page of the talk."""
    user = user_of(request)
    slot = request.GET.get("slot", "")
    if step not in Step.values or not SLOT.fullmatch(slot):
        raise Http404

    def kept(version: int, content: Typed) -> Draft:
        talk = services.open_talk(ref=ref, talk_id=talk_id, write=True, by=user)
        return services.save_draft(talk=talk, step=step, slot=slot, version=version, content=content, by=user)

    return keep(request, kept)


class Draft(Protocol):
    """What was kept."""

    version: int
    saved_at: datetime


def keep(request: HttpRequest, save: Callable[[int, Typed], Draft], *, most: int = MAX_CHARACTERS) -> JsonResponse:
    """Answer a page that saves while one types: 200 with the new version and the time; 409 with what somebody else saved
    meanwhile; 422, and no door is opened, for what is too long to be typed. `save` takes the version and the fields."""
    content, version = typed_content(request.POST, most=most), request.POST.get("version", "0")
    if content is None or not version.isdecimal() or len(version) > 9:
        return JsonResponse({"message": "Deze tekst is te lang om te bewaren. Maak hem korter."}, status=UNPROCESSABLE)
    try:
        draft = save(int(version), content)
    except SavedMeanwhile as conflict:
        return JsonResponse({"version": conflict.theirs.version, "fields": conflict.theirs.content}, status=CONFLICT)
    return JsonResponse({"version": draft.version, "saved_at": f"{draft.saved_at.astimezone(clock.AMSTERDAM):%H:%M}"})


def typed_content(sent: QueryDict, *, most: int = MAX_CHARACTERS) -> Typed | None:
    """What was typed on a page, to keep; None for more than anybody types."""
    content = {name: sent.getlist(name) for name in sent if name not in NOT_CONTENT}
    typed = [value for values in content.values() for value in values]
    # a NUL is what no text has, and no database column takes
    too_much = len(content) > MAX_FIELDS or sum(map(len, typed)) > most or any("\x00" in value for value in typed)
    return None if too_much else content
