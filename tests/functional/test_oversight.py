"""Looking at who looked, in a browser: the list of a week, the question, the answer, what came of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, expect

from access import services as access
from access.states import MunicipalRole, Reason
from dossiers import services
from dossiers.services import oversight
from privacy_domain import clock
from privacy_domain.operation import SYSTEM
from privacy_domain.tenancy.scope import entered
from tests.factories.access import account, promise_secrecy
from tests.functional.conftest import Town
from tests.functional.tablet import Tablet

pytestmark = pytest.mark.browser


def test_a_look_is_asked_after(live: str, town: Callable[..., Town], context: BrowserContext, sit_down: Callable[..., Tablet]) -> None:
    here = town("leek")
    with entered(here.scope):
        officer = account("olga", roles=(MunicipalRole.PRIVACY_OFFICER,))
        head = account("henk", roles=(MunicipalRole.TEAM_LEAD,))
        for user in (officer, head):
            promise_secrecy(user)
        access.state_reason(subject=here.world.dossier.pk, reason=Reason.SUPERVISION, by=head)
        services.open_dossier(ref=here.world.dossier.pk, by=head)
        with clock.standing_at(clock.now() + timedelta(days=6)):
            oversight.make_lists(by=SYSTEM)
    desk = sit_down(here, officer)
    desk.go()
    desk.follow("Ga de inzage na die vorige week opviel")
    expect(desk.page.get_by_role("main")).to_contain_text("had niets te maken met de hulp aan deze cliënt")
    desk.look("inzage-lijst")
    desk.follow("Henk")
    desk.look("inzage-regel")
    desk.press("Vraag waarom")
    expect(desk.page.get_by_role("main")).to_contain_text("gevraagd waarom")

    context.clear_cookies()
    context.add_cookies([here.session(head, live)])  # type: ignore[list-item]
    desk.go()
    desk.follow("Vertel waarom je in een dossier keek")
    desk.look("inzage-waarom")
    desk.write("Waarom keek je?", "Ik keek hoe lang zij al wacht.")
    desk.press("Antwoord versturen")

    context.clear_cookies()
    context.add_cookies([here.session(officer, live)])  # type: ignore[list-item]
    desk.go()
    desk.follow("Een collega vertelde waarom hij in een dossier keek")
    expect(desk.page.get_by_role("main")).to_contain_text("Ik keek hoe lang zij al wacht.")
    desk.choose("er was geen goede reden om te kijken")
    desk.write("Waarop baseer je dat?", "Dat staat in de wachtlijst, zonder dossier.")
    desk.press("Klaar")
    desk.follow("Henk")
    expect(desk.page.get_by_role("main")).to_contain_text("datalek")
    desk.look("inzage-klaar")
