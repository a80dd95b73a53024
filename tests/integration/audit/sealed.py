"""Sealed logs to look at: a few days of two municipalities, with late lines, lists and a month's end."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings

from privacy_domain import clock
from privacy_domain.audit import record, sealing
from privacy_domain.audit.verification import verify
from privacy_domain.audit.verifier import Report
from privacy_domain.tenancy.scope import Scope, entered
from tests.integration.audit.cast import Jelle, TalkEvent

BEGIN = datetime(2026, 9, 29, 8, 0, tzinfo=UTC)


def keep_checkpoints(folder: Path, *, name: str = "checkpoints") -> Path:
    """A folder for checkpoints and a key to sign them with, in the settings. Returns the folder."""
    key = folder / "audit.key"
    if not key.exists():
        key.write_text(f"# the key of these tests\n{random.Random(7).randbytes(32).hex()}\n")
    settings.AUDIT_SIGNING_KEY_FILE = str(key)
    settings.AUDIT_CHECKPOINTS = str(folder / name)
    return folder / name


@dataclass
class Diary:
    """Writes a log as time goes by, and remembers what it wrote. `now` is where its time stands."""

    seed: int
    now: datetime = BEGIN
    lines: dict[UUID, list[UUID]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.jelle = Jelle(id=self._id())
        self.things = [self._id() for _ in range(4)]

    def _id(self) -> UUID:
        return UUID(int=self.random.getrandbits(128), version=4)

    def write(self, here: Scope, lines: int) -> None:
        """So many lines about this moment; some bear the moment at which their long transaction began."""
        with entered(here):
            for _ in range(lines):
                self.now += timedelta(seconds=self.random.randrange(1, 40))
                at = self.now - timedelta(seconds=self.random.choice([0, 0, 0, 5, 240]))
                with clock.standing_at(at):
                    self.lines.setdefault(here.id, []).append(self._line().id)

    def _line(self) -> record.AuditEvent:
        kind = self.random.randrange(4)
        if kind == 0:
            return record.look(TalkEvent.LISTED, by=self.jelle, object_ids=self.random.sample(self.things, 3))
        if kind == 1:
            return record.record(TalkEvent.CHANGED, by=self.jelle, dossier_id=self._id(), fields=["name", "phone"])
        return record.record(TalkEvent.OPENED, by=self.jelle, person_id=self._id(), purpose="support", reason="own_case")

    def seal(self, here: Scope, *, checkpoint: bool = True) -> None:
        """As a beat does, at this moment."""
        self.now += timedelta(seconds=self.random.randrange(1, 5))
        with clock.standing_at(self.now):
            if checkpoint:
                sealing.look_after(here)
            else:
                sealing.seal(here)

    def rest(self, **duration: int) -> None:
        """Let time go by."""
        self.now += timedelta(**duration)

    def verify(self, here: Scope, **given: object) -> Report:
        """Verify a few hours later."""
        with clock.standing_at(self.now + timedelta(hours=3)):
            return verify(here, **given)


def days(diary: Diary, places: list[Scope], *, segments: int) -> None:
    """So many segments in each place, over the end of a month; some seals without a checkpoint of their own, the last with one."""
    for number in range(segments):
        for here in places:
            diary.write(here, diary.random.randrange(2, 9))
            diary.seal(here, checkpoint=number == segments - 1 or diary.random.random() < 0.6)
        diary.rest(hours=12)
