"""Ten ways to tamper with a sealed log, by somebody who owns the database. Each does it once, at random, and says what a verifier
must name."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from privacy_domain.audit import checkpoints
from privacy_domain.audit.canonical import encode
from privacy_domain.audit.signing import public_bytes
from privacy_domain.audit.verifier import Seal, compact, key_id, to_sign
from tests.integration.audit.victim import Expected, Victim


def edit(victim: Victim) -> Expected:
    """Change a line: what is shown, what is sealed, or both alike."""
    segment, line = victim.line()
    values, number = victim.columns(line), segment.seal.number
    way = victim.random.randrange(5)
    if way == 0:
        name = victim.random.choice(["actor_name", "purpose", "reason", "role", "origin", "protocol_version"])
        victim.sql(f"update audit_event set {name} = 'x' || {name} where id = %s", line)
    elif way == 1:
        name = victim.random.choice(["person_id", "dossier_id", "actor_id", "operation_id", "on_behalf_of", "subject_id"])
        victim.sql(f"update audit_event set {name} = gen_random_uuid() where id = %s", line)
    elif way == 2:
        change = victim.random.choice(["at = at + interval '1 microsecond'", "outcome = 'failed'", "decision = '{\"a\": 1}'"])
        victim.sql(f"update audit_event set {change}, object_ids = object_ids where id = %s", line)
    elif way == 3:
        at = victim.random.randrange(len(values["canonical"]))
        flipped = bytearray(values["canonical"])
        flipped[at] ^= 1 << victim.random.randrange(8)
        victim.sql("update audit_event set canonical = %s where id = %s", bytes(flipped), line)
        return Expected("line-changed", number, line=str(line))
    else:
        values |= {"event": "talk:talk:erased"}
        canonical = encode({name: value for name, value in values.items() if name != "canonical"})
        victim.sql("update audit_event set event = %s, canonical = %s where id = %s", values["event"], canonical, line)
        return Expected("line-changed", number, line=str(line))
    return Expected("line-disagrees", number, line=str(line))


def delete(victim: Victim) -> Expected:
    """Take away a line, the way to find it, all lines of a segment with their list, or a seal."""
    segment, line = victim.line()
    number, way = segment.seal.number, victim.random.randrange(5)
    if way <= 1:
        victim.sql("delete from audit_event where id = %s", line)
        return Expected("line-missing", number, line=str(line))
    if way == 2:
        ids = [one.id for one in segment.lines or []]
        victim.sql("delete from audit_event where id = any(%s::uuid[])", ids)
        victim.sql("delete from audit_manifest where municipality_id = %s and number = %s", victim.here.id, number)
        return Expected("segment-missing", number, number)
    if way == 3:
        lists = victim.sql(
            "select id, object_ids[1], actor_id, at from audit_event where municipality_id = %s and object_ids <> '{}' and actor_id is not null",
            victim.here.id,
        )
        line, thing, actor, at = victim.random.choice(lists)
        victim.sql(
            "delete from audit_shown where municipality_id = %s and object_id = %s and actor_id = %s and day = (%s::timestamptz at time zone 'UTC')::date",
            *(victim.here.id, thing, actor, at),
        )
        return Expected("line-unlisted", line=str(line), most=99)
    last = len(victim.segments())
    number = victim.random.randrange(1, last)
    victim.sql("delete from audit_seal where municipality_id = %s and number = %s", victim.here.id, number)
    return Expected("seal-missing", number, number, also=("line-inserted",))


def cut(victim: Victim) -> Expected:
    """Take away the newest part, seals and all."""
    last = len(victim.segments())
    left = victim.random.randrange(0, last)
    whole = victim.random.random() < 0.7
    for table in ("audit_seal", "audit_manifest"):
        victim.sql(f"delete from {table} where municipality_id = %s and number > %s", victim.here.id, left)
    if whole:
        victim.sql(
            "delete from audit_event e where municipality_id = %s and not exists "
            "(select from audit_manifest m where m.municipality_id = e.municipality_id and e.id = any(m.ids))",
            victim.here.id,
        )
    return Expected("tail-cut", left + 1, last, also=("line-inserted", "lines-unsealed"))


def swap(victim: Victim) -> Expected:
    """Two lines change places: as lines, in their list, or two seals do."""
    way = victim.random.randrange(3)
    if way == 0:
        segment, line = victim.line()
        _, with_line = victim.line()
        while with_line == line:
            _, with_line = victim.line()
        one, two = victim.columns(line), victim.columns(with_line)
        for target, source in ((line, two), (with_line, one)):
            victim.sql(
                "update audit_event set canonical = %s, actor_id = %s, dossier_id = %s, event = %s where id = %s",
                *(source["canonical"], source["actor_id"], source["dossier_id"], source["event"], target),
            )
        return Expected("line-changed", segment.seal.number, line=str(line), most=2)
    segments = victim.segments()
    if way == 1:
        segment = victim.random.choice([one for one in segments if one.seal.lines > 1])
        victim.sql(
            "update audit_manifest set ids = ids[2:2] || ids[1:1] || ids[3:], digests = digests[2:2] || digests[1:1] || digests[3:] "
            "where municipality_id = %s and number = %s",
            *(victim.here.id, segment.seal.number),
        )
        return Expected("list-changed", segment.seal.number)
    one, two = victim.random.sample(range(1, len(segments) + 1), 2)
    for number, to in ((one, -one), (two, one), (-one, two)):
        victim.sql("alter table audit_seal drop constraint if exists audit_seal_number_check")
        victim.sql("update audit_seal set number = %s where municipality_id = %s and number = %s", to, victim.here.id, number)
    return Expected("seal-changed", min(one, two), also=("list-changed", "segment-missing", "rewritten", "chain-broken"), most=2)


def duplicate(victim: Victim) -> Expected:
    """The same line once more: under another id, at another moment, in another month; or the last seal once more."""
    segment, line = victim.line(before=len(victim.segments()) - 1)
    values, way = victim.columns(line), victim.random.randrange(4)
    if way == 0:
        other = UUID(int=victim.random.getrandbits(128), version=4)
        victim.insert(values | {"id": other})
        return Expected("line-inserted", line=str(other))
    if way == 1:
        victim.insert(values | {"at": values["at"] + timedelta(microseconds=1)})
        return Expected("line-twice", segment.seal.number, line=str(line))
    if way == 2:
        victim.insert(values | {"at": values["at"] - timedelta(days=62)})
        return Expected("line-inserted", line=str(line))
    last = len(victim.segments())
    names = ", ".join(name for name in ("municipality_id", "algorithm", *Seal.__slots__[3:]))
    victim.sql(
        f"insert into audit_seal (number, {names}) select number + 1, {names} from audit_seal where municipality_id = %s and number = %s",
        *(victim.here.id, last),
    )
    return Expected("seal-changed", last + 1, also=("segment-missing", "checkpoints-behind"))


def insert(victim: Victim) -> Expected:
    """A line that never was: loose, in a list, or in a list with a seal that is right for it."""
    segment, line = victim.line(before=len(victim.segments()) - 1)
    forged = UUID(int=victim.random.getrandbits(128), version=4)
    values = victim.columns(line) | {"id": forged, "actor_name": "somebody", "object_ids": []}
    values["canonical"] = encode({name: value for name, value in values.items() if name != "canonical"})
    victim.insert(values)
    number, way = segment.seal.number, victim.random.randrange(3)
    if way == 0:
        return Expected("line-inserted", line=str(forged))
    if way == 1:
        victim.sql(
            "update audit_manifest set ids = ids || %s::uuid, digests = digests || sha256(%s) where municipality_id = %s and number = %s",
            *(str(forged), values["canonical"], victim.here.id, number),
        )
        return Expected("list-changed", number)
    known = victim.segments_now()[number - 1]
    widened = replace(known, lines=[*(known.lines or []), replace((known.lines or [])[0], id=str(forged))])
    victim.reseal(widened)
    if number in victim.checkpointed():
        return Expected("rewritten", victim.interval(number)[0], number, also=("chain-broken",))
    return Expected("chain-broken", number + 1)


def rechain(victim: Victim) -> Expected:
    """Change or remove a line and make every seal from there on again."""
    segments = victim.segments()
    segment, line = victim.line()
    first, last = victim.interval(segment.seal.number)
    if victim.random.random() < 0.5 and segment.seal.lines > 1:
        victim.sql("delete from audit_event where id = %s", line)
    else:
        values = victim.columns(line) | {"reason": "another"}
        canonical = encode({name: value for name, value in values.items() if name != "canonical"})
        victim.sql("update audit_event set reason = 'another', canonical = %s where id = %s", canonical, line)
    victim.rechain(segments, segment.seal.number)
    return Expected("rewritten", first, last)


def rebuild(victim: Victim) -> Expected:
    """Make the whole log again without a line, from the first seal."""
    segments = victim.segments()
    segment = victim.random.choice([one for one in segments[:1] if one.seal.lines > 1] or segments[:1])
    victim.sql("delete from audit_event where id = %s", (segment.lines or [])[0].id)
    victim.sql("update audit_seal set sealed_at = sealed_at + interval '1 second' where municipality_id = %s", victim.here.id)
    victim.rechain(victim.segments_now(), 1)
    return Expected("rewritten", 1, victim.checkpointed()[0])


def move(victim: Victim) -> Expected:
    """A line, or the newest segment, goes to another municipality."""
    segment, line = victim.line(before=len(victim.segments()) - 1)
    number, way = segment.seal.number, victim.random.randrange(3)
    if way == 0:
        victim.sql("update audit_event set municipality_id = %s where id = %s", victim.other.id, line)
        return Expected("line-missing", number, line=str(line), elsewhere=True)
    if way == 1:
        values = victim.columns(line) | {"municipality_id": victim.other.id}
        canonical = encode({name: value for name, value in values.items() if name != "canonical"})
        victim.sql(
            "update audit_event set municipality_id = %s, canonical = %s where id = %s",
            victim.other.id,
            canonical,
            line,
        )
        return Expected("line-missing", number, line=str(line), elsewhere=True)
    mine, theirs = victim.segments()[-1], len(victim.segments(victim.other))
    ids = [one.id for one in mine.lines or []]
    victim.sql("update audit_event set municipality_id = %s where id = any(%s::uuid[])", victim.other.id, ids)
    for table in ("audit_seal", "audit_manifest"):
        victim.sql(
            f"update {table} set municipality_id = %s, number = %s where municipality_id = %s and number = %s",
            *(victim.other.id, theirs + 1, victim.here.id, mine.seal.number),
        )
    return Expected("tail-cut", mine.seal.number, mine.seal.number, elsewhere=True)


def change_checkpoint(victim: Victim) -> Expected:
    """Change, sign anew with another key, remove, swap or cut off checkpoints, or take those of a neighbour."""
    file = checkpoints.file_of(victim.here.id)
    lines = file.read_bytes().splitlines(keepends=True)
    at, way = victim.random.randrange(len(lines)), victim.random.randrange(6)
    expected = Expected("checkpoint-changed", count=at + 1, also=("checkpoints-behind",))
    if way == 0:
        byte = victim.random.randrange(len(lines[at]) - 1)
        lines[at] = lines[at][:byte] + bytes([lines[at][byte] ^ 1]) + lines[at][byte + 1 :]
    elif way == 1:
        lines[at] = _forged(json.loads(lines[at]) | {"hash": victim.random.randbytes(32).hex()})
    elif way == 2:
        at = victim.random.randrange(len(lines) - 1)
        del lines[at]
        expected = Expected("checkpoint-missing", count=at + 1)
    elif way == 3:
        at = victim.random.randrange(len(lines) - 1)
        lines[at], lines[at + 1] = lines[at + 1], lines[at]
        expected = Expected("checkpoint-missing", count=at + 1, most=3)
    elif way == 4:
        left = victim.random.randrange(len(lines))
        uncovered = json.loads(lines[left - 1])["number"] + 1 if left else 1
        lines = lines[:left]
        expected = Expected("checkpoints-behind", uncovered)
    else:
        neighbour = checkpoints.file_of(victim.other.id).read_bytes().splitlines(keepends=True)
        lines[at] = victim.random.choice(neighbour)
    file.write_bytes(b"".join(lines))
    return expected


def _forged(statement: dict[str, Any]) -> bytes:
    """Signed, but by a key of the forger's own, under the name of ours or of his."""
    key = Ed25519PrivateKey.generate()
    statement |= {"key": key_id(public_bytes(key))}
    return compact(statement | {"signature": base64.b64encode(key.sign(to_sign(statement))).decode()}) + b"\n"


CLASSES: dict[str, Callable[[Victim], Expected]] = {
    one.__name__: one for one in (edit, delete, cut, swap, duplicate, insert, rechain, rebuild, move, change_checkpoint)
}
