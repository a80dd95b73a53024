"""A version file is complete and consistent, or it is refused with the place of the fault."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from privacy_domain.protocols import book, catalogue
from privacy_domain.protocols.loader import DATA, load_law, load_protocol, read_folder
from privacy_domain.protocols.reading import ProtocolFault
from privacy_domain.protocols.types import State

LEEK = read_folder(DATA)["leek-2018"]
LAWS = read_folder(DATA / "law")

FAULTS: list[tuple[str, str, str]] = [
    ("[parameter]\n", "[parameter\n", "leek-2018: no valid TOML"),
    ('id = "leek-2018"\n', 'id = "leek-2019"\n', "leek-2018: id: the id must be the name of the file"),
    ('id = "leek-2018"\n', "", "id: missing key"),
    ('municipality = "leek"', 'municipality = "atlantis"', "municipality: not one of"),
    ("decided = 2018-08-14", 'decided = "2018-08-14"', "decided: a date is needed"),
    ("in_force_from = 2018-08-15\n", "", "in_force_from: missing key"),
    ('letters = { 1 = "abcd", 5 = "abcd" }', 'letters = { one = "abcd" }', "the number of a paragraph is needed"),
    ("evaluation = { state", "horoscope = { state", "parameter.horoscope: unknown parameter"),
    (
        'evaluation = { state = "silent"',
        '#evaluation = { state = "silent"',
        "parameter.evaluation: missing: say whether",
    ),
    ('evaluation = { state = "silent"', 'evaluation = { state = "set"', "a parameter has a value when, and only when"),
    ('evaluation = { state = "silent"', 'evaluation = { state = "excluded"', "names its articles"),
    ('evaluation = { state = "silent"', 'evaluation = { value = "x", state = "silent"', "a parameter has a value when"),
    (
        'evaluation = { state = "silent"',
        'evaluation = { articles = "art. 2", state = "silent"',
        "a silent one has none",
    ),
    ('evaluation = { state = "silent", explanation = "Het', 'evaluation = { state = "silent", x = "Het', "unknown key"),
    ('value = ["record", "request"]', 'value = ["record", "dance"]', "parameter.consent_covers.value.1: not one of"),
    ("years = 15", "years = 0", "parameter.retention.value.years: a whole number"),
    ('articles = "art. 3 lid 3"\nexpl', 'articles = "art. 3 lid 9"\nexpl', "cites leek-2018 art. 3 lid 9"),
    ('consent = "art. 4 lid 3"', 'consent = "art. 99"', "cites leek-2018 art. 99, which the index does not know"),
    ('consent = "art. 4 lid 3"', 'consent = "avg art. 99"', "cites avg art. 99, which the index does not know"),
    ('articles = "art. 15 lid 1"', 'articles = "art. 15 lid 3"', "cites leek-2018 art. 15 lid 3"),
    ('parameters = ["correction_grounds"]', 'parameters = ["moon"]', "reading.R4: unknown parameter moon"),
]


@pytest.mark.requirement("ENG-1", "ENG-4")
@pytest.mark.parametrize(("old", "new", "message"), FAULTS)
def test_a_faulty_version_is_refused(old: str, new: str, message: str) -> None:
    assert old in LEEK
    with pytest.raises(ProtocolFault) as fault:
        load_protocol(LEEK.replace(old, new, 1), "leek-2018", book.law())
    assert message in str(fault.value)


LAW_FAULTS: list[tuple[str, str, str, str]] = [
    ("uavg", 'id = "uavg"', 'id = "avg"', "uavg: id: the id must be the name of the file"),
    ("uavg", 'name = "postpone"', 'name = "dance"', "uavg: value.dance: unknown parameter"),
    ("uavg", 'name = "rights_chain"', 'name = "rights_ages"', "value.rights_ages"),
    (
        "wmo-2015",
        'articles = "art. 5.3.4 lid 1" }',
        'articles = "art. 5.3.4 lid 7" }',
        "cites wmo-2015 art. 5.3.4 lid 7",
    ),
    ("avg", "amount = 72", "amount = 0", "avg: value.breach_regulator.amount: a whole number"),
]


@pytest.mark.parametrize(("law", "old", "new", "message"), LAW_FAULTS)
def test_a_faulty_law_file_is_refused(law: str, old: str, new: str, message: str) -> None:
    assert old in LAWS[law]
    with pytest.raises(ProtocolFault) as fault:
        load_law(LAWS | {law: LAWS[law].replace(old, new, 1)})
    assert message in str(fault.value)


def test_a_law_file_that_is_not_of_a_law_or_lacks_a_parameter_is_refused() -> None:
    with pytest.raises(ProtocolFault, match="moonlaw: id"):
        load_law(LAWS | {"moonlaw": 'id = "moonlaw"\ntitle = "x"\narticle = []'})
    with pytest.raises(ProtocolFault, match="the law says nothing of disclose_veilig_thuis"):
        load_law({name: text for name, text in LAWS.items() if name != "wmo-2015"})


@pytest.mark.requirement("ENG-4")
@pytest.mark.parametrize("protocol", book.versions(), ids=lambda protocol: protocol.id)
def test_every_parameter_is_set_excluded_or_silent_and_explained(protocol: Any) -> None:
    assert protocol.parameters.keys() == catalogue.PROTOCOL_KEYS.keys()
    for parameter in protocol.parameters.values():
        assert (parameter.value is None) is (parameter.state is not State.SET)
        assert bool(parameter.citations) is (parameter.state is not State.SILENT)
        assert parameter.explanation.endswith(".")


@pytest.mark.requirement("LEEK-0", "LEEK-15.2")
def test_leek_holds_what_its_text_says_of_itself() -> None:
    leek = load_protocol(LEEK, "leek-2018", book.law())
    assert (leek.id, leek.municipality) == ("leek-2018", "leek")
    assert leek.title == leek.citation_title == "Privacyprotocol sociaal domein gemeente Leek 2018"
    assert leek.adopted_by == "college van burgemeester en wethouders van Leek"
    assert (leek.decided, leek.published, leek.reference) == (date(2018, 8, 14), None, "advies 2018003873")
    assert (leek.in_force_from, leek.in_force_until) == (date(2018, 8, 15), None)
    assert leek.assumption is not None
    assert leek.assumption.startswith("De tekst geldt vanaf de dag na de bekendmaking")
    assert (leek.short, leek.person_name, leek.file_name) == ("het protocol van Leek", "cliënt", "dossier")
    assert (leek.team_name, leek.plan_name) == ("Sociaal Domein", None)
    bases = {item.code for item in leek.value(catalogue.LEGAL_BASES) or ()}
    assert bases == {"avg", "wmo", "jeugdwet", "participatiewet"}


def test_articles_readings_and_parameters_are_read_as_they_stand() -> None:
    leek = load_protocol(LEEK, "leek-2018", book.law())
    third = leek.articles[2]
    assert (third.place, third.paragraphs, dict(third.letters), third.entries) == (
        "art. 3",
        5,
        {1: "abcd", 5: "abcd"},
        (),
    )
    assert third.heading == "Zorgvuldig omgaan met gegevens; incidenten melden"
    assert list(third.places())[:4] == ["art. 3", "art. 3 lid 1", "art. 3 lid 1 onder a", "art. 3 lid 1 onder b"]
    assert len(list(third.places())) == 1 + 5 + 8
    assert len(list(leek.articles[0].places())) == 1 + 10
    ninth = next(reading for reading in leek.readings if reading.id == "R9")
    assert [citation.place for citation in ninth.citations] == ["art. 1 onder b", "art. 4 lid 4"]
    assert ninth.reading.startswith("Vraag schriftelijke toestemming")
    assert ninth.explanation.startswith("Het nummer is hier")
    assert ninth.parameters == ("special_categories", "consent_written_categories")
    set_one, silent = leek.parameter("breach_internal"), leek.parameter("verwijsindex")
    assert (set_one.name, set_one.state, silent.name, silent.state) == (
        "breach_internal",
        State.SET,
        "verwijsindex",
        State.SILENT,
    )
    assert [citation.place for citation in set_one.citations] == ["art. 3 lid 3"]
    assert silent.explanation == "Het protocol spreekt niet over de verwijsindex."


def test_the_law_is_read_with_its_titles_days_and_articles() -> None:
    law = load_law(LAWS)
    assert law.titles["avg"] == "de AVG"
    assert {entry.place for entry in law.articles["vo-1182-71"]} == {"art. 3"}
    before, after = law.values["retention_jeugdwet"]
    assert (before.law, before.first, before.last) == ("jeugdwet", None, date(2019, 12, 31))
    assert (after.law, after.first, after.last) == ("jeugdwet", date(2020, 1, 1), None)
    (term,) = law.values["term"]
    assert (term.parameter.name, term.parameter.state) == ("term", State.SET)
    assert [str(citation) for citation in term.parameter.citations] == ["avg art. 12 lid 3"]
    assert term.parameter.explanation == "Een verzoek wordt binnen een maand na ontvangst beantwoord."


def test_a_fault_in_a_law_file_names_the_file() -> None:
    with pytest.raises(ProtocolFault, match=r"^uavg: no valid TOML"):
        load_law(LAWS | {"uavg": "["})
    with pytest.raises(ProtocolFault, match=r"^uavg: title: missing key"):
        load_law(LAWS | {"uavg": 'id = "uavg"'})


@pytest.mark.requirement("OPST-0-grondslagen", "OPST-24")
def test_opsterland_holds_what_its_text_says_of_itself() -> None:
    opsterland = book.version("opsterland-2015")
    assert opsterland.citation_title == "Privacyreglement Gebiedsteam Opsterland 2015"
    assert (opsterland.decided, opsterland.published) == (date(2014, 12, 16), date(2014, 12, 24))
    bases = {item.code for item in opsterland.value(catalogue.LEGAL_BASES) or ()}
    assert bases == {"wbp", "wmo", "jeugdwet", "participatiewet", "wet_suwi", "regeling_suwi", "besluit_suwi"}


def test_a_start_that_the_text_does_not_give_is_marked_as_assumed() -> None:
    assert {protocol.id for protocol in book.versions() if protocol.assumption} == {"leek-2018", "sittard-geleen-2018"}


def test_open_readings_are_explained_and_point_at_parameters() -> None:
    found = {reading.id for protocol in book.versions() for reading in protocol.readings}
    assert found == {f"R{number}" for number in range(1, 37)}
    for protocol in book.versions():
        for reading in protocol.readings:
            assert reading.citations
            assert reading.reading.endswith(".")
            assert reading.explanation.endswith(".")
