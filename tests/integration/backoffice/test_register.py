"""The register of recipients in the administration: entered by the functional administrator, ended once, never rewritten."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from access.models import User
from access.states import MunicipalRole
from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.people.models import Agreement, Attestation, Channel, Partner
from privacy_domain.tenancy.scope import entered
from tests.factories.access import account, logged_in

REGISTER = "/leek/beheer/people/"
NEW = {
    "name": "Stichting Voorbeeldzorg", "organisation": "private", "recipient_class": "partner", "code": "provider", "laws": ["wmo"],
    "valid_from": "2026-01-01",
}  # fmt: skip


@pytest.fixture
def admin(leek: Any) -> User:
    with entered(leek.scope()):
        return account("bram", roles=(MunicipalRole.FUNCTIONAL_ADMIN,))


@pytest.fixture
def client(leek: Any, admin: User) -> Client:
    return logged_in(leek, admin)


@pytest.fixture
def partner(leek: Any, client: Client) -> Partner:
    assert client.post(f"{REGISTER}partner/add/", NEW).status_code == 302
    with entered(leek.scope()):
        return Partner.objects.get()


@pytest.mark.parametrize("wrong", [{"laws": []}, {"code": "iemand"}, {"valid_from": "gisteren"}, {"recipient_class": "colleague"}])
def test_what_is_wrong_is_shown_at_the_form(leek: Any, client: Client, wrong: dict[str, Any]) -> None:
    assert client.post(f"{REGISTER}partner/add/", NEW | wrong).status_code == 422
    with entered(leek.scope()):
        assert not Partner.objects.exists()


def test_the_same_name_twice_is_shown_at_the_form(client: Client, partner: Partner) -> None:
    assert client.post(f"{REGISTER}partner/add/", NEW).status_code == 422


def test_who_reads_does_not_write_and_the_others_see_nothing(leek: Any, partner: Partner) -> None:
    with entered(leek.scope()):
        officer, worker = account("fg", roles=(MunicipalRole.PRIVACY_OFFICER,)), account("jan")
    for model in ("partner", "agreement", "attestation", "channel"):
        assert logged_in(leek, officer).get(f"{REGISTER}{model}/").status_code == 200
        assert logged_in(leek, officer).post(f"{REGISTER}{model}/add/", {}).status_code == 403
        assert logged_in(leek, worker).get(f"{REGISTER}{model}/").status_code == 403


@pytest.mark.requirement("LEEK-1f")
def test_a_partner_is_entered_changed_in_its_contact_only_and_ended_once(leek: Any, client: Client, partner: Partner) -> None:
    page = f"{REGISTER}partner/{partner.pk}/change/"
    assert client.post(page, {"name": "Iets anders", "recipient_class": "third_party", "email": "zorg@voorbeeld.nl"}).status_code == 302
    with entered(leek.scope()):
        partner.refresh_from_db()
    assert (partner.name, partner.recipient_class, partner.email) == (NEW["name"], "partner", "zorg@voorbeeld.nl")
    end = f"{REGISTER}partner/{partner.pk}/doen/beeindigen/"
    assert client.post(end).status_code == 302
    assert client.post(end).status_code == 404
    with entered(leek.scope()):
        assert Partner.objects.get().valid_until == clock.today()
        assert set(AuditEvent.objects.filter(subject_kind="partner").values_list("event", flat=True)) == {
            "people:partner:registered", "people:partner:changed", "people:partner:ended",
        }  # fmt: skip


def test_agreements_statements_and_ways_are_entered_and_ended(leek: Any, client: Client, partner: Partner) -> None:
    agreement = {"partner": partner.pk, "kind": "processing", "reference": "2026-7", "valid_from": "2026-01-01"}
    assert client.post(f"{REGISTER}agreement/add/", agreement | {"valid_until": "2025-01-01"}).status_code == 422
    assert client.post(f"{REGISTER}agreement/add/", agreement).status_code == 302
    statement = {
        "partner": partner.pk,
        "points": ["security", "protocol"],
        "signed_by": "A. Bestuurder",
        "reference": "map 1",
        "valid_from": "2026-02-01",
    }
    assert client.post(f"{REGISTER}attestation/add/", statement | {"points": []}).status_code == 422
    assert client.post(f"{REGISTER}attestation/add/", statement).status_code == 302
    assert client.post(f"{REGISTER}channel/add/", {"kind": "letter", "name": "Post", "valid_from": "2026-01-01"}).status_code == 302
    with entered(leek.scope()):
        made = Agreement.objects.get(), Channel.objects.get()
        assert Attestation.objects.get().valid_from == date(2026, 2, 1)
    for name, row in zip(("agreement", "channel"), made, strict=True):
        assert client.post(f"{REGISTER}{name}/{row.pk}/doen/beeindigen/").status_code == 302
    with entered(leek.scope()):
        assert Agreement.objects.get().valid_until == Channel.objects.get().valid_until == clock.today()
