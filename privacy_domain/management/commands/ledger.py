"""`manage.py ledger check | replay`: after a restored backup, destroy again what had been destroyed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from privacy_domain.erasure import ledger
from privacy_domain.operation import SYSTEM
from privacy_domain.tenancy import scope
from privacy_domain.tenancy.scope import Scope
from retention.selectors.restored import brought_back
from retention.services.destruction import replay_ledger


class Command(BaseCommand):
    """The ledger of destruction."""

    help = "After a restored backup: `check` says what it brought back, `replay` destroys that again."

    def add_arguments(self, parser: CommandParser) -> None:
        """Two subcommands."""
        commands = parser.add_subparsers(dest="command", required=True)
        commands.add_parser("check", help="say how much of what was destroyed is there; exit status 1 when anything is")
        commands.add_parser("replay", help="destroy it again; the application opens afterwards")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it for every municipality, also those that are not active."""
        here = scope.all_scopes(closed=True)
        try:
            ledger.is_there()  # whether it is or not: a place must be named, or what follows would say that all is well
            return self._replay(here) if options["command"] == "replay" else self._check(here)
        except ledger.NoLedger as error:
            raise CommandError(str(error)) from None

    def _check(self, municipalities: Iterable[Scope]) -> None:
        back = 0
        for municipality in municipalities:
            with scope.entered(municipality):
                found = sum(1 for _ in brought_back())
            back += found
            self.stdout.write(f"{municipality.code}: {found} brought back")
        if back:
            raise CommandError(f"{back} dossiers that were destroyed are there again; run `manage.py ledger replay`")

    def _replay(self, municipalities: Iterable[Scope]) -> None:
        failed: list[Exception] = []
        for municipality in municipalities:
            replayed = replay_ledger(here=municipality, by=SYSTEM)
            failed += replayed.failed
            self.stdout.write(f"{municipality.code}: {replayed.again} destroyed again")
        if failed:
            why = ", ".join(sorted({type(error).__name__ for error in failed}))
            raise CommandError(f"{len(failed)} could not be destroyed again ({why}): take the cause away and run `manage.py ledger replay` once more")
