"""`manage.py keys rotate | sweep`: upkeep of the keys from the shell, nightly or by hand."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from privacy_domain import clock
from privacy_domain.crypto.master import MasterKeyMissing
from privacy_domain.crypto.rotation import rotate_master
from privacy_domain.upkeep.night import sweep_keys


class Command(BaseCommand):
    """Upkeep of the keys."""

    help = "Upkeep of the keys: `rotate` takes a new master key, `sweep` destroys keys that no row needs."

    def add_arguments(self, parser: CommandParser) -> None:
        """Two subcommands."""
        commands = parser.add_subparsers(dest="command", required=True)
        rotate = commands.add_parser("rotate", help="wrap every key under a new master key; makes the first one too")
        rotate.add_argument("--drop-previous", action="store_true", help="only when nothing else runs: forget the old one at once")
        sweep = commands.add_parser("sweep", help="destroy keys of persons and dossiers that do not exist")
        sweep.add_argument("--hours", type=int, default=24, choices=range(1, 24 * 31), metavar="1..743", help="only older keys")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and say how many keys it touched."""
        if options["command"] == "rotate":
            self._rotate(keep_previous=not options["drop_previous"])
        else:
            self._sweep(options["hours"])

    def _rotate(self, *, keep_previous: bool) -> None:
        try:
            done = rotate_master(keep_previous=keep_previous)
        except MasterKeyMissing as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{done.rewrapped} keys wrapped under master key {done.master}")

    def _sweep(self, hours: int) -> None:
        for municipality, kind, number in sweep_keys(before=clock.now() - timedelta(hours=hours)):
            self.stdout.write(f"{municipality}: {number} keys of kind {kind} destroyed")
