"""Shielding really bites: through every door of the house what is shielded is not there, except for who is named, by a door of his own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.http import Http404

from access.policies import NotYourOwnRights
from access.services import place_ground
from access.states import GroundKind, MunicipalRole, Reason
from dossiers.events import DossierEvent
from dossiers.models import Disclosure, DisclosureItem, Dossier, Item, ItemDraft, Passage, Shield, Talk
from dossiers.policies.envelope import envelope_of
from dossiers.policies.item_checks import PassageText
from dossiers.presenters.envelope import digest_of
from dossiers.selectors.disclosure import items_to_choose, ledger_of
from dossiers.selectors.item_search import search
from dossiers.services import disclosure as sharing
from dossiers.services import shielding as services
from dossiers.services.departures import judge_departure, open_departure
from dossiers.services.destroying import hide_items
from dossiers.services.disclosure import deciding
from dossiers.services.disclosure.printing import disclosure_document
from dossiers.services.drafts import save_item_draft
from dossiers.services.item_reading import open_item
from dossiers.services.items import correct_item
from dossiers.states import ItemKind
from dossiers.states.shielding import ReadingGround, ShieldReason, ShieldState
from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.erasure.removing import remove_item
from privacy_domain.letters.models import Letter
from privacy_domain.operation import SYSTEM
from privacy_domain.protocols.types import Refused
from privacy_domain.tenancy import scope
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work.selectors import open_tasks
from retention.services import refresh_dossiers
from tests.factories.access import account, logged_in
from tests.integration.dossiers import envelopes
from tests.integration.dossiers.cast import World
from tests.integration.dossiers.test_looks import browser
from tests.integration.dossiers.written import PNG, consenting, facts, written

TITLE, TEXT, PLACE, NAME = "Kanarietitel", "Kanarietekst over de schuur", "Kanarieplaats", "Kanariebron"
CANARIES = (TITLE, "Kanarietekst", PLACE, NAME)


def canary(world: World, kind: ItemKind = ItemKind.NOTE, **changes: Any) -> Item:
    said: dict[str, Any] = {"title": TITLE, "passages": [PassageText(TEXT)]} | changes
    return written(world, kind, **said)


def shielded(world: World, item: Item) -> Shield:
    return services.shield_item(item=item, reason=ShieldReason.INCORRECT, explanation="Klopt niet volgens haar.", by=world.sanne)


def named(world: World, shield: Shield) -> Any:
    """Tom leads the team; he is involved for this, so that the dossier is open for him."""
    place_ground(
        subject=world.dossier.pk, kind=GroundKind.INVOLVED, principal=world.tom, source_kind="test", source=shield.pk,
        opened_on=world.dossier.opened_on, reason=Reason.SUPPORT, by=SYSTEM,
    )  # fmt: skip
    return services.name_reader(shield=shield, user=world.tom, ground=ReadingGround.CLAIM, explanation="Beroepszaak.", by=world.sanne)


def of(world: World, rest: str = "") -> str:
    return f"/{scope.require().code}/d/{world.dossier.pk}/{rest}"


@pytest.fixture
def leek(in_leek: World) -> World:
    consenting(in_leek)
    return in_leek


# ---------------------------------------------------------------- every door
@pytest.mark.requirement("LEEK-11.4")
def test_through_no_page_of_the_dossier_does_anything_of_it_come(leek: World) -> None:
    item = canary(leek, ItemKind.DOCUMENT, content=PNG, source_name=NAME)
    paper = canary(leek, ItemKind.PAPER, place=PLACE)
    client = browser(leek.sanne)
    pages = [
        "",
        "stukken/",
        "stukken/papier/",
        "stukken/afdrukken/",
        "tijdlijn/",
        "tijdlijn/?what=stukken",
        "wie-keek/",
        "delen/",
        "bewaren/",
        "bewaren/aanhouden/",
        "afscherming/",
    ]
    before = {page: client.get(of(leek, page)) for page in pages}
    seen = [page for page, answer in before.items() if answer.status_code == 200 and TITLE in answer.content.decode()]
    assert seen, "the canaries are where they can be seen"
    for one in (item, paper):
        shielded(leek, one)
    for page in pages:
        answer = client.get(of(leek, page))
        assert answer.status_code == before[page].status_code, page
        assert not [word for word in CANARIES if word in answer.content.decode()], page
    for address in (
        f"stukken/{item.pk}/",
        f"stukken/{item.pk}/bestand/",
        f"stukken/{item.pk}/verbeteren/",
        f"stukken/{item.pk}/verplaatsen/",
        f"stukken/{item.pk}/verklaring/",
    ):
        assert client.get(of(leek, address)).status_code == 404, address
    found = client.post(of(leek, "stukken/zoeken/"), {"words": "Kanarietekst"})
    assert found.status_code == 200
    assert "over de schuur" not in found.content.decode()


def test_reading_counting_and_searching_leave_it_out_and_keeping_counts_it(leek: World) -> None:
    item = canary(leek)
    refresh_dossiers(dossiers=[leek.dossier], by=SYSTEM)
    assert search(leek.dossier, "kanarietekst").hits
    shielded(leek, item)
    assert not Item.objects.filter(dossier=leek.dossier).exists()
    assert not Passage.objects.filter(dossier=leek.dossier).exists()
    assert not search(leek.dossier, "kanarietekst").hits
    assert not items_to_choose(leek.dossier)
    with pytest.raises(Http404):
        open_item(ref=leek.dossier.pk, item_id=item.pk, by=leek.sanne)
    assert Item.kept.filter(dossier=leek.dossier).count() == 1, "it is kept, and its term runs"


def test_what_was_typed_about_it_goes(leek: World) -> None:
    item = canary(leek)
    save_item_draft(dossier=leek.dossier, page=f"verbeteren-{item.pk}", version=0, content={"title": [TITLE]}, by=leek.marieke)
    shielded(leek, item)
    assert not ItemDraft.objects.exists()


def test_all_versions_are_shielded(leek: World) -> None:
    item = canary(leek)
    newer = correct_item(item=item, facts=facts(leek, title=TITLE, passages=[PassageText(TEXT)]), reason="Kanarietekst stond fout", by=leek.sanne)
    shielded(leek, newer)
    for one in (item, newer):
        with pytest.raises(Http404):
            open_item(ref=leek.dossier.pk, item_id=one.pk, by=leek.sanne)


def test_a_talk_is_shielded_in_full(leek: World) -> None:
    talk = leek.dossier_talk()
    talk.notes = TEXT
    talk.save(update_fields=["notes"])
    with pytest.raises(Conflict):
        services.shield_talk(talk=talk, reason=ShieldReason.IRRELEVANT, explanation="x", by=leek.sanne)
    Talk.objects.filter(pk=talk.pk).update(state="finished", finished_at=clock.now(), started_at=clock.now() - timedelta(hours=1))
    shield = services.shield_talk(talk=talk, reason=ShieldReason.IRRELEVANT, explanation="Niet van belang.", by=leek.sanne)
    client = browser(leek.sanne)
    assert client.get(of(leek, f"gesprek/{talk.pk}/")).status_code == 404
    assert not search(leek.dossier, "kanarietekst").hits
    for page in ("", "tijdlijn/", "afscherming/"):
        assert "Kanarietekst" not in client.get(of(leek, page)).content.decode()
    assert not Talk.objects.filter(dossier=leek.dossier).exists()
    named(leek, shield)
    assert TEXT in browser(leek.tom).get(of(leek, f"afscherming/{shield.pk}/lezen/")).content.decode()


# ---------------------------------------------------------------- sharing
def enveloped(world: World, *items: Item) -> Disclosure:
    """An envelope with these whole items in it."""
    disclosure = envelopes.begun(world)
    whole = [sharing.Chosen(item=item, level=DisclosureItem.Level.CONTENT, reason="Nodig om te weten wat er hielp.") for item in items]
    sharing.choose_items(disclosure=disclosure, chosen=[sharing.Chosen(code=envelopes.NAW), *whole], by=world.sanne)
    sharing.explain_need(disclosure=disclosure, necessity="Zonder dit kan de zorg niet beginnen.", interest="Snel hulp.", by=world.sanne)
    return envelopes.again(disclosure)


def test_what_is_shielded_is_not_shared_any_more(leek: World) -> None:
    item = canary(leek)
    drafting, approved = enveloped(leek, item), envelopes.submitted(leek, enveloped(leek, item))
    client = browser(leek.sanne)
    assert TITLE in client.get(of(leek, f"delen/{approved.pk}/")).content.decode()
    shielded(leek, item)
    for row, rest in ((drafting, ""), (drafting, "bekijken/"), (drafting, "wat/"), (approved, ""), (approved, "verzenden/")):
        page = client.get(of(leek, f"delen/{row.pk}/{rest}")).content.decode()
        assert not [word for word in CANARIES if word in page], rest
    line = DisclosureItem.objects.get(disclosure=drafting, item=item)
    assert client.get(of(leek, f"delen/{drafting.pk}/wat/{line.pk}/")).status_code == 404
    with pytest.raises(Conflict):
        envelopes.submitted(leek, envelopes.again(drafting))
    with pytest.raises(Conflict):
        envelopes.sent(leek, envelopes.again(approved))


def test_what_left_before_shows_no_text_of_it_until_it_is_lifted(leek: World) -> None:
    item = canary(leek)
    row = envelopes.sent(leek, envelopes.submitted(leek, enveloped(leek, item)))
    assert TITLE in "".join(line.text for line in ledger_of(leek.client))
    shield = shielded(leek, item)
    client = browser(leek.sanne)
    for page in (f"delen/{row.pk}/", "delen/"):
        assert not [word for word in CANARIES if word in client.get(of(leek, page)).content.decode()], page
    told = [(line.what, line.text) for line in ledger_of(leek.client)]
    assert len(told) == 2, "that it left stays known"
    assert not [word for word in CANARIES for _what, text in told if word in text]
    assert "Vries" in told[1][1] or "Vries" in told[0][1], "the rest of the envelope is shown as before"
    services.tell_before_lifting(shield=shield, told_at=clock.now(), how="Gebeld.", by=leek.sanne)
    services.lift_shield(shield=shield, because="Het klopt.", by=leek.sanne)
    assert TITLE in "".join(line.text for line in ledger_of(leek.client))


def on_paper(world: World, row: Disclosure) -> list[tuple[str, str]]:
    """The lines of a paper that was not printed before."""
    known = set(Letter.objects.values_list("pk", flat=True))
    disclosure_document(disclosure=envelopes.again(row), by=world.sanne)
    newest = Letter.objects.get(~Q(pk__in=known), kind="disclosed")
    assert newest.context is not None
    return [(line["what"], line["text"]) for line in newest.context["facts"]["lines"]]


def destroyed(world: World, item: Item) -> None:
    """Hidden first, then gone, as when its term has passed."""
    hide_items(dossier=world.dossier, series=[item.series], by=SYSTEM)
    remove_item(item.series)


@pytest.mark.parametrize("sealed_before", [False, True], ids=["now", "before lines named their item"])
def test_of_what_left_only_the_text_of_an_item_that_was_destroyed_goes(leek: World, sealed_before: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    item, other = canary(leek), written(leek, ItemKind.NOTE, title="Blijft", passages=[PassageText("Dit blijft staan")])
    disclosure = enveloped(leek, item, other)
    if sealed_before:
        rendered = deciding.rendering
        old = [{name: line[name] for name in ("what", "text", "level")} for line in rendered(envelope_of(disclosure, clock.today()))["items"]]
        monkeypatch.setattr(deciding, "rendering", lambda envelope: rendered(envelope) | {"items": old})
        monkeypatch.setattr(envelopes, "rendering", deciding.rendering)
    row = envelopes.sent(leek, envelopes.submitted(leek, disclosure))
    assert digest_of(row.content) == row.digest
    before = [(line.what, line.text) for line in ledger_of(leek.client)]
    assert TITLE in str(before) and "Dit blijft staan" in str(before) and "Vries" in str(before)
    destroyed(leek, item)
    told = [(line.what, line.text) for line in ledger_of(leek.client)]
    assert told == on_paper(leek, row)
    page = browser(leek.sanne).get(of(leek, f"delen/{row.pk}/")).content.decode()
    for said in (str(told), page):
        assert not [word for word in CANARIES if word in said]
        assert "Afgeschermd: bewaard" not in said, "nothing is shielded"
        assert "Vries" in said
        assert ("Dit blijft staan" in said) is not sealed_before, "an old line may be the one that went"
    assert [what for what, _text in told] == [what for what, _text in before], "that it left stays known"
    if not sealed_before:
        shielded(leek, other)
        texts = [text for _what, text in on_paper(leek, row)]
        assert [text for text in texts if "Dit blijft staan" in text] == [] and len(set(texts)) == 3


# ---------------------------------------------------------------- the one door
def test_only_who_is_named_reads_it_and_it_is_logged(leek: World) -> None:
    item = canary(leek, ItemKind.DOCUMENT, content=PNG)
    shield = shielded(leek, item)
    client, tom = browser(leek.sanne), browser(leek.tom)
    read = of(leek, f"afscherming/{shield.pk}/lezen/")
    assert client.get(read).status_code == 403, "who placed it cannot read it either"
    named(leek, shield)
    page = tom.get(read)
    assert (page.status_code, TEXT in page.content.decode(), TITLE in page.content.decode()) == (200, True, True)
    assert tom.get(of(leek, f"afscherming/{shield.pk}/bestand/")).status_code == 200
    assert client.get(of(leek, f"afscherming/{shield.pk}/bestand/")).status_code == 403
    line = AuditEvent.objects.filter(event=DossierEvent.SHIELDED_READ).first()
    assert (line.actor_id, line.reason, line.subject_id) == (leek.tom.pk, "claim", shield.pk)
    assert browser(leek.marieke).get(read).status_code == 404, "the dossier itself is closed to her"
    (reader,) = shield.readers.all()
    assert client.post(of(leek, f"afscherming/{shield.pk}/lezer/{reader.pk}/einde/")).status_code == 302
    assert tom.get(read).status_code == 403


def test_nobody_names_himself_and_nobody_from_outside(leek: World) -> None:
    shield = shielded(leek, canary(leek))
    with pytest.raises(NotYourOwnRights):
        services.name_reader(shield=shield, user=leek.sanne, ground=ReadingGround.CLAIM, explanation="x", by=leek.sanne)
    with pytest.raises(Invalid) as refusal:
        services.name_reader(shield=shield, user=account("zoe"), ground=ReadingGround.CLAIM, explanation="x", by=leek.sanne)
    assert refusal.value.field == "user"
    named(leek, shield)
    with pytest.raises(Conflict):
        services.name_reader(shield=shield, user=leek.tom, ground=ReadingGround.CLAIM, explanation="x", by=leek.sanne)
    with pytest.raises(PermissionDenied):
        services.read_hidden(ref=leek.dossier.pk, shield_id=shield.pk, by=leek.sanne)


# ---------------------------------------------------------------- placing and lifting
@pytest.mark.parametrize("outsider", ["marieke", "tom"])
def test_who_may_not_write_here_shields_and_lifts_nothing(leek: World, outsider: str) -> None:
    item, user = canary(leek), getattr(leek, outsider)
    with pytest.raises((Http404, Refused)):
        services.shield_item(item=item, reason=ShieldReason.INCORRECT, explanation="x", by=user)
    assert not Shield.objects.exists()


def test_it_is_placed_with_a_reason_and_once(leek: World) -> None:
    item = canary(leek)
    with pytest.raises(Invalid):
        services.shield_item(item=item, reason=ShieldReason.INCORRECT, explanation=" ", by=leek.sanne)
    shield = shielded(leek, item)
    assert (shield.placed_by, shield.explanation) == (leek.sanne, "Klopt niet volgens haar.")
    with pytest.raises(Conflict):
        shielded(leek, item)
    with pytest.raises(IntegrityError), transaction.atomic():
        Shield(dossier=leek.dossier, on="item", series=item.series, reason="claim", placed_at=clock.now(), placed_by=leek.sanne).save()


def test_the_client_hears_it_before_it_is_lifted(leek: World) -> None:
    item = canary(leek)
    shield = shielded(leek, item)
    with pytest.raises(Conflict):
        services.lift_shield(shield=shield, because="Nagezocht.", by=leek.sanne)
    with pytest.raises(Invalid):
        services.tell_before_lifting(shield=shield, told_at=clock.now() + timedelta(hours=1), how="Gebeld.", by=leek.sanne)
    with pytest.raises(IntegrityError), transaction.atomic():
        Shield.objects.filter(pk=shield.pk).update(state=ShieldState.LIFTED, lifted_at=clock.now(), lifted_by=leek.sanne)
    services.tell_before_lifting(shield=shield, told_at=clock.now(), how="Gebeld.", by=leek.sanne)
    with pytest.raises(Invalid):
        services.lift_shield(shield=shield, because="", by=leek.sanne)
    services.lift_shield(shield=shield, because="Het klopt toch.", by=leek.sanne)
    assert open_item(ref=leek.dossier.pk, item_id=item.pk, by=leek.sanne).title == TITLE
    with pytest.raises(Conflict):
        services.lift_shield(shield=shield, because="Nog eens.", by=leek.sanne)
    assert shielded(leek, Item.objects.get(pk=item.pk)).pk != shield.pk, "it can be shielded again"


def test_from_page_to_page(leek: World) -> None:
    item, client = canary(leek), browser(leek.sanne)
    ask = of(leek, f"afscherming/stuk/{item.pk}/")
    assert client.get(ask).status_code == 200
    assert client.post(ask, {"reason": "incorrect", "explanation": ""}).status_code == 422
    assert client.post(ask, {"reason": "incorrect", "explanation": "Klopt niet."}).status_code == 302
    assert client.get(ask).status_code == 404
    shield = Shield.objects.get()
    page = of(leek, f"afscherming/{shield.pk}/")
    assert client.get(page + "verteld/").status_code == client.get(page + "opheffen/").status_code == 405
    assert client.post(page + "opheffen/", {"lift-because": "x"}).status_code == 409
    assert client.post(page + "verteld/", {"told-told_on": "2026-11-24", "told-how": "Gebeld."}).status_code == 302
    assert client.post(page + "opheffen/", {"lift-because": "Het klopt."}).status_code == 302
    assert TITLE in client.get(of(leek, "stukken/")).content.decode()


def test_another_municipality_and_another_dossier_know_nothing_of_it(leek: World, landsmeer: Any) -> None:
    shield = shielded(leek, canary(leek))
    with scope.entered(landsmeer.scope()):
        stranger = logged_in(landsmeer, account("piet"))
        assert stranger.get(f"/landsmeer/d/{leek.dossier.pk}/afscherming/{shield.pk}/").status_code == 404
        assert not Dossier.objects.exists()
    assert not ledger_of(leek.client)
    assert not Disclosure.objects.exists()


# ---------------------------------------------------------------- what was to be looked at in it
def test_nobody_is_asked_to_look_at_a_departure_in_it_until_it_is_lifted(in_sittard_geleen: World) -> None:
    world, officer = in_sittard_geleen, account("olga", roles=(MunicipalRole.PRIVACY_OFFICER,))
    item = written(world, departure=("de casus vraagt het", "anders stopt de hulp"))
    (task,) = open_tasks(roles=[str(MunicipalRole.PRIVACY_OFFICER)])
    shield = shielded(world, item)
    assert not open_tasks(roles=[str(MunicipalRole.PRIVACY_OFFICER)])
    assert browser(officer).get(f"/sittard-geleen/afwijking/{task.source_id}/").status_code == 404
    services.tell_before_lifting(shield=shield, told_at=clock.now(), how="Aan tafel", by=world.sanne)
    services.lift_shield(shield=shield, because="Het klopt toch.", by=world.sanne)
    (again,) = open_tasks(roles=[str(MunicipalRole.PRIVACY_OFFICER)])
    assert (again.pk, again.source_id) == (task.pk, task.source_id)
    departure = open_departure(departure_id=task.source_id, by=officer)
    judge_departure(departure=departure, by=officer)
    second = shielded(world, Item.objects.get(pk=item.pk))
    services.tell_before_lifting(shield=second, told_at=clock.now(), how="Aan tafel", by=world.sanne)
    services.lift_shield(shield=second, because="Het klopt toch.", by=world.sanne)
    assert not open_tasks(roles=[str(MunicipalRole.PRIVACY_OFFICER)]), "looked at is looked at"
