"""`manage.py audit partitions`: upkeep of the audit log from the shell."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from privacy_domain.audit import partitions


class Command(BaseCommand):
    """Upkeep of the audit log."""

    help = "Upkeep of the audit log: `partitions` makes the months ahead."

    def add_arguments(self, parser: CommandParser) -> None:
        """One subcommand, with the number of months."""
        commands = parser.add_subparsers(dest="command", required=True)
        months = commands.add_parser("partitions", help="make the partitions of the coming months; twice is harmless")
        months.add_argument("--months", type=int, default=partitions.AHEAD + 1, choices=range(1, 61), metavar="1..60")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is missing and name it."""
        made = partitions.ensure(months=options["months"])
        self.stdout.write("\n".join(made) if made else "nothing to make: all months are there")
