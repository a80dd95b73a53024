"""What is over asks nothing of anybody any more, and nothing that was granted or refused can get stuck on its way there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from access.models import User
from access.states import MunicipalRole
from dossiers.models import Shield
from dossiers.services.shielding import shield_item
from dossiers.states.shielding import ShieldReason
from privacy_domain import clock
from privacy_domain.letters.kinds import Channel
from privacy_domain.letters.models import Letter
from privacy_domain.web.errors import Conflict
from privacy_domain.work.models import Task
from requests import services
from requests.models import Decision, Mandate, RecipientNotice, SearchTask, SubjectRequest
from requests.policies.desk import desk_of
from requests.services import handing_over, notices
from requests.services.execution import execute_step
from requests.services.search import start_search
from requests.states import Ending, RequestKind, RequestState
from tests.factories.access import account
from tests.integration.dossiers.cast import World
from tests.integration.dossiers.test_looks import browser
from tests.integration.dossiers.written import consenting, written
from tests.integration.requests.asked import SEEING, TODAY, YES, deciding, in_hand, mandate, no, sent, signed
from tests.integration.requests.packaged import built, searched
from tests.integration.requests.test_execution import fresh, granted, shared, step


def open_tasks(*kinds: str) -> list[str]:
    """The tasks of these kinds that somebody still sees; left out: all that a request asks."""
    asked = kinds or ("assign_request", "request_due", "sign_decision", "send_decision", "close_request", "hand_over_package", "search_data")
    return sorted(row.kind for row in Task.objects.filter(state="open") if row.kind.split(".")[0] in (*asked, "read_package"))


def test_a_request_that_was_taken_back_leaves_no_decision_to_sign_and_no_task(in_leiden: World) -> None:
    world, judge = in_leiden, account("judith")
    mandate(judge, capacity="afdelingsmanager")
    made = in_hand(world)
    start_search(request=made, by=world.sanne)
    services.add_part(request=made, part=YES, by=world.sanne)
    services.propose_decision(request=made, signer=judge, by=world.sanne)
    assert made.pk in desk_of(judge, TODAY).to_sign and {"search_data", "sign_decision"} <= set(open_tasks())
    services.end_request(request=made, because=Ending.WITHDRAWN, by=world.sanne)
    assert Decision.objects.get().state == "taken_back" and open_tasks() == [] and SearchTask.objects.exists()
    assert made.pk not in desk_of(judge, TODAY).to_sign


def test_what_was_signed_and_read_is_asked_of_nobody_when_the_request_ends(in_leek: World) -> None:
    world, made = in_leek, searched(in_leek)
    package = built(made, world.sanne)
    handing_over.ask_reader(request=made, reader=world.marieke, by=world.sanne)
    signed(world, made)
    assert set(open_tasks()) == {f"read_package.{package.round}", "send_decision"}
    services.end_request(request=made, because=Ending.WITHDRAWN, by=world.sanne)
    assert Decision.objects.get().state == "taken_back" and open_tasks() == []


def test_a_refused_request_that_is_closed_asks_nobody_to_search(in_leek: World) -> None:
    world, made = in_leek, in_hand(in_leek)
    start_search(request=made, by=world.sanne)
    decision = sent(world, made, no("protection", reasons=SEEING))
    assert decision.object_by is not None and "search_data" in open_tasks()
    later = decision.object_by + timedelta(days=1)
    with clock.standing_at(datetime(later.year, later.month, later.day, 9, tzinfo=UTC)):
        assert services.close_request(request=made, by=world.sanne).state == RequestState.CLOSED
    assert open_tasks() == [] and Decision.objects.get().state == "sent"


def test_a_decision_put_to_somebody_is_not_there_for_him_once_the_request_is_over(in_leiden: World) -> None:
    judge, made = account("judith"), in_hand(in_leiden)
    mandate(judge)
    services.add_part(request=made, part=YES, by=in_leiden.sanne)
    services.propose_decision(request=made, signer=judge, by=in_leiden.sanne)
    over = {"state": RequestState.ENDED, "ended_because": Ending.WITHDRAWN, "ended_at": clock.now(), "ended_by": in_leiden.sanne}
    SubjectRequest.objects.filter(pk=made.pk).update(**over)  # as one was left before
    assert desk_of(judge, TODAY).to_sign == frozenset()


def test_a_notice_whose_letter_could_not_be_printed_is_written_again_or_waived(in_leek: World) -> None:
    consenting(in_leek)
    item = written(in_leek)
    for partner in (in_leek.provider, in_leek.doctor):
        shared(in_leek, item, partner)
    made = granted(in_leek, RequestKind.RESTRICTION, item)
    first, second = RecipientNotice.objects.order_by("pk")
    for row in (first, second):
        row.letter = notices.write_notice(request=made, notice_id=row.pk, by=in_leek.sanne).letter
    Letter.objects.filter(pk__in=[first.letter, second.letter]).update(state="failed", failure="Te lang.")
    page = browser(in_leek.sanne).get(f"/leek/verzoek/{made.pk}/uitvoering/").content.decode()
    assert page.count("/maken/") == page.count("/niet/") == 2 and "/verzonden/" not in page
    with pytest.raises(Conflict):
        notices.send_notice(request=made, notice_id=first.pk, channel=Channel.POST, by=in_leek.sanne)
    again = notices.write_notice(request=made, notice_id=first.pk, by=in_leek.sanne)
    assert again.letter != first.letter
    assert notices.send_notice(request=made, notice_id=first.pk, channel=Channel.POST, by=in_leek.sanne).state == "sent"
    assert notices.waive_notice(request=made, notice_id=second.pk, because="Bestaat niet meer.", by=in_leek.sanne).state == "waived"


def test_what_was_shielded_before_it_was_granted_is_the_result(in_leek: World) -> None:
    consenting(in_leek)
    item = written(in_leek)
    made = granted(in_leek, RequestKind.RESTRICTION, item)
    shield = shield_item(item=item, reason=ShieldReason.INCORRECT, explanation="zij vroeg het", by=in_leek.sanne)
    done = execute_step(request=made, step_id=step(made).pk, by=in_leek.sanne)
    assert (done.result, fresh(made).state, Shield.objects.count()) == (shield.pk, RequestState.CLOSED, 1)


@pytest.mark.parametrize("answer", ["signed", "refused", "granted"])
def test_the_tasks_of_a_decision_go_along_with_who_handles_it(answer: str, in_leek: World) -> None:
    made = in_hand(in_leek)
    if answer == "signed":
        signed(in_leek, made)
    else:
        sent(in_leek, made, YES if answer == "granted" else no("protection", reasons=SEEING))
    services.assign_request(request=made, handler=in_leek.tom, by=in_leek.sanne)
    kind = {"signed": "send_decision", "refused": "close_request", "granted": "hand_over_package"}[answer]
    assert Task.objects.get(kind=kind, state="open").assignee_id == in_leek.tom.pk


def test_who_was_asked_to_sign_still_is_when_somebody_else_handles_it(in_leiden: World) -> None:
    judge, made = account("judith"), in_hand(in_leiden)
    mandate(judge)
    services.add_part(request=made, part=YES, by=in_leiden.sanne)
    services.propose_decision(request=made, signer=judge, by=in_leiden.sanne)
    services.assign_request(request=made, handler=in_leiden.tom, by=in_leiden.sanne)
    assert Task.objects.get(kind="sign_decision", state="open").assignee_id == judge.pk


def test_a_page_sent_again_after_the_decision_was_taken_back_is_refused(in_leek: World) -> None:
    made, key = in_hand(in_leek), uuid4()
    services.add_part(request=made, part=YES, key=key, by=in_leek.sanne)
    services.take_back_decision(request=made, by=in_leek.sanne)
    with pytest.raises(Conflict):
        services.add_part(request=made, part=YES, key=key, by=in_leek.sanne)


def test_a_mandate_ends_once(in_leek: World) -> None:
    given = mandate(in_leek.tom)
    fa = User.objects.get(username="fa-mandaat")
    ended = services.end_mandate(mandate=given.pk, by=fa).ended_at
    with pytest.raises(Conflict):
        services.end_mandate(mandate=given.pk, by=account("fa-twee", roles=(MunicipalRole.FUNCTIONAL_ADMIN,)))
    assert Mandate.objects.get().ended_at == ended


@pytest.mark.requirement("OPST-21")
def test_a_letter_of_a_later_day_asks_again_whether_the_mandate_holds(in_opsterland: World) -> None:
    world, made = in_opsterland, in_hand(in_opsterland)
    first = signed(world, made)
    with clock.standing_at(datetime(2026, 11, 30, 9, tzinfo=UTC)):
        assert services.renew_letter(request=made, by=world.sanne).letter != first.letter
    held = Mandate.objects.get(user=deciding(world))
    services.end_mandate(mandate=held.pk, by=User.objects.get(username="fa-mandaat"))
    with clock.standing_at(datetime(2026, 12, 1, 9, tzinfo=UTC)):
        with pytest.raises(Conflict, match=r"opsterland-2015 art\. 21"):
            services.renew_letter(request=made, by=world.sanne)
        services.take_back_decision(request=made, by=world.sanne)
    assert Decision.objects.get().state == "taken_back"
