from __future__ import annotations

from datetime import date

import pytest

from privacy_domain.protocols import book, catalogue
from privacy_domain.protocols.loader import DATA, load_protocol, read_folder
from privacy_domain.protocols.types import After, Category, Form, Municipality, Role


def test_an_unknown_version_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        book.version("leek-1066")


@pytest.mark.requirement("ENG-3")
@pytest.mark.parametrize(
    ("municipality", "on", "version"),
    [
        ("landsmeer", "2016-06-30", None),
        ("landsmeer", "2016-07-01", "landsmeer-2016"),
        ("leiden", "2016-01-31", None),
        ("leiden", "2016-02-01", "leiden-2016"),
        ("opsterland", "2014-12-31", None),
        ("opsterland", "2015-01-01", "opsterland-2015"),
        ("opsterland", "2017-06-30", "opsterland-2015"),
        ("opsterland", "2017-07-01", None),
        ("leek", "2018-08-14", None),
        ("leek", "2018-08-15", "leek-2018"),
        ("sittard-geleen", "2018-05-28", None),
        ("sittard-geleen", "2018-05-29", "sittard-geleen-2018"),
        ("atlantis", "2018-05-29", None),
    ],
)
def test_a_version_is_in_force_from_its_first_to_its_last_day(municipality: str, on: str, version: str | None) -> None:
    found = book.in_force(municipality, date.fromisoformat(on))
    assert (found.id if found else None) == version


def test_of_two_versions_in_force_the_later_one_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    text = read_folder(DATA)["leek-2018"].replace('id = "leek-2018"', 'id = "leek-2020"', 1)
    newer = load_protocol(text.replace("in_force_from = 2018-08-15", "in_force_from = 2020-01-01"), "leek-2020", book.law())
    versions = (newer, *book.versions())
    monkeypatch.setattr(book, "versions", lambda: versions)
    for on, version in ((date(2019, 12, 31), "leek-2018"), (date(2020, 1, 1), "leek-2020")):
        found = book.in_force(Municipality.LEEK, on)
        assert found is not None
        assert found.id == version


def test_versions_and_law_are_read_once() -> None:
    assert book.versions() is book.versions()
    assert book.law() is book.law()
    assert [protocol.id for protocol in book.versions()] == sorted(protocol.id for protocol in book.versions())


def test_a_version_does_not_differ_from_itself() -> None:
    for protocol in book.versions():
        assert list(book.differences(protocol, protocol)) == []


def test_differences_are_of_rules_and_not_of_article_numbers() -> None:
    names = {one.name for one in book.differences(book.version("leek-2018"), book.version("landsmeer-2016"))}
    assert {"special_categories", "retention", "breach_internal", "disclose_fraud", "consent_ordinary_forms"} <= names
    assert not {"exception_grounds", "rights_ages", "term_rectification", "record_ordinary"} & names


# ------------------------------------------------------------ what screens read from a version


@pytest.mark.requirement("ENG-4")
def test_a_parameter_says_whether_the_text_sets_excludes_or_is_silent() -> None:
    leiden = book.version("leiden-2016")
    assert leiden.parameter("consent_ordinary_forms").state == "excluded"
    assert leiden.parameter("rights_ages").state == "silent"
    assert leiden.is_silent(catalogue.RIGHTS_AGES)
    assert not leiden.is_silent(catalogue.CONSENT_ORDINARY_FORMS)
    assert leiden.value(catalogue.CONSENT_ORDINARY_FORMS) is None
    assert leiden.get(catalogue.DESTRUCTION_LOG).value is True
    with pytest.raises(KeyError):
        leiden.parameter("horoscope")


@pytest.mark.parametrize(
    ("version", "ordinary", "special"),
    [
        ("leek-2018", {"oral", "written"}, {"written"}),
        ("landsmeer-2016", {"oral"}, {"written"}),
        ("sittard-geleen-2018", None, None),
        ("leiden-2016", None, {"oral", "written"}),
        ("opsterland-2015", {"oral", "written"}, {"oral", "written"}),
    ],
)
def test_the_form_in_which_consent_is_asked(version: str, ordinary: set[str] | None, special: set[str] | None) -> None:
    protocol = book.version(version)
    assert protocol.value(catalogue.CONSENT_ORDINARY_FORMS) == ordinary
    assert protocol.value(catalogue.CONSENT_SPECIAL_FORMS) == special


def test_written_consent_is_asked_for_the_special_categories_of_leek_and_landsmeer() -> None:
    for version in ("leek-2018", "landsmeer-2016"):
        protocol = book.version(version)
        assert protocol.value(catalogue.CONSENT_WRITTEN_CATEGORIES) == protocol.value(catalogue.SPECIAL_CATEGORIES)
    assert Category.BSN in (book.version("leek-2018").value(catalogue.CONSENT_WRITTEN_CATEGORIES) or ())
    assert book.version("leiden-2016").value(catalogue.CONSENT_WRITTEN_CATEGORIES) is None


def test_only_opsterland_wants_two_forms_of_informing() -> None:
    forms = {protocol.id: protocol.value(catalogue.INFORMING_FORMS) for protocol in book.versions()}
    assert forms.pop("opsterland-2015") == {Form.ORAL, Form.WRITTEN}
    assert set(forms.values()) == {None}


@pytest.mark.parametrize(("version", "number"), [("leiden-2016", 7), ("opsterland-2015", 6), ("leek-2018", 4)])
def test_what_the_client_is_told(version: str, number: int) -> None:
    assert len(book.version(version).value(catalogue.INFORMING_CONTENTS) or ()) == number


def test_labels_are_those_of_the_municipality() -> None:
    assert book.version("leiden-2016").role_labels[Role.TEAM_LEAD] == "teamcoach"
    assert book.version("leiden-2016").plan_name == "plan van aanpak"
    assert book.version("opsterland-2015").plan_name == "maatwerkplan"
    assert book.version("opsterland-2015").file_name == "bestand"
    assert book.version("leek-2018").plan_name is None


def test_every_after_of_postponing_has_its_parameter() -> None:
    assert {key.name for key in catalogue.POSTPONE.values()} == {f"postpone_after_{after}" for after in After}


# ------------------------------------------------------------ the law by date


def test_the_law_has_values_by_date() -> None:
    law = book.law()
    before, after = date(2018, 5, 24), date(2018, 5, 25)
    assert law.value(catalogue.LAW_TERM, before) is None
    assert law.parameter(catalogue.LAW_TERM, before) is None
    found = law.value(catalogue.LAW_TERM, after)
    assert found is not None
    assert (found.amount, found.unit) == (1, "months")
    years = [law.required_value(catalogue.LAW_RETENTION_JEUGDWET, day).years for day in (date(2019, 12, 31), date(2020, 1, 1))]
    assert years == [15, 20]


def test_a_gap_in_what_the_law_must_have_is_a_lookup_error() -> None:
    with pytest.raises(LookupError, match="the law has no term on 2018-05-24"):
        book.law().required(catalogue.LAW_TERM, date(2018, 5, 24))
    with pytest.raises(LookupError, match="the law has no term on"):
        book.law().required_value(catalogue.LAW_TERM, date(2018, 5, 24))
