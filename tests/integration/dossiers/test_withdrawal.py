"""Taking a consent back: at once, with who received what, what stops with it, what stays, and also when the dossier is closed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consent.models import Consent
from consent.services import prepare_form, sign
from consent.states import ConsentState, SigningMethod
from dossiers import services
from dossiers.models import Disclosure
from dossiers.policies.withdrawal import affected_by
from dossiers.services.closing import close_dossier
from dossiers.services.disclosure import SOURCE, Chosen, choose_items
from dossiers.services.talk import stop_talk
from dossiers.services.telling import ToTell, Wait, owe_telling
from dossiers.states import DisclosureState
from privacy_domain import clock
from privacy_domain.letters.models import Letter
from privacy_domain.protocols.types import After, Occasion, PostponeGround, Refused
from privacy_domain.web.errors import Conflict
from privacy_domain.work.models import Task
from tests.factories.access import account
from tests.integration.dossiers.cast import INK, World, answer, choose, judge
from tests.integration.dossiers.envelopes import HEALTH, NAW, PHONE, again, agreed, filled, sent, submitted, urgent
from tests.integration.dossiers.test_closing import ending
from tests.integration.dossiers.test_looks import browser, text

State = DisclosureState
WHERE = pytest.mark.parametrize("where", ["in_leiden", "in_opsterland", "in_sittard_geleen"])


def withdraw(world: World, consent: Consent, by: Any = None) -> services.Withdrawn:
    fresh = Consent.objects.get(pk=consent.pk)
    return services.withdraw_consent(dossier=world.dossier, consent_given=fresh, said_by="Johanna", by=by or world.sanne)


def at(world: World, consent: Consent, page: str = "intrekken/") -> str:
    return f"/{world.dossier.municipality.code}/d/{world.dossier.pk}/toestemmingen/{consent.pk}/{page}"


def closed(world: World) -> None:
    stop_talk(talk=world.dossier_talk(), because="Klaar", by=world.sanne)
    close_dossier(dossier=world.dossier, ending=ending(world), by=world.sanne)
    world.dossier.refresh_from_db()


# ---------------------------------------------------------------- what stops
@WHERE
def test_what_rests_on_it_stops_at_once_and_what_left_does_not(where: str, request: pytest.FixtureRequest) -> None:
    world: World = request.getfixturevalue(where)
    consent = agreed(world, world.provider, NAW)
    gone = sent(world, submitted(world, filled(world, NAW)))
    sealed, draft = submitted(world, filled(world, NAW)), filled(world, NAW)
    elsewhere = urgent(world, NAW, partner=world.doctor)
    assert {row.pk for row in affected_by(consent, clock.today()).stops} == {sealed.pk, draft.pk}
    done = withdraw(world, consent)
    assert {row.pk for row in done.stopped} == {sealed.pk, draft.pk}
    assert [again(row).state for row in (gone, sealed, draft, elsewhere)] == [State.SENT, State.WITHDRAWN, State.WITHDRAWN, State.DRAFTING]
    assert again(sealed).end_reason.startswith("De cliënt trok")
    with pytest.raises((Conflict, Refused)):
        sent(world, again(sealed))
    assert Consent.objects.get(pk=consent.pk).state == ConsentState.WITHDRAWN


def test_a_part_that_rests_on_another_consent_needs_another_ground(in_leiden: World) -> None:
    one = agreed(in_leiden, in_leiden.provider, NAW)
    choice = answer(in_leiden, choose(in_leiden, in_leiden.dossier_talk(), in_leiden.provider, PHONE, occasion=Occasion.APPLICATION))
    draft = filled(in_leiden, NAW, PHONE, occasion=Occasion.APPLICATION)
    done = withdraw(in_leiden, one)
    assert ([row.pk for row in done.other_ground], done.stopped) == ([draft.pk], ())
    choose_items(disclosure=again(draft), chosen=[Chosen(code=PHONE)], by=in_leiden.sanne)
    assert submitted(in_leiden, again(draft)).consent_ids == [choice.consent_id]


@pytest.mark.parametrize("where", ["in_leek", "in_landsmeer"])
def test_special_data_that_the_team_may_no_longer_ask_go_no_further_and_the_rest_does(where: str, request: pytest.FixtureRequest) -> None:
    world: World = request.getfixturevalue(where)
    judge(world, world.explained(), HEALTH)
    waiting = Consent.objects.get(scope="special")
    form = prepare_form(
        person=world.client, matter_id=world.dossier.pk, consents=[waiting], required_signers=["self"],
        protocol_version=waiting.protocol_version, text_versions=[], by=world.sanne,
    )  # fmt: skip
    sign(form=form, holder="self", signer_name="Johanna de Vries", method=SigningMethod.SCREEN, ink=INK, by=world.sanne)
    inside = Consent.objects.get(scope="special", state="given")
    special, ordinary = filled(world, HEALTH), filled(world, NAW)
    assert [row.pk for row in withdraw(world, inside).stopped] == [special.pk]
    assert (again(special).state, again(ordinary).state) == (State.WITHDRAWN, State.DRAFTING)


def test_twice_is_a_conflict_and_changes_nothing(in_leiden: World) -> None:
    consent = agreed(in_leiden, in_leiden.provider, NAW)
    withdraw(in_leiden, consent)
    with pytest.raises(Conflict):
        withdraw(in_leiden, consent)
    assert Letter.objects.filter(kind="withdrawal").count() == 1


# ---------------------------------------------------------------- the letter and the page
@WHERE
def test_the_letter_says_who_received_what_and_nothing_that_must_wait(where: str, request: pytest.FixtureRequest) -> None:
    world: World = request.getfixturevalue(where)
    consent = agreed(world, world.provider, NAW)
    sent(world, submitted(world, filled(world, NAW, purpose="Hulp afstemmen")))
    silent = sent(world, submitted(world, filled(world, NAW, purpose="Dit mag nog niet")))
    about = ToTell(after=After.OWN_REPORT_VEILIG_THUIS, recipient="x", what="y", why="z", occurred_on=clock.today())
    wait = Wait(ground=PostponeGround.SAFETY, because="Gevaar", look_on=clock.today() + timedelta(days=7))
    owe_telling(dossier=world.dossier, source_kind=SOURCE, source_id=silent.pk, about=about, wait=wait, by=world.sanne)
    done = withdraw(world, consent)
    facts = (done.letter.context or {})["facts"]
    assert [line["why"] for line in facts["received"]] == ["Hulp afstemmen"]
    assert "avg art. 7 lid 3" in done.letter.citations
    pdf = browser(world.sanne).get(at(world, consent, "brief/"))
    assert pdf["Content-Type"] == "application/pdf"


def test_before_and_after_the_page_shows_everything(in_opsterland: World) -> None:
    world = in_opsterland
    consent = agreed(world, world.provider, NAW)
    sent(world, submitted(world, filled(world, NAW, purpose="Hulp afstemmen")))
    submitted(world, filled(world, NAW, purpose="Vervolg afspreken"))
    client = browser(world.sanne)
    for shown in (client.get(at(world, consent)), client.post(at(world, consent), {"said_by": "Johanna"})):
        page = text(shown)
        assert shown.status_code == 200
        for words in ("Hulp afstemmen", "Vervolg afspreken", world.provider.name, "artikel 7 lid 3", "artikel 9 lid 2"):
            assert words in page
    assert client.post(at(world, consent), {"said_by": "Johanna"}).status_code == 409
    assert "Hulp afstemmen" not in text(client.get(at(world, consent)))


def test_without_a_name_or_by_another_method_nothing_is_taken_back(in_leiden: World) -> None:
    consent = agreed(in_leiden, in_leiden.provider, NAW)
    client = browser(in_leiden.sanne)
    assert client.post(at(in_leiden, consent), {"said_by": ""}).status_code == 422
    assert client.delete(at(in_leiden, consent)).status_code == 405
    assert client.post(at(in_leiden, consent, "brief/")).status_code == 405
    assert client.get(at(in_leiden, consent, "brief/")).status_code == 404
    assert Consent.objects.get(pk=consent.pk).state == ConsentState.GIVEN


def test_a_colleague_an_outsider_and_another_dossier_reach_nothing(in_leek: World) -> None:
    judge(in_leek, in_leek.explained(), HEALTH)
    consent = Consent.objects.get(scope="special")
    for user in (in_leek.marieke, account("ada")):
        for page in ("intrekken/", "brief/"):
            assert browser(user).get(at(in_leek, consent, page)).status_code == 404
        assert browser(user).post(at(in_leek, consent), {"said_by": "x"}).status_code == 404
    assert browser(in_leek.sanne).get(f"/leek/d/{uuid4()}/toestemmingen/{consent.pk}/intrekken/").status_code == 404
    assert browser(in_leek.sanne).get(f"/leek/d/{in_leek.dossier.pk}/toestemmingen/{uuid4()}/intrekken/").status_code == 404
    assert Consent.objects.get(pk=consent.pk).state != ConsentState.WITHDRAWN


# ---------------------------------------------------------------- a closed dossier
@pytest.mark.parametrize("where", ["in_leiden", "in_sittard_geleen"])
def test_on_a_closed_dossier_it_works_without_opening_it_again(where: str, request: pytest.FixtureRequest) -> None:
    world: World = request.getfixturevalue(where)
    consent = agreed(world, world.provider, NAW)
    sealed = submitted(world, filled(world, NAW))
    closed(world)
    code, client = world.dossier.municipality.code, browser(world.sanne)
    listed = client.get(f"/{code}/d/{world.dossier.pk}/gesloten/toestemmingen/")
    assert world.provider.name in text(listed)
    assert browser(account("ada")).get(f"/{code}/d/{world.dossier.pk}/gesloten/toestemmingen/").status_code == 404
    assert client.get(at(world, consent)).status_code == 200
    assert "Toestemming ingetrokken" in text(client.post(at(world, consent), {"said_by": "Johanna"}))
    world.dossier.refresh_from_db()
    assert world.dossier.state == "closed"
    assert Consent.objects.get(pk=consent.pk).state == ConsentState.WITHDRAWN
    assert again(sealed).state == State.WITHDRAWN
    task = Task.objects.get(kind="stop_exchange")
    assert client.get(f"/{code}/stoppen/{task.source_id}/").status_code == 200
    assert client.post(f"/{code}/stoppen/{task.source_id}/").status_code == 302
    assert client.get(at(world, consent, "brief/")).status_code == 200


# ---------------------------------------------------------------- what it costs
def test_the_page_costs_the_same_for_one_and_for_many_that_left(in_leiden: World) -> None:
    consent, client = agreed(in_leiden, in_leiden.provider, NAW), browser(in_leiden.sanne)

    def statements() -> int:
        client.get(at(in_leiden, consent))
        with CaptureQueriesContext(connection) as taken:
            assert client.get(at(in_leiden, consent)).status_code == 200
        return len(taken)

    sent(in_leiden, submitted(in_leiden, filled(in_leiden, NAW)))
    few = statements()
    for _ in range(3):
        sent(in_leiden, submitted(in_leiden, filled(in_leiden, NAW)))
    assert statements() == few <= 34
    assert Disclosure.objects.filter(state=State.SENT).count() == 4
