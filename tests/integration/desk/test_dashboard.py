"""What the privacy officer sees first: figures that are right, that lead somewhere, in as many statements at any size."""

from __future__ import annotations

import re
from datetime import date, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from access.states import MunicipalRole
from dossiers.models import Telling
from dossiers.services.authorisation import authorise
from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.desk import dashboard
from privacy_domain.desk.registers.events import RegisterEvent
from privacy_domain.operation import SYSTEM
from privacy_domain.protocols.types import After, Part
from privacy_domain.work.models import Job
from privacy_domain.work.services import enqueue
from requests.models import SubjectRequest
from tests.factories.access import account
from tests.integration.dossiers.cast import World
from tests.integration.dossiers.test_looks import browser, text
from tests.integration.dossiers.test_telling import owe, owed
from tests.integration.requests.asked import asked

AT = "/leek/beheer/"


def test_only_the_privacy_officer_sees_the_figures(in_leek: World) -> None:
    admin, officer = account("bram", roles=(MunicipalRole.FUNCTIONAL_ADMIN,)), account("olga", roles=(MunicipalRole.PRIVACY_OFFICER,))
    assert browser(in_leek.sanne).get(AT).status_code == 403
    assert "pd-front" not in browser(admin).get(AT).content.decode() and not AuditEvent.objects.filter(event=RegisterEvent.OVERVIEW_SEEN).exists()
    assert "pd-front" in browser(officer).get(AT).content.decode()
    assert AuditEvent.objects.get(event=RegisterEvent.OVERVIEW_SEEN).actor_id == officer.pk


def test_every_figure_is_right_and_leads_to_its_list(in_leek: World) -> None:
    officer = account("olga", roles=(MunicipalRole.PRIVACY_OFFICER,))
    client = browser(officer)

    def shown() -> dict[str, int]:
        return {figure.label: figure.number for _title, lines in dashboard.figures(officer, clock.today()) for figure in lines}

    before = shown()
    assert set(before.values()) == {0}
    for days in (-1, 3, 30):
        made = asked(in_leek)
        SubjectRequest.objects.filter(pk=made.pk).update(due_on=clock.today() + timedelta(days=days))
    with clock.standing_at(clock.now() - timedelta(days=400)):
        authorise(dossier=in_leek.dossier, user=in_leek.marieke, parts=[Part.DOSSIER], may_write=False, reason="omdat", by=in_leek.tom)
    Job.objects.filter(pk=enqueue(kind="een.taak", key="x", args={}, by=SYSTEM)).update(state=Job.State.QUARANTINED, message="error:oserror")
    after = {label: number for label, number in shown().items() if number != before[label]}
    assert list(after.values()) == [3, 1, 1, 1, 1], after
    weeks = dict(dashboard.due_by_week(officer, clock.today()))
    assert sum(weeks.values()) == 3 and list(weeks.values())[:2] == [1, 1]
    assert [bar["width"] for bar in dashboard.bars([("a", 4), ("b", 1), ("c", 0)])] == [300, 75, 0] and dashboard.bars([("a", 0)])[0]["width"] == 0
    page = client.get(AT)
    addresses = set(re.findall(r'<th scope="row"><a href="([^"]+)"', page.content.decode().split("pd-front__weeks")[0]))
    assert len(addresses) >= 10 and {client.get(address.replace("&amp;", "&")).status_code for address in addresses} == {200}
    assert in_leek.dossier.number in text(client.get(f"{AT[:-7]}registers/autorisaties/?stand=nakijken"))


def test_the_figure_of_what_clients_have_yet_to_hear_is_the_number_of_lines_behind_it(in_leiden: World) -> None:
    officer = account("olga", roles=(MunicipalRole.PRIVACY_OFFICER,))
    today, due, waits = clock.today(), owed(in_leiden), owe(in_leiden, After.OWN_REPORT_VEILIG_THUIS)
    for row, look_on in ((due, today), (waits, today + timedelta(days=1))):
        Telling.objects.filter(pk=row.pk).update(look_on=look_on)
    for on, expected in ((today, 1), (today + timedelta(days=1), 2)):
        with clock.standing_at(clock.now() + (on - today)):
            shown = [one for _title, lines in dashboard.figures(officer, on) for one in lines if "?dag=gekomen" in one.url]
            answer = browser(officer).get(f"/leiden{shown[0].url}")
            page = answer.content.decode()
            assert answer.status_code == 200, (shown[0].url, answer.status_code)
            assert shown[0].number == expected == page.split("<tbody")[1].count("<tr"), page


def test_as_many_statements_for_much_as_for_little(in_leek: World) -> None:
    officer = account("olga", roles=(MunicipalRole.PRIVACY_OFFICER,))
    client = browser(officer)
    client.get(AT)
    with CaptureQueriesContext(connection) as few:
        client.get(AT)
    for number in range(20):
        made = asked(in_leek)
        SubjectRequest.objects.filter(pk=made.pk).update(due_on=date(2026, 11, 20) + timedelta(days=number))
    with CaptureQueriesContext(connection) as many:
        client.get(AT)
    assert len(many) == len(few) <= 30
