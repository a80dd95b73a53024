"""Access packages of the tests, made by walking the services."""

from __future__ import annotations

import json
from typing import Any

from access.models import User
from privacy_domain.operation import SYSTEM
from requests.models import AccessPackage, SubjectRequest
from requests.selectors.package import files_of, package_of, searches_of
from requests.selectors.packaging import content_of
from requests.services import package as services
from requests.services.search import answer_search, start_search
from requests.states import FileKind, Found, RequestKind, SearchedIn
from tests.integration.dossiers.cast import World
from tests.integration.requests.asked import in_hand


def searched(world: World, kind: RequestKind = RequestKind.ACCESS, *, other: Found = Found.NOTHING) -> SubjectRequest:
    """A request in hand for which everybody has looked."""
    request = in_hand(world, kind)
    start_search(request=request, by=world.sanne)
    for row in searches_of(request):
        found = {SearchedIn.OWN: Found.GATHERED, SearchedIn.OTHER: other, SearchedIn.BESIDE: Found.NOTHING}[SearchedIn(row.where)]
        answer_search(search=row, found=found, by=world.sanne)
    return request


def built(request: SubjectRequest, by: User) -> AccessPackage:
    """Made, by the steps of the job."""
    package = services.make_package(request=request, by=by)
    while services.make_next(package_id=package.pk, round=package.round, by=SYSTEM):
        pass
    found = package_of(request)
    assert found is not None
    return found


def content(package: AccessPackage) -> dict[str, Any]:
    """What it says."""
    found = content_of(package)
    assert found is not None
    return found


def said(package: AccessPackage) -> str:
    """The file for machines, as text."""
    return json.dumps(content(package), ensure_ascii=False)


def documents(package: AccessPackage) -> list[Any]:
    """Its volumes."""
    return [row for row in files_of(package) if row.kind == FileKind.DOCUMENT]
