"""A form that is sent twice, as without JavaScript, makes one row: its page brings the id of the row along."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from dossiers.models import (
    Activity,
    ColleagueQuestion,
    Disclosure,
    LifeEvent,
    MeldcodeAdvice,
    MeldcodeSignal,
    MeldcodeTalk,
    MeldcodeWeighing,
    OwnTask,
    PartnerHelp,
    PartnerView,
    PolicyDeparture,
    Relation,
    TellingStep,
    VeiligThuisQuestion,
)
from dossiers.selectors.once import made_before
from dossiers.services.activities import add_activity
from dossiers.services.meldcode_steps import record_advice, record_talk
from dossiers.services.own_tasks import add_own_task
from dossiers.states.people import HelpTime
from privacy_domain.audit.models import AuditEvent
from privacy_domain.protocols.types import After
from privacy_domain.web.errors import Conflict
from tests.factories.access import logged_in
from tests.integration.conftest import world_of
from tests.integration.dossiers import meldcodes, plans
from tests.integration.dossiers import test_telling as telling
from tests.integration.dossiers.cast import World
from tests.integration.dossiers.test_looks import browser
from tests.integration.dossiers.test_partner_help import listed

TODAY = date(2026, 11, 24)


@dataclass(frozen=True)
class Page:
    """An add page: where it is (made with `prepare`), what is sent, and of what there is one row after sending it twice."""

    model: Any
    path: str | Callable[[World], str]
    sent: Callable[[World], dict[str, Any]]
    town: str = "leek"


def plan_started(world: World) -> str:
    plans.start(world)
    return "plan/activiteit/"


def steps(number: int) -> Callable[[World], str]:
    def path(world: World) -> str:
        begun = meldcodes.begun(world)
        before: dict[int, Callable[[], object]] = {
            1: lambda: meldcodes.signal(world, begun),
            2: lambda: record_advice(meldcode=begun, advice=meldcodes.advice(), by=world.sanne),
            3: lambda: record_talk(meldcode=begun, talked=meldcodes.talked(), by=world.sanne),
        }
        for earlier in range(1, number):
            before[earlier]()
        return f"stappenplan/{begun.pk}/{number}/"

    return path


def helped(world: World) -> str:
    return f"partnerhulp/{listed(world, time=HelpTime.NOW).pk}/ingezien/"


PAGES = {
    "activity": Page(Activity, plan_started, lambda world: {"what": "Koken", "begins_on": "2026-11-24", "performer": "team"}),
    "own task": Page(OwnTask, "verloop/taak/", lambda world: {"text": "Bellen", "due_on": "2026-11-26", "colleague": str(world.sanne.pk)}),
    "move": Page(
        LifeEvent, "verloop/verhuizing/", lambda world: {"happened_on": "2026-11-20", "source": "hijzelf", "destination": "Assen", "inside_region": "no"}
    ),
    "helper": Page(Relation, "mensen/hulpverlener/", lambda world: {"role": "professional", "name": "Dr. B", "relation": "huisarts", "tie": "ordinary"}),
    "relative": Page(
        Relation, "mensen/gezin-en-netwerk/",
        lambda world: {"role": "network", "surname": "Bos", "relation": "buur", "relevance": "kookt", "tie": "weak", "agreed": "on"}, "leiden",
    ),
    "departure": Page(
        PolicyDeparture, "afwijken/", lambda world: {"rule": "a", "reason": "b", "only_way": "c", "basis": "public_task"}, "sittard-geleen"
    ),
    "signal": Page(MeldcodeSignal, steps(1), lambda world: {"noticed_on": "2026-11-23", "kind": "observed", "text": "Blauwe plekken."}),
    "advice": Page(MeldcodeAdvice, steps(2), lambda world: {"source": "colleague", "who": "A. Expert", "given_on": "2026-11-23", "text": "Praat."}),
    "talk on signals": Page(
        MeldcodeTalk, steps(3), lambda world: {"spoken": "yes", "spoken_on": "2026-11-23", "with_whom": "de cliënt", "text": "Herkent het."}
    ),
    "weighing": Page(
        MeldcodeWeighing, steps(4),
        lambda world: {"suspicion": "yes", "acute": "no", "structural": "no", "text": "Hulp loopt."} | dict.fromkeys(["able", "accepted", "leads_to_safety"], "yes"),
    ),
    "envelope": Page(Disclosure, "delen/nieuw/", lambda world: {"recipient": f"partner:{world.provider.pk}", "occasion": "", "purpose": "Afstemmen."}),
    "question": Page(
        ColleagueQuestion, "collega/vragen/",
        lambda world: {
            "colleague": str(world.marieke.pk), "purpose": "kiezen", "needed": "Loopt er hulp?", "because": "Nu nodig.", "items": ["other"],
            "now": "on", "law": "wmo", "basis": "task", "told": "yes", "told_on": "2026-11-24",
        },
    ),
    "question of Veilig Thuis": Page(
        VeiligThuisQuestion, "vraag/", lambda world: {"asked_at": "2026-11-24T09:00", "way": "telephone", "asked_by": "K. Bel", "reference": "", "about": "a"}
    ),
    "help": Page(PartnerHelp, "partnerhulp/", lambda world: {"partner": str(world.provider.pk), "time": "now", "what": "a"}, "opsterland"),
    "seen": Page(
        PartnerView, helped,
        lambda world: {"through": str(world.marieke.pk), "seen_on": "2026-11-24", "categories": ["health"], "seen": "a", "because": "b"}, "opsterland",
    ),
}  # fmt: skip


def key_of(client: Client, path: str) -> str:
    found = re.search(r'name="key" value="([0-9a-f-]{36})"', client.get(path).content.decode())
    assert found, path
    return found[1]


@pytest.mark.parametrize("name", PAGES)
def test_sent_twice_it_is_there_once(name: str) -> None:
    page = PAGES[name]
    with world_of(page.town) as world:
        client = logged_in(world.dossier.municipality, world.sanne)
        part = page.path if isinstance(page.path, str) else page.path(world)
        path = f"/{page.town}/d/{world.dossier.pk}/{part}"
        before, key = page.model.objects.count(), key_of(client, path)
        sent = page.sent(world) | {"key": key}
        first = client.post(path, sent)
        assert first.status_code == 302, first.content.decode()[-3000:]
        written = AuditEvent.objects.filter(subject_id=key).exclude(outcome="looked").count()
        second = client.post(path, sent)
        assert (second.status_code, second.headers["Location"]) == (302, first.headers["Location"])
        assert page.model.objects.count() == before + 1 and str(page.model.objects.get(pk=key).pk) == key
        assert AuditEvent.objects.filter(subject_id=key).exclude(outcome="looked").count() == written, "the second time writes nothing"
        assert key_of(client, path) != key, "a page that is opened again makes another row"


def test_an_id_that_is_of_another_place_is_no_key(in_leek: World) -> None:
    task = add_own_task(dossier=in_leek.dossier, text="Bellen", due_on=TODAY + timedelta(days=1), user=in_leek.sanne, by=in_leek.sanne)
    with pytest.raises(Conflict):
        made_before(OwnTask, task.pk, dossier_id=uuid4())
    assert made_before(OwnTask, None, dossier_id=in_leek.dossier.pk) is None


def test_without_a_key_each_time_is_another_row(in_leek: World) -> None:
    plan = plans.start(in_leek)
    for _ in range(2):
        add_activity(plan=plan, facts=plans.facts(), by=in_leek.sanne)
    assert Activity.objects.count() == 2


@pytest.mark.parametrize("act", ["geprobeerd/", "wachten/", "verteld/"])
def test_a_step_in_telling_that_is_sent_twice_is_one(in_leiden: World, act: str) -> None:
    client, row, day = browser(in_leiden.sanne), telling.owed(in_leiden), TODAY.isoformat()
    page = client.get(telling.at(in_leiden, row, act)).content.decode()
    key = page.partition('name="key" value="')[2][:36]
    said = {"key": key, "tried_on": day, "told_on": day, "note": "Gebeld", "how": "oral", "because": "Gevaar", "ground": "safety"}
    for _ in range(2):
        telling.post_ok(client, telling.at(in_leiden, row, act), **said, look_on=(TODAY + telling.WEEK).isoformat())
    assert [str(step.pk) for step in TellingStep.objects.filter(telling=row)] == [key]
    other = telling.owe(in_leiden, After.VEILIG_THUIS_REQUEST)
    assert client.post(telling.at(in_leiden, other, "geprobeerd/"), said | {"look_on": day}).status_code == 409
