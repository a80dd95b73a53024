"""A password that everybody at the municipality would guess is refused."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.contrib.auth.password_validation import get_default_password_validators
from django.core.exceptions import ValidationError

from privacy_domain.tenancy import scope
from privacy_domain.web.passwords import WORDS, WorkplaceWordsValidator


@pytest.mark.parametrize(
    "password", ["Privacyprotocol!", "welkom-gemeente-2026", "Sociaal_Wijkteam_1234567", "keukentafelgesprek", "dossier dossier 12"]
)
def test_password_of_words_of_the_workplace_is_refused(password):
    with pytest.raises(ValidationError, match="gemeente"):
        WorkplaceWordsValidator().validate(password)


@pytest.mark.parametrize("password", ["vier-losse-woorden-hier", "correct horse battery", "privacy en zeven ganzen", "x" * 200])
def test_another_password_is_left_alone(password):
    WorkplaceWordsValidator().validate(password)


def test_name_of_the_municipality_counts_within_it_only(monkeypatch):
    WorkplaceWordsValidator().validate("Landsmeer2026")
    monkeypatch.setattr(scope, "current", lambda: scope.Scope(id=uuid4(), code="landsmeer", name="Landsmeer"))
    with pytest.raises(ValidationError):
        WorkplaceWordsValidator().validate("Landsmeer2026")


def test_longer_words_go_first():
    assert "privacyprotocol" in WORDS
    with pytest.raises(ValidationError):
        WorkplaceWordsValidator().validate("privacyprotocol" + "1234567")


def test_it_is_asked_of_every_new_password_and_says_so_beforehand():
    assert any(isinstance(one, WorkplaceWordsValidator) for one in get_default_password_validators())
    assert "8" in WorkplaceWordsValidator().get_help_text()
