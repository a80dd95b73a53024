"""Verifying the log of a municipality, and telling its privacy officer when something is not right."""

from __future__ import annotations

import base64
import json
import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from uuid import uuid5

from privacy_domain import clock
from privacy_domain.audit import checkpoints, sealing, signing, verifier
from privacy_domain.audit.canonical import moment
from privacy_domain.audit.events import ConfigurationEvent
from privacy_domain.audit.reading import Log
from privacy_domain.audit.record import record
from privacy_domain.audit.verifier import Keys, Report, Seal, Segment
from privacy_domain.operation import SYSTEM, Actor
from privacy_domain.tenancy import scope
from privacy_domain.tenancy.scope import Scope
from privacy_domain.work.services import add_task

TASK = "audit.fault"
OFFICER = "privacy_officer"

_log = logging.getLogger(__name__)


def verify(here: Scope, *, folder: Path | None = None, keys: Keys | None = None) -> Report:
    """Whether the log of this municipality holds. Reads only.

    `folder` with checkpoints and `keys` that may have signed them: left out, those of the settings. Without any folder the
    report says that nothing was compared. Raises OSError and SigningKeyMissing when they cannot be read.
    """
    raw = None
    if folder is not None or checkpoints.configured():
        raw, keys = checkpoints.read(here.id, folder), keys if keys is not None else signing.public_keys()
    with scope.entered(here):
        return verifier.verify(Log(here.id), raw, keys or {})


def verify_daily(here: Scope) -> Report:
    """Verify, write down that it was done, give the privacy officer a task for what is wrong; and only then seal what bears an
    older moment than it should, so that it cannot change any more."""
    report = verify(here)
    with scope.entered(here):
        record(ConfigurationEvent.VERIFIED, outcome="failed" if report.faults else "done", by=SYSTEM)
        raise_alarm(here, report.faults)
    sealing.seal(here, everything=True)
    return report


def raise_alarm(here: Scope, faults: Sequence[object]) -> None:
    """A task for the privacy officer, once for the same faults. In the scope of the municipality."""
    if not faults:
        return
    _log.error("the audit log of %s does not verify: %s", here.code, "; ".join(map(repr, faults[:10])))
    add_task(
        kind=TASK,
        title_key="audit.fault",
        source_kind="audit.log",
        source_id=uuid5(here.id, "\n".join(sorted(map(repr, faults)))),
        role=OFFICER,
        due_on=clock.today(),
        by=SYSTEM,
    )


def export(here: Scope, *, by: Actor) -> Iterator[str]:
    """The whole log with its seals for the verifier that stands alone, as lines of text. Writes down that it was taken."""
    with scope.entered(here):
        record(ConfigurationEvent.EXPORTED, by=by)
        log, seals = Log(here.id, with_lines=True), 0
        yield _text(kind="log", algorithm=verifier.ALGORITHM, municipality=log.municipality, at=moment(log.now))
        for segment in log.segments():
            seals += 1
            yield _exported(segment)
        for line, at in log.unsealed():
            yield _text(kind="unsealed", id=line, at=at)
        yield _text(kind="end", seals=seals)


def _exported(segment: Segment) -> str:
    columns = {name: getattr(segment.seal, name) for name in Seal.__slots__}
    lines = [(line.id, _base64(line.canonical), line.agrees, line.listed) for line in segment.lines or ()]
    entries = None if segment.entries is None else _base64(segment.entries)
    return _text(kind="seal", **columns, entries=entries, lines_now=lines)


def _text(**values: object) -> str:
    return json.dumps(values, separators=(",", ":"), default=bytes.hex) + "\n"


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
