"""The access package: made by a job, limited part by part on a ground, read by somebody else, handed over and then never changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.http import Http404

from access.models import User
from privacy_domain import clock
from privacy_domain.audit.record import look, record
from privacy_domain.crypto import files
from privacy_domain.crypto.kinds import KeyKind
from privacy_domain.letters.render import LetterRefused, print_html
from privacy_domain.operation import Actor
from privacy_domain.work import services as work
from requests.events import RequestEvent
from requests.models import AccessPackage, PackageFile, SubjectRequest
from requests.policies.desk import is_kept_away
from requests.policies.package import has_place, may_become, refuse_handling_for_others
from requests.presenters.contents import document, documents
from requests.presenters.paper import TITLE, volumes
from requests.selectors.desk import dossiers_of
from requests.selectors.package import Gathered, files_of, gather, package_by_id, package_of
from requests.selectors.packaging import is_set_apart, label_of, locked_package, read_file, require_answers, running
from requests.states import (
    FileKind,
    PackageState,
    RequestKind,
)

JOB, SOURCE = "requests.package", "package"
DATA_NAME = "gegevens.json"


@dataclass(frozen=True, slots=True)
class OpenedPackage:
    """A package as somebody sees it. `handles`: he handles the request; `reads`: he was asked to read it."""

    request: SubjectRequest
    package: AccessPackage | None
    handles: bool
    reads: bool


# ---------------------------------------------------------------- opening
@transaction.atomic
def open_package(*, request: SubjectRequest, by: User) -> OpenedPackage:
    """For who handles the request while he works here, and for the second reader until it is handed over. A look at what it holds is a
    look at the dossiers it comes from.

    Raises Http404 for everybody else, and for who is kept away from the person.
    """
    package = package_of(request)
    handles, reads = request.handler_id == by.pk and has_place(by, clock.today()), package is not None and _is_read_by(package, by)
    if not (handles or reads) or is_kept_away(by, request):
        raise Http404
    look(
        RequestEvent.PACKAGE_SEEN, subject_kind="request", subject_id=request.pk, person_id=request.person_id,
        object_ids=dossiers_of([request.person_id]), by=by,
    )  # fmt: skip
    return OpenedPackage(request, package, handles, reads)


@transaction.atomic
def open_for_reader(*, package_id: UUID, by: User) -> AccessPackage:
    """The package that somebody is asked to read, until it is handed over. Raises Http404 for everybody else."""
    package = package_by_id(package_id)
    if package is None or not _is_read_by(package, by) or is_kept_away(by, package.request):
        raise Http404
    return package


def _is_read_by(package: AccessPackage, user: User) -> bool:
    return package.reader_id == user.pk and package.state != PackageState.HANDED


@transaction.atomic
def take_file(*, opened: OpenedPackage, file_id: UUID, by: User) -> tuple[PackageFile, bytes]:
    """One file of the package, for who handles the request and for the second reader; the log says which. Raises Http404."""
    rows = files_of(opened.package) if opened.package else []
    row = next((row for row in rows if row.pk == file_id), None)
    if row is None or opened.package is None or opened.package.state in (PackageState.BUILDING, PackageState.FAILED):
        raise Http404
    look(
        RequestEvent.PACKAGE_TAKEN, subject_kind="request", subject_id=row.request_id, person_id=row.person_id,
        object_ids=dossiers_of([row.person_id]), reason=row.kind, by=by,
    )  # fmt: skip
    return row, read_file(row)


# ---------------------------------------------------------------- making
@transaction.atomic
def make_package(*, request: SubjectRequest, by: User) -> AccessPackage:
    """Have it made by a job, as everything stands then; made again, it takes the place of what was there.

    Raises PermissionDenied for who does not handle the request, Conflict while somebody has not searched, while it is being made (unless
    its job was set apart: nobody makes it then), and when it was handed over.
    """
    current = running(request)
    refuse_handling_for_others(current, by)
    require_answers(current)
    package = locked_package(current)
    if package is None:
        package = AccessPackage(request=current, person=current.person, asked_at=clock.now(), asked_by=by)
        package.id = uuid4()
        package.save(force_insert=True)
    else:
        if is_set_apart(package):
            package.state = PackageState.FAILED
        may_become(package, PackageState.BUILDING)
        _remove_files(package)
        package.round, package.asked_at, package.asked_by = package.round + 1, clock.now(), by
        package.forget_agreement()
        package.state, package.digest, package.failure = PackageState.BUILDING, "", ""
        package.save()
    work.complete_tasks_of(source_kind=SOURCE, source_id=package.pk, by=by)
    key = f"{package.pk}:{package.round}"
    package.job = work.enqueue(kind=JOB, key=key, args={"package": str(package.pk), "round": package.round}, by=by)
    package.save(update_fields=["job"])
    log_package(event=RequestEvent.PACKAGE_ASKED, package=package, by=by)
    return package


@dataclass(frozen=True, slots=True)
class Step:
    """How far the making is: files made, and how many there will be."""

    done: int
    total: int


@transaction.atomic
def make_next(*, package_id: UUID, round: int, by: Actor) -> Step | None:
    """The next file of a package, in the transaction of its job: first the data, then each volume to read, then copies of documents.
    None: nothing is left to make, or this round is over."""
    package = AccessPackage.objects.select_for_update(of=("self",)).select_related("request__person").filter(pk=package_id).first()
    if package is None or package.state != PackageState.BUILDING or package.round != round:
        return None
    made = files_of(package)
    if not made:
        found = gather(package.request)
        content = document(package.request, found)
        _add(package, 0, FileKind.DATA, DATA_NAME, "application/json", _as_json(content))
        return Step(1, 1 + len(volumes(content)) + len(_copies(package, found)))
    content = json.loads(read_file(made[0]))
    pages, copies = volumes(content), _copies(package, gather(package.request))
    done = len(made)
    if done <= len(pages):
        return _print(package, pages, done, Step(done + 1, 1 + len(pages) + len(copies)), by)
    if done < 1 + len(pages) + len(copies):
        item, dossier = copies[done - 1 - len(pages)]
        data = files.read(item.file, kind=KeyKind.DOSSIER, subject=dossier, aad=item.file_place)
        _add(package, done, FileKind.COPY, item.title, item.media_type, data)
        return Step(done + 1, 1 + len(pages) + len(copies))
    _finish(package, made, by)
    return None


def _print(package: AccessPackage, pages: list[str], number: int, step: Step, by: Actor) -> Step | None:
    """Print one volume. What cannot be printed is said on the page of the package."""
    try:
        pdf = print_html(pages[number - 1], title=TITLE, seed=f"{package.pk}/{package.round}/{number}")
    except LetterRefused as refusal:
        package.state, package.failure = PackageState.FAILED, str(refusal)
        package.save(update_fields=["state", "failure"])
        log_package(event=RequestEvent.PACKAGE_FAILED, package=package, by=by)
        return None
    name = "overzicht.pdf" if len(pages) == 1 else f"overzicht-deel-{number}.pdf"
    _add(package, number, FileKind.DOCUMENT, name, "application/pdf", pdf)
    return step


def _finish(package: AccessPackage, made: list[PackageFile], by: Actor) -> None:
    package.state, package.built_at = PackageState.MADE, clock.now()
    package.digest = _digest(made)
    package.save(update_fields=["state", "built_at", "digest"])
    log_package(event=RequestEvent.PACKAGE_MADE, package=package, by=by)


def _copies(package: AccessPackage, found: Gathered) -> list[Any]:
    return documents(found) if package.request.kind == RequestKind.COPY else []


def _as_json(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def _digest(rows: list[PackageFile]) -> str:
    return hashlib.sha256("\n".join(row.digest for row in rows).encode()).hexdigest()


def _add(package: AccessPackage, position: int, kind: FileKind, name: str, media_type: str, data: bytes) -> PackageFile:
    row = PackageFile(
        id=uuid4(), request_id=package.request_id, person_id=package.person_id, package=package, position=position, kind=kind, name=name,
        digest=hashlib.sha256(data).hexdigest(), media_type=media_type,
    )  # fmt: skip
    row.file = files.store(data, kind=KeyKind.PERSON, subject=package.person_id, aad=label_of(row))
    row.save(force_insert=True)
    return row


def _remove_files(package: AccessPackage) -> None:
    names = [row.file for row in files_of(package)]
    PackageFile.objects.filter(package=package).delete()
    transaction.on_commit(lambda: [files.delete(name) for name in names])


def log_package(*, event: RequestEvent, package: AccessPackage, reason: str = "", on_behalf_of: UUID | None = None, by: Actor) -> None:
    """One line in the log about a package."""
    record(
        event, subject_kind="request", subject_id=package.request_id, person_id=package.person_id, reason=reason, on_behalf_of=on_behalf_of, by=by
    )  # fmt: skip
