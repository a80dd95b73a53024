"""The access package: searched, limited on a ground, read by another, handed over."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from privacy_domain.crypto import files
from privacy_domain.web.errors import Conflict, Invalid
from requests.models import AccessPackage, PackageFile, SearchTask, SubjectRequest
from requests.policies.package import undeclared
from requests.presenters.contents import document, keys_in
from requests.selectors.package import gather, searches_of
from requests.services import handing_over, limiting
from requests.services import package as services
from requests.services.search import answer_search, open_search, start_search
from requests.states import Found, HandedHow, PackageState, RequestKind
from tests.integration.dossiers.cast import World
from tests.integration.requests.asked import asked, in_hand
from tests.integration.requests.packaged import built, content, documents, said, searched


def test_every_field_about_a_person_goes_along_or_says_why_not() -> None:
    assert list(undeclared()) == []


def test_nothing_is_made_before_everybody_looked(in_leek: World) -> None:
    world = in_leek
    with pytest.raises(Conflict):
        start_search(request=asked(world), by=world.sanne)
    request = in_hand(world)
    with pytest.raises(Conflict, match="nog niet gezocht"):
        services.make_package(request=request, by=world.sanne)
    start_search(request=request, by=world.sanne)
    with pytest.raises(Conflict, match="Nog niet iedereen"):
        services.make_package(request=request, by=world.sanne)
    assert start_search(request=request, by=world.sanne) == []
    first, beside = searches_of(request)
    with pytest.raises(Invalid):
        answer_search(search=first, found=Found.NOTHING, by=world.sanne)
    with pytest.raises(Http404):
        open_search(search_id=beside.pk, by=world.sanne)  # the privacy officer's
    answer_search(search=first, found=Found.GATHERED, paper="een map in kast 3", by=world.sanne)
    with pytest.raises(Conflict):
        answer_search(search=first, found=Found.GATHERED, by=world.sanne)
    assert SearchTask.objects.filter(request=request).count() == 2


def test_a_correction_has_no_package(in_leek: World) -> None:
    with pytest.raises(Conflict):
        start_search(request=in_hand(in_leek, RequestKind.RECTIFICATION), by=in_leek.sanne)


def test_the_package_is_made_for_people_and_machines(in_sittard_geleen: World) -> None:
    world = in_sittard_geleen
    request = searched(world)
    with pytest.raises(PermissionDenied):
        services.make_package(request=request, by=world.marieke)
    package = built(request, world.sanne)
    assert package.state == PackageState.MADE and package.digest
    told = content(package)
    assert told["request"]["in_own_words"] == "Wat weet u van mij?"
    assert told["purposes"][0]["dossier"] == world.dossier.number and told["purposes"][0]["purposes"]
    assert any(line["what"] for line in told["overview"])
    assert "Vries" in said(package)
    assert told["looks"][0]["lines"], "who looked"
    (row,) = documents(package)
    _found, pdf = services.take_file(opened=services.open_package(request=request, by=world.sanne), file_id=row.pk, by=world.sanne)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert document.Root.MarkInfo.Marked and str(document.Root.Lang) == "nl"
    with pytest.raises(Http404):
        services.open_package(request=request, by=world.marieke)


def test_another_reads_it_and_only_then_it_is_handed_over(in_leek: World) -> None:
    world = in_leek
    request = searched(world)
    package = built(request, world.sanne)
    with pytest.raises(Invalid):
        handing_over.ask_reader(request=request, reader=world.sanne, by=world.sanne)
    with pytest.raises(Conflict):
        handing_over.hand_over(request=request, how=HandedHow.POST, by=world.sanne)
    handing_over.ask_reader(request=request, reader=world.marieke, by=world.sanne)
    with pytest.raises(Http404):
        handing_over.agree(package=package, digest=package.digest, by=world.tom)
    with pytest.raises(Conflict):
        handing_over.agree(package=package, digest="another", by=world.marieke)
    with pytest.raises(Invalid):
        handing_over.send_back(package=package, remark=" ", by=world.marieke)
    assert services.open_package(request=request, by=world.marieke).reads
    agreed = handing_over.agree(package=package, digest=package.digest, by=world.marieke)
    assert agreed.state == PackageState.AGREED
    with pytest.raises(Conflict):
        handing_over.agree(package=package, digest=package.digest, by=world.marieke)
    with pytest.raises(Conflict, match="nog niet beslist"):
        handing_over.hand_over(request=request, how=HandedHow.POST, by=world.sanne)


def part_of(package: AccessPackage) -> str:
    """The name of a part that a package shows."""
    return str(next(part["key"] for section in content(package)["sections"] for part in section["parts"] if "Dossier:" in part["key"]))


GROUNDS: dict[str, Any] = {"in_leek": "protection", "in_landsmeer": "protection", "in_leiden": "offences", "in_opsterland": "offences"}


@pytest.mark.requirement("LEEK-11.3", "LAND-11.3", "LEID-15.3", "OPST-18.3")
@pytest.mark.parametrize("town", list(GROUNDS))
def test_a_part_is_left_out_on_the_grounds_of_this_protocol_alone(town: str, request: pytest.FixtureRequest) -> None:
    world: World = request.getfixturevalue(town)
    made = searched(world)
    package = built(made, world.sanne)
    key = part_of(package)
    wrong = "economic" if GROUNDS[town] == "protection" else "workload"
    with pytest.raises(Invalid):
        limiting.leave_out(request=made, part=key, ground=wrong, explanation="daarom", by=world.sanne)
    with pytest.raises(Invalid):
        limiting.leave_out(request=made, part=key, ground=GROUNDS[town], explanation=" ", by=world.sanne)
    with pytest.raises(Invalid):
        limiting.leave_out(request=made, part="dossiers.Item:nothing", ground=GROUNDS[town], explanation="daarom", by=world.sanne)
    with pytest.raises(PermissionDenied):
        limiting.leave_out(request=made, part=key, ground=GROUNDS[town], explanation="daarom", by=world.marieke)
    limiting.leave_out(request=made, part=key, ground=GROUNDS[town], explanation="dat schaadt een ander", by=world.sanne)
    again = AccessPackage.objects.get(pk=package.pk)
    assert again.state == PackageState.REVISE
    told = document(made, gather(made))
    assert key not in keys_in(told) and told["left_out"][0]["number"] == 1 and told["left_out"][0]["articles"]
    limiting.take_mark_back(request=made, part=key, by=world.sanne)
    assert key in keys_in(document(made, gather(made)))


def test_a_request_for_information_gets_the_overview_alone(in_leiden: World) -> None:
    package = built(searched(in_leiden, RequestKind.INFORMATION), in_leiden.sanne)
    told = content(package)
    assert told["sections"] == [] and told["overview"] and told["purposes"]


def test_made_again_the_files_of_before_are_gone(in_leek: World, django_capture_on_commit_callbacks: Any) -> None:
    world = in_leek
    request = searched(world)
    with django_capture_on_commit_callbacks(execute=True):
        built(request, world.sanne)
        before = [row.file for row in PackageFile.objects.filter(request=request)]
        built(request, world.sanne)
    assert AccessPackage.objects.filter(request=request).count() == 1
    assert before and not any(files.exists(name) for name in before)


def test_the_same_rows_cost_the_same_statements(in_leek: World, django_assert_max_num_queries: Any) -> None:
    request = SubjectRequest.objects.select_related("person").get(pk=searched(in_leek).pk)
    with django_assert_max_num_queries(130):
        gather(request)
