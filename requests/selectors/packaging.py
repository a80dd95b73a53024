"""A package and its request as they stand now, for its acts."""

from __future__ import annotations

import json
from typing import Any

from privacy_domain.crypto import files
from privacy_domain.crypto.kinds import KeyKind
from privacy_domain.web.errors import Conflict
from privacy_domain.work import selectors as work
from requests.models import AccessPackage, PackageFile, SubjectRequest
from requests.policies.package import PACKAGE_KINDS
from requests.selectors.due import locked
from requests.selectors.package import files_of, searches_of
from requests.states import FileKind, PackageState, RequestState


def running(request: SubjectRequest) -> SubjectRequest:
    """The request as it stands, locked, when a package answers it and it is sure who asks. Raises Conflict."""
    current = locked(request.pk)
    if current is None or current.state not in (RequestState.RUNNING, RequestState.DECIDED):
        raise Conflict("Dit kan als zeker is wie het vraagt, en zolang het verzoek niet is afgehandeld. Ververs de pagina.")
    if current.kind not in PACKAGE_KINDS:
        raise Conflict("Op dit verzoek past geen overzicht van gegevens.")
    return current


def require_answers(request: SubjectRequest) -> None:
    """Raises Conflict while somebody has not said what he found, or nobody was asked."""
    rows = searches_of(request)
    if not rows:
        raise Conflict("Er is nog niet gezocht. Begin met het zoeken naar gegevens.")
    if any(not row.found for row in rows):
        raise Conflict("Nog niet iedereen die gegevens kan hebben, heeft gezocht.")


def locked_package(request: SubjectRequest) -> AccessPackage | None:
    """The package of a request as it stands now, until the transaction ends."""
    rows = AccessPackage.objects.select_for_update(of=("self",)).select_related("request__person", "request__team")
    found: AccessPackage | None = rows.filter(request=request).first()
    return found


def is_set_apart(package: AccessPackage) -> bool:
    """Whether it should be being made and nothing makes it any more: its job failed too often."""
    if package.state != PackageState.BUILDING or package.job is None:
        return False
    job = work.progress_of(package.job)
    return job is not None and job.state == job.State.QUARANTINED


def content_of(package: AccessPackage) -> dict[str, Any] | None:
    """What the package says; None while it is being made."""
    row = next((row for row in files_of(package) if row.kind == FileKind.DATA), None)
    if row is None or package.state in (PackageState.BUILDING, PackageState.FAILED):
        return None
    found: dict[str, Any] = json.loads(read_file(row))
    return found


def read_file(row: PackageFile) -> bytes:
    """What a file of a package holds."""
    return files.read(row.file, kind=KeyKind.PERSON, subject=row.person_id, aad=label_of(row))


def label_of(row: PackageFile) -> str:
    """What its seal is bound to."""
    return f"package|{row.pk}"
