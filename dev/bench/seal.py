"""The seals of the audit log: what verifying a million lines takes, against chained SHA-256 of the same bytes in memory."""

from __future__ import annotations

import hashlib
import os
import time

import psycopg

from dev.bench.database import Database, running
from dev.bench.harness import Result, compare, table

LINES = int(os.environ.get("BENCH_SEAL_LINES", "1000000"))
SAMPLE = 100_000  # lines that the floor hashes: its time for each is the same however many there are

# as `audit.record` writes them, in one statement: a million calls would measure that and not this
_FILL = """
insert into audit_event
select id, at, municipality_id, event, actor_id, actor_name, role, null, subject_kind, subject_id, person_id, dossier_id, '{}',
  '{name,phone}', 'support', '', 'done', '', null, operation_id, origin,
  '\\x01'::bytea || convert_to(jsonb_build_object('id', id, 'at', to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'municipality_id', municipality_id, 'event', event, 'actor_id', actor_id, 'actor_name', actor_name, 'role', role,
    'on_behalf_of', null, 'subject_kind', subject_kind, 'subject_id', subject_id, 'person_id', person_id, 'dossier_id', dossier_id,
    'object_ids', '[]'::jsonb, 'fields', '["name", "phone"]'::jsonb, 'purpose', 'support', 'reason', '', 'outcome', 'done',
    'protocol_version', '', 'decision', null, 'operation_id', operation_id, 'origin', origin)::text, 'UTF8')
from (
  select uuidv7(%(at)s - now() + n * interval '0.1 second') as id, %(at)s + n * interval '0.1 second' as at,
    %(municipality)s::uuid as municipality_id, 'talk:talk:opened' as event, md5('actor' || n %% 300)::uuid as actor_id,
    'jelle.dijkstra' as actor_name, 'professional' as role, 'dossier' as subject_kind, md5('dossier' || n %% 9000)::uuid as subject_id,
    md5('person' || n %% 9000)::uuid as person_id, md5('dossier' || n %% 9000)::uuid as dossier_id, gen_random_uuid() as operation_id,
    '10.20.30.40 Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36' as origin
  from generate_series(1, %(lines)s) n
) made
"""


def run() -> list[Result]:
    """Verify the chain with every line, and the same with the columns of every line compared; the floor in memory."""
    with running() as database:
        _fill(database)
        return _measure(database)


def _fill(database: Database) -> None:
    from django.db import connections

    from privacy_domain import clock
    from privacy_domain.audit import sealing
    from privacy_domain.tenancy.scope import entered

    first = clock.now().replace(day=1, hour=6)
    with entered(database.scope), connections["default"].cursor() as cursor:
        cursor.execute(_FILL, {"municipality": database.scope.id, "at": first, "lines": LINES})
    started = time.process_time()
    if sealing.seal(database.scope) != LINES:
        raise SystemExit("not every line was sealed: the times mean nothing")
    print(f"    sealing: {1e6 * (time.process_time() - started) / LINES:.1f} us of python a line")
    database.analyse()


def _measure(database: Database) -> list[Result]:
    from django.db import connections

    from privacy_domain.audit import reading, verification
    from privacy_domain.audit.verifier import NOTHING

    with psycopg.connect(os.environ["SUPERUSER_DATABASE_URL"].rsplit("/", 1)[0] + "/privacy_domain") as connection:
        sample = [row for (row,) in connection.execute("select canonical from audit_event order by at limit %s", [SAMPLE])]

    def floor(_: int) -> bytes:
        digest = NOTHING
        for canonical in sample:
            digest = hashlib.sha256(digest + canonical).digest()
        return digest

    def verify(_: int) -> None:
        report = verification.verify(database.scope)
        if report.faults or report.lines != LINES:
            raise SystemExit(f"the log does not verify, so its time means nothing: {report}")

    def chain_only(number: int) -> None:
        whole = reading.LISTS
        reading.LISTS = whole.replace(reading.AGREES, "true")
        verify(number)
        reading.LISTS = whole

    with connections["default"].cursor() as cursor:
        cursor.execute("set max_parallel_workers_per_gather = 0")  # the processor time of helpers is not counted
    variants = {"chained SHA-256 in memory": floor, "chain and every line": chain_only, "and every column": verify}
    samples = compare(variants, 3, backends=database.backends, warm_up=1)
    print(f"    {LINES:,} lines of {sum(map(len, sample)) // len(sample)} bytes; the floor hashes {len(sample):,} of them")
    print(table(samples, "chained SHA-256 in memory"))
    scale = LINES / len(sample) * samples["chained SHA-256 in memory"].cpu
    return [
        Result("chain and every line against chained SHA-256", samples["chain and every line"].cpu / scale, 1.8, "x cpu"),
        Result("verifying 1,000,000 lines, every column too", samples["and every column"].cpu / LINES * 1000, 20, "s cpu"),
    ]
