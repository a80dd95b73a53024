"""An inquiry into fraud: by who may and nobody else, with a suspicion, a scope and a last day; looked at by another; it opens nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import Http404

from access.models import User
from access.policies import NotYourOwnRights
from access.selectors import count_visible
from access.services import place_ground, state_reason
from access.states import GroundKind, MunicipalRole, Profession, Reason
from dossiers import services
from dossiers.models import Disclosure, FraudInquiry
from dossiers.policies.envelope import envelope_of
from dossiers.policies.inquiry import LONGEST, inquiry_rules
from dossiers.services import disclosure as envelopes
from dossiers.services import inquiry as act
from dossiers.services.inquiry import end_inquiry, open_for_review, open_inquiry, review_inquiry, share_in_inquiry, start_inquiry
from dossiers.states import DisclosureState, ExclusionGround
from dossiers.states.safety import INQUIRY_TRANSITIONS, InquiryAbout, InquiryEnd, InquiryState
from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.people.models import Partner
from privacy_domain.protocols.types import Category, Occasion, Recipient, Refused
from privacy_domain.tenancy import scope
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work.selectors import open_tasks
from tests.factories.access import account, logged_in
from tests.integration.dossiers.cast import World, register
from tests.integration.dossiers.envelopes import AGREED, NAW, again, begun
from tests.integration.dossiers.signals import fill, inquiry, inquiry_facts, seal, send, until
from tests.integration.dossiers.test_looks import browser, text

State = DisclosureState
OFFICER = str(MunicipalRole.PRIVACY_OFFICER)
FORM = {
    "about": "client", "provider": "", "investigation": "Onderzoek 14", "suspicion": "De uren zijn niet gemaakt", "scope": "Rekeningen van dit jaar",
    "until": until().isoformat(),
}  # fmt: skip


def at(world: World, rest: str = "") -> str:
    return f"/{scope.require().code}/d/{world.dossier.pk}/onderzoek/{rest}"


def enforcement() -> Partner:
    """Who enforces the Participation Act, in the register."""
    found = Partner.objects.filter(code=Recipient.PW_ENFORCEMENT).first()
    return found or register("Sociale recherche", Partner.Class.PARTNER, Recipient.PW_ENFORCEMENT)


def supervisor(world: World) -> User:
    """Who said today why he looks."""
    user = account("els", roles=(MunicipalRole.SUPERVISOR,))
    state_reason(subject=world.dossier.pk, reason=Reason.INVESTIGATION, reference="T-1", by=user)
    return user


def handler(world: World, role: MunicipalRole, kind: GroundKind, reason: Reason) -> User:
    """Who handles a case about this dossier."""
    user = account(f"handler-{kind}", roles=(role,))
    known = {"source_kind": "test", "source": uuid4(), "opened_on": world.dossier.opened_on}
    place_ground(subject=world.dossier.pk, kind=kind, principal=user, by=world.tom, **known)
    state_reason(subject=world.dossier.pk, reason=reason, reference="K-1", by=user)
    return user


def head(world: World) -> User:
    """The head of the whole domain."""
    user = account("hans", roles=(MunicipalRole.TEAM_LEAD,))
    state_reason(subject=world.dossier.pk, reason=Reason.SUPERVISION, by=user)
    return user


# ---------------------------------------------------------------- who may, and who may not
@pytest.mark.requirement("LEEK-8.3")
def test_in_leek_neither_the_professional_nor_veilig_thuis_may(in_leek: World) -> None:
    world = in_leek
    services.mark_violence(dossier=world.dossier, by=world.sanne)
    veilig_thuis = account("vera", roles=(MunicipalRole.VEILIG_THUIS,))
    state_reason(subject=world.dossier.pk, reason=Reason.SAFETY, by=veilig_thuis)
    for nobody in (world.sanne, veilig_thuis):
        with pytest.raises(Refused) as refusal:
            inquiry(world, nobody)
        assert "leek-2018 art. 8 lid 3" in [str(place) for place in refusal.value.decision.citations]
        client = browser(nobody)
        assert client.get(at(world)).status_code == 403
        assert client.post(at(world), FORM).status_code == 403
        assert "Onderzoek van" not in text(client.get(f"/leek/d/{world.dossier.pk}/signalen/"))
    assert not FraudInquiry.objects.exists()


@pytest.mark.requirement("LEEK-8.3")
def test_in_leek_the_professional_shares_nothing_on_that_occasion(in_leek: World) -> None:
    made = fill(begun(in_leek, enforcement(), occasion=Occasion.FRAUD_INVESTIGATION), in_leek.sanne)
    assert envelope_of(made, clock.today()).blocked
    with pytest.raises(Refused):
        seal(made, in_leek.sanne)


@pytest.mark.requirement("LEEK-8.3")
def test_an_involved_colleague_with_another_role_still_cannot_look_into_his_own_client(in_leek: World) -> None:
    world = in_leek
    both = account("bea", profession=Profession.CIVIL_SERVANT, team=world.team, roles=(MunicipalRole.SUPERVISOR,))
    services.involve(dossier=world.dossier, user=both, reason="Vervangt Sanne", by=world.sanne)
    with pytest.raises(Refused):
        inquiry(world, both)


def test_the_involved_professional_learns_nothing_of_it(in_leek: World) -> None:
    world = in_leek
    by = supervisor(world)
    row = inquiry(world, by)
    made = fill(share_in_inquiry(inquiry=row, partner=enforcement(), purpose="Controle", by=by), by)
    made = send(seal(made, by), by)
    client = browser(world.sanne)
    for rest in (f"{row.pk}/", f"{row.pk}/delen/", f"{row.pk}/beeindigen/"):
        assert client.get(at(world, rest)).status_code == 404, rest
    assert client.get(f"/leek/onderzoek/{row.pk}/").status_code == 404
    assert client.get(f"/leek/d/{world.dossier.pk}/delen/{made.pk}/").status_code == 404
    assert "Sociale recherche" not in text(client.get(f"/leek/d/{world.dossier.pk}/delen/"))
    assert "Sociale recherche" in text(browser(by).get(f"/leek/d/{world.dossier.pk}/delen/"))
    assert set(AuditEvent.objects.filter(subject_id=row.pk).values_list("event", flat=True)) <= {"dossier:part:written", "dossier:part:looked"}


def test_who_may_not_open_the_dossier_gets_no_page(in_landsmeer: World, leek: Any) -> None:
    world = in_landsmeer
    row = inquiry(world, world.sanne)
    for nobody in (world.marieke, account("olga", roles=(MunicipalRole.PRIVACY_OFFICER,)), account("els", roles=(MunicipalRole.SUPERVISOR,))):
        client = browser(nobody)
        for rest in ("", f"{row.pk}/", f"{row.pk}/delen/", f"{row.pk}/beeindigen/"):
            assert client.get(at(world, rest)).status_code == 404, rest
    with scope.entered(leek.scope()):
        stranger = logged_in(leek, account("zoe"))
    assert stranger.get(at(world, f"{row.pk}/").replace("/landsmeer/", "/leek/")).status_code == 404
    client = browser(world.sanne)
    assert client.get(at(world, f"{uuid4()}/")).status_code == 404
    assert client.delete(at(world, f"{row.pk}/beeindigen/")).status_code == 405


def test_elsewhere_the_head_who_only_looks_cannot_act(in_landsmeer: World) -> None:
    with pytest.raises(Refused):
        inquiry(in_landsmeer, head(in_landsmeer))


# ---------------------------------------------------------------- no fishing
@pytest.mark.requirement("LEEK-8.2")
@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("suspicion", {"suspicion": " "}), ("investigation", {"investigation": ""}), ("scope", {"scope": " "}), ("until", {"until": clock.today()}),
        ("until", {"until": clock.today() + timedelta(days=LONGEST + 1)}), ("provider", {"about": InquiryAbout.PROVIDER}),
        ("provider", {"about": InquiryAbout.BOTH}),
    ],
)  # fmt: skip
def test_without_suspicion_investigation_scope_or_end_there_is_no_inquiry(in_leek: World, field: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refusal:
        start_inquiry(dossier=in_leek.dossier, facts=inquiry_facts(**wrong), by=supervisor(in_leek))
    assert refusal.value.field == field
    assert not FraudInquiry.objects.exists()


@pytest.mark.parametrize("wrong", [{"about": "iedereen"}, {"until": "gisteren"}, {"suspicion": ""}, {"provider": str(uuid4())}])
def test_a_form_filled_in_wrongly_says_so(in_landsmeer: World, wrong: dict[str, str]) -> None:
    assert browser(in_landsmeer.sanne).post(at(in_landsmeer), FORM | wrong).status_code == 422
    assert not FraudInquiry.objects.exists()


def test_an_inquiry_opens_no_dossier_and_is_of_one_alone(in_leek: World) -> None:
    world, by = in_leek, supervisor(in_leek)
    other = account("otto", roles=(MunicipalRole.SUPERVISOR,))
    before = count_visible(other)
    row = inquiry(world, by)
    assert count_visible(other) == before
    assert browser(other).get(at(world, f"{row.pk}/")).status_code == 403  # a supervisor too says first why he looks
    with pytest.raises(Conflict):
        inquiry(world, by)


@pytest.mark.parametrize("over", ["ended", "late"])
def test_after_its_end_nothing_is_shared_in_it(in_leek: World, over: str) -> None:
    world, by = in_leek, supervisor(in_leek)
    row = inquiry(world, by)
    made = fill(share_in_inquiry(inquiry=row, partner=enforcement(), purpose="Controle", by=by), by)
    if over == "ended":
        envelopes.leave_unshared(disclosure=made, reason="Niet nodig", by=by)
        row = end_inquiry(inquiry=row, end=InquiryEnd.UNFOUNDED, outcome="Alles klopt.", by=by)
        with pytest.raises(Conflict):
            share_in_inquiry(inquiry=row, partner=enforcement(), purpose="Controle", by=by)
        return
    with clock.standing_at(clock.now() + timedelta(days=31)):
        state_reason(subject=world.dossier.pk, reason=Reason.INVESTIGATION, reference="T-1", by=by)
        assert "laatste dag van dit onderzoek is voorbij" in text(browser(by).get(at(world, f"{row.pk}/")))
        with pytest.raises(Refused):
            seal(again(made), by)
        with pytest.raises(Conflict):
            share_in_inquiry(inquiry=row, partner=enforcement(), purpose="Controle", by=by)


@pytest.mark.parametrize("over", ["late", "ended", "late, in Landsmeer"])
def test_what_was_agreed_to_does_not_leave_after_its_end(over: str, request: pytest.FixtureRequest) -> None:
    """Also where the ordinary rules for the recipient would let it go."""
    world: World = request.getfixturevalue("in_landsmeer" if "Landsmeer" in over else "in_leek")
    by = world.sanne if "Landsmeer" in over else supervisor(world)
    row = inquiry(world, by)
    made = seal(fill(share_in_inquiry(inquiry=row, partner=enforcement(), purpose="Controle", by=by), by), by)
    assert made.state == State.APPROVED
    if over == "ended":
        ended = FraudInquiry.objects.get(pk=row.pk)  # by a colleague, at the same moment
        ended.state, ended.ended_at, ended.ended_by, ended.end, ended.outcome = InquiryState.ENDED, clock.now(), by, InquiryEnd.UNFOUNDED, "Klopt."
        ended.save()
    days = 0 if over == "ended" else 31
    with clock.standing_at(clock.now() + timedelta(days=days)), pytest.raises((Conflict, Refused)) as refusal:
        send(made, by)
    assert "Landsmeer" not in over or isinstance(refusal.value, Conflict)
    assert again(made).state == State.APPROVED
    stale = FraudInquiry.objects.get(pk=row.pk)
    with clock.standing_at(clock.now() + timedelta(days=days)), pytest.raises((Conflict, Refused)):
        share_in_inquiry(inquiry=stale, partner=enforcement(), purpose="Controle", by=by)


def test_begun_while_it_is_stopped_it_waits_for_another_look(in_leek: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is begun between stopping what was there and ending the inquiry is not left running in an inquiry that ended."""
    by, officer = supervisor(in_leek), account("olga", roles=(MunicipalRole.PRIVACY_OFFICER,))
    row = inquiry(in_leek, by)
    stop = act.stop_on_the_way

    def stop_then_begin(**given: Any) -> None:
        stop(**given)
        share_in_inquiry(inquiry=row, partner=enforcement(), purpose="Controle", by=by)

    monkeypatch.setattr(act, "stop_on_the_way", stop_then_begin)
    with pytest.raises(Conflict):
        review_inquiry(inquiry=row, judgement="Te breed.", stops=True, by=officer)
    monkeypatch.undo()
    assert review_inquiry(inquiry=row, judgement="Te breed.", stops=True, by=officer).state == InquiryState.ENDED


def test_ended_twice_without_a_word_or_while_something_can_leave(in_leek: World) -> None:
    by = supervisor(in_leek)
    row = inquiry(in_leek, by)
    with pytest.raises(Invalid):
        end_inquiry(inquiry=row, end=InquiryEnd.FOUNDED, outcome=" ", by=by)
    made = share_in_inquiry(inquiry=row, partner=enforcement(), purpose="Controle", by=by)
    with pytest.raises(Conflict):
        share_in_inquiry(inquiry=row, partner=enforcement(), purpose="Nog iets", by=by)
    with pytest.raises(Conflict):
        end_inquiry(inquiry=row, end=InquiryEnd.FOUNDED, outcome="Klopt.", by=by)
    envelopes.leave_unshared(disclosure=again(made), reason="Niet nodig", by=by)
    end_inquiry(inquiry=row, end=InquiryEnd.FOUNDED, outcome="Klopt.", by=by)
    with pytest.raises(Conflict):
        end_inquiry(inquiry=row, end=InquiryEnd.FOUNDED, outcome="Klopt.", by=by)
    with pytest.raises(Refused):
        end_inquiry(inquiry=row, end=InquiryEnd.FOUNDED, outcome="Klopt.", by=in_leek.sanne)


def test_the_table_of_states_is_whole() -> None:
    assert set(INQUIRY_TRANSITIONS) == set(InquiryState)


# ---------------------------------------------------------------- it is looked at
def test_the_privacy_officer_looks_at_it_and_not_at_his_own(in_leek: World) -> None:
    world, by = in_leek, supervisor(in_leek)
    officer = account("olga", roles=(MunicipalRole.PRIVACY_OFFICER,))
    row = inquiry(world, by)
    (task,) = open_tasks(roles=[OFFICER])
    assert (task.kind, task.source_id) == ("review_inquiry", row.pk)
    for nobody in (by, world.sanne, world.tom):
        with pytest.raises(Http404):
            open_for_review(inquiry_id=row.pk, by=nobody)
    with pytest.raises(NotYourOwnRights):
        review_inquiry(inquiry=row, judgement="Goed", stops=False, by=by)
    client, page = browser(officer), f"/leek/onderzoek/{row.pk}/beoordelen/"
    assert page in client.get("/leek/").content.decode()
    assert "uren op de rekening" in text(client.get(page))
    assert client.post(page, {"judgement": ""}).status_code == 422
    assert client.post(page, {"judgement": "Dit is concreet."}).status_code == 302
    assert client.post(page, {"judgement": "Dit is concreet."}).status_code == 409
    assert not open_tasks(roles=[OFFICER])
    assert FraudInquiry.objects.get().state == InquiryState.RUNNING
    assert "Dit is concreet." in text(browser(by).get(at(world, f"{row.pk}/")))


def test_stopped_by_the_privacy_officer_nothing_leaves_any_more(in_leek: World) -> None:
    world, by = in_leek, supervisor(in_leek)
    officer = account("olga", roles=(MunicipalRole.PRIVACY_OFFICER,))
    row = inquiry(world, by)
    made = seal(fill(share_in_inquiry(inquiry=row, partner=enforcement(), purpose="Controle", by=by), by), by)
    review_inquiry(inquiry=row, judgement="Te breed.", stops=True, by=officer)
    row.refresh_from_db()
    assert (row.state, row.end, row.ended_by) == (InquiryState.ENDED, InquiryEnd.STOPPED, officer)
    assert again(made).state == State.WITHDRAWN
    assert not open_tasks(assignee_id=by.pk)


def test_kept_away_from_the_dossier_the_officer_sees_no_inquiry_in_it(in_landsmeer: World) -> None:
    officer = account("olga", roles=(MunicipalRole.PRIVACY_OFFICER,))
    row = inquiry(in_landsmeer, in_landsmeer.sanne)
    services.exclude_colleague(
        dossier=in_landsmeer.dossier, user=officer, ground=ExclusionGround.CONFLICT, reason="kent de cliënt", by=in_landsmeer.sanne
    )
    with pytest.raises(Http404):
        open_for_review(inquiry_id=row.pk, by=officer)


# ---------------------------------------------------------------- by each protocol
@pytest.mark.requirement("LEEK-8.2")
@pytest.mark.parametrize("who", ["head", "complaints", "objections", "supervisor"])
def test_leek_lets_these_share_in_an_inquiry_that_names_the_suspicion(in_leek: World, who: str) -> None:
    world = in_leek
    makers = {
        "head": head,
        "complaints": lambda w: handler(w, MunicipalRole.COMPLAINTS_HANDLER, GroundKind.COMPLAINT, Reason.COMPLAINT),
        "objections": lambda w: handler(w, MunicipalRole.OBJECTIONS_HANDLER, GroundKind.OBJECTION, Reason.OBJECTION),
        "supervisor": supervisor,
    }
    by = makers[who](world)
    client = browser(by)
    assert client.get(at(world)).status_code == 200
    assert client.post(at(world), FORM | {"about": "both", "provider": str(world.provider.pk)}).status_code == 302
    row = FraudInquiry.objects.get()
    assert (row.suspicion, row.investigation, row.provider) == ("De uren zijn niet gemaakt", "Onderzoek 14", world.provider)
    assert {"leek-2018 art. 8 lid 2", "leek-2018 art. 8 lid 3"} <= set(row.citations)
    assert client.post(at(world, f"{row.pk}/delen/"), {"partner": "", "purpose": ""}).status_code == 422
    answer = client.post(at(world, f"{row.pk}/delen/"), {"partner": str(enforcement().pk), "purpose": "Controle"})
    made = Disclosure.objects.get()
    assert answer["Location"].endswith(f"/delen/{made.pk}/wat/")
    assert client.post(answer["Location"], {"codes": ["naw", "health"]}).status_code == 302
    made = send(seal(fill(made, by, NAW, Category.HEALTH), by), by)
    assert {"leek-2018 art. 8 lid 2", "leek-2018 art. 8 lid 3"} <= set(made.citations)
    assert "Sociale recherche" in text(client.get(at(world, f"{row.pk}/")))
    assert client.post(at(world, f"{row.pk}/beeindigen/"), {"end": "stopped", "outcome": "x"}).status_code == 422
    assert client.post(at(world, f"{row.pk}/beeindigen/"), {"end": "founded", "outcome": "Klopt"}).status_code == 302
    assert client.post(at(world, f"{row.pk}/beeindigen/"), {"end": "founded", "outcome": "Klopt"}).status_code == 409


@pytest.mark.requirement("OPST-15.2")
def test_opsterland_gives_the_supervisor_of_work_and_income_what_is_needed_after_the_leader_agreed(in_opsterland: World) -> None:
    world = in_opsterland
    assert "opsterland-2015 art. 15 lid 2" in [str(place) for place in inquiry_rules(clock.today()).citations]
    row = inquiry(world, world.sanne)
    made = share_in_inquiry(inquiry=row, partner=enforcement(), purpose="Handhaven van de Participatiewet", by=world.sanne)
    bare = again(made)
    envelopes.choose_items(disclosure=bare, chosen=[envelopes.Chosen(code=NAW), envelopes.Chosen(code=Category.HEALTH)], by=world.sanne)
    with pytest.raises(Invalid):
        seal(again(made), world.sanne)  # neither the need nor the reasons
    made = seal(fill(made, world.sanne, NAW, Category.HEALTH), world.sanne)
    assert made.state == State.WAITING
    with pytest.raises((Conflict, Refused)):
        send(made, world.sanne)
    envelopes.decide_disclosure(disclosure=made, outcome=AGREED, reason="Nodig voor de wet.", digest=made.digest, by=world.tom)
    made = send(again(made), world.sanne)
    assert {"opsterland-2015 art. 15 lid 2", "opsterland-2015 art. 15 lid 3", "opsterland-2015 art. 15 lid 4"} <= set(made.citations)
    assert made.ground == Disclosure.Ground.WITHOUT_CONSENT


@pytest.mark.requirement("OPST-15.2")
def test_opsterland_gives_nobody_else_anything_on_that_ground(in_opsterland: World) -> None:
    world = in_opsterland
    row = inquiry(world, world.sanne)
    made = fill(share_in_inquiry(inquiry=row, partner=world.provider, purpose="Controle", by=world.sanne), world.sanne)
    assert envelope_of(made, clock.today()).blocked
    with pytest.raises(Refused):
        seal(made, world.sanne)


@pytest.mark.parametrize("municipality", ["in_leiden", "in_sittard_geleen"])
def test_elsewhere_an_inquiry_changes_no_rule(municipality: str, request: Any) -> None:
    world = request.getfixturevalue(municipality)
    row = inquiry(world, world.sanne)
    assert not inquiry_rules(clock.today()).roles
    made = fill(share_in_inquiry(inquiry=row, partner=enforcement(), purpose="Controle", by=world.sanne), world.sanne)
    assert envelope_of(made, clock.today()).blocked
    with pytest.raises(Refused):
        seal(made, world.sanne)


def test_in_landsmeer_who_enforces_is_a_partner_as_any_other(in_landsmeer: World) -> None:
    row = inquiry(in_landsmeer, in_landsmeer.sanne)
    by = in_landsmeer.sanne
    made = send(seal(fill(share_in_inquiry(inquiry=row, partner=enforcement(), purpose="Controle", by=by), by), by), by)
    assert made.citations == ["landsmeer-2016 art. 5"]


def test_pages_name_nobody_and_say_nothing_over_a_shoulder(in_landsmeer: World) -> None:
    row = inquiry(in_landsmeer, in_landsmeer.sanne)
    client = browser(in_landsmeer.sanne)
    for rest in ("", f"{row.pk}/", f"{row.pk}/delen/", f"{row.pk}/beeindigen/"):
        page = client.get(at(in_landsmeer, rest))
        assert page.status_code == 200
        assert "Vries" not in page.content.decode()
        assert "data-hide>" in page.content.decode()
    assert client.get(f"/landsmeer/onderzoek/{row.pk}/")["Location"] == at(in_landsmeer, f"{row.pk}/")
    assert open_inquiry(ref=in_landsmeer.dossier.pk, inquiry_id=row.pk, by=in_landsmeer.sanne).inquiry == row
