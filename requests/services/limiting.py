"""What of a package is left out or shown, part by part, each on a ground and with a reason."""

from __future__ import annotations

from uuid import uuid4

from django.db import transaction

from access.models import User
from privacy_domain import clock
from privacy_domain.audit.record import record
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work import services as work
from requests.events import RequestEvent
from requests.models import PartMark, SubjectRequest
from requests.policies.package import MOVED_ON, may_become, refuse_handling_for_others
from requests.selectors.package import Gathered, Part, gather
from requests.selectors.packaging import locked_package, running
from requests.services.package import SOURCE
from requests.states import PackageState


@transaction.atomic
def leave_out(*, request: SubjectRequest, part: str, ground: str, explanation: str, by: User) -> PartMark:
    """This part is left out, on one ground of the protocol of the day of receipt (leek-2018 and landsmeer-2016 art. 11 lid 3; leiden-2016
    art. 15 lid 3; opsterland-2015 art. 18 lid 3). Raises Invalid for another ground, without a reason and for what is not in it."""
    current, found = _marking(request, by)
    if ground not in found.grounds:
        raise Invalid("Kies een grond die dit protocol kent: op een andere grond mag je niets weglaten.", field="ground")
    return _mark(current, found, part, PartMark(ground=ground), explanation, by)


@transaction.atomic
def show_after_all(*, request: SubjectRequest, part: str, explanation: str, by: User) -> PartMark:
    """This part is shown although the rules leave it out by themselves: it is about the person too, and harms nobody. Raises Invalid for
    what is about others only."""
    current, found = _marking(request, by)
    return _mark(current, found, part, PartMark(shown=True), explanation, by)


@transaction.atomic
def take_mark_back(*, request: SubjectRequest, part: str, by: User) -> None:
    """As the rules have it. Raises Conflict when nothing was decided about it."""
    current = _handled(request, by)
    gone, _rows = PartMark.objects.filter(request=current, part=part).delete()
    if not gone:
        raise Conflict(MOVED_ON)
    _outdated(current, by)
    _record_mark(current, "taken_back", by)


def _handled(request: SubjectRequest, by: User) -> SubjectRequest:
    current = running(request)
    refuse_handling_for_others(current, by)
    return current


def _marking(request: SubjectRequest, by: User) -> tuple[SubjectRequest, Gathered]:
    current = _handled(request, by)
    return current, gather(current)


def _mark(request: SubjectRequest, found: Gathered, part: str, mark: PartMark, explanation: str, by: User) -> PartMark:
    left_out = found.recipients_left_out()
    known: dict[str, Part | None] = {each.key: each for each in found.every()} | dict.fromkeys(found.recipients() | left_out)
    if part not in known:
        raise Invalid("Dit gedeelte staat niet in het pakket.", field="part")
    one = known[part]
    if mark.shown and part not in left_out and (one is None or one.fixed or one.withheld is None):
        raise Invalid("Dit gedeelte gaat alleen over een ander, of wordt al getoond.", field="part")
    if not explanation.strip():
        raise Invalid("Schrijf op waarom.", field="explanation")
    PartMark.objects.filter(request=request, part=part).delete()
    mark.id, mark.request, mark.person, mark.part = uuid4(), request, request.person, part
    mark.explanation, mark.marked_at, mark.marked_by = explanation.strip(), clock.now(), by
    mark.save(force_insert=True)
    _outdated(request, by)
    _record_mark(request, mark.ground or "shown", by)
    return mark


def _record_mark(request: SubjectRequest, reason: str, by: User) -> None:
    record(RequestEvent.PART_MARKED, subject_kind="request", subject_id=request.pk, person_id=request.person_id, reason=reason, by=by)


def _outdated(request: SubjectRequest, by: User) -> None:
    """What was made does not hold any more."""
    package = locked_package(request)
    if package is None or package.state in (PackageState.REVISE, PackageState.FAILED):
        return
    may_become(package, PackageState.REVISE)
    package.forget_agreement()
    package.state = PackageState.REVISE
    package.save()
    work.complete_tasks_of(source_kind=SOURCE, source_id=package.pk, by=by)
