"""Putting a backup back: checked before anything changes, then everything, then what was destroyed is destroyed again."""

from __future__ import annotations

import shutil
import tarfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from privacy_domain import clock
from privacy_domain.audit import checkpoints, sealing, verification
from privacy_domain.crypto import files, keys, stored
from privacy_domain.crypto.envelope import Unreadable
from privacy_domain.crypto.kinds import KeyKind
from privacy_domain.crypto.master import MasterKeyMissing, masters
from privacy_domain.crypto.rotation import masters_in_use
from privacy_domain.erasure import ledger
from privacy_domain.erasure.ledger import NoLedger
from privacy_domain.operation import SYSTEM
from privacy_domain.people.models import Person
from privacy_domain.privacy import every_row
from privacy_domain.tenancy import scope
from privacy_domain.upkeep.backup import postgres
from privacy_domain.upkeep.backup.making import DATA_DUMP, KEYS_DUMP, MEDIA, require_free
from privacy_domain.upkeep.backup.manifest import DATA, KEYS, Manifest, NotPossible, check
from privacy_domain.upkeep.night import sweep_keys
from retention.middleware import why_shut_here
from retention.services.destruction import replay_ledger


@dataclass
class Report:
    """What was done, in Dutch sentences with how long each took, and what is wrong."""

    lines: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    say: Callable[[str], object] = print
    _begun: float = field(default_factory=time.monotonic)

    def tell(self, sentence: str) -> None:
        """One line more."""
        self.lines.append(sentence)
        self.say(sentence)

    def blame(self, sentence: str) -> None:
        """Something is wrong."""
        self.faults.append(sentence)
        self.tell(f"FOUT: {sentence}")

    @contextmanager
    def step(self, done: str) -> Iterator[None]:
        """Say afterwards what was done and how long it took."""
        begun = time.monotonic()
        yield
        self.tell(f"{done} ({time.monotonic() - begun:.1f} s)")

    @property
    def seconds(self) -> float:
        """How long all of it took."""
        return time.monotonic() - self._begun


def restore(*, data: Path, keys_from: Path | None, report: Report) -> None:
    """Put the data of the folder `data` in the empty main database and its files in the empty MEDIA_ROOT; with `keys_from` also the keys
    in the empty keys database, without it those of today stay. Then what the ledger names is destroyed again, and it is looked at.

    Raises NotPossible: before anything was changed, or because a tool failed, and then a database is full or empty but never half.
    """
    with report.step("De back-up is heel en past bij dit systeem"):
        of_data = check(data, DATA)
        of_keys = check(keys_from, KEYS) if keys_from else None
        _require_place(of_data, of_keys)
    with report.step(f"De gegevens van {of_data.moment.astimezone(clock.AMSTERDAM):%d-%m-%Y %H:%M} zijn teruggezet"):
        postgres.restore("default", data / DATA_DUMP)
        _compare("de gegevens", of_data, postgres.counted_past_security("default"), report)
    if keys_from and of_keys:
        with report.step("De sleutels zijn teruggezet"):
            postgres.restore("keys", keys_from / KEYS_DUMP)
            _compare("de sleutels", of_keys, postgres.rows("keys"), report)
    with report.step("De bestanden zijn teruggezet"):
        _unpack(data / MEDIA)
    with report.step("De tabellen zijn bij deze versie gebracht"):
        for alias in ("default", "keys"):
            _migrate(alias)
    _destroy_again(brought_keys=keys_from is not None, report=report)
    look(report)


# ---------------------------------------------------------------- before
def _require_place(of_data: Manifest, of_keys: Manifest | None) -> None:
    """Everything that can be known beforehand: the ledger, the master key, room, and that nothing is overwritten."""
    _require_ledger(of_data)
    postgres.require_empty("default")
    media = Path(settings.MEDIA_ROOT)
    if media.is_dir() and any(media.iterdir()):
        raise NotPossible(f"De map {media} is niet leeg. Er is niets teruggezet; zet eerst weg wat er staat.")
    media.mkdir(mode=0o700, parents=True, exist_ok=True)
    require_free(media, shutil.disk_usage(media).free, of_data.parts[MEDIA].bytes)
    if of_keys is not None:
        postgres.require_empty("keys")
    _require_masters(frozenset(of_keys.masters) if of_keys else masters_in_use())


def _require_ledger(of_data: Manifest) -> None:
    try:
        lines = sum(1 for _ in ledger.entries())
    except NoLedger as error:
        raise NotPossible(f"Zonder het register van vernietigingen kan er niets terug. {error}") from None
    if lines < of_data.ledger:
        raise NotPossible(
            f"Het register van vernietigingen heeft {lines} regels en had er {of_data.ledger} toen de back-up gemaakt werd. Zet het hele register terug."
        )


def _require_masters(wanted: frozenset[str]) -> None:
    try:
        for master in wanted:
            masters().cipher(master)
    except MasterKeyMissing as error:
        raise NotPossible(f"De hoofdsleutel past niet bij de sleutels. {error}") from None


def _migrate(alias: str) -> None:
    known = MigrationExecutor(connections[alias])
    if known.migration_plan(known.loader.graph.leaf_nodes()):
        call_command("migrate", database=alias, verbosity=0, interactive=False)


def _unpack(archive: Path) -> None:
    try:
        with tarfile.open(archive) as packed:
            packed.extractall(settings.MEDIA_ROOT, filter="data")
    except (OSError, tarfile.TarError) as error:
        raise NotPossible(f"De bestanden zijn niet teruggezet: {error}. Maak {settings.MEDIA_ROOT} leeg en begin opnieuw.") from None


# ---------------------------------------------------------------- after
def _compare(what: str, manifest: Manifest, counted: dict[str, int], report: Report) -> None:
    other = sorted(table for table in manifest.rows.keys() | counted.keys() if manifest.rows.get(table) != counted.get(table))
    if other:
        report.blame(f"In {what} tellen {len(other)} tabellen anders dan toen: {', '.join(other[:5])}.")
    report.tell(f"Geteld: {sum(counted.values())} rijen in {len(counted)} tabellen.")


def _destroy_again(*, brought_keys: bool, report: Report) -> None:
    """The ledger once more, in every municipality; and with old keys also those whose subject has no row any more."""
    again = 0
    with report.step("Wat vernietigd was, is opnieuw vernietigd"):
        for here in scope.all_scopes(closed=True):
            replayed = replay_ledger(here=here, by=SYSTEM)
            again += replayed.again
            if replayed.failed:
                why = ", ".join(sorted({type(error).__name__ for error in replayed.failed}))
                report.blame(
                    f"{here.name}: {len(replayed.failed)} niet opnieuw vernietigd ({why}). Neem de oorzaak weg en doe `manage.py ledger replay`."
                )
            if checkpoints.configured():
                sealing.acknowledge_restore(here)
        if brought_keys:
            for _ in sweep_keys(before=clock.now()):
                pass
    report.tell(f"De back-up had {again} vernietigde dossiers of onderdelen teruggebracht.")
    if not checkpoints.configured():
        report.tell("Er zijn geen controlepunten ingesteld: onderteken zelf met `manage.py audit restored`.")


def look(report: Report) -> None:
    """Whether all is as it must be: nobody destroyed can be read, who is there can, files are there, the log holds."""
    with report.step("Alles is nagekeken"):
        destroyed = [(entry.municipality, entry.subject) for entry in ledger.entries() if str(entry.kind) == str(KeyKind.DOSSIER)]
        for here in scope.all_scopes(closed=True):
            with scope.entered(here):
                if reason := why_shut_here():
                    report.blame(f"{here.name}: {reason}")
                readable = sum(_has_key(subject) for municipality, subject in destroyed if municipality == here.id)
                if readable:
                    report.blame(f"{here.name}: van {readable} vernietigde dossiers is de sleutel er nog.")
                _read_some(here.name, report)
            for fault in verification.verify(here).faults:
                report.blame(f"{here.name}: het logboek klopt niet. {fault}")
    report.tell(f"Van {len(destroyed)} vernietigde dossiers is niets te lezen." if not report.faults else f"{len(report.faults)} fouten.")
    connections.close_all()


def _has_key(subject: object) -> bool:
    try:
        keys.key_for(KeyKind.DOSSIER, subject)  # type: ignore[arg-type]
    except keys.NoKey:
        return False
    return True


_SAMPLE = 200


def _read_some(name: str, report: Report) -> None:
    """The newest persons, and whether each file is where its row says."""
    unreadable = 0
    people = list(Person.objects.order_by("-pk")[:_SAMPLE])
    for person in people:
        try:
            str(person.surname)
        except Unreadable:
            unreadable += 1
    if unreadable:
        report.blame(f"{name}: {unreadable} van {len(people)} personen zijn niet te lezen.")
    known = set(stored.names_in_scope())
    lost = sum(not files.exists(file) for file in known)
    if lost:
        report.blame(f"{name}: {lost} van {len(known)} bestanden ontbreken.")
    report.tell(f"{name}: {len(people)} personen gelezen, {len(known)} bestanden gezien, {every_row(Person).count()} personen in alles.")
