"""Veilig Thuis and the file itself: in Leek and Landsmeer only while domestic violence is at issue, elsewhere never; at every door."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse

from access.models import User
from access.selectors import count_visible, visible_among, visible_to
from access.services import state_reason
from access.states import MunicipalRole, Reason
from dossiers import services
from dossiers.models import Item
from dossiers.policies.search import Criteria
from dossiers.services.search import find_clients
from dossiers.states import ItemKind
from dossiers.urls import urlpatterns
from privacy_domain.audit.models import AuditEvent
from privacy_domain.protocols.types import Part, Refused
from privacy_domain.tenancy import scope
from privacy_domain.web.errors import Conflict
from tests.factories.access import account
from tests.integration.dossiers.cast import JOHANNA, World
from tests.integration.dossiers.meldcodes import begun
from tests.integration.dossiers.test_looks import browser, text
from tests.integration.dossiers.written import PNG, consenting, written

ADMITTED = {"leek", "landsmeer"}
READ = ("overview", "items", "print_items", "disclosures", "timeline", "consents", "signals")


def address(name: str, args: list[Any] | None = None) -> str:
    return f"/{scope.require().code}{reverse(f'dossiers:{name}', args=args)}"


def the_doors(world: World, item: Item) -> Iterator[str]:
    """Every page of a dossier that needs nothing but the dossier, and those of one item: looking, printing, downloading."""
    for pattern in urlpatterns:
        if set(pattern.pattern.converters) == {"ref"} and not pattern.default_args:
            yield address(pattern.name, args=[world.dossier.pk])
    for name in ("item", "item_file"):
        yield address(name, args=[world.dossier.pk, item.pk])


def looks_for(user: User) -> list[Any]:
    """What a search for the client by name and birth date shows; nothing when it may only say that there is a closed dossier."""
    try:
        return [row.pk for row in find_clients(criteria=Criteria(name="Vries", birth_date=JOHANNA["birth_date"]), by=user).dossiers]  # type: ignore[arg-type]
    except (Refused, Conflict, Http404):
        return []


def closed(world: World, user: User, client: Client, item: Item, *, posts: bool = False) -> None:
    """Not in the list, not in a count, not found, and no door opens: whoever asks hears what he hears of a number that is not there."""
    ref = world.dossier.pk
    assert ref not in [row.subject for row in visible_to(user)]
    assert (count_visible(user), count_visible(user, part=Part.PLAN), visible_among(user, [ref])) == (0, 0, set())
    assert looks_for(user) == []
    assert world.dossier.number not in text(client.get(address("list")))
    doors = list(the_doors(world, item))
    assert len(doors) > 25, "so few doors: the addresses were not found"
    for door in doors:
        assert client.get(door).status_code in (404, 405), door
        assert not posts or client.post(door).status_code in (404, 405), door


@pytest.mark.requirement("LEEK-7.2d", "LEID-11.3")
def test_the_file_is_open_only_where_and_while_violence_is_at_issue(anywhere: World) -> None:
    world, here = anywhere, scope.require().code
    consenting(world)
    item = written(world, ItemKind.DOCUMENT, content=PNG)
    meldcode = begun(world)
    vera = account("vera", roles=(MunicipalRole.VEILIG_THUIS,))
    client = browser(vera)
    with pytest.raises(Http404):  # a reason opens nothing by itself
        state_reason(subject=world.dossier.pk, reason=Reason.SAFETY, by=vera)
    closed(world, vera, client, item, posts=True)

    services.mark_violence(dossier=world.dossier, by=world.sanne)
    if here in ADMITTED:
        state_reason(subject=world.dossier.pk, reason=Reason.SAFETY, by=vera)
        assert [row.subject for row in visible_to(vera)] == [world.dossier.pk]
        assert (count_visible(vera), looks_for(vera)) == (1, [world.dossier.pk])
        assert world.dossier.number in text(client.get(address("list")))
        for name in READ:
            assert client.get(address(name, args=[world.dossier.pk])).status_code == 200, name
        assert client.get(address("item_file", args=[world.dossier.pk, item.pk])).status_code == 200
        assert client.get(address("add_item", args=[world.dossier.pk, "notitie"])).status_code == 403
        assert client.get(address("meldcode", args=[world.dossier.pk, meldcode.pk])).status_code == 404
        assert str(meldcode.pk) not in client.get(address("signals", args=[world.dossier.pk])).content.decode()
    else:
        closed(world, vera, client, item)

    services.unmark_violence(dossier=world.dossier, by=world.sanne)
    closed(world, vera, client, item)
    looked = AuditEvent.objects.filter(dossier_id=world.dossier.pk, actor_id=vera.pk, event="dossier:dossier:looked").exists()
    assert looked is (here in ADMITTED), "what was seen stays in the log"


@pytest.mark.requirement("LEEK-7.2d")
@pytest.mark.parametrize("municipality", ["in_leek", "in_landsmeer"])
def test_the_mark_of_one_file_opens_no_other_and_needs_a_reason(municipality: str, request: Any) -> None:
    world = request.getfixturevalue(municipality)
    vera = account("vera", roles=(MunicipalRole.VEILIG_THUIS,))
    services.mark_violence(dossier=world.dossier, by=world.sanne)
    client = browser(vera)
    page = address("overview", args=[world.dossier.pk])
    assert client.get(page).status_code == 403  # first why it is necessary for the task
    other = services.start_dossier(
        person=world.client, team=world.team, purposes=world.dossier.purposes, domains=world.dossier.domains, law_tags=["wmo"],
        help_question="Iets anders.", by=world.marieke,
    )  # fmt: skip
    assert client.get(address("overview", args=[other.pk])).status_code == 404
    assert [row.subject for row in visible_to(vera)] == [world.dossier.pk]
