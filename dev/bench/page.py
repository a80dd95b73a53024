"""The first page of a dossier: its statements, and which part of it goes to the read log and to encryption."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from dev.bench.database import Database, running
from dev.bench.harness import Result, compare, table

ROUNDS = 200
SHOWN = 30  # personal values on a page that is full


def run() -> list[Result]:
    """The page as its view makes it, without session and middleware; one line of the log; values decrypted one by one."""
    with running() as database:
        from django.db import connections
        from django.test.utils import CaptureQueriesContext

        from privacy_domain.people.models import Person
        from privacy_domain.privacy import personal_fields
        from privacy_domain.tenancy.scope import entered

        dossier, user = _dossier(database)
        names = [field.name for field in personal_fields(Person)]
        with entered(database.scope):
            page, line = _page(dossier, user), _line(dossier, user)

            def values(_: int) -> list[Any]:
                person = Person.objects.get(pk=dossier.person_id)
                return [getattr(person, name) for name in names]

            variants = {
                "page": page,
                "its line in the log": line,
                "person": lambda _: Person.objects.get(pk=dossier.person_id),
                "person, all values": values,
            }
            samples = compare(variants, ROUNDS, backends=database.backends, warm_up=10)
            with CaptureQueriesContext(connections["default"]) as captured:
                page(0)
    print(table(samples, "page"))
    value = (samples["person, all values"].cpu - samples["person"].cpu) / len(names)
    whole = samples["page"].cpu
    return [
        Result("read log, part of the page", 100 * samples["its line in the log"].cpu / whole, 6, "% cpu"),
        Result(f"{SHOWN} encrypted values, part of the page", 100 * SHOWN * value / whole, 4, "% cpu"),
        Result("statements of the page", len(captured), 7, "statements"),
    ]


def _dossier(database: Database) -> tuple[Any, Any]:
    """The demo's story of a whole talk, and the professional who held it."""
    from dossiers.models import Dossier
    from privacy_domain import clock
    from privacy_domain.management.demo.cast import CAST
    from privacy_domain.management.demo.staff import employ
    from privacy_domain.management.demo.stories import Stories
    from privacy_domain.operation import SYSTEM
    from privacy_domain.tenancy.scope import entered
    from privacy_domain.texts.services import load_shipped_texts

    before = clock.now() - timedelta(days=100)
    with entered(database.scope):
        load_shipped_texts(valid_from=before.date(), by=SYSTEM)
        with clock.standing_at(before):
            staff = employ(CAST["leek"], password=None)
        involved = [staff[persona.username] for persona in CAST["leek"].personas if persona.involved]
        Stories("leek", *involved).signed()
        dossier = Dossier.objects.get()
    database.analyse()
    return dossier, involved[0]


def _page(dossier: Any, user: Any) -> Any:
    from django.test import RequestFactory

    from dossiers.views.dossier import overview

    def page(_: int) -> object:
        request = RequestFactory().get(f"/d/{dossier.pk}/")
        request.user = user
        request.session = {}  # type: ignore[assignment]
        answer = overview(request, dossier.pk)
        if answer.status_code != 200:
            raise SystemExit(f"the page answers {answer.status_code}: its time means nothing")
        return answer

    return page


def _line(dossier: Any, user: Any) -> Any:
    from dossiers.events import DossierEvent
    from privacy_domain.audit.record import look

    return lambda _: look(
        DossierEvent.OPENED, subject_kind="dossier", subject_id=dossier.pk, dossier_id=dossier.pk, person_id=dossier.person_id, by=user
    )
