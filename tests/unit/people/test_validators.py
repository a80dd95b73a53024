"""What was typed about a person."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from privacy_domain.people import validators


@pytest.mark.parametrize(
    "wrong",
    ["", "123456789", "12345678", "1234567820", "abcdefghi", "000000000", "12345678a", "¹²³⁴⁵⁶⁷⁸²", "123\x0056782"],
)
def test_a_wrong_bsn(wrong):
    with pytest.raises(ValidationError, match="geldig burgerservicenummer"):
        validators.validate_bsn(wrong)


@pytest.mark.parametrize("right", ["123456782", "1234.56.782", "111222333"])
def test_a_right_bsn(right):
    validators.validate_bsn(right)


@pytest.mark.parametrize("wrong", ["", "0123 AB", "1121", "1121 A", "1121 SS", "1121sa", "1121  AB", "AB 1121", "1121 ÀB"])
def test_a_wrong_postcode(wrong):
    with pytest.raises(ValidationError, match="vier cijfers en twee letters"):
        validators.validate_postcode(wrong)


@pytest.mark.parametrize("right", ["1121 AB", "1121ab", " 9351 XZ "])
def test_a_right_postcode(right):
    validators.validate_postcode(right)


@pytest.mark.parametrize("wrong", [date(2026, 11, 25), date(1895, 12, 31), date(1, 1, 1), date(9999, 12, 31)])
def test_a_wrong_birth_date(wrong):
    with pytest.raises(ValidationError, match="Controleer het jaar"):
        validators.validate_birth_date(wrong)


@pytest.mark.parametrize("right", [date(2026, 11, 24), date(1896, 1, 1), date(2000, 2, 29)])
def test_a_right_birth_date(right):
    validators.validate_birth_date(right)


@pytest.mark.parametrize("wrong", ["", "12a", "123456", "²", "-1"])
def test_a_wrong_house_number(wrong):
    with pytest.raises(ValidationError, match="alleen cijfers"):
        validators.validate_house_number(wrong)


@pytest.mark.parametrize("wrong", ["", "112", "bel mij", "0612345678 (moeder)", "------", "0" * 21])
def test_a_wrong_phone_number(wrong):
    with pytest.raises(ValidationError, match="geen telefoonnummer"):
        validators.validate_phone(wrong)


@pytest.mark.parametrize("right", ["06 12345678", "+31 (0)20-123 45 67", "0594123456"])
def test_a_right_phone_number(right):
    validators.validate_phone(right)
