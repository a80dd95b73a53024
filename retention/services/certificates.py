"""The declaration of destruction: made once when a list is over, frozen with its digest, taken along as PDF or as CSV; and the log of
destruction, for the privacy officer."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404

from access.models import User
from privacy_domain import clock
from privacy_domain.audit.record import look, record
from privacy_domain.crypto import files
from privacy_domain.letters.render import print_html
from privacy_domain.operation import Actor
from privacy_domain.tenancy import scope
from retention.events import RetentionEvent
from retention.models import Certificate, DestructionList
from retention.policies import keepers, reaches
from retention.presenters.certificate import as_html, declaration, title_of
from retention.selectors import list_by_id


@transaction.atomic
def make_certificate(*, list_id: UUID, by: Actor) -> Certificate:
    """The declaration of a list that is over; asked again, the one that was made. Raises ValueError for a list that is not over."""
    DestructionList.objects.select_for_update().get(pk=list_id)
    known = Certificate.objects.filter(on_list=list_id).first()
    if known is not None:
        return known
    listed = list_by_id(list_id)
    if listed is None or listed.ended_at is None:
        raise ValueError("a list that is not over has no declaration")
    content = declaration(listed)
    digest = _digest_of(content)
    pdf = print_html(as_html(content, digest), title=title_of(content), seed=f"{scope.require().code}/{listed.pk}")
    made = Certificate(on_list=listed, content=content, digest=digest, pdf_digest=hashlib.sha256(pdf).hexdigest(), made_at=clock.now())
    made.pdf = files.store(pdf, kind="municipality", subject=scope.require().id, aad=made.file_place)
    made.save(force_insert=True)
    record(RetentionEvent.CERTIFICATE_MADE, subject_kind="list", subject_id=listed.pk, by=by)
    return made


def _digest_of(content: dict[str, Any]) -> str:
    """SHA-256 of what a declaration says."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@transaction.atomic
def open_certificate(*, list_id: UUID, by: User) -> Certificate:
    """The declaration of a list, for who has a part in the list. Raises Http404 for everybody else, and while there is none."""
    return _opened(list_id, RetentionEvent.CERTIFICATE_SEEN, "", by)


@transaction.atomic
def take_certificate(*, list_id: UUID, form: str, by: User) -> Certificate:
    """As `open_certificate`, to take along; the log says as what (`form`: a code)."""
    return _opened(list_id, RetentionEvent.CERTIFICATE_TAKEN, form, by)


def _opened(list_id: UUID, event: RetentionEvent, form: str, by: User) -> Certificate:
    keeper = keepers(by, clock.today())
    found = Certificate.objects.select_related("on_list__team").filter(on_list=list_id).first()
    if found is None or not reaches(keeper, found.on_list):
        raise Http404
    look(event, subject_kind="list", subject_id=found.on_list_id, reason=form, role=str(keeper.role), by=by)
    return found


@transaction.atomic
def open_log(*, by: User) -> None:
    """The log of destruction (leiden-2016 art. 10 lid 3), for the privacy officer. Raises PermissionDenied for everybody else."""
    keeper = keepers(by, clock.today())
    if not keeper.approves:
        raise PermissionDenied
    look(RetentionEvent.LOG_SEEN, role=str(keeper.role), by=by)
