"""`manage.py ledger check | replay`: after a restored backup, destroy again what had been destroyed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from privacy_domain.erasure.ledger import NoLedger
from privacy_domain.operation import SYSTEM
from privacy_domain.tenancy import scope
from retention.selectors import brought_back
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
        back = 0
        for municipality in scope.all_scopes(closed=True):
            with scope.entered(municipality):
                try:
                    found = replay_ledger(by=SYSTEM) if options["command"] == "replay" else sum(1 for _ in brought_back())
                except NoLedger as error:
                    raise CommandError(str(error)) from None
            back += found
            self.stdout.write(f"{municipality.code}: {found} {'destroyed again' if options['command'] == 'replay' else 'brought back'}")
        if back and options["command"] == "check":
            raise CommandError(f"{back} dossiers that were destroyed are there again; run `manage.py ledger replay`")
