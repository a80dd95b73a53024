"""What the log of configuration may hold."""

from __future__ import annotations

from typing import ClassVar

import pytest
from auditlog.registry import auditlog
from django.core.exceptions import ImproperlyConfigured
from django.db import models

from privacy_domain import privacy
from privacy_domain.audit.configuration import watch
from privacy_domain.tenancy.models import Adoption, Municipality


class Letter(models.Model):
    """A model with one field of each kind; it has no table."""

    secret = models.TextField()
    sender = models.TextField()
    state = models.TextField()

    class Meta:
        app_label = "audit"
        managed = False

    class Privacy:
        subject = None
        clock = "none"
        fields: ClassVar = {
            "id": privacy.Technical(),
            "secret": privacy.Personal(),
            "sender": privacy.Staff(),
            "state": privacy.Technical(),
        }

    def __str__(self) -> str:
        return "letter"


@pytest.mark.parametrize("field", ["secret", "never_heard_of"])
def test_personal_and_unknown_fields_cannot_be_watched(field: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        watch(Letter, fields=["state", field])

    assert not auditlog.contains(Letter)


def test_what_is_watched_of_staff_is_hidden() -> None:
    watch(Letter, fields=["state", "sender"])
    try:
        known = auditlog.get_model_fields(Letter)
    finally:
        auditlog.unregister(Letter)

    assert (known["include_fields"], known["mask_fields"]) == (["state", "sender"], ["sender"])


def test_adoptions_and_municipalities_are_watched() -> None:
    assert auditlog.contains(Adoption)
    assert auditlog.contains(Municipality)


def test_no_watched_model_shows_a_personal_field() -> None:
    for model in auditlog.get_models():
        kinds = privacy.declaration(model)
        for name in auditlog.get_model_fields(model)["include_fields"]:
            assert not isinstance(kinds[name], privacy.Personal), f"{model._meta.label}.{name}"
