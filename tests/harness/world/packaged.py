"""A request that a package answers, with somebody who has to change it. A canary in every text."""

from __future__ import annotations

from uuid import uuid4

from access.models import User
from privacy_domain import clock
from privacy_domain.crypto import files
from privacy_domain.crypto.kinds import KeyKind
from privacy_domain.people.models import Person
from requests import services
from requests.models import AccessPackage, PackageFile, PartMark, SearchTask
from requests.selectors.packaging import label_of
from requests.services.search import start_search
from requests.states import FileKind, Found, Identification, PackageState, Received, RequestKind
from tests.harness.canaries import Nest


def put_together(nest: Nest, code: str, owner: str, person: Person, *, by: User, reader: User) -> None:
    """Searched on paper, a part left out, one file, and sent back. Put down as it would be: nothing here is really printed."""
    wish = nest.sentence(code, owner, "which data are asked")
    intake = services.Intake(kind=RequestKind.ACCESS, channel=Received.PAPER, received_on=clock.today(), wish=wish)
    made = services.register_request(intake=intake, person=person, by=by)
    services.identify(request=services.assign_request(request=made, handler=by, by=by), way=Identification.KNOWN, by=by)
    start_search(request=made, by=by)
    for search in SearchTask.objects.filter(request=made):
        search.found, search.answered_at, search.answered_by = Found.GATHERED, clock.now(), by
        search.paper = nest.sentence(code, owner, "what is on paper")
        search.save()
    mark = PartMark(request=made, person=person, part=f"people.Person:{person.pk}", ground="other_person", marked_at=clock.now(), marked_by=by)
    mark.explanation = nest.sentence(code, owner, "why a part is left out")
    mark.save(force_insert=True)
    package = AccessPackage(
        request=made,
        person=person,
        state=PackageState.REVISE,
        asked_at=clock.now(),
        asked_by=by,
        built_at=clock.now(),
        digest="0" * 64,
        reader=reader,
    )
    package.remark = nest.sentence(code, owner, "what has to be changed")
    package.save(force_insert=True)
    row = PackageFile(
        id=uuid4(), request=made, person=person, package=package, position=1, kind=FileKind.COPY, media_type="application/pdf", digest="0" * 64
    )
    row.name = nest.word(code, owner, "name of a copy")
    row.file = files.store(nest.sentence(code, owner, "what a copy says").encode(), kind=KeyKind.PERSON, subject=person.pk, aad=label_of(row))
    row.save(force_insert=True)
