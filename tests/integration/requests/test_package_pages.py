"""From the search to what the person holds in his hands, page by page; and what never comes in it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from access.states import MunicipalRole
from dossiers.models import Item
from dossiers.policies.item_checks import PassageText
from dossiers.services.shielding import shield_item
from dossiers.services.telling import lift_telling, postpone_telling
from dossiers.states.shielding import ShieldReason
from privacy_domain import clock
from privacy_domain.tenancy import scope
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work.models import Task
from requests.models import AccessPackage, SubjectRequest
from requests.selectors.package import files_of, gather, searches_of
from requests.services import handing_over, limiting
from requests.services import package as services
from requests.states import FileKind, HandedHow, PackageState, RequestKind, RequestState
from retention.selectors import holds_on
from tests.factories.access import account
from tests.integration.dossiers.cast import World
from tests.integration.dossiers.envelopes import NAW, filled, submitted
from tests.integration.dossiers.envelopes import sent as shared
from tests.integration.dossiers.test_looks import browser, text
from tests.integration.dossiers.test_telling import owed, wait
from tests.integration.dossiers.written import consenting, written
from tests.integration.requests.asked import in_hand, no, sent
from tests.integration.requests.packaged import built, content, said, searched

OTHERS = "Haar zus Karin drinkt te veel."
MIXED = "Samen met buurman Piet doet zij de tuin."


def at(request: SubjectRequest, rest: str = "") -> str:
    return f"/{scope.require().code}/verzoek/{request.pk}/{rest}"


def with_others(world: World) -> None:
    """An item about the client, with a passage about her and somebody else, and one about somebody else."""
    consenting(world)
    written(world, passages=[PassageText("Zij wandelt elke dag."), PassageText(MIXED, True, (), True), PassageText(OTHERS, False, (), True)])


@pytest.mark.requirement("LEEK-11.2", "LAND-11.2")
@pytest.mark.parametrize("where", ["in_leek", "in_landsmeer"])
def test_what_is_about_others_stays_out_by_itself(where: str, request: pytest.FixtureRequest) -> None:
    world: World = request.getfixturevalue(where)
    with_others(world)
    made = searched(world)
    package = built(made, world.sanne)
    told = said(package)
    assert "Zij wandelt elke dag." in told and OTHERS not in told and MIXED not in told
    assert content(package)["left_out"][0]["number"] == 2
    mixed = next(part for part in gather(made).every() if part.withheld and not part.fixed)
    alone = next(part for part in gather(made).every() if part.fixed)
    with pytest.raises(Invalid):
        limiting.show_after_all(request=made, part=alone.key, explanation="het mag", by=world.sanne)
    limiting.show_after_all(request=made, part=mixed.key, explanation="de buurman zei dat het mag", by=world.sanne)
    told = said(built(made, world.sanne))
    assert MIXED in told and OTHERS not in told


def test_what_the_person_may_not_hear_yet_is_not_there_until_it_may(in_leiden: World) -> None:
    world = in_leiden
    row = owed(world)
    made = searched(world)
    package = built(made, world.sanne)
    assert [line["purpose"] for line in content(package)["recipients"]]
    decided = sent(world, made)
    handing_over.ask_reader(request=made, reader=world.marieke, by=world.sanne)
    handing_over.agree(package=package, digest=package.digest, by=world.marieke)
    postpone_telling(telling=row, wait=wait(), by=world.sanne)
    with pytest.raises(Conflict, match="niet meer mag"):
        handing_over.hand_over(request=made, how=HandedHow.POST, by=world.sanne)
    assert decided.sent_on and content(built(made, world.sanne))["recipients"] == []
    lift_telling(telling=row, ended_on=clock.today(), by=world.sanne)
    assert content(built(made, world.sanne))["recipients"]


def test_what_is_shielded_is_counted_and_not_shown(in_leek: World) -> None:
    consenting(in_leek)
    item = written(in_leek, title="Geheim van mei")
    shield_item(item=item, reason=next(iter(ShieldReason)), explanation="zij vroeg het", by=in_leek.sanne)
    package = built(searched(in_leek), in_leek.sanne)
    assert "Geheim van mei" not in said(package) and len(content(package)["shielded"]) == 1


@pytest.mark.requirement("LEEK-11.1", "LEEK-11.3", "LAND-11.1", "LAND-11.3", "LEID-15.2-overzicht", "LEID-15.3", "OPST-18.2-overzicht", "OPST-18.3")
@pytest.mark.parametrize("where", ["in_leek", "in_landsmeer", "in_leiden", "in_opsterland"])
def test_from_the_search_to_what_the_person_gets(where: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Overview of data, origin, purpose and recipients; one part left out on a ground; read by another; decided; handed over."""
    world: World = request.getfixturevalue(where)
    if where in ("in_leiden", "in_opsterland"):
        owed(world)
    else:
        consenting(world)
        shared(world, submitted(world, filled(world, NAW)))
    written(world, title="Gesprek over de tuin")
    made = in_hand(world)
    client, officer = browser(world.sanne), browser(account("olga", roles=(MunicipalRole.PRIVACY_OFFICER,)))
    assert client.post(at(made, "zoeken/")).status_code == 302
    for row in searches_of(made):
        who = client if row.dossier else officer
        address = f"/{scope.require().code}/verzoeken/zoeken/{row.pk}/"
        assert who.get(address).status_code == 200 and who.post(address, {}).status_code == 422
        assert who.post(address, {"found": "gathered" if row.dossier else "nothing"}).status_code == 302
    assert client.get(at(made)).status_code == 200
    assert client.post(at(made, "pakket/maken/")).status_code == 302
    package = AccessPackage.objects.get()
    assert client.get(at(made, "pakket/")).status_code == 200 and client.get(at(made, "pakket/inhoud/")).status_code == 404
    while services.make_next(package_id=package.pk, round=1, by=world.sanne):
        pass
    shown = text(client.get(at(made, "pakket/inhoud/")))
    assert "Gesprek over de tuin" in shown
    told = content(AccessPackage.objects.get())
    item = next(part for section in told["sections"] for part in section["parts"] if part["key"].startswith("dossiers.Item:"))
    overview = next(line for line in told["overview"] if line["categories"])
    assert overview["origin"] == [str(Item.objects.get(pk=item["key"].split(":")[1]).get_source_display())] and told["purposes"][0]["purposes"]
    assert told["recipients"][0]["to"] and told["recipients"][0]["purpose"] and told["recipients"][0]["what"]
    part = at(made, f"pakket/gedeelte/?deel={item['key']}")
    assert client.get(part).status_code == 200
    assert client.post(part, {"ground": "workload", "explanation": "druk"}).status_code == 422
    assert client.post(part, {"ground": "protection", "explanation": "het schaadt een ander"}).status_code == 302
    package = built(made, world.sanne)
    assert "Gesprek over de tuin" not in said(package) and content(package)["left_out"][0]["articles"]
    assert client.post(at(made, "pakket/lezer/"), {"reader": ""}).status_code == 422
    assert client.post(at(made, "pakket/lezer/"), {"reader": str(world.marieke.pk)}).status_code == 302
    second = browser(world.marieke)
    assert second.get(f"/{scope.require().code}/verzoeken/lezen/{package.pk}/").status_code == 302
    assert second.get(at(made, "pakket/")).status_code == second.get(at(made, "pakket/inhoud/")).status_code == 200
    assert second.post(at(made, "pakket/akkoord/"), {"digest": package.digest}).status_code == 302
    assert client.post(at(made, "pakket/overhandigen/"), {"how": "post"}).status_code == 409
    sent(world, SubjectRequest.objects.get(pk=made.pk))
    task = Task.objects.get(kind="hand_over_package", state="open")
    assert task.assignee_id == world.sanne.pk and client.get(f"/{scope.require().code}/verzoeken/toewijzen/{task.source_id}/")["Location"] == at(made)
    assert len(holds_on(world.dossier)) == 1
    assert client.post(at(made, "pakket/overhandigen/"), {"how": "post"}).status_code == 302
    assert client.post(at(made, "pakket/overhandigen/"), {"how": "post"}).status_code == 409
    assert client.post(at(made, "pakket/maken/")).status_code == 409 and client.post(part, {"terug": "1"}).status_code in (409, 302)
    over = SubjectRequest.objects.get(pk=made.pk)
    assert (over.state, over.due_on) == (RequestState.CLOSED, None) and holds_on(world.dossier) == []
    assert not Task.objects.filter(state="open", source_kind__startswith="requests.").exists()
    handed = AccessPackage.objects.get()
    assert handed.state == PackageState.HANDED and handed.digest == handed.agreed_digest
    document = next(row for row in files_of(handed) if row.kind == FileKind.DOCUMENT)
    taken = client.get(at(made, f"pakket/bestand/{document.pk}/"))
    assert taken["Content-Type"] == "application/pdf"
    (tmp_path / "overzicht.pdf").write_bytes(taken.content)
    with pikepdf.open(io.BytesIO(taken.content)) as pdf:
        assert pdf.Root.MarkInfo.Marked


def test_what_the_decision_refuses_is_left_out(in_leiden: World) -> None:
    consenting(in_leiden)
    item = written(in_leiden, title="Verslag van mei")
    made = searched(in_leiden)
    sent(in_leiden, made, no("protection", item=item.series), no("protection", what="niets anders"))
    package = built(made, in_leiden.sanne)
    assert "Verslag van mei" not in said(package)
    handing_over.ask_reader(request=made, reader=in_leiden.marieke, by=in_leiden.sanne)
    handing_over.agree(package=package, digest=package.digest, by=in_leiden.marieke)
    with pytest.raises(Conflict, match="nog niet beslist"):
        handing_over.hand_over(request=made, how=HandedHow.TABLE, by=in_leiden.sanne)


def test_a_copy_has_the_documents_with_it(in_leek: World) -> None:
    made = searched(in_leek, RequestKind.COPY)
    kinds = [row.kind for row in files_of(built(made, in_leek.sanne))]
    assert kinds == [FileKind.DATA, FileKind.DOCUMENT]


def test_an_outsider_and_another_municipality_find_nothing(in_leek: World, landsmeer: Any) -> None:
    made = searched(in_leek)
    package = built(made, in_leek.sanne)
    client = browser(in_leek.marieke)
    gets = ("pakket/", "pakket/inhoud/", "pakket/gedeelte/?deel=x", f"pakket/bestand/{files_of(package)[0].pk}/")
    assert {client.get(at(made, rest)).status_code for rest in gets} == {404}
    acts = ("zoeken/", "pakket/maken/", "pakket/lezer/", "pakket/akkoord/", "pakket/terug/", "pakket/overhandigen/")
    assert {client.post(at(made, rest)).status_code for rest in acts} == {404}
    assert {browser(in_leek.sanne).get(at(made, rest)).status_code for rest in acts} == {405}
    assert AccessPackage.objects.get().state == PackageState.MADE
    with scope.entered(landsmeer.scope()):
        assert AccessPackage.objects.count() == 0
