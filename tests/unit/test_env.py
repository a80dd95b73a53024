"""Where the databases are, and how safely one connects to them, is read from one address."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from privacy_domain import env

ADDRESS = "postgresql://pd_app:geheim%40@db.example:5433/privacy"


def test_address_of_a_database(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", ADDRESS)
    read = env.database("DATABASE_URL", "")
    assert (read["HOST"], read["PORT"], read["USER"], read["PASSWORD"], read["NAME"]) == ("db.example", "5433", "pd_app", "geheim@", "privacy")
    assert "sslmode" not in read["OPTIONS"]  # type: ignore[operator]


def test_connection_checks_the_certificate_when_the_address_says_so(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", f"{ADDRESS}?sslmode=verify-full&sslrootcert=/etc/ca.pem")
    options = env.database("DATABASE_URL", "")["OPTIONS"]
    assert options == {"options": "-c jit=off", "prepare_threshold": 1, "sslmode": "verify-full", "sslrootcert": "/etc/ca.pem"}


@pytest.mark.parametrize("option", ["options=-c", "sslMode=require", "hostaddr=1.2.3.4"])
def test_other_option_is_a_mistake(monkeypatch, option):
    monkeypatch.setenv("DATABASE_URL", f"{ADDRESS}?{option}")
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL has an option that is not known here"):
        env.database("DATABASE_URL", "")
