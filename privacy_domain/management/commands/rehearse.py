"""`manage.py rehearse`: put a backup back beside what runs, look whether all is well, and throw it away."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from privacy_domain.upkeep.backup.making import folder_of
from privacy_domain.upkeep.backup.manifest import DATA, KEYS, NotPossible, newest
from privacy_domain.upkeep.backup.rehearsal import rehearse
from privacy_domain.upkeep.backup.returning import Report


class Command(BaseCommand):
    """Rehearse the return of a backup."""

    help = "Put a backup back in databases made for the occasion; what runs is not touched. Run it as pd_owner."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which one."""
        parser.add_argument("--data", type=Path, metavar="FOLDER", help="left out: the newest below BACKUP_FOLDER")
        parser.add_argument("--keys", type=Path, metavar="FOLDER", help="left out: the newest below BACKUP_KEYS_FOLDER")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say what was found and how long it took."""
        report = Report(say=self.stdout.write)
        try:
            data = options["data"] or newest(folder_of(None, "BACKUP_FOLDER"), DATA)
            keys_from = options["keys"] or newest(folder_of(None, "BACKUP_KEYS_FOLDER"), KEYS)
            rehearse(data=data, keys_from=keys_from, report=report)
        except NotPossible as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"De oefening duurde {report.seconds:.1f} seconden. Wat draait, is niet aangeraakt.")
