"""No client data before the promise of secrecy, and again when its text changes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from access import selectors, services
from access.models import Acknowledgement
from access.states import MunicipalRole, Profession
from privacy_domain import clock
from privacy_domain.operation import SYSTEM
from privacy_domain.tenancy.scope import entered
from privacy_domain.texts import selectors as texts
from privacy_domain.texts import services as text_services
from privacy_domain.web.errors import Conflict
from tests.conftest import make_municipality
from tests.factories.access import account, logged_in, promise_secrecy

REQUIREMENTS = {
    "leek": ("LEEK-3.1", "LEEK-3.2", "LEEK-13.1"),
    "landsmeer": ("LAND-3.1", "LAND-3.2", "LAND-13"),
    "leiden": ("LEID-5", "LEID-20"),
    "opsterland": ("OPST-5", "OPST-23"),
    "sittard-geleen": (),
}


@pytest.mark.parametrize("code", [pytest.param(code, marks=[pytest.mark.requirement(*ids)] if ids else []) for code, ids in REQUIREMENTS.items()])
@pytest.mark.parametrize("profession", ["", Profession.CARE_PROVIDER])
def test_every_account_promises_before_it_sees_anything(code: str, profession: str) -> None:
    """Landsmeer binds all staff, not only professionals (art. 3 lid 2); so every account of every municipality is asked."""
    municipality = make_municipality(code)
    with entered(municipality.scope()):
        promise_secrecy(account("eerder"))
        user = account("bea", profession=profession)
    client = logged_in(municipality, user, promised=False)
    assert client.get(f"/{code}/")["Location"].startswith(f"/{code}/geheimhouding/")
    page = client.get(f"/{code}/geheimhouding/?next=/{code}/mijn-toegang/").content.decode()
    with entered(municipality.scope()):
        text = selectors.text_on(clock.today())
    assert text is not None
    assert text.heading in page
    assert client.post(f"/{code}/geheimhouding/", {"version": text.version}).status_code == 422, "the box must be ticked"
    assert client.get(f"/{code}/").status_code == 302
    done = client.post(f"/{code}/geheimhouding/", {"version": text.version, "accepted": "on", "next": f"/{code}/mijn-toegang/"})
    assert done["Location"] == f"/{code}/mijn-toegang/"
    assert client.get(f"/{code}/").status_code == 200
    with entered(municipality.scope()):
        assert Acknowledgement.objects.get(user=user).version == text.version


@pytest.mark.requirement("LEEK-3.2", "LAND-3.2")
def test_a_new_text_is_asked_again(leek: Any) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    with entered(leek.scope()):
        user = account("bea")
        client = logged_in(leek, user)
        words = texts.text_on("acknowledgement.duties", clock.today())
        text_services.publish_new_version(
            key=words.key,
            protocol=words.protocol,
            heading=words.heading,
            body="Je houdt alles geheim.",
            valid_from=tomorrow,
            source="Besluit",
            by=SYSTEM,
        )
    assert client.get("/leek/").status_code == 200, "today the old text holds"
    with clock.standing_at(clock.now() + timedelta(days=1)):
        assert client.get("/leek/")["Location"].startswith("/leek/geheimhouding/")
        with entered(leek.scope()):
            new = selectors.text_on(tomorrow)
            assert new is not None
            with pytest.raises(Conflict):
                services.acknowledge(version=f"{words.protocol}/{words.version}", by=user)
        stale = client.post("/leek/geheimhouding/", {"version": f"{words.protocol}/{words.version}", "accepted": "on"})
        assert stale.status_code == 409
        client.post("/leek/geheimhouding/", {"version": new.version, "accepted": "on"})
        assert client.get("/leek/").status_code == 200


def test_promising_twice_changes_nothing(leek: Any) -> None:
    with entered(leek.scope()):
        user = account("bea")
        promise_secrecy(user)
        text = selectors.text_on(clock.today())
        assert text is not None
        assert services.acknowledge(version=text.version, by=user) == services.acknowledge(version=text.version, by=user)


def test_where_no_text_is_in_force_nobody_gets_in(leek: Any) -> None:
    with entered(leek.scope()):
        user = account("bea")
    client = logged_in(leek, user, promised=False)
    assert client.get("/leek/")["Location"].startswith("/leek/geheimhouding/")
    assert client.get("/leek/geheimhouding/").status_code == 503
    assert client.get("/leek/beheer/").status_code == 403, "not an administrator"


def test_where_no_text_is_in_force_the_administrator_can_publish_one(leek: Any) -> None:
    with entered(leek.scope()):
        user = account("bea", roles=(MunicipalRole.FUNCTIONAL_ADMIN,))
    assert logged_in(leek, user, promised=False).get("/leek/beheer/").status_code == 200
