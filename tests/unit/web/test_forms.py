"""How a form looks to someone who cannot see it, and what the browser is not asked to check."""

from __future__ import annotations

import re

import pytest
from django import forms

from privacy_domain.web.renderer import HouseFormRenderer, OptionLabel


class Form(forms.Form):
    name = forms.CharField(label="Naam", help_text="Zoals in het paspoort.")
    nickname = forms.CharField(label="Roepnaam", required=False)
    day = forms.DateField(label="Datum")
    answer = forms.ChoiceField(
        label="Antwoord",
        widget=forms.RadioSelect,
        choices=[("yes", "Ja"), ("no", OptionLabel("Nee", hint="Dat mag."))],
        help_text="Alles is goed.",
    )
    present = forms.MultipleChoiceField(label="Aanwezig", widget=forms.CheckboxSelectMultiple, choices=[("a", "A"), ("b", "B")], required=False)
    read = forms.BooleanField(label="Gelezen", help_text="Alle kaarten.")
    token = forms.CharField(widget=forms.HiddenInput)


@pytest.fixture
def empty() -> str:
    return str(Form(renderer=HouseFormRenderer()))


@pytest.fixture
def refused() -> str:
    return str(Form({"name": "<b>"}, renderer=HouseFormRenderer()))


def test_the_browser_checks_nothing_and_no_field_has_an_asterisk(refused: str) -> None:
    assert not re.search(r"<(?:input|select|textarea)[^>]*\srequired", refused)
    assert "*" not in refused


def test_only_optional_fields_are_marked(empty: str) -> None:
    marked = re.findall(r"(?:label|legend)[^>]*>(\w+) <span class=\"pd-optional\">", empty)
    assert marked == ["Roepnaam", "Aanwezig"]


def test_every_label_belongs_to_a_field_that_is_there(refused: str) -> None:
    ids = set(re.findall(r'\bid="([^"]+)"', refused))
    targets = re.findall(r'<label[^>]*\bfor="([^"]+)"', refused)
    assert targets
    assert set(targets) <= ids


def test_what_describes_a_field_is_there(refused: str) -> None:
    ids = set(re.findall(r'\bid="([^"]+)"', refused))
    described = " ".join(re.findall(r'aria-describedby="([^"]+)"', refused)).split()
    assert "id_name_error" not in described
    assert {"id_name_helptext", "id_day_error", "id_answer_helptext", "id_answer_error", "id_read_error"} <= set(described)
    assert set(described) <= ids


def test_ids_are_unique(refused: str) -> None:
    ids = re.findall(r'\bid="([^"]+)"', refused)
    assert len(ids) == len(set(ids))


def test_the_summary_leads_to_a_control_for_each_fault(refused: str) -> None:
    links = re.findall(r'<a href="#([^"]+)"', refused)
    assert links == ["id_day", "id_answer_0", "id_read"]
    controls = set(re.findall(r'<(?:input|select|textarea)[^>]*\bid="([^"]+)"', refused))
    assert set(links) <= controls


def test_a_form_without_faults_has_no_summary(empty: str) -> None:
    assert "data-error-summary" not in empty
    assert "aria-invalid" not in empty


def test_what_was_typed_stays_and_is_escaped(refused: str) -> None:
    assert 'value="&lt;b&gt;"' in refused


def test_a_group_is_a_fieldset_and_a_radio_button_is_never_invalid_by_itself(refused: str) -> None:
    assert re.search(r'<fieldset[^>]*id="id_answer_group"', refused)
    assert not re.search(r'<input type="radio"[^>]*aria-invalid', refused)
    assert re.search(r'<input type="text" name="day"[^>]*aria-invalid="true"', refused)


def test_a_choice_shows_its_second_line(empty: str) -> None:
    assert '<span class="pd-choice__hint">Dat mag.</span>' in empty


def test_classes_follow_the_widget(empty: str) -> None:
    assert re.search(r'name="name"[^>]*class="utrecht-textbox"', empty)
    assert re.search(r'name="day"[^>]*class="utrecht-textbox utrecht-textbox--short"', empty)
    assert 'type="hidden" name="token" id="id_token"' in empty
