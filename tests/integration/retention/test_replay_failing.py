"""A replay in which something fails, a backup of the moment between hiding and removing, and a ledger that nobody named."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from privacy_domain.operation import SYSTEM
from privacy_domain.tenancy.models import Municipality
from privacy_domain.tenancy.scope import entered
from retention.middleware import why_shut
from retention.models import Destruction
from retention.services import destruction as services
from retention.states import DestructionState
from tests.conftest import make_municipality
from tests.integration.dossiers.cast import World, build
from tests.integration.retention.carried import mark_for_destruction
from tests.integration.retention.test_destruction import another, closed, ground, rows_of
from tests.integration.retention.test_replay import outside, restored, town, world  # noqa: F401


def gone_completely(*, within: Any, **marked: Any) -> Destruction:
    """Marked, removed and done, each committed."""
    with entered(within):
        destruction = mark_for_destruction(**marked)
    finish(within, destruction)
    return destruction


def finish(within: Any, destruction: Destruction) -> None:
    for _ in range(2):
        with entered(within):
            services.advance(destruction_id=destruction.pk, by=SYSTEM)


def test_one_that_cannot_go_again_keeps_no_other_and_what_was_hidden_already_goes_too(
    town: Municipality,  # noqa: F811
    world: World,  # noqa: F811
    restored: Any,  # noqa: F811
) -> None:
    here = town.scope()
    with entered(here):
        hidden, *gone = [closed(another(world)) for _ in range(3)]
        marked = mark_for_destruction(dossier=hidden, ground=ground(), decided_by=world.sanne, by=world.tom)
    restored.dump()
    finish(here, marked)
    for dossier in gone:
        gone_completely(within=here, dossier=dossier, ground=ground(), decided_by=world.sanne, by=world.tom)
    restored.restore()
    with entered(here):
        assert all(rows_of(dossier) for dossier in (hidden, *gone)), "the backup holds nothing: this test proves nothing"

    last_step, failed = services.erasure.finish, []

    def once(*arguments: Any) -> None:
        if not failed:
            failed.append(arguments)
            raise OSError("the folder of the files does not answer")
        last_step(*arguments)

    with patch("retention.services.destruction.erasure.finish", side_effect=once), pytest.raises(CommandError, match=r"1 could not.*OSError"):
        call_command("ledger", "replay")
    with entered(here):
        assert rows_of(hidden) == 0 and sorted(rows_of(dossier) > 0 for dossier in gone) == [False, True]
    assert Client().get("/leiden/").status_code == 503
    call_command("ledger", "replay")
    with entered(here):
        assert not any(rows_of(dossier) for dossier in (hidden, *gone))
        assert set(Destruction.objects.values_list("state", flat=True)) == {DestructionState.DONE}
    assert Client().get("/leiden/").status_code == 302


def test_without_a_ledger_who_destroyed_something_stays_shut(fresh_database: dict[str, str], settings: Any) -> None:
    here, named = make_municipality("leek").scope(), settings.DESTRUCTION_LEDGER
    settings.DESTRUCTION_LEDGER = ""
    assert Client().get("/leek/").status_code == 302, "nothing was destroyed yet"
    settings.DESTRUCTION_LEDGER = named
    with entered(here):
        world = build()
        gone = closed(world)
    gone_completely(within=here, dossier=gone, ground=ground(), decided_by=world.sanne, by=world.tom)
    for ledger_at, status in ((named, 302), ("", 503), (f"{named}.lost", 503)):
        settings.DESTRUCTION_LEDGER = ledger_at
        assert Client().get("/leek/").status_code == status, ledger_at
        assert ("DESTRUCTION_LEDGER" in why_shut()) == (status == 503)
    settings.DESTRUCTION_LEDGER = ""
    for asked in ("check", "replay"):
        with pytest.raises(CommandError, match="DESTRUCTION_LEDGER is not set"):
            call_command("ledger", asked)
