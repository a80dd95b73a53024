"""Taking a version into force: proposed by one, counted, approved by another who saw that count."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from access.models import User
from access.services import exclude
from access.states import MunicipalRole
from dossiers.models import Dossier
from dossiers.services import start_dossier
from privacy_domain import clock
from privacy_domain.adoption import effects, services
from privacy_domain.adoption import tasks as tasks
from privacy_domain.adoption.asked import Asked
from privacy_domain.adoption.models import Proposal, ProposalEffect
from privacy_domain.audit.models import AuditEvent
from privacy_domain.backoffice.events import BackofficeEvent
from privacy_domain.people.services import register_person
from privacy_domain.tenancy import scope
from privacy_domain.tenancy.models import Adoption, Municipality
from privacy_domain.tenancy.scope import entered
from privacy_domain.tenancy.selectors import Supposition, adoption_on, protocol_on, supposing
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work import runner
from privacy_domain.work.models import Job
from requests.models import SubjectRequest
from requests.services import count
from requests.states import RequestKind
from tests.factories.access import account, logged_in
from tests.integration.dossiers.cast import PETRA, World
from tests.integration.requests.asked import in_hand
from tests.integration.retention.pasts import under

ROOT = "/leek/beheer/adoption/proposal/"
END = date(2026, 12, 31)


@pytest.fixture
def fien(in_leek: World) -> User:
    return account("fien", roles=(MunicipalRole.FUNCTIONAL_ADMIN,))


@pytest.fixture
def olga(in_leek: World) -> User:
    return account("olga", roles=(MunicipalRole.PRIVACY_OFFICER,))


def asked(**other: Any) -> Asked:
    """An end for what is in force, unless said otherwise."""
    held = adoption_on(clock.today())
    assert held is not None
    said: dict[str, Any] = {
        "adoption": held,
        "version": held.version,
        "valid_from": held.valid_from,
        "published_on": None,
        "valid_until": END,
        "basis": "decided",
        "source": "Besluit van 1 november 2026",
    }
    return Asked(**(said | other))


def counted(by: User, **other: Any) -> Proposal:
    """Proposed, and its effect counted by the worker."""
    made = services.propose(asked=asked(**other), by=by)
    work_off()
    made.refresh_from_db()
    assert made.state == Proposal.State.COUNTED
    return made


def work_off() -> None:
    while Job.objects.filter(kind=services.JOB, state=Job.State.QUEUED).exists():
        assert runner.run_next(scope.require())


def approve(made: Proposal, by: User, digest: str | None = None) -> Adoption:
    return services.approve(proposal=made, digest=made.digest if digest is None else digest, by=by)


# ---------------------------------------------------------------- what is refused
@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"version": "leiden-2016", "adoption": None, "valid_from": date(2027, 1, 1), "valid_until": None}, "version"),
        ({"version": "leek-1066"}, "version"),
        ({"valid_from": None}, "valid_from"),
        ({"valid_until": date(2010, 1, 1)}, "valid_until"),
        ({"source": "  "}, "source"),
        ({"published_on": date(2018, 8, 1)}, "valid_from"),
        ({"adoption": None}, "valid_from"),
        ({"review_on": date(2027, 1, 1)}, "owner"),
        ({"valid_until": date(9999, 12, 31)}, "valid_until"),
        ({"published_on": date(9999, 12, 31), "valid_from": None}, "published_on"),
        ({"valid_from": date(1899, 12, 31)}, "valid_from"),
        ({"review_on": date(2200, 1, 1), "owner": "Olga"}, "review_on"),
    ],
)
def test_what_cannot_be_is_not_proposed(in_leek: World, fien: User, other: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        services.propose(asked=asked(**other), by=fien)
    assert refusal.value.field == field
    assert not Proposal.objects.exists() and not Job.objects.filter(kind=services.JOB).exists()


@pytest.mark.requirement("ENG-2")
def test_the_first_day_of_what_is_in_force_by_decision_stays(in_leek: World, fien: User) -> None:
    Adoption.objects.update(basis=Adoption.Basis.DECIDED)
    with pytest.raises(Invalid, match="Alleen het einde"):
        services.propose(asked=asked(valid_from=date(2020, 1, 1)), by=fien)
    assert services.propose(asked=asked(), by=fien).valid_until == END


def test_one_at_a_time(in_leek: World, fien: User, olga: User) -> None:
    made = services.propose(asked=asked(), by=fien)
    with pytest.raises(Invalid, match="loopt al een voorstel"):
        services.propose(asked=asked(), by=olga)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.create(
            version="leek-2018", valid_from=END, basis="decided", source="x", proposed_at=clock.now(), proposed_by=olga, state="counting"
        )
    services.withdraw(proposal=made, by=olga)
    assert services.propose(asked=asked(), by=olga).pk != made.pk


def test_whoever_proposed_does_not_approve_not_even_past_the_service(in_leek: World, fien: User, olga: User) -> None:
    made = counted(olga)
    with pytest.raises(Conflict, match="Een ander dan wie het voorstelt"):
        approve(made, olga)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=made.pk).update(state="adopted", approved_digest=made.digest, decided_by=olga, decided_at=clock.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=made.pk).update(state="adopted", approved_digest="0" * 64, decided_by=fien, decided_at=clock.now())
    assert Adoption.objects.get().valid_until is None
    assert AuditEvent.objects.using("attempts").filter(event="protocol:proposal:refused", subject_id=made.pk).exists()


def test_one_of_the_two_is_the_privacy_officer(in_leek: World, fien: User) -> None:
    made = counted(fien)
    with pytest.raises(Conflict, match="privacy officer"):
        approve(made, account("fred", roles=(MunicipalRole.FUNCTIONAL_ADMIN,)))
    assert Adoption.objects.get().valid_until is None


def test_nothing_is_approved_but_what_was_seen(in_leek: World, fien: User, olga: User) -> None:
    made = services.propose(asked=asked(), by=fien)
    with pytest.raises(Conflict, match="nog geteld"):
        approve(made, olga, "")
    work_off()
    made.refresh_from_db()
    seen = made.digest
    with pytest.raises(Conflict, match="iets anders dan u bekeek"):
        approve(made, olga, "0" * 64)
    ProposalEffect.objects.filter(proposal=made).update(parts=99)
    with pytest.raises(Conflict, match="iets anders dan u bekeek"):
        approve(made, olga)
    services.count_anew(proposal=made, by=olga)
    work_off()
    made.refresh_from_db()
    assert made.digest == seen, "the same facts give the same mark"
    with clock.standing_at(clock.now() + timedelta(days=8)), pytest.raises(Conflict, match="meer dan een week"):
        approve(made, olga)
    Adoption.objects.update(valid_until=date(2030, 1, 1))
    with pytest.raises(Conflict, match="iets anders dan u bekeek"):
        approve(made, olga)


# ---------------------------------------------------------------- what is counted
@pytest.mark.requirement("ENG-3")
def test_an_end_shows_what_the_law_alone_would_do(in_leek: World, fien: User) -> None:
    in_hand(in_leek, RequestKind.RECTIFICATION)
    under(in_leek, "participatiewet")
    made = counted(fien)
    assert (made.seen_as_of, made.dossiers, made.requests) == (date(2027, 1, 1), 1, 1)
    found = {row.kind: row for row in ProposalEffect.objects.filter(proposal=made)}
    assert set(found) == {"access", "retention"}, "a request keeps the version of its receipt"
    assert {row.number for row in found.values()} == {in_leek.dossier.number}
    assert "dossier:team_lead" in found["access"].before and "dossier:team_lead" not in found["access"].after
    assert (found["retention"].detail, found["retention"].after) == ("participatiewet", "never")
    assert effects.tally(made) == effects.Tally(access=1, term=0, retention=1)
    assert adoption_on(END + timedelta(days=1)) is not None, "nothing is changed by counting"


@pytest.mark.requirement("LEEK-15.1")
def test_the_day_of_publication_gives_the_first_day_and_moves_what_came_before_it(in_leek: World, fien: User, olga: User) -> None:
    in_hand(in_leek, RequestKind.RECTIFICATION)
    made = counted(fien, valid_from=None, published_on=clock.today(), valid_until=None, source="Gemeenteblad 2026, 1")
    assert made.valid_from == date(2026, 11, 25)
    (term,) = ProposalEffect.objects.filter(proposal=made, kind="term")
    assert term.request_id == SubjectRequest.objects.get().pk and term.before != term.after
    approve(made, olga)
    assert protocol_on(clock.today()) is None, "until then the protocol is not active"
    assert protocol_on(date(2026, 11, 25)) is not None
    assert Adoption.objects.get().source == "Gemeenteblad 2026, 1"
    row = count(request=SubjectRequest.objects.get(), by=fien)
    assert " ".join(str(day) for day in (row.decide_by, row.execute_by) if day) == term.after, "it went as was counted"


def test_supposing_leaves_nothing_behind_and_reads_no_more_than_it_must(in_leek: World) -> None:
    held = adoption_on(clock.today())
    assert held is not None
    what = Supposition(version="leek-2018", valid_from=held.valid_from, valid_until=END, instead_of=held.pk)
    with CaptureQueriesContext(connection) as said, supposing(what):
        assert [protocol_on(END + timedelta(days=more)) is None for more in (-1, 0, 1, 2)] == [False, False, True, True]
    assert len(said) == 1
    assert protocol_on(END + timedelta(days=1)) is not None
    with pytest.raises(ZeroDivisionError), supposing(what):
        raise ZeroDivisionError
    assert protocol_on(END + timedelta(days=2)) is not None


def test_counting_goes_on_where_it_was_and_a_round_that_was_overtaken_ends(in_leek: World, fien: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "BATCH", 1)
    other = register_person(details=PETRA, by=in_leek.sanne)
    codes = {"purposes": in_leek.dossier.purposes, "domains": in_leek.dossier.domains, "law_tags": ["wmo"]}
    start_dossier(person=other, team=in_leek.team, help_question="Hulp", **codes, by=in_leek.sanne)
    made = services.propose(asked=asked(), by=fien)
    services.count_anew(proposal=made, by=fien)
    work_off()
    made.refresh_from_db()
    assert (made.round, made.dossiers) == (2, Dossier.objects.count()) == (2, 2)
    assert ProposalEffect.objects.filter(proposal=made, kind="access").count() == 2, "each dossier once"
    assert set(Job.objects.filter(kind=services.JOB).values_list("state", "message")) == {("done", "overtaken"), ("done", "")}


# ---------------------------------------------------------------- what comes of it
@pytest.mark.requirement("ENG-2")
def test_approved_it_holds_from_its_day_and_nothing_of_it_changes_any_more(in_leek: World, fien: User, olga: User) -> None:
    made = counted(fien)
    held = approve(made, olga)
    assert (held.valid_until, held.basis, held.source) == (END, "decided", "Besluit van 1 november 2026")
    assert protocol_on(END) is not None and protocol_on(END + timedelta(days=1)) is None
    made.refresh_from_db()
    assert (made.state, made.decided_by, made.approved_digest) == ("adopted", olga, made.digest)
    for act in (lambda: approve(made, olga), lambda: services.withdraw(proposal=made, by=fien), lambda: services.count_anew(proposal=made, by=fien)):
        with pytest.raises(Conflict, match="al beslist"):
            act()
    with pytest.raises(DatabaseError), transaction.atomic():
        Proposal.objects.filter(pk=made.pk).update(source="Anders")
    with pytest.raises(DatabaseError), transaction.atomic():
        ProposalEffect.objects.filter(proposal=made).delete()
        made.delete()
    said = AuditEvent.objects.filter(subject_id=made.pk).order_by("id").values_list("event", flat=True)
    assert list(said) == ["protocol:proposal:made", "protocol:proposal:counted", "protocol:proposal:adopted"]


def test_a_version_is_taken_into_force_where_there_was_none(in_leek: World, fien: User, olga: User) -> None:
    approve(counted(fien), olga)
    later = date(2027, 2, 1)
    made = counted(olga, adoption=None, valid_from=later, valid_until=None)
    approve(made, fien)
    assert [row.valid_from for row in Adoption.objects.order_by("valid_from")] == [date(2018, 8, 15), later]
    assert protocol_on(date(2027, 1, 31)) is None and protocol_on(later) is not None


def test_withdrawn_nothing_is_left_of_the_count(in_leek: World, fien: User) -> None:
    made = counted(fien)
    assert ProposalEffect.objects.exists()
    services.withdraw(proposal=made, by=fien)
    assert not ProposalEffect.objects.exists()
    assert Adoption.objects.get().valid_until is None


# ---------------------------------------------------------------- the pages
def form(**other: Any) -> dict[str, str]:
    held = Adoption.objects.get()
    said = {
        "adoption": str(held.pk), "version": "leek-2018", "published_on": "", "valid_from": str(held.valid_from), "valid_until": str(END),
        "basis": "decided", "source": "Besluit", "review_on": "", "owner": "",
    }  # fmt: skip
    return said | other


def test_proposed_on_one_page_and_approved_on_another(in_leek: World, fien: User, olga: User) -> None:
    here = Municipality.objects.get(code="leek")
    one, other = logged_in(here, fien), logged_in(here, olga)
    assert one.post(f"{ROOT}add/", form(source="")).status_code == 422
    wrong = one.post(f"{ROOT}add/", form(valid_until="2010-01-01"))
    assert wrong.status_code == 422 and "De laatste dag ligt voor de eerste dag." in wrong.content.decode()
    assert one.post(f"{ROOT}add/", form(version="leiden-2016")).status_code == 422
    assert one.post(f"{ROOT}add/", form()).status_code == 302
    again = one.post(f"{ROOT}add/", form())
    assert again.status_code == 422 and "loopt al een voorstel" in again.content.decode()
    made = Proposal.objects.get()
    page = one.get(f"{ROOT}{made.pk}/change/").content.decode()
    assert "opnieuw-tellen" in page and "goedkeuren" not in page
    work_off()
    made.refresh_from_db()
    assert "goedkeuren" not in one.get(f"{ROOT}{made.pk}/change/").content.decode(), "not by who proposed it"
    assert one.post(f"{ROOT}{made.pk}/doen/goedkeuren/", {"gezien": made.digest}).status_code == 409
    page = other.get(f"{ROOT}{made.pk}/change/").content.decode()
    assert f"/doen/goedkeuren/?gezien={made.digest}" in page
    lines = other.get(f"/leek/beheer/adoption/proposaleffect/?proposal__id__exact={made.pk}&kind__exact=access")
    assert in_leek.dossier.number in lines.content.decode() and "Vries" not in lines.content.decode()
    line = ProposalEffect.objects.filter(proposal=made)[0]
    assert other.get(f"/leek/beheer/adoption/proposaleffect/{line.pk}/change/").status_code == 200
    question = other.get(f"{ROOT}{made.pk}/doen/goedkeuren/?gezien={made.digest}").content.decode()
    assert f'name="gezien" value="{made.digest}"' in question
    assert other.get(f"{ROOT}{made.pk}/doen/goedkeuren/").status_code == 200, "looking approves nothing"
    assert other.post(f"{ROOT}{made.pk}/doen/goedkeuren/").status_code == 409, "without the mark it is nothing"
    assert other.post(f"{ROOT}{made.pk}/doen/goedkeuren/", {"gezien": made.digest}).status_code == 302
    assert other.post(f"{ROOT}{made.pk}/doen/goedkeuren/", {"gezien": made.digest}).status_code == 404, "it is over"
    assert Adoption.objects.get().valid_until == END


def test_of_two_at_once_the_second_hears_that_one_runs(in_leek: World, fien: User, olga: User, monkeypatch: pytest.MonkeyPatch) -> None:
    services.propose(asked=asked(), by=fien)
    monkeypatch.setattr(services, "first_day", lambda asked: asked.valid_from)  # who looked before the other wrote
    with pytest.raises(Conflict, match="loopt al een voorstel"):
        services.propose(asked=asked(), by=olga)
    assert Proposal.objects.get().proposed_by == fien


def test_the_lines_hold_nothing_of_a_dossier_that_somebody_is_kept_away_from(in_leek: World, fien: User, olga: User) -> None:
    made = counted(fien)
    line = ProposalEffect.objects.filter(proposal=made, kind="access").get()
    term = ProposalEffect.objects.create(
        proposal=made,
        kind="term",
        number="V-KENMERK",
        person_id=in_leek.client.pk,
        request_id=uuid4(),
        detail="access",
        before="2026-12-01",
        after="2026-12-02",
    )
    client, at = logged_in(Municipality.objects.get(code="leek"), olga), "/leek/beheer/adoption/proposaleffect/"
    page = client.get(at).content.decode()
    assert in_leek.dossier.number in page and "V-KENMERK" in page
    assert client.get(f"{at}{line.pk}/change/").status_code == 200
    named = AuditEvent.objects.filter(event=BackofficeEvent.LIST_SEEN, subject_kind="dossier")
    assert [one.object_ids for one in named] == [[in_leek.dossier.pk]] * 2
    exclude(subject=in_leek.dossier.pk, user=olga, source_kind="exclusion", source=uuid4(), by=in_leek.tom)
    page = client.get(at).content.decode()
    assert in_leek.dossier.number not in page and "V-KENMERK" not in page
    assert {client.get(f"{at}{row.pk}/change/").status_code for row in (line, term)} == {302}, "as for what does not exist"


def test_others_have_nothing_there(in_leek: World, fien: User, landsmeer: Any) -> None:
    made = counted(fien)
    here = Municipality.objects.get(code="leek")
    for user in (in_leek.sanne, in_leek.tom):
        for address in (ROOT, f"{ROOT}add/", f"{ROOT}{made.pk}/change/", f"{ROOT}{made.pk}/doen/intrekken/"):
            assert logged_in(here, user).get(address).status_code == 403, address
            assert logged_in(here, user).post(address).status_code == 403, address
    with entered(landsmeer.scope()):
        stranger: Client = logged_in(landsmeer, account("vreemd", roles=(MunicipalRole.PRIVACY_OFFICER,)))
    assert stranger.get(f"/landsmeer/beheer/adoption/proposal/{made.pk}/doen/intrekken/").status_code == 404
    assert stranger.post(f"/landsmeer/beheer/adoption/proposal/{made.pk}/doen/goedkeuren/", {"gezien": made.digest}).status_code == 404
    assert in_leek.dossier.number not in stranger.get("/landsmeer/beheer/adoption/proposaleffect/").content.decode()


@pytest.mark.parametrize("query", ["p=99999", "p=x", "o=9.-9", "state__exact=x", "proposal__id__exact=x", "kind__exact=%00", "q=x", "all=1", "e=1"])
def test_bad_questions_get_no_server_error(in_leek: World, olga: User, query: str) -> None:
    client = logged_in(Municipality.objects.get(code="leek"), olga)
    for address in (ROOT, "/leek/beheer/adoption/proposaleffect/", "/leek/beheer/tenancy/adoption/"):
        assert client.get(f"{address}?{query}").status_code < 500, address
