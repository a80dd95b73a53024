"""Writing: what an audited save costs, beside auditlog and simple_history; what a line for a page costs; eight writers at once (P8, P9)."""

from __future__ import annotations

import hashlib
import os
import statistics
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import uuid4

from dev.bench.cluster import folder_of, loaded
from dev.bench.harness import Result, compare, statements_of, table
from dev.bench.staffing import UserClass, members
from dev.services import postgres_bin

ROUNDS = 200
SIGNALS = 10  # rounds in which fifty signals are sent one by one
WRITERS, SECONDS, PAIRS = 8, 2, 6
BARE, OURS, AUDITLOG, HISTORY, BOTH = "save", "save with its line", "auditlog", "simple_history", "auditlog and simple_history"


def run(size: int) -> list[Result]:
    """The goals of writing; the rivals are the libraries that this project uses for settings."""
    with loaded(size) as database:
        from privacy_domain.tenancy.scope import entered

        with entered(database.scope):
            results = _saves(database) + _lines(database)
        return results + _writers(size, database)


def _saves(database: Any) -> list[Result]:
    """Two of fourteen fields of a partner change; each variant in a transaction of its own."""
    from auditlog.context import disable_auditlog
    from auditlog.registry import auditlog
    from django.db import transaction

    from privacy_domain.audit.events import Event
    from privacy_domain.audit.record import record
    from privacy_domain.operation import SYSTEM
    from privacy_domain.people.models import Partner
    from privacy_domain.protocols.types import Recipient

    class Changed(Event):
        """Event of this benchmark."""

        PARTNER = "bench:partner:changed"

    auditlog.unregister(Partner)
    auditlog.register(Partner)
    partner: Any = Partner.objects.create(
        name="Bench",
        organisation="public",
        recipient_class="partner",
        code=Recipient.PARTNER.value,
        valid_from=date(2020, 1, 1),
    )

    def change(number: int) -> None:
        partner.name, partner.telephone = f"Bench {uuid4()}", f"{number}"

    def saved(history: bool, signals: bool, line: bool) -> Callable[[int], None]:
        @contextmanager
        def as_it_is() -> Any:
            yield

        def act(number: int) -> None:
            with as_it_is() if signals else disable_auditlog(), transaction.atomic():
                change(number)
                partner.save() if history else partner.save_without_historical_record()
                if line:
                    record(Changed.PARTNER, by=SYSTEM, subject_kind="partner", subject_id=partner.pk, fields=["name", "telephone"])

        return act

    variants = {
        BARE: saved(False, False, False),
        OURS: saved(False, False, True),
        HISTORY: saved(True, False, False),
        AUDITLOG: saved(False, True, False),
        BOTH: saved(True, True, False),
    }
    samples = compare(variants, ROUNDS, backends=database.backends, warm_up=20)
    print(table(samples, BARE, "save"))
    extra = statements_of(lambda: variants[OURS](0)) - statements_of(lambda: variants[BARE](0))
    ours = samples[OURS].cpu
    return [
        Result("P8 audited save against the same save", ours / samples[BARE].cpu, 1.3, "x cpu"),
        Result("P8 statements more than the same save", extra, 1, "statements", remark="goal 0; the project allows one"),
        Result("P8 cheaper than auditlog", samples[AUDITLOG].cpu / ours, 2.5, "x cpu", at_least=True),
        Result("P8 cheaper than auditlog and simple_history", samples[BOTH].cpu / ours, 3.5, "x cpu", at_least=True),
    ]


def _lines(database: Any) -> list[Result]:
    """One line for a page of fifty against one for a single look, and against fifty signals of auditlog."""
    from auditlog.signals import accessed

    from privacy_domain.audit.events import Event
    from privacy_domain.audit.record import look
    from privacy_domain.people.models import Partner

    class Seen(Event):
        """Event of this benchmark."""

        PAGE = "bench:page:seen"

    reader = members()[UserClass.MEDIAN]  # the system's own lists keep nothing of who was shown what: they are cheaper
    fifty, partner = [uuid4() for _ in range(50)], Partner.objects.first()
    variants = {
        "line for one": lambda _: look(Seen.PAGE, by=reader, dossier_id=fifty[0]),
        "line for fifty": lambda _: look(Seen.PAGE, by=reader, object_ids=fifty),
    }

    def signals(_: int) -> None:
        for _one in fifty:
            accessed.send(Partner, instance=partner)

    close = compare(variants, ROUNDS, backends=database.backends, warm_up=20)
    far = compare({**variants, "fifty signals of auditlog": signals}, SIGNALS, backends=database.backends, warm_up=1)
    print(table(close, "line for one", "looks"))
    print(table(far, "line for one", "looks, and a rival"))
    return [
        Result("P9 line for fifty against one for one", close["line for fifty"].cpu / close["line for one"].cpu, 2.0, "x cpu"),
        Result(
            "P9 line for fifty cheaper than fifty signals",
            far["fifty signals of auditlog"].cpu / far["line for fifty"].cpu,
            50,
            "x cpu",
            at_least=True,
        ),
    ]


_UPDATE = "update access_team set name = 'w' || :client_id || '-' || :n where id = md5('writer' || :client_id)::uuid;"
_SCRIPT = """\\set n random(1, 1000000000)
begin;
select set_config('app.municipality', '{municipality}', true);
{update}
select count(*) from access_membership where user_id = md5('nobody')::uuid;
select version from tenancy_adoption limit 1;
{line}commit;
"""


def _writers(size: int, database: Any) -> list[Result]:
    """Eight connections that save and commit, with and without the line; in turn, and the median of the ratios counts."""
    from django.db import connections

    from privacy_domain.tenancy.scope import entered

    with entered(database.scope), connections["bare"].cursor() as cursor:
        for client in range(WRITERS):
            values = [f"writer{client}", database.scope.id, f"w{client}"]
            cursor.execute(
                "insert into access_team (id, municipality_id, name, active) values (md5(%s)::uuid, %s, %s, true) on conflict do nothing", values
            )
        line = _line_as_text(database)
    ratios = []
    for _ in range(PAIRS):
        without, with_line = (_transactions(size, _SCRIPT.format(municipality=database.scope.id, update=_UPDATE, line=one)) for one in ("", line))
        ratios.append(with_line / without)
    with connections["bare"].cursor() as cursor:
        cursor.execute("delete from access_team where id = any(%s)", [_writers_ids()])
    return [Result(f"P8 {WRITERS} writers keep of their throughput", statistics.median(ratios), 0.6, "x", at_least=True)]


def _writers_ids() -> list[str]:
    return [hashlib.md5(f"writer{client}".encode(), usedforsecurity=False).hexdigest() for client in range(WRITERS)]


def _line_as_text(database: Any) -> str:
    """The very statement of `record`, with its values, as the server gets it; each time under another number."""
    from django.db import connections
    from django.test.utils import CaptureQueriesContext

    from privacy_domain.audit.events import Event
    from privacy_domain.audit.record import record
    from privacy_domain.operation import SYSTEM

    class Written(Event):
        """Event of this benchmark."""

        TEAM = "bench:team:written"

    with CaptureQueriesContext(connections["default"]) as captured:
        made = record(Written.TEAM, by=SYSTEM, subject_kind="team", subject_id=uuid4(), fields=["name"])
    # pgbench cannot compute what the application does: the number inside the sealed bytes stays, the row's own is new
    return str(captured[-1]["sql"]).replace(f"'{made.id.hex}'", "uuidv7()", 1).replace("\n", " ") + ";\n"


def _transactions(size: int, script: str) -> float:
    """Transactions a second of pgbench with this script."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        command = [postgres_bin() / "pgbench", "-n", "-c", str(WRITERS), "-j", "2", "-T", str(SECONDS), "-f", file.name, os.environ["DATABASE_URL"]]
        done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    for text in done.stdout.splitlines():
        if text.startswith("tps = "):
            return float(text.split()[2])
    raise SystemExit(f"pgbench did not run against {folder_of(size)}: {done.stderr[-500:]}")
