"""What an item says of itself, and what it must say before the protocol is asked: purpose, place in the list, whom it is about, from whom, on which ground."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from dossiers.models import Dossier
from dossiers.policies.items import NAMES_A_LAW, ItemRules, looked_beforehand, rests_on_the_general_law
from dossiers.states import CARRIERS, KEPT_ELSEWHERE, Carrier, ItemKind, ItemSource, RecordGround
from privacy_domain import clock
from privacy_domain.protocols.types import Category
from privacy_domain.web.errors import Invalid

EARLIEST = date(1900, 1, 1)
MOST_PASSAGES = 20
LONGEST = 40_000  # characters of one passage
# kinds that are carried by something else than their text
_WITHOUT_TEXT = frozenset({ItemKind.DOCUMENT, ItemKind.PAPER})
_NAMED_BY_ITSELF = frozenset({ItemSource.CLIENT, ItemSource.OWN})


@dataclass(frozen=True, slots=True)
class PassageText:
    """A passage and whom it is about: the client, `relations` of this dossier, somebody who is not on the list."""

    text: str
    about_client: bool = True
    relations: tuple[UUID, ...] = ()
    about_others: bool = False


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """What an item says of itself. `grounds` are those chosen, where the protocol lets choose; `departure` are the reason to
    depart from the rules and why that is the only way, or nothing."""

    kind: ItemKind
    title: str
    received_on: date
    passages: Sequence[PassageText]
    categories: Sequence[Category]
    purpose: str
    domain: str
    law: str
    source: ItemSource
    carrier: Carrier = Carrier.DIGITAL
    list_entry: str = ""
    necessity: str = ""
    grounds: Sequence[RecordGround] = ()
    ground_note: str = ""
    legal_basis: str = ""
    source_name: str = ""
    place: str = ""
    under_secrecy: bool = False
    departure: tuple[str, str] | None = None


def check_facts(*, dossier: Dossier, facts: ItemFacts, rules: ItemRules, with_file: bool) -> None:
    """Raises Invalid with a sentence and the field for the first thing that is missing or does not fit."""
    _check_why(dossier, facts, rules)
    _check_what(facts)
    _check_carrier(facts, with_file)
    _check_day(dossier, facts, rules)
    _check_ground(facts, rules)
    _check_departure(facts, rules)


def _check_why(dossier: Dossier, facts: ItemFacts, rules: ItemRules) -> None:
    """No act without a purpose of this dossier (Leek 2 lid 1, Landsmeer 2 lid 1, Leiden 2 onder b, Opsterland 2)."""
    if facts.purpose not in rules.purposes:
        raise Invalid("Kies het doel waarvoor dit nodig is. Voor een ander doel mag het niet in het dossier.", field="purpose")
    if facts.domain not in rules.domains:
        raise Invalid("Kies een gebied waarop de cliënt in dit dossier hulp krijgt.", field="domain")
    if facts.law not in rules.laws:
        raise Invalid("Kies een wet waaronder dit dossier valt.", field="law")
    if rules.question_leads and not dossier.help_question.strip():
        raise Invalid("Leg eerst de vraag van de cliënt vast. Alles in het dossier hoort bij die vraag.", field="necessity")
    if rules.question_leads and not facts.necessity.strip():
        raise Invalid("Schrijf op waarom dit voor de vraag van de cliënt nodig is. Handig om te weten is niet genoeg.", field="necessity")


def _check_what(facts: ItemFacts) -> None:
    if not facts.title.strip():
        raise Invalid("Vul een titel in.", field="title")
    if not facts.categories:
        raise Invalid("Kies welke gegevens erin staan.", field="categories")
    if facts.source not in _NAMED_BY_ITSELF and not facts.source_name.strip():
        raise Invalid("Vul in van wie dit komt.", field="source_name")
    if not facts.passages or len(facts.passages) > MOST_PASSAGES:
        raise Invalid(f"Schrijf minstens één stuk tekst, en niet meer dan {MOST_PASSAGES}.", field="passages")
    for passage in facts.passages:
        if not passage.text.strip() and facts.kind not in _WITHOUT_TEXT:
            raise Invalid("Schrijf de tekst op.", field="passages")
        if len(passage.text) > LONGEST:
            raise Invalid("Deze tekst is te lang. Verdeel hem over meer stukken.", field="passages")
        if not (passage.about_client or passage.relations or passage.about_others):
            raise Invalid("Kies bij elk stuk tekst over wie het gaat.", field="passages")


def _check_carrier(facts: ItemFacts, with_file: bool) -> None:
    """Paper, video and sound are registered with their place, so that access and destruction include them (Leiden 1, 3 lid 2)."""
    if facts.carrier not in CARRIERS[facts.kind]:
        raise Invalid("Kies waarop dit staat.", field="carrier")
    if facts.kind == ItemKind.PAPER and facts.carrier in KEPT_ELSEWHERE and not facts.place.strip():
        raise Invalid("Vul in waar dit ligt, zodat het bij inzage en vernietiging niet wordt vergeten.", field="place")
    if facts.kind == ItemKind.DOCUMENT and not with_file:
        raise Invalid("Kies het bestand: een foto (JPEG of PNG) of een PDF.", field="file")
    if facts.kind != ItemKind.DOCUMENT and with_file:
        raise Invalid("Een bestand hoort bij een document.", field="file")


def _check_day(dossier: Dossier, facts: ItemFacts, rules: ItemRules) -> None:
    if facts.received_on > clock.today():
        raise Invalid("Deze datum ligt in de toekomst.", field="received_on")
    if facts.received_on < EARLIEST:
        raise Invalid("Vul een datum na 1900 in.", field="received_on")
    if rules.question_leads and facts.received_on < dossier.opened_on and not looked_beforehand(dossier):
        raise Invalid(
            "Dit is van voor de vraag van de cliënt. Vooraf verzamelen mag alleen met een aanleiding en een reden: leg die eerst vast in de triage.",
            field="received_on",
        )


def _check_ground(facts: ItemFacts, rules: ItemRules) -> None:
    """Where the protocol knows several grounds one is chosen and kept, with what it needs (Opsterland 10, Sittard-Geleen par. 3)."""
    if rules.closed and facts.list_entry not in {entry.code for entry in rules.entries}:
        raise Invalid("Kies waar dit in de lijst van het protocol hoort. Wat er niet in past, hoort niet in het dossier.", field="list_entry")
    if rules.grounds and not set(facts.grounds) & set(rules.grounds):
        raise Invalid("Kies waarop het vastleggen rust.", field="grounds")
    if not rules.grounds:
        return
    if set(facts.grounds) & NAMES_A_LAW and facts.legal_basis not in {entry.code for entry in rules.legal_bases}:
        raise Invalid("Kies de wet waarin deze taak of plicht staat.", field="legal_basis")
    if RecordGround.LEGITIMATE_INTEREST in facts.grounds and not facts.ground_note.strip():
        raise Invalid("Weeg het belang af tegen de privacy van de cliënt, en schrijf dat op.", field="ground_note")
    if set(facts.grounds) & NAMES_A_LAW and rests_on_the_general_law(facts.legal_basis) and not facts.ground_note.strip():
        raise Invalid("Schrijf op waarom geen wet van het sociaal domein hierover iets zegt.", field="ground_note")


def _check_departure(facts: ItemFacts, rules: ItemRules) -> None:
    """Comply or explain: both parts, and never instead of a ground (Sittard-Geleen par. 4)."""
    if facts.departure is None:
        return
    if not rules.departure:
        raise Invalid("Het protocol kent hier geen afwijken in een bijzonder geval.", field="departs")
    reason, only_way = facts.departure
    if not reason.strip():
        raise Invalid("Schrijf op waarom je in dit geval afwijkt.", field="departure_reason")
    if not only_way.strip():
        raise Invalid("Schrijf op waarom afwijken de enige manier is om de hulp door te laten gaan.", field="departure_only_way")
