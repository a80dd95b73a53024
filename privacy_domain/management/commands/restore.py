"""`manage.py restore`: put a backup back, destroy again what had been destroyed, and look whether all is well."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from privacy_domain.upkeep.backup.manifest import NotPossible
from privacy_domain.upkeep.backup.returning import Report, restore


class Command(BaseCommand):
    """Put a backup back."""

    help = "Put a backup back in empty databases, with everything stopped. Run it as pd_owner."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which one."""
        parser.add_argument("data", type=Path, metavar="FOLDER", help="the backup of the data")
        parser.add_argument("--keys", type=Path, metavar="FOLDER", help="the backup of the keys; left out: the keys of today stay")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say what was done and how long it took."""
        report = Report(say=self.stdout.write)
        try:
            restore(data=options["data"], keys_from=options["keys"], report=report)
        except NotPossible as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"Het terugzetten duurde {report.seconds:.1f} seconden.")
        if report.faults:
            raise CommandError(f"Er zijn {len(report.faults)} fouten; laat de toepassing dicht tot ze zijn uitgezocht.")
