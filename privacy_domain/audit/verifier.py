"""Does the audit log still say what it said when it was sealed?

Stands alone: an auditor takes this one file, Python with `cryptography`, an export of the log, the folder with checkpoints and
the list of public keys: `python verifier.py EXPORT CHECKPOINTS KEYS`. The application verifies with the same functions.

A segment lists its lines in order: 16 bytes id and the SHA-256 of the canonical bytes each; `content` is the SHA-256 of that
list. A seal is the SHA-256 of its own columns, the content and the hash of the seal before it among them. A checkpoint is a
signed statement, outside the database, that a seal with this number had this hash; it also holds the hash of the checkpoint
before it. What is said to people is Dutch.
"""

from __future__ import annotations

import base64
import hashlib
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

NOTHING = bytes(32)  # what the first seal and the first checkpoint name as the one before
ALGORITHM, ENTRY = 1, 48  # the form of seals and checkpoints; bytes of a line in the list of its segment
LATE = timedelta(minutes=15)  # a line may be committed so long after the moment that it bears
PATIENCE = timedelta(hours=1)  # so long may lines wait for a seal, and seals for a checkpoint
_SEAL, _CHECKPOINT, _KEY = b"sealed audit log: seal\n", b"sealed audit log: checkpoint\n", b"sealed audit log: key\n"

Keys = Mapping[str, Ed25519PublicKey]
_time = datetime.fromisoformat


@dataclass(frozen=True, slots=True)
class Seal:
    """One link of the chain. Moments as text in UTC, `month` the first day of the month of all its lines."""

    municipality: str
    number: int
    algorithm: int
    month: str
    first_id: str
    first_at: str
    last_id: str
    last_at: str
    lines: int
    content: bytes
    previous: bytes
    sealed_at: str
    hash: bytes = b""

    def digest(self) -> bytes:
        """What `hash` must be."""
        columns = {name: getattr(self, name) for name in self.__slots__ if name != "hash"}
        return hashlib.sha256(_SEAL + compact(columns)).digest()


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is now. `agrees`: its columns say what its canonical bytes say; `listed`: found from all that it names."""

    id: str
    canonical: bytes
    agrees: bool = True
    listed: bool = True


@dataclass(frozen=True, slots=True)
class Segment:
    """A seal with the list of its lines; None when its month is gone. `lines` None: the database found every line as listed."""

    seal: Seal
    entries: bytes | None
    lines: list[Line] | None


class Source(Protocol):
    """Where a log comes from, database or export: every seal by number, then id and moment of the lines that are on no list."""

    municipality: str
    now: datetime

    def segments(self) -> Iterator[Segment]: ...
    def unsealed(self) -> Iterator[tuple[str, str]]: ...


SENTENCES = {
    "line-changed": "Regel {line} in zegel {first} is veranderd nadat hij werd verzegeld.",
    "line-disagrees": "Regel {line} in zegel {first}: de kolommen zeggen iets anders dan wat is verzegeld.",
    "line-missing": "Regel {line} in zegel {first} is verdwenen.",
    "line-twice": "Regel {line} in zegel {first} staat er meer dan één keer.",
    "line-unlisted": "Regel {line} in zegel {first} is niet meer te vinden bij alles wat hij noemt.",
    "line-inserted": "Regel {line} is later tussengevoegd: hij draagt het tijdstip {moment}, en was er niet toen dat werd verzegeld.",
    "lines-unsealed": "{count} regels wachten op een zegel, de oudste sinds {moment}.",
    "list-changed": "De regellijst van zegel {first} is veranderd; welke regels zijn geraakt, is niet meer te zeggen.",
    "segment-missing": "De regels van zegel {first} zijn weg, en niemand heeft ondertekend dat die maand is verwijderd.",
    "seal-changed": "Zegel {first} is veranderd.",
    "seal-missing": "De zegels {first} tot en met {last} ontbreken.",
    "chain-broken": "Zegel {first} sluit niet aan op het zegel ervoor.",
    "rewritten": "De zegels {first} tot en met {last} zijn opnieuw gemaakt: het controlepunt van zegel {last} zegt iets anders.",
    "tail-cut": "De zegels {first} tot en met {last} zijn weg: ze stonden er bij het laatste controlepunt nog wel.",
    "checkpoint-changed": "Controlepunt {count} is veranderd, of niet met onze sleutel ondertekend.",
    "checkpoint-missing": "Vlak voor controlepunt {count} zijn controlepunten verdwenen.",
    "checkpoints-behind": "Sinds zegel {first} is er geen controlepunt meer bijgeschreven.",
    "month-differs": "Van de maand {moment} zijn niet precies de zegels over waarvoor is ondertekend dat de regels weg zijn.",
    "late": "Zegel {first} kwam meer dan een kwartier na een regel erin (van {moment}); tot dat zegel was die regel niet beschermd.",
    "dropped": "De regels van {moment} zijn na hun termijn verwijderd ({count} zegels); de zegels zelf kloppen nog.",
    "restored": "Na het terugzetten van een reservekopie zijn de zegels {first} tot en met {last} verloren.",
    "unchecked": "Er is niet met controlepunten vergeleken: een afgekapt of opnieuw gemaakt logboek valt zo niet op.",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong (or worth knowing) and where: the seals `first` to `last`, a line, or the `count`-th checkpoint."""

    kind: str
    first: int = 0
    last: int = 0
    line: str = ""
    moment: str = ""
    count: int = 0

    def __str__(self) -> str:
        return SENTENCES[self.kind].format(**asdict(self))


@dataclass(slots=True)
class Report:
    """What verifying gave: the log holds when there are no faults; the rest is to know, and how much was looked at."""

    municipality: str
    seals: int = 0
    lines: int = 0
    checkpoints: int = 0
    faults: list[Finding] = field(default_factory=list)
    remarks: list[Finding] = field(default_factory=list)

    def sentences(self) -> Iterator[str]:
        """For a reader: faults, remarks, the sum."""
        yield from (f"FOUT       {fault}" for fault in self.faults)
        yield from (f"opmerking  {remark}" for remark in self.remarks)
        verdict = "KLOPT NIET" if self.faults else "klopt"
        yield f"{self.lines} regels in {self.seals} zegels, {self.checkpoints} controlepunten: {verdict}"


def compact(values: Mapping[str, Any]) -> bytes:
    """One JSON object, always the same bytes for the same values; bytes within it as hexadecimal digits."""
    return json.dumps(values, sort_keys=True, separators=(",", ":"), default=bytes.hex).encode()


def key_id(public: bytes) -> str:
    """The name by which a checkpoint calls the key that signed it."""
    return hashlib.sha256(_KEY + public).hexdigest()[:16]


def to_sign(statement: Mapping[str, Any]) -> bytes:
    """The bytes of a checkpoint that are signed: all of it but the signature."""
    return _CHECKPOINT + compact({name: value for name, value in statement.items() if name != "signature"})


@dataclass(slots=True)
class Promises:
    """What the checkpoints that can be believed say: the hash of a seal; of a month without lines up to which seal, and how many."""

    hashes: dict[int, bytes] = field(default_factory=dict)
    dropped: dict[str, tuple[int, int]] = field(default_factory=dict)

    def take(self, statement: Mapping[str, Any]) -> Finding | None:
        """Add one, and say what a reader should know of it. Raises KeyError, TypeError or ValueError for nonsense."""
        number, kind, lost = int(statement["number"]), statement["kind"], max(self.hashes, default=0)
        if kind == "restored":
            self.hashes = {earlier: value for earlier, value in self.hashes.items() if earlier <= number}
        elif kind == "dropped":
            self.dropped[str(statement["month"])] = (number, int(statement["segments"]))
        elif kind != "seal":
            raise ValueError("a statement of an unknown kind")
        self.hashes.setdefault(number, bytes.fromhex(statement["hash"]))
        return Finding("restored", number + 1, lost) if kind == "restored" and lost > number else None


def believe(raw: bytes, municipality: str, keys: Keys) -> tuple[list[dict[str, Any]], list[Finding]]:
    """The statements of a file of checkpoints that can be believed, and what is wrong with the file.

    A statement is vouched for by the next one that holds its hash; only where that ends is the signature looked at.
    """
    lines = raw.removesuffix(b"\n").split(b"\n") if raw else []
    read = [_statement(line, municipality) for line in lines]
    before = [NOTHING.hex(), *(hashlib.sha256(line).hexdigest() for line in lines)]
    linked = [one is not None and one["previous"] == before[at] for at, one in enumerate(read)]
    good = [False] * len(lines)
    for at in reversed(range(len(lines))):
        one, vouched = read[at], at + 1 < len(lines) and good[at + 1] and linked[at + 1]
        good[at] = one is not None and (vouched or is_signed(one, keys))
    gaps = [at for at in range(len(lines)) if good[at] and not linked[at] and (at == 0 or good[at - 1])]
    faults = [Finding("checkpoint-changed", count=at + 1) for at, fine in enumerate(good) if not fine]
    faults += [Finding("checkpoint-missing", count=at + 1) for at in gaps]
    return [one for one, fine in zip(read, good, strict=True) if one and fine], faults


def _statement(line: bytes, municipality: str) -> dict[str, Any] | None:
    try:
        statement = json.loads(line)
        Promises().take(statement)
        whole = statement["municipality"] == municipality and {"previous", "key", "signature"} <= set(statement)
        return dict(statement) if whole and compact(statement) == line else None
    except (ValueError, KeyError, TypeError):
        return None


def is_signed(statement: Mapping[str, Any], keys: Keys) -> bool:
    """Whether one of the keys signed this statement."""
    try:
        keys[statement["key"]].verify(base64.b64decode(statement["signature"]), to_sign(statement))
        return True
    except (InvalidSignature, KeyError, TypeError, ValueError):
        return False


def inspect(segment: Segment) -> Iterator[Finding]:
    """What is wrong with the lines of one segment, named one by one."""
    number, entries = segment.seal.number, segment.entries or b""
    if hashlib.sha256(entries).digest() != segment.seal.content or len(entries) != segment.seal.lines * ENTRY:
        yield Finding("list-changed", number, number)
        return
    found: dict[bytes, list[Line]] = defaultdict(list)
    for line in segment.lines or ():
        found[UUID(line.id).bytes].append(line)
    for at in range(0, len(entries) if segment.lines is not None else 0, ENTRY):
        key, digest = entries[at : at + 16], entries[at + 16 : at + ENTRY]
        if kind := _fault_of(found[key], digest, segment.seal.municipality):
            yield Finding(kind, number, number, line=str(UUID(bytes=key)))


def _fault_of(lines: list[Line], digest: bytes, municipality: str) -> str:
    if len(lines) != 1:
        return "line-twice" if lines else "line-missing"
    line = lines[0]
    if hashlib.sha256(line.canonical).digest() != digest:
        return "line-changed"
    if not line.agrees or not _names_itself(line, municipality):
        return "line-disagrees"
    return "" if line.listed else "line-unlisted"


def _names_itself(line: Line, municipality: str) -> bool:
    try:
        said = json.loads(line.canonical[1:])
        return bool(said["id"] == line.id and said["municipality_id"] == municipality)
    except (ValueError, KeyError, TypeError):
        return False


def verify(source: Source, raw: bytes | None, keys: Keys) -> Report:
    """Walk the whole log once. `raw` is the file of checkpoints, None to leave those out."""
    report, promises = Report(source.municipality), Promises()
    if raw is None:
        report.remarks.append(Finding("unchecked"))
    else:
        believed, report.faults = believe(raw, source.municipality, keys)
        report.checkpoints = len(believed)
        report.remarks += [remark for one in believed if (remark := promises.take(one))]
    walk = _Walk(source, report, promises)
    for segment in source.segments():
        walk.step(segment)
    walk.end(compared=raw is not None)
    return report


class _Walk:
    """Where verifying stands: the seal before, the last one that a checkpoint confirmed, the first one that none covers."""

    def __init__(self, source: Source, report: Report, promises: Promises) -> None:
        self.source, self.report, self.promises = source, report, promises
        self.before: Seal | None = None
        self.confirmed, self.rewritten, self.covered = 0, False, max(promises.hashes, default=0)
        self.uncovered: Seal | None = None
        self.of_month: dict[str, int] = defaultdict(int)

    def step(self, segment: Segment) -> None:
        seal, report = segment.seal, self.report
        report.faults += [*self._link(seal), *self._compare(seal)]
        is_dropped = seal.number <= self.promises.dropped.get(seal.month, (0, 0))[0]
        self.of_month[seal.month] += is_dropped
        if segment.entries is not None or segment.lines:
            report.faults += inspect(segment)
            report.lines += seal.lines
        elif not is_dropped:
            report.faults.append(Finding("segment-missing", seal.number, seal.number))
        if _time(seal.sealed_at) - _time(seal.first_at) > LATE:
            report.remarks.append(Finding("late", seal.number, seal.number, moment=seal.first_at))
        report.seals += 1
        self.before = seal

    def _link(self, seal: Seal) -> Iterator[Finding]:
        number, known = (self.before.number, self.before.hash) if self.before else (0, NOTHING)
        if seal.digest() != seal.hash or seal.municipality != self.source.municipality or seal.algorithm != ALGORITHM:
            yield Finding("seal-changed", seal.number, seal.number)
        elif seal.number != number + 1:
            yield Finding("seal-missing", number + 1, seal.number - 1)
        elif seal.previous != known:
            yield Finding("chain-broken", seal.number, seal.number)

    def _compare(self, seal: Seal) -> Iterator[Finding]:
        """With its checkpoint, where it has one. After a difference silence until one agrees: all that follows must differ."""
        if self.uncovered is None and seal.number > self.covered:
            self.uncovered = seal
        promised = self.promises.hashes.get(seal.number)
        if promised == seal.hash:
            self.confirmed, self.rewritten = seal.number, False
        elif promised is not None and not self.rewritten:
            self.rewritten = True
            yield Finding("rewritten", self.confirmed + 1, seal.number)

    def end(self, *, compared: bool) -> None:
        last, faults = self.before.number if self.before else 0, self.report.faults
        if self.covered > last:
            faults.append(Finding("tail-cut", last + 1, self.covered))
        if compared and self.uncovered and self.source.now - _time(self.uncovered.sealed_at) > PATIENCE:
            faults.append(Finding("checkpoints-behind", self.uncovered.number, last))
        for month, (_, segments) in self.promises.dropped.items():
            self.report.remarks.append(Finding("dropped", moment=month[:7], count=segments))
            if self.of_month[month] != segments:
                faults.append(Finding("month-differs", moment=month[:7]))
        faults.extend(self._unsealed())

    def _unsealed(self) -> Iterator[Finding]:
        """A line that bears a moment long before the last seal was not there when that was made. Younger ones may wait a while."""
        looked, waiting = _time(self.before.sealed_at) - LATE if self.before else None, []
        for line, at in self.source.unsealed():
            if looked and _time(at) < looked:
                yield Finding("line-inserted", line=line, moment=at)
            elif self.source.now - _time(at) > PATIENCE:
                waiting.append(at)
        if waiting:
            yield Finding("lines-unsealed", moment=min(waiting), count=len(waiting))


class Export:
    """A log as `manage.py audit export` wrote it: one JSON object a line. Raises ValueError."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines, self._loose, self._count = iter(lines), list[tuple[str, str]](), 0
        head = self._next()
        self.municipality, self.now = str(UUID(head["municipality"])), _time(head["at"])

    def segments(self) -> Iterator[Segment]:
        """Every seal with its lines, read as they come; what follows the seals is kept for `unsealed`."""
        while (one := self._next())["kind"] != "end":
            if one["kind"] == "seal":
                self._count += 1
                yield _segment(one)
            else:
                self._loose.append((one["id"], one["at"]))
        if one["seals"] != self._count:
            raise ValueError("De export is niet volledig.")

    def unsealed(self) -> Iterator[tuple[str, str]]:
        """Id and moment of the lines without a seal."""
        yield from self._loose

    def _next(self) -> dict[str, Any]:
        return dict(json.loads(next(self._lines, "")))  # an empty text is a ValueError like any other


def _segment(one: Mapping[str, Any]) -> Segment:
    columns: dict[str, Any] = {name: one[name] for name in Seal.__slots__}
    seal = Seal(**columns | {name: bytes.fromhex(one[name]) for name in ("content", "previous", "hash")})
    lines = [Line(i, base64.b64decode(canonical), *rest) for i, canonical, *rest in one["lines_now"]]
    return Segment(seal, None if one["entries"] is None else base64.b64decode(one["entries"]), lines)


def read_keys(text: str) -> Keys:
    """Public keys, one a line in hexadecimal digits. Raises ValueError."""
    raw = [bytes.fromhex(line) for line in text.split()]
    return {key_id(public): Ed25519PublicKey.from_public_bytes(public) for public in raw}


def main(arguments: list[str]) -> int:
    """The command: 0 when the log holds, 1 when not, 2 when a file cannot be read."""
    try:
        export, checkpoints, keys = map(Path, arguments)
        with export.open(encoding="utf-8") as lines:
            source = Export(lines)
            raw = (checkpoints / f"{source.municipality}.jsonl").read_bytes()
            report = verify(source, raw, read_keys(keys.read_text(encoding="ascii")))
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        sys.stderr.write(f"Gebruik: verifier.py EXPORT CONTROLEPUNTEN SLEUTELS. Er is iets niet te lezen: {error}\n")
        return 2
    sys.stdout.write("\n".join(report.sentences()) + "\n")
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
