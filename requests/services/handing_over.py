"""The second reader, and handing over what he agreed to."""

from __future__ import annotations

from django.db import transaction
from django.http import Http404

from access.models import User
from access.selectors import excluded_among
from privacy_domain import clock
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work import services as work
from requests.events import RequestEvent
from requests.models import AccessPackage, Decision, SubjectRequest
from requests.policies.package import MOVED_ON, may_become, refuse_handling_for_others
from requests.presenters.contents import keys_in, keys_now
from requests.selectors.desk import dossiers_of
from requests.selectors.package import gather, refused_and_unmarked
from requests.selectors.packaging import content_of, locked_package, running
from requests.services.package import SOURCE, log_package
from requests.services.register import finish_request
from requests.states import TO_CARRY_OUT, DecisionState, HandedHow, PackageState, RequestKind, RequestState

READ_TASK = "read_package"


# ---------------------------------------------------------------- the second reader
@transaction.atomic
def ask_reader(*, request: SubjectRequest, reader: User, by: User) -> AccessPackage:
    """Somebody else reads exactly what the person gets. Raises Invalid for oneself, for who had it made, for a closed account and for who
    is kept away from the person."""
    package = _of_handler(request, by, PackageState.READING)
    if reader.pk in (by.pk, package.asked_by_id):
        raise Invalid("De tweede lezer is een ander dan wie het pakket maakte.", field="reader")
    if not reader.is_active or excluded_among(reader, dossiers_of([package.person_id])):
        raise Invalid("Deze collega kan dit pakket niet lezen. Kies een ander.", field="reader")
    package.state, package.reader, package.remark = PackageState.READING, reader, ""
    package.save(update_fields=["state", "reader", "remark"])
    due = package.request.due_on
    work.complete_tasks_of(source_kind=SOURCE, source_id=package.pk, by=by)
    work.add_task(
        kind=f"{READ_TASK}.{package.round}", title_key=READ_TASK, source_kind=SOURCE, source_id=package.pk, due_on=due, person_id=package.person_id,
        assignee_id=reader.pk, by=by,
    )  # fmt: skip
    log_package(event=RequestEvent.READER_ASKED, package=package, on_behalf_of=reader.pk, by=by)
    return package


@transaction.atomic
def agree(*, package: AccessPackage, digest: str, by: User) -> AccessPackage:
    """The second reader agrees to exactly what he read. Raises Conflict when it was made again since."""
    current = _of_reader(package, PackageState.AGREED, by)
    if not digest or current.digest != digest:
        raise Conflict(MOVED_ON)
    current.state, current.agreed_at, current.agreed_digest = PackageState.AGREED, clock.now(), current.digest
    current.save(update_fields=["state", "agreed_at", "agreed_digest"])
    work.complete_tasks_of(source_kind=SOURCE, source_id=current.pk, by=by)
    log_package(event=RequestEvent.PACKAGE_AGREED, package=current, by=by)
    return current


@transaction.atomic
def send_back(*, package: AccessPackage, remark: str, by: User) -> AccessPackage:
    """The second reader says what has to change. Raises Invalid without words."""
    current = _of_reader(package, PackageState.REVISE, by)
    if not remark.strip():
        raise Invalid("Schrijf op wat er anders moet.", field="remark")
    current.state, current.remark = PackageState.REVISE, remark.strip()
    current.save(update_fields=["state", "remark"])
    work.complete_tasks_of(source_kind=SOURCE, source_id=current.pk, by=by)
    log_package(event=RequestEvent.PACKAGE_SENT_BACK, package=current, by=by)
    return current


def _of_reader(package: AccessPackage, into: PackageState, by: User) -> AccessPackage:
    current = locked_package(package.request)
    if current is None or current.reader_id != by.pk:
        raise Http404
    may_become(current, into)
    return current


# ---------------------------------------------------------------- handing over
@transaction.atomic
def hand_over(*, request: SubjectRequest, how: HandedHow, by: User) -> AccessPackage:
    """The person got it: from now on it stands, and his request is over.

    Raises Conflict while nobody else agreed to it, while it was not decided that he gets it, while nobody pointed out what the decision
    refuses in words (an overview for information holds no contents), and when something in it may not be shown any more."""
    package = _of_handler(request, by, PackageState.HANDED)
    decided = Decision.objects.filter(request=package.request, state=DecisionState.SENT, outcome__in=TO_CARRY_OUT)
    if not decided.exists():
        raise Conflict("Er is nog niet beslist dat deze persoon zijn gegevens krijgt, of de brief daarover is nog niet weg.")
    found = gather(package.request)
    if package.request.kind != RequestKind.INFORMATION and refused_and_unmarked(package.request, found):
        raise Conflict(
            "Het besluit weigert iets dat niet als stuk is aangewezen. Laat eerst in het pakket weg wat dat is, op de grond uit het besluit."
        )
    content = content_of(package)
    if content is None or keys_in(content) - keys_now(found):
        raise Conflict("In dit pakket staat iets dat nu niet meer mag worden getoond. Maak het opnieuw.")
    package.state, package.handed_at, package.handed_by, package.handed_how = PackageState.HANDED, clock.now(), by, how
    package.save(update_fields=["state", "handed_at", "handed_by", "handed_how"])
    log_package(event=RequestEvent.PACKAGE_HANDED, package=package, reason=str(how), by=by)
    finish_request(request=package.request, state=RequestState.CLOSED, by=by)
    return package


def _of_handler(request: SubjectRequest, by: User, into: PackageState) -> AccessPackage:
    current = running(request)
    refuse_handling_for_others(current, by)
    package = locked_package(current)
    if package is None:
        raise Conflict("Er is nog geen pakket. Laat het eerst maken.")
    may_become(package, into)
    return package
