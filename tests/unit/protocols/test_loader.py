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
    leek = book.version("leek-2018")
    assert (leek.decided, leek.reference) == (date(2018, 8, 14), "advies 2018003873")
    assert leek.citation_title == "Privacyprotocol sociaal domein gemeente Leek 2018"
    bases = {item.code for item in leek.value(catalogue.LEGAL_BASES) or ()}
    assert bases == {"avg", "wmo", "jeugdwet", "participatiewet"}


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
