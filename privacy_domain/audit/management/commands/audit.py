"""`manage.py audit partitions | seal | verify | export | keys | drop-month | drop-due | restored`: upkeep of the audit log from the shell.

What the privacy officer reads is Dutch.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from privacy_domain.audit import checkpoints, dropping, partitions, sealing, signing, verification
from privacy_domain.audit.dropping import NotDroppable
from privacy_domain.audit.sealing import Contradiction
from privacy_domain.audit.signing import SigningKeyMissing
from privacy_domain.audit.verifier import read_keys
from privacy_domain.operation import SYSTEM
from privacy_domain.tenancy.scope import Scope


class Command(BaseCommand):
    """Upkeep of the audit log."""

    help = "Upkeep of the audit log and of its seals."

    def add_arguments(self, parser: CommandParser) -> None:
        """One subcommand each."""
        commands = parser.add_subparsers(dest="command", required=True)
        months = commands.add_parser("partitions", help="make the partitions of the coming months; twice is harmless")
        months.add_argument("--months", type=int, default=partitions.AHEAD + 1, choices=range(1, 61), metavar="1..60")
        commands.add_parser("seal", help="seal what is new now, and set a checkpoint; the worker does so by itself")
        verify = commands.add_parser("verify", help="does the log hold? exit status 1 when it does not")
        verify.add_argument("--municipality", metavar="CODE", help="only this one")
        verify.add_argument("--checkpoints", type=Path, metavar="FOLDER", help="another copy than that of the settings")
        verify.add_argument("--keys", type=Path, metavar="FILE", help="public keys, one a line (see `keys`)")
        export = commands.add_parser("export", help="write the log with its seals, for audit/verifier.py elsewhere")
        export.add_argument("--municipality", metavar="CODE", required=True)
        export.add_argument("file", type=Path)
        commands.add_parser("keys", help="the public keys with which checkpoints are verified")
        drop = commands.add_parser("drop-month", help="remove the lines of a month; as the owner of the tables only")
        drop.add_argument("month", type=_month, metavar="YYYY-MM")
        commands.add_parser("drop-due", help="remove the lines of every month whose term is over; monthly, as the owner of the tables only")
        restored = commands.add_parser("restored", help="after a return to a backup: sign that later seals were lost")
        restored.add_argument("--municipality", metavar="CODE", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it. Raises CommandError with what is wrong."""
        act = getattr(self, f"_{options['command'].replace('-', '_')}")
        try:
            act(options)
        except (SigningKeyMissing, NotDroppable, Contradiction, OSError, ValueError) as error:
            raise CommandError(str(error)) from error

    def _partitions(self, options: dict[str, Any]) -> None:
        made = partitions.ensure(months=options["months"])
        self.stdout.write("\n".join(made) if made else "nothing to make: all months are there")

    def _seal(self, options: dict[str, Any]) -> None:
        for here in sealing.everyone():
            self.stdout.write(f"{here.code}: {sealing.look_after(here)} lines sealed")

    def _verify(self, options: dict[str, Any]) -> None:
        keys = read_keys(options["keys"].read_text(encoding="ascii")) if options["keys"] else None
        chosen = [_found(options["municipality"])] if options["municipality"] else sealing.everyone()
        if options["checkpoints"] and not options["checkpoints"].is_dir():
            raise CommandError(f"De map {options['checkpoints']} is er niet.")
        wrong = 0
        for here in chosen:
            report = verification.verify(here, folder=options["checkpoints"], keys=keys)
            wrong += bool(report.faults)
            self.stdout.write("\n".join(f"{here.name}: {sentence}" for sentence in report.sentences()))
        if wrong:
            raise CommandError(f"Het logboek klopt niet in {wrong} van {len(chosen)} gemeenten.")

    def _export(self, options: dict[str, Any]) -> None:
        here = _found(options["municipality"])
        with options["file"].open("x", encoding="utf-8") as file:
            file.writelines(verification.export(here, by=SYSTEM))
        self.stdout.write(f"Geschreven: {options['file']}. Controlepunten: {checkpoints.file_of(here.id).name}")

    def _keys(self, options: dict[str, Any]) -> None:
        self.stdout.write("\n".join(signing.public_bytes(key).hex() for key in signing.private_keys()))

    def _drop_month(self, options: dict[str, Any]) -> None:
        for gone in dropping.drop_month(options["month"]):
            self.stdout.write(f"{gone.code}: {gone.lines} regels in {gone.segments} zegels verwijderd")

    def _drop_due(self, options: dict[str, Any]) -> None:
        due = dropping.due_months()
        for month in due:
            self.stdout.write(f"{month:%Y-%m}")
            self._drop_month({"month": month})
        self.stdout.write(f"{len(due)} maanden verwijderd")

    def _restored(self, options: dict[str, Any]) -> None:
        if not checkpoints.configured():
            raise CommandError("Er zijn geen controlepunten ingesteld.")
        number = sealing.acknowledge_restore(_found(options["municipality"]))
        self.stdout.write(f"Ondertekend: de keten eindigt nu bij zegel {number}.")


def _found(code: str) -> Scope:
    for here in sealing.everyone():
        if here.code == code:
            return here
    raise CommandError(f"Er is geen gemeente {code!r}.")


def _month(text: str) -> date:
    return datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 - a month has no time zone
