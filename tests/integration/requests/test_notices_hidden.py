"""Who handles a request hears nothing of a recipient that he may not know of; the privacy officer tells that one."""

from __future__ import annotations

import pytest
from django.http import Http404

from dossiers.models import Disclosure
from privacy_domain.letters.kinds import Channel
from privacy_domain.work.models import Task
from requests.models import RecipientNotice
from requests.services import assign_request, notices
from requests.services import execution as services
from requests.states import NoticeState, RequestKind, RequestState
from tests.integration.dossiers.cast import World
from tests.integration.dossiers.meldcodes import decided
from tests.integration.dossiers.signals import begun_report, seal, send
from tests.integration.dossiers.test_looks import browser, text
from tests.integration.dossiers.written import consenting, written
from tests.integration.requests.asked import officer
from tests.integration.requests.test_execution import fresh, granted, shared


def test_a_handler_without_the_step_plan_hears_nothing_of_the_report_and_the_privacy_officer_tells(in_leek: World) -> None:
    consenting(in_leek)
    shared(in_leek, written(in_leek), in_leek.provider)
    decided(in_leek)
    report: Disclosure = send(seal(begun_report(in_leek), in_leek.sanne), in_leek.sanne)
    made = granted(in_leek, RequestKind.RESTRICTION, None)
    hidden = RecipientNotice.objects.get(partner=report.partner_id)
    assign_request(request=made, handler=in_leek.marieke, by=in_leek.sanne)
    made = fresh(made)

    seen = services.open_execution(request_id=made.pk, by=in_leek.marieke)
    assert [row.partner_id for row in seen.notices] == [in_leek.provider.pk]
    page = f"/leek/verzoek/{made.pk}/uitvoering/"
    assert "Veilig Thuis" not in text(browser(in_leek.marieke).get(page))
    for act in (
        lambda: notices.write_notice(request=made, notice_id=hidden.pk, by=in_leek.marieke),
        lambda: notices.send_notice(request=made, notice_id=hidden.pk, channel=Channel.POST, by=in_leek.marieke),
        lambda: notices.waive_notice(request=made, notice_id=hidden.pk, because="Nee.", by=in_leek.marieke),
        lambda: notices.notice_document(request=made, notice_id=hidden.pk, by=in_leek.marieke),
    ):
        with pytest.raises(Http404):
            act()
    other = f"/leek/verzoek/{made.pk}/ontvangers/{hidden.pk}/niet/"
    assert browser(in_leek.marieke).post(other, {f"waive-{hidden.pk}-because": "Nee."}).status_code == 404

    task = Task.objects.get(kind="tell_recipient", state="open")
    assert (task.role, task.assignee_id) == ("privacy_officer", None), "it stays his when the request is given away"
    olga = officer()
    assert "Veilig Thuis" in text(browser(olga).get(page))
    for row in RecipientNotice.objects.filter(request=made, state=NoticeState.DUE):
        notices.waive_notice(request=made, notice_id=row.pk, because="Is al verteld.", by=olga)
    services.execute_step(request=made, step_id=seen.steps[0].pk, words="Ligt in de kluis.", by=olga)
    assert fresh(made).state == RequestState.CLOSED
    assert not Task.objects.filter(kind="tell_recipient", state="open").exists()
