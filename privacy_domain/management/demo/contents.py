"""What stands in the dossiers of the demonstration: contacts, a judgement the client disagrees with, a letter, a paper part, a correction."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from PIL import Image, ImageDraw

from access.models import User
from consent.policies import standing
from dossiers.models import Dossier, Item
from dossiers.policies.item_checks import ItemFacts, PassageText
from dossiers.policies.items import grounds_now, item_rules
from dossiers.policies.partner_help import partner_data_rules
from dossiers.services.drafts import save_item_draft
from dossiers.services.items import Statement, add_statement, correct_item, record_item
from dossiers.services.partner_help import Seen, discuss_partner_data, list_help, record_partner_data
from dossiers.services.relations import Around, add_relation
from dossiers.states import CARRIERS, Carrier, ItemKind, ItemSource, RecordGround, RelationRole, Tie
from dossiers.states.people import HelpTime, Household
from privacy_domain import clock
from privacy_domain.people.selectors import partners_on
from privacy_domain.protocols.types import Category


def fill(dossier: Dossier, client: str, by: User) -> None:
    """Three weeks of work in one dossier, on the days that it happened."""
    nurse = add_relation(
        dossier=dossier, around=Around(RelationRole.PROFESSIONAL, "wijkverpleegkundige", name="Ans Bakker", contact="via de thuiszorg"), by=by
    )
    _surround(dossier, by)
    contact = _record(
        dossier,
        by,
        ItemKind.CONTACT,
        "Gebeld over de aanvraag",
        "De aanvraag voor hulp in huis is besproken. Zij wil graag dat de hulp op dinsdag komt.",
        source=ItemSource.CLIENT,
    )
    with _later(2):
        facts = _facts(dossier, ItemKind.CONTACT, "Gebeld over de aanvraag", "De hulp kan op dinsdag of donderdag komen.", source=ItemSource.CLIENT)
        correct_item(item=contact, facts=facts, reason="Donderdag kan ook; dat stond er niet bij.", by=by)
    with _later(5):
        both = [
            PassageText("De afspraken over het huishouden gaan goed. Koken lukt nog niet elke dag."),
            PassageText("Ans komt door een verhuizing volgende maand niet meer.", about_client=False, relations=(nurse.pk,)),
        ]
        _record(dossier, by, ItemKind.NOTE, "Huisbezoek", "", passages=both)
    with _later(8):
        judged = _record(
            dossier,
            by,
            ItemKind.JUDGEMENT,
            "Hoe het nu gaat",
            "Met twee uur hulp in de week kan zij zelfstandig blijven wonen. Meer hulp is nu niet nodig.",
        )
        said = Statement("Ik denk dat ik meer dan twee uur nodig heb, zeker in de winter.", client, clock.today(), Carrier.ORAL)
        add_statement(dossier=dossier, statement=said, beside=judged, by=by)
    with _later(11):
        letter = _facts(dossier, ItemKind.DOCUMENT, "Brief van de huisarts", "Brief met uitleg over de klachten.", source=ItemSource.PROFESSIONAL)
        letter = replace(letter, source_name="de huisarts", under_secrecy=True, categories=[Category.NAW, *_health(dossier)])
        record_item(dossier=dossier, facts=letter, content=_photo("Brief van de huisarts"), by=by)
        _record(dossier, by, ItemKind.PAPER, "Oude map van de Wmo-aanvraag", "", place="Archiefkast 2, map 18", source=ItemSource.REFERRER)


def _surround(dossier: Dossier, by: User) -> None:
    """A daughter and a neighbour; and, where the team looks at data of partners through a member, what was seen of them."""
    daughter = Around(RelationRole.FAMILY, "dochter", "Zij regelt de boodschappen en de post.", Tie.STRONG, household=Household.BEFORE, agreed=True)
    add_relation(dossier=dossier, around=daughter, details={"given_names": "Fenna", "surname": dossier.person.surname, "sex": "female"}, by=by)
    neighbour = Around(RelationRole.NETWORK, "buurman", "Hij heeft een sleutel en kijkt elke dag even.", agreed=True)
    add_relation(dossier=dossier, around=neighbour, details={"given_names": "Henk", "surname": "Bosma"}, by=by)
    if partner_data_rules(clock.today()) is None:
        return
    partner = next(iter(partners_on(clock.today())))
    listed = list_help(dossier=dossier, partner=partner, time=HelpTime.NOW, what="Huishoudelijke hulp, drie uur in de week.", by=by)
    seen = Seen(
        through=by,
        categories=[Category.HEALTH],
        seen="Het zorgplan van dit jaar.",
        because="Om de hulp van het team daarop te laten aansluiten.",
        seen_on=clock.today(),
    )
    view = record_partner_data(help=listed, facts=seen, by=by)
    discuss_partner_data(view=view, discussed_on=clock.today(), reaction="Vindt het fijn dat zij het niet opnieuw hoeft te vertellen.", by=by)
    list_help(dossier=dossier, partner=partner, time=HelpTime.RECENT, what="Dagbesteding, tot afgelopen zomer.", by=by)


def begin_a_note(dossier: Dossier, by: User) -> None:
    """Typed in the tram and not recorded yet."""
    typed = {"title": ["Telefoontje"], "p-0-text": ["Zij belde over de was. Ik bel morgen terug om"], "p-0-about": ["client"]}
    save_item_draft(dossier=dossier, page="notitie", version=0, content=typed, by=by)


def old_note(dossier: Dossier, title: str, received_on: date, by: User) -> Item:
    """Something of long ago that was found later, and recorded with the day on which it came."""
    return _record(dossier, by, ItemKind.NOTE, title, "Gevonden in de archiefkast en toen pas vastgelegd.", received_on=received_on)


def _record(dossier: Dossier, by: User, kind: ItemKind, title: str, text: str, **more: Any) -> Item:
    return record_item(dossier=dossier, facts=_facts(dossier, kind, title, text, **more), by=by)


def _facts(dossier: Dossier, kind: ItemKind, title: str, text: str, **more: Any) -> ItemFacts:
    """What every item says here: the first purpose, and the ground that this protocol asks."""
    rules = item_rules(dossier, kind, clock.today())
    asked: dict[str, Any] = {
        "kind": kind,
        "title": title,
        "received_on": clock.today(),
        "passages": [PassageText(text)],
        "categories": [Category.NAW],
        "purpose": rules.purposes[0],
        "domain": rules.domains[0],
        "law": rules.laws[0],
        "source": ItemSource.OWN,
        "carrier": CARRIERS[kind][0],
        "list_entry": rules.entries[0].code if rules.closed else "",
        "necessity": "Om te weten of de hulp past bij de vraag." if rules.question_leads else "",
        "grounds": [RecordGround.CONSENT, RecordGround.PUBLIC_TASK] if rules.grounds else [],
        "legal_basis": dossier.law_tags[0] if rules.grounds else "",
    }
    if more.get("source") == ItemSource.REFERRER:
        asked["source_name"] = "de vorige gemeente"
    return ItemFacts(**asked | more)


def _health(dossier: Dossier) -> list[Category]:
    """Health, where the talk has cleared the way for it."""
    answers = grounds_now([Category.HEALTH], standing(dossier.person_id, dossier.pk), clock.today())
    return [category for category, decision in answers.items() if decision.allowed]


def _photo(words: str) -> bytes:
    """A photographed letter, made here."""
    page = Image.new("RGB", (620, 440), "white")
    ImageDraw.Draw(page).multiline_text((60, 60), f"{words}\n\nBetreft: uw vraag om hulp in huis.\n\nMet vriendelijke groet", fill="black")
    out = io.BytesIO()
    page.save(out, "PNG")
    return out.getvalue()


def _later(days: int) -> Any:
    """So many days later, but never after today."""
    moment = clock.now() + timedelta(days=days)
    return clock.standing_at(moment)
