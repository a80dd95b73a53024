"""`manage.py backup`: a backup of the data, and apart from it one of the keys."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from privacy_domain.erasure.ledger import NoLedger
from privacy_domain.upkeep.backup.making import folder_of, make_backup
from privacy_domain.upkeep.backup.manifest import NotPossible


class Command(BaseCommand):
    """Make a backup."""

    help = "Make a backup: the data with their files in one folder, the keys in another. Run it as pd_backup."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to."""
        parser.add_argument("--into", type=Path, metavar="FOLDER", help="for the data; left out: BACKUP_FOLDER")
        parser.add_argument("--keys-into", type=Path, metavar="FOLDER", help="for the keys, elsewhere; left out: BACKUP_KEYS_FOLDER")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it, or say why not."""
        try:
            into, keys_into = folder_of(options["into"], "BACKUP_FOLDER"), folder_of(options["keys_into"], "BACKUP_KEYS_FOLDER")
            made = make_backup(into=into, keys_into=keys_into)
        except (NotPossible, NoLedger) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"De gegevens staan in {made.data}")
        self.stdout.write(f"De sleutels staan in {made.keys}")
        self.stdout.write(f"Samen {made.bytes / 1_000_000:.1f} MB. De hoofdsleutel en het register van vernietigingen horen er niet bij.")
