"""`manage.py files sweep`: away with files that no row knows, by hand."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from privacy_domain import clock
from privacy_domain.upkeep.night import MOST_AT_ONCE, TooMuch, sweep_files


class Command(BaseCommand):
    """Upkeep of the files."""

    help = "Upkeep of the files: `sweep` removes files that belong to no row."

    def add_arguments(self, parser: CommandParser) -> None:
        """One subcommand."""
        commands = parser.add_subparsers(dest="command", required=True)
        sweep = commands.add_parser("sweep", help="remove files that no row knows")
        sweep.add_argument("--hours", type=int, default=24, choices=range(1, 24 * 31), metavar="1..743", help="only older files")
        sweep.add_argument("--most", type=int, default=MOST_AT_ONCE, metavar="N", help="remove nothing when there are more than this")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and say how many went."""
        try:
            gone = sweep_files(before=clock.now() - timedelta(hours=options["hours"]), most=options["most"])
        except TooMuch as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{gone} files removed")
