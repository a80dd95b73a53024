"""Checks of what was typed about a person; every message says in Dutch what to do."""

from __future__ import annotations

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from stdnum.exceptions import ValidationError as NotANumber
from stdnum.nl import bsn as stdnum_bsn

from privacy_domain import clock
from privacy_domain.web.errors import Invalid

_POSTCODE = re.compile(r"[1-9][0-9]{3} ?(?!SA|SD|SS)[A-Z]{2}", re.IGNORECASE)
_OLDEST = 130


def validate_bsn(value: str) -> None:
    """Nine digits (dots and spaces allowed) that pass the eleven test."""
    try:
        if re.sub(r"[\s.]", "", value).isascii() and stdnum_bsn.validate(value):
            return
    except NotANumber:
        pass
    raise ValidationError("Dit is geen geldig burgerservicenummer. Controleer de negen cijfers.", code="bsn")


def validate_postcode(value: str) -> None:
    """Four digits and two letters."""
    if not _POSTCODE.fullmatch(value.strip()):
        raise ValidationError("Een postcode bestaat uit vier cijfers en twee letters, zoals 1121 AB.", code="postcode")


def validate_birth_date(value: date) -> None:
    """Not in the future, and not longer ago than anybody lives."""
    today = clock.today()
    if value > today:
        raise ValidationError("De geboortedatum ligt in de toekomst. Controleer het jaar.", code="birth_date")
    if value.year < today.year - _OLDEST:
        raise ValidationError(f"De geboortedatum ligt meer dan {_OLDEST} jaar terug. Controleer het jaar.", code="birth_date")


def validate_house_number(value: str) -> None:
    """Digits only: letter and addition have places of their own."""
    if not re.fullmatch(r"[0-9]{1,5}", value.strip()):
        raise ValidationError("Vul bij huisnummer alleen cijfers in; letter en toevoeging horen in hun eigen vak.", code="house_number")


def validate_phone(value: str) -> None:
    """At least six digits, with the signs that people write between them."""
    if not re.fullmatch(r"[0-9+()./\- ]{6,20}", value.strip()) or len(re.sub(r"\D", "", value)) < 6:
        raise ValidationError("Dit is geen telefoonnummer. Gebruik alleen cijfers, zoals 06 12345678.", code="phone")


def check(row: models.Model) -> None:
    """Validate the fields of a row as a form would. Raises Invalid with the first fault and its field."""
    try:
        row.full_clean(exclude={"municipality"}, validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise Invalid(messages[0], field="" if field == "__all__" else field) from None
