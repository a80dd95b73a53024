"""What a package keeps back: recipients nobody may hear of yet, files with passages about others, what a decision refuses in words."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import Http404

from access.models import Membership
from dossiers.models import Disclosure, VeiligThuisQuestion
from dossiers.policies.item_checks import PassageText
from dossiers.selectors.telling import telling_of
from dossiers.services.telling import lift_telling, postpone_telling
from dossiers.states import ItemKind
from privacy_domain import clock
from privacy_domain.letters.models import Letter
from privacy_domain.tenancy import scope
from privacy_domain.web.errors import Conflict
from privacy_domain.work.models import Job
from requests.models import AccessPackage, RecipientNotice, SubjectRequest
from requests.presenters.contents import document
from requests.presenters.paper import volumes
from requests.selectors.package import files_of, gather
from requests.services import handing_over, limiting
from requests.services import package as services
from requests.states import FileKind, HandedHow, PackageState, RequestKind
from tests.integration.dossiers.cast import World
from tests.integration.dossiers.envelopes import NAW, filled, submitted
from tests.integration.dossiers.envelopes import sent as shared_naw
from tests.integration.dossiers.meldcodes import decided
from tests.integration.dossiers.signals import begun_answer, begun_report, question, seal, send
from tests.integration.dossiers.test_looks import browser, text
from tests.integration.dossiers.test_telling import owed, wait
from tests.integration.dossiers.written import PNG, consenting, written
from tests.integration.requests.asked import YES, no, sent
from tests.integration.requests.packaged import built, content, searched
from tests.integration.requests.test_execution import granted, shared, tell_all


def at(request: SubjectRequest, rest: str = "") -> str:
    return f"/{scope.require().code}/verzoek/{request.pk}/{rest}"


# ---------------------------------------------------------------- recipients
def test_a_notice_to_a_recipient_waits_for_what_was_sent_to_him(in_leek: World) -> None:
    consenting(in_leek)
    shared(in_leek, written(in_leek), in_leek.provider)
    decided(in_leek, told_on=None, not_told_because="Haar man leest mee.")
    report: Disclosure = send(seal(begun_report(in_leek), in_leek.sanne), in_leek.sanne)
    telling = telling_of("dossier.disclosure", report.pk)
    assert telling is not None
    postpone_telling(telling=telling, wait=wait(), by=in_leek.sanne)
    tell_all(in_leek, granted(in_leek, RequestKind.RESTRICTION, None))
    assert RecipientNotice.objects.count() == 2 and Letter.objects.filter(kind="corrected", sent_at__isnull=False).count() == 2
    made = searched(in_leek)
    found = gather(made)
    told = str(document(made, found))
    assert "Veilig Thuis" not in told
    rows = [part.row for part in found.parts if isinstance(part.row, RecipientNotice)]
    assert [row.partner_id for row in rows] == [in_leek.provider.pk]
    assert not [part for part in found.parts if isinstance(part.row, Letter) and part.row.kind == "corrected"]

    lift_telling(telling=telling, ended_on=clock.today(), by=in_leek.sanne)
    assert len([part for part in gather(made).parts if isinstance(part.row, RecipientNotice)]) == 2


def test_a_recipient_that_was_left_out_can_be_shown_again(in_leek: World) -> None:
    consenting(in_leek)
    shared_naw(in_leek, submitted(in_leek, filled(in_leek, NAW)))
    made = searched(in_leek)
    package = built(made, in_leek.sanne)
    (key,) = {line["key"] for line in content(package)["recipients"]}
    client, part = browser(in_leek.sanne), at(made, f"pakket/gedeelte/?deel={key}")
    assert client.post(part, {"ground": "protection", "explanation": "het schaadt haar"}).status_code == 302
    package = built(made, in_leek.sanne)
    assert content(package)["recipients"] == [] and content(package)["left_out"][0]["number"] >= 1
    shown = text(client.get(at(made, "pakket/inhoud/")))
    assert in_leek.provider.name in shown and "In dit overzicht staan geen ontvangers." in shown
    assert client.get(part).status_code == 200 and client.post(part, {}).status_code == 422
    assert client.post(part, {"explanation": "het mag toch"}).status_code == 302
    assert content(built(made, in_leek.sanne))["recipients"]
    limiting.leave_out(request=made, part=key, ground="protection", explanation="toch niet", by=in_leek.sanne)
    assert client.post(part, {"terug": "1"}).status_code == 302
    assert gather(made).recipients() == {key}


def test_nothing_is_said_of_recipients_that_are_not_named(in_leiden: World) -> None:
    row = owed(in_leiden)
    postpone_telling(telling=row, wait=wait(), by=in_leiden.sanne)
    made = searched(in_leiden)
    said_now = document(made, gather(made))
    pages = " ".join(volumes(said_now))
    assert "In dit overzicht staan geen ontvangers." in pages and "Wij gaven geen gegevens" not in pages
    pages = " ".join(volumes(said_now | {"processed": False}))
    assert "alleen gegevens van u omdat" not in pages and "Wij hebben geen dossier over u." in pages


# ---------------------------------------------------------------- Veilig Thuis
def test_an_open_question_of_veilig_thuis_is_held_back_and_an_answer_that_waits_hides_it(in_leek: World) -> None:
    row = question(in_leek)
    made = searched(in_leek)

    def parts() -> list[Any]:
        return [part for part in gather(made).parts if isinstance(part.row, VeiligThuisQuestion)]

    (part,) = parts()
    assert part.withheld is not None and not part.fixed
    answer = send(seal(begun_answer(in_leek, row), in_leek.sanne), in_leek.sanne)
    (part,) = parts()
    assert part.withheld is None
    telling = telling_of("dossier.disclosure", answer.pk)
    assert telling is not None
    postpone_telling(telling=telling, wait=wait(), by=in_leek.sanne)
    assert parts() == []


# ---------------------------------------------------------------- copies
def test_a_file_goes_along_only_when_nothing_of_it_is_left_out(in_leek: World) -> None:
    consenting(in_leek)
    written(in_leek, ItemKind.DOCUMENT, content=PNG, title="Brief van de huisarts", passages=[PassageText("Zij loopt goed.")])
    written(in_leek, ItemKind.DOCUMENT, content=PNG, title="Foto van de buren", passages=[PassageText("Met buurman Piet.", True, (), True)])
    made = searched(in_leek, RequestKind.COPY)
    package = built(made, in_leek.sanne)
    copies = [row.name for row in files_of(package) if row.kind == FileKind.COPY]
    assert copies == ["Brief van de huisarts"]
    assert sum(line["number"] for line in content(package)["left_out"]) == 2  # the passage and the file
    part = next(part for part in gather(made).every() if part.withheld)
    limiting.show_after_all(request=made, part=part.key, explanation="de buurman vindt het goed", by=in_leek.sanne)
    package = built(made, in_leek.sanne)
    assert len([row for row in files_of(package) if row.kind == FileKind.COPY]) == 2


# ---------------------------------------------------------------- refused in words
def agreed_by_another(world: World, made: SubjectRequest) -> AccessPackage:
    package = built(made, world.sanne)
    handing_over.ask_reader(request=made, reader=world.marieke, by=world.sanne)
    return handing_over.agree(package=package, digest=package.digest, by=world.marieke)


def test_what_is_refused_in_words_is_pointed_out_before_it_is_handed_over(in_leek: World) -> None:
    consenting(in_leek)
    written(in_leek, title="Over zijn zus", passages=[PassageText("Zijn zus.", False, (), True)])
    made = searched(in_leek)
    sent(in_leek, made, YES, no("protection", what="wat over mijn zus gaat"))
    agreed_by_another(in_leek, made)
    with pytest.raises(Conflict, match="niet als stuk is aangewezen"):
        handing_over.hand_over(request=made, how=HandedHow.POST, by=in_leek.sanne)
    client = browser(in_leek.sanne)
    fixed = next(part for part in gather(made).every() if part.fixed)
    stays = at(made, f"pakket/gedeelte/?deel={fixed.key}&blijft=1")
    assert f"deel={fixed.key.replace(':', '%3A')}&amp;blijft=1" in client.get(at(made, "pakket/inhoud/")).content.decode()
    assert client.post(stays, {"ground": "protection", "explanation": "dit is wat het besluit weigert"}).status_code == 302
    marked = next(part for part in gather(made).every() if part.key == fixed.key)
    assert marked.marked and marked.fixed and marked.withheld is not None
    agreed_by_another(in_leek, made)
    assert handing_over.hand_over(request=made, how=HandedHow.POST, by=in_leek.sanne).state == PackageState.HANDED


# ---------------------------------------------------------------- who reads it, and how long
def test_the_second_reader_reads_until_it_is_handed_over(in_leek: World) -> None:
    made = searched(in_leek)
    sent(in_leek, made)
    package = agreed_by_another(in_leek, made)
    assert services.open_package(request=made, by=in_leek.marieke).reads
    assert services.open_for_reader(package_id=package.pk, by=in_leek.marieke)
    handing_over.hand_over(request=made, how=HandedHow.POST, by=in_leek.sanne)
    with pytest.raises(Http404):
        services.open_package(request=made, by=in_leek.marieke)
    with pytest.raises(Http404):
        services.open_for_reader(package_id=package.pk, by=in_leek.marieke)
    assert services.open_package(request=made, by=in_leek.sanne).handles


def test_a_handler_without_a_place_here_has_no_package(in_leek: World) -> None:
    made = searched(in_leek)
    built(made, in_leek.sanne)
    Membership.objects.filter(user=in_leek.sanne).update(ended_at=clock.now())
    with pytest.raises(Http404):
        services.open_package(request=made, by=in_leek.sanne)


def test_a_job_that_was_set_apart_is_no_end(in_leek: World) -> None:
    made = searched(in_leek)
    package = services.make_package(request=made, by=in_leek.sanne)
    with pytest.raises(Conflict):
        services.make_package(request=made, by=in_leek.sanne)
    Job.objects.filter(pk=package.job).update(state=Job.State.QUARANTINED, ended_at=clock.now())
    client = browser(in_leek.sanne)
    assert "Laat het opnieuw maken." in text(client.get(at(made, "pakket/")))
    assert client.post(at(made, "pakket/maken/")).status_code == 302
    again = AccessPackage.objects.get()
    assert (again.state, again.round) == (PackageState.BUILDING, 2) and again.job != package.job
