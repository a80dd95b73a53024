"""A new dossier: search first, the question before the person, each datum on a way that the protocol leaves open."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from consent.models import Consent, WithoutConsent
from dossiers import services
from dossiers.models import Dossier, FirstRecording, InformationCount, Involvement, Referral, Triage
from dossiers.policies.search import DossierElsewhere
from dossiers.services.intake import count_information_contact, start_intake
from dossiers.services.triage import judge_triage
from dossiers.states import Origin
from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.people.models import Person
from privacy_domain.people.services import PersonDetails, correct_person, register_person
from privacy_domain.protocols import catalogue
from privacy_domain.protocols.types import Refused
from privacy_domain.tenancy.scope import entered
from privacy_domain.tenancy.selectors import protocol_on
from privacy_domain.web.errors import Conflict, Invalid
from tests.conftest import make_municipality
from tests.factories.access import account, logged_in
from tests.integration.dossiers.cast import World, agree, first_code
from tests.integration.dossiers.intakes import BSN, NEW, NOTE, begin, posted, question, referred, token, weighed


def nothing_new(world: World) -> bool:
    return Dossier.objects.count() == 1 and Person.objects.count() == 1


# ---------------------------------------------------------------- search before create
def test_a_client_with_a_closed_dossier_is_not_made_a_second_time(in_leek: World) -> None:
    same: PersonDetails = {"surname": "Vries", "prefix": "de", "birth_date": date(1970, 5, 12)}
    with pytest.raises(DossierElsewhere):
        start_intake(start=question(in_leek), details=same, note=NOTE, by=in_leek.marieke)
    assert nothing_new(in_leek)


def test_a_client_whose_dossier_is_open_to_you_is_not_made_a_second_time(in_leek: World) -> None:
    same: PersonDetails = {"surname": "Vries", "prefix": "de", "birth_date": date(1970, 5, 12)}
    with pytest.raises(Invalid, match="al een dossier") as refusal:
        begin(in_leek, details=same)
    assert refusal.value.field == "somebody_else" and nothing_new(in_leek)


def test_somebody_of_the_same_name_and_birth_date_can_be_somebody_else(in_leek: World) -> None:
    same: PersonDetails = {"surname": "Vries", "prefix": "de", "birth_date": date(1970, 5, 12)}
    dossier = start_intake(start=question(in_leek), details=same, note=NOTE, somebody_else=True, by=in_leek.marieke)
    assert dossier.person_id != in_leek.client.pk


def test_a_whole_bsn_is_never_somebody_else(in_leiden: World) -> None:
    correct_person(person=in_leiden.client, changes={"bsn": BSN}, by=in_leiden.sanne)
    with pytest.raises(DossierElsewhere):
        start_intake(start=question(in_leiden), details=NEW | {"bsn": BSN}, somebody_else=True, agreed=True, by=in_leiden.marieke)
    with pytest.raises(Invalid):
        begin(in_leiden, details=NEW | {"bsn": BSN}, somebody_else=True)
    assert nothing_new(in_leiden)


def test_a_relative_who_is_known_by_his_bsn_becomes_a_client_himself(in_leiden: World) -> None:
    relative = register_person(details=NEW | {"bsn": BSN}, by=in_leiden.sanne)
    assert begin(in_leiden, details=NEW | {"bsn": BSN}).person_id == relative.pk


# ---------------------------------------------------------------- the question first
def test_without_a_question_there_is_no_dossier(anywhere: World) -> None:
    with pytest.raises(Invalid, match="wat de cliënt vraagt"):
        begin(anywhere, question(anywhere, help_question=" "))
    assert nothing_new(anywhere)


UNASKED = {"leek": False, "landsmeer": True, "sittard-geleen": False, "leiden": True, "opsterland": True}


@pytest.mark.requirement("LAND-Inl-zorgmijders", "LEID-1-ondersteuning", "OPST-1j")
def test_support_that_nobody_asked_for_where_the_protocol_knows_it(anywhere: World) -> None:
    start = question(anywhere, Origin.UNASKED)
    if UNASKED[anywhere.dossier.municipality.code]:
        dossier = begin(anywhere, start)
        assert dossier.without_help_question and not dossier.help_question
        return
    with pytest.raises(Invalid):
        begin(anywhere, start)
    with pytest.raises(Invalid, match="niet om vraagt"):
        services.start_dossier(
            person=anywhere.client, team=anywhere.team, purposes=[first_code("purposes")], domains=[first_code("domains")],
            law_tags=["wmo"], without_help_question=True, by=anywhere.sanne,
        )  # fmt: skip


@pytest.mark.requirement("LEID-0")
@pytest.mark.parametrize("law", ["jeugdwet", "participatiewet", "other"])
def test_leidens_protocol_is_about_one_law(in_leiden: World, law: str) -> None:
    with pytest.raises(Invalid, match="valt buiten Privacy Protocol Wmo Leiden") as refusal:
        begin(in_leiden, question(in_leiden, law_tags=["wmo", law]))
    assert refusal.value.field == "law_tags" and nothing_new(in_leiden)


@pytest.mark.parametrize("code", ["leek", "landsmeer", "opsterland", "sittard-geleen"])
def test_the_others_know_three_laws(code: str, request: Any) -> None:
    world: World = request.getfixturevalue(f"in_{code.replace('-', '_')}")
    assert begin(world, question(world, law_tags=["jeugdwet", "participatiewet"])).law_tags == ["jeugdwet", "participatiewet"]


@pytest.mark.requirement("LEID-1-ondersteuning", "OPST-1j")
@pytest.mark.parametrize(("field", "value"), [("domains", "youth"), ("domains", "work"), ("purposes", "fishing"), ("domains", "")])
def test_purposes_and_domains_are_those_of_the_text(in_leiden: World, field: str, value: str) -> None:
    with pytest.raises(Invalid) as refusal:
        begin(in_leiden, question(in_leiden, **{field: [value]}))
    assert refusal.value.field == field


def test_the_team_is_one_of_your_own(in_leek: World) -> None:
    outsider = account("buiten")
    with pytest.raises(Invalid, match="team"):
        start_intake(start=question(in_leek), details=NEW, note=NOTE, by=outsider)


# ---------------------------------------------------------------- on which way the first data are written down
@pytest.mark.parametrize("code", ["leek", "landsmeer"])
def test_before_the_talk_only_the_exception_with_its_note_opens_the_dossier(code: str, request: Any) -> None:
    world: World = request.getfixturevalue(f"in_{code}")
    with pytest.raises(Invalid) as refusal:
        begin(world, note=" ")
    assert refusal.value.field == "note" and nothing_new(world) and not WithoutConsent.objects.exists()
    dossier = begin(world)
    noted = WithoutConsent.objects.get(matter_id=dossier.pk)
    assert (noted.ground, noted.note, noted.categories) == ("necessary_unavoidable", NOTE, ["birth_date", "naw", "phone"])
    assert FirstRecording.objects.get(dossier=dossier).exception == noted
    assert not Consent.objects.filter(matter_id=dossier.pk).exists(), "agreement follows in the talk"


@pytest.mark.parametrize(("code", "way"), [("leiden", "free"), ("opsterland", "by_task"), ("sittard-geleen", "by_task")])
def test_elsewhere_the_text_or_the_task_in_the_law_carries_them(code: str, way: str, request: Any) -> None:
    world: World = request.getfixturevalue(f"in_{code.replace('-', '_')}")
    row = FirstRecording.objects.get(dossier=begin(world, note=""))
    assert getattr(row, way) == ["birth_date", "naw", "phone"] and row.exception is None and row.citations


def test_in_leek_the_bsn_waits_for_a_signature(in_leek: World) -> None:
    with pytest.raises(Refused) as refusal:
        begin(in_leek, details=NEW | {"bsn": BSN})
    assert any("art. 4 lid 4" in str(citation) for citation in refusal.value.decision.citations)
    assert nothing_new(in_leek)


def test_elsewhere_the_bsn_is_ordinary(in_landsmeer: World) -> None:
    assert begin(in_landsmeer, details=NEW | {"bsn": BSN}).person.bsn == BSN


def test_what_the_start_does_not_ask_is_not_kept(in_leiden: World) -> None:
    with pytest.raises(Invalid, match="gesprek"):
        begin(in_leiden, details=NEW | {"predicate": "jonkheer"})
    assert nothing_new(in_leiden)


def test_after_the_start_the_talk_still_asks_agreement(in_leek: World) -> None:
    dossier = begin(in_leek)
    in_leek.dossier, in_leek.client = dossier, dossier.person
    talk = in_leek.explained()
    assert agree(in_leek, talk).state == "given"  # type: ignore[attr-defined]


def test_a_start_makes_its_maker_involved_and_is_in_the_log(in_leek: World) -> None:
    dossier = begin(in_leek)
    assert Involvement.objects.get(dossier=dossier).user == in_leek.sanne
    events = set(AuditEvent.objects.filter(dossier_id=dossier.pk).values_list("event", flat=True))
    assert {"dossier:dossier:started", "dossier:intake:recorded"} <= events
    assert "Zonnevelt" not in str(list(AuditEvent.objects.values()))


# ---------------------------------------------------------------- triage
@pytest.mark.requirement("SITT-2-triage")
def test_sittard_geleen_weighs_before_there_is_a_dossier(in_sittard_geleen: World) -> None:
    with pytest.raises(Invalid, match="Weeg eerst"):
        begin(in_sittard_geleen, question(in_sittard_geleen, triage=None))
    with pytest.raises(Invalid) as refusal:
        begin(in_sittard_geleen, question(in_sittard_geleen, triage=weighed(needed=" ")))
    assert refusal.value.field == "needed"
    dossier = begin(in_sittard_geleen)
    judge_triage(dossier=dossier, facts=weighed(kind="multiple"), by=in_sittard_geleen.sanne)
    assert list(Triage.objects.filter(dossier=dossier).order_by("judged_at", "kind").values_list("kind", flat=True)) in (
        ["simple", "multiple"],
        ["multiple", "simple"],
    )


@pytest.mark.requirement("SITT-4-vraag")
def test_how_broad_to_look_is_agreed_with_the_client(in_sittard_geleen: World) -> None:
    for wrong, field in (({"scope": ""}, "scope"), ({"with_client": False}, "with_client")):
        with pytest.raises(Invalid) as refusal:
            begin(in_sittard_geleen, question(in_sittard_geleen, triage=weighed(**wrong)))
        assert refusal.value.field == field
    row = Triage.objects.get(dossier=begin(in_sittard_geleen))
    assert row.scope == "Alleen het koken." and row.with_client


@pytest.mark.requirement("SITT-4-vooraf")
@pytest.mark.parametrize(("known", "missing"), [({}, "cause"), ({"cause": "a"}, "necessity"), ({"necessity": "b"}, "cause")])
def test_looking_beforehand_needs_a_cause_and_a_reason(in_sittard_geleen: World, known: dict[str, str], missing: str) -> None:
    with pytest.raises(Invalid) as refusal:
        begin(in_sittard_geleen, question(in_sittard_geleen, triage=weighed(beforehand=True, **known)))
    assert refusal.value.field == missing
    dossier = begin(in_sittard_geleen, question(in_sittard_geleen, triage=weighed(beforehand=True, cause="a", necessity="b")))
    assert Triage.objects.get(dossier=dossier).necessity == "b"


def test_elsewhere_there_is_no_triage(in_leek: World) -> None:
    with pytest.raises(Conflict):
        judge_triage(dossier=in_leek.dossier, facts=weighed(), by=in_leek.sanne)


# ---------------------------------------------------------------- information only
@pytest.mark.requirement("LEID-BijlI-1")
def test_an_information_contact_leaves_a_number_and_nothing_else(in_leiden: World) -> None:
    before = (Person.objects.count(), Dossier.objects.count())
    for subject in ("care", "care", "other"):
        count_information_contact(subject=subject, by=in_leiden.sanne)
    assert dict(InformationCount.objects.values_list("subject", "number")) == {"care": 2, "other": 1}
    assert before == (Person.objects.count(), Dossier.objects.count())
    fields = {field.name for field in InformationCount._meta.get_fields()}
    assert fields == {"id", "municipality", "day", "subject", "number"}
    line = AuditEvent.objects.filter(event="dossier:information:counted")[0]
    assert line.person_id is None and line.dossier_id is None and not line.object_ids


def test_words_cannot_be_a_subject(in_leiden: World) -> None:
    with pytest.raises(Invalid):
        count_information_contact(subject="mevrouw Jansen", by=in_leiden.sanne)


def test_elsewhere_information_contacts_are_not_counted(in_leek: World) -> None:
    with pytest.raises(Invalid):
        count_information_contact(subject="care", by=in_leek.sanne)
    assert logged_in(in_leek.dossier.municipality, in_leek.sanne).get("/leek/intake/informatie/").status_code == 404


def test_the_page_counts_and_says_so(in_leiden: World) -> None:
    client = logged_in(in_leiden.dossier.municipality, in_leiden.sanne)
    assert client.get("/leiden/intake/informatie/").status_code == 200
    assert client.post("/leiden/intake/informatie/", {"subject": "x"}).status_code == 422
    assert client.post("/leiden/intake/informatie/", {"subject": "care", "name": "Jansen"}).status_code == 200
    assert InformationCount.objects.get().number == 1


# ---------------------------------------------------------------- the pages
def test_the_pages_lead_from_search_to_a_dossier(anywhere: World) -> None:
    code = anywhere.dossier.municipality.code
    client = logged_in(anywhere.dossier.municipality, anywhere.sanne)
    said = {"token": token(client, code)}
    first = client.post(f"/{code}/intake/nieuw/", said | {"client-surname": "Zonnevelt"})
    assert first.status_code == 200 and 'name="client-surname" value="Zonnevelt"' in first.content.decode()
    wrong = client.post(f"/{code}/intake/nieuw/", said | {"step": "purpose"})
    assert wrong.status_code == 422
    second = client.post(f"/{code}/intake/nieuw/", said | posted(anywhere, step="purpose"))
    assert second.status_code == 200 and "client-surname" in second.content.decode()
    assert nothing_new(anywhere)
    third = client.post(f"/{code}/intake/nieuw/", said | posted(anywhere))
    assert third.status_code == 302, third.content.decode()[:3000]
    dossier = Dossier.objects.exclude(pk=anywhere.dossier.pk).get()
    assert third.headers["Location"].endswith(f"/d/{dossier.pk}/") and dossier.person.surname == "Zonnevelt"
    again = client.post(f"/{code}/intake/nieuw/", said | posted(anywhere))
    assert again.status_code == 422 and Dossier.objects.count() == 2


def test_who_did_not_search_is_sent_to_the_search(in_leek: World) -> None:
    client = logged_in(in_leek.dossier.municipality, in_leek.sanne)
    stolen = token(logged_in(in_leek.dossier.municipality, in_leek.marieke), "leek")
    for said in ({}, {"token": "x"}, {"token": stolen}):
        answer = client.post("/leek/intake/nieuw/", posted(in_leek) | said)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/leek/intake/")
    assert client.get("/leek/intake/nieuw/").status_code == 302
    assert nothing_new(in_leek)


def test_going_back_keeps_what_was_typed(in_leek: World) -> None:
    client = logged_in(in_leek.dossier.municipality, in_leek.sanne)
    page = client.post("/leek/intake/nieuw/", posted(in_leek, back="purpose") | {"token": token(client, "leek")})
    body = page.content.decode()
    assert page.status_code == 200 and "Ik kan niet meer zelf koken." in body and 'name="client-note"' in body and nothing_new(in_leek)


def test_a_fault_shows_on_the_page_where_it_can_be_mended(in_leek: World) -> None:
    client = logged_in(in_leek.dossier.municipality, in_leek.sanne)
    said = {"token": token(client, "leek")}
    for other, word in (
        ({"client-birth_date": "2099-01-01"}, "toekomst"),
        ({"client-postcode": "12"}, "postcode"),
        ({"purpose-team": "nobody"}, "team"),
        ({"client-surname": "Vries", "client-birth_date": "1970-05-12"}, "al een dossier"),
    ):
        page = client.post("/leek/intake/nieuw/", posted(in_leek) | said | other)
        assert page.status_code == 422 and word in page.content.decode(), other
    assert nothing_new(in_leek)


def test_leiden_says_that_another_law_is_outside_its_protocol(in_leiden: World) -> None:
    client = logged_in(in_leiden.dossier.municipality, in_leiden.sanne)
    sent = posted(in_leiden, **{"purpose-law_tags": ["jeugdwet"], "step": "purpose"})
    page = client.post("/leiden/intake/nieuw/", sent | {"token": token(client, "leiden")})
    assert page.status_code == 422 and "Privacy Protocol Wmo Leiden" in page.content.decode()


def test_another_municipality_does_not_see_the_dossier(in_leek: World) -> None:
    dossier = begin(in_leek)
    with entered(make_municipality("leiden").scope()):
        assert not Dossier.objects.filter(pk=dossier.pk).exists() and not Referral.objects.exists() and not FirstRecording.objects.exists()


# ---------------------------------------------------------------- the data of the report
REPORTED: Any = NEW | {
    "sex": "male", "birth_place": "Leiden", "email": "abel@example.nl", "bsn": BSN, "correspondence_address": "Postbus 1, Leiden",
    "parents_civil_status": "gescheiden", "address_secret": True,
}  # fmt: skip


@pytest.mark.requirement("LEID-BijlI-2-melding-klant")
def test_in_leiden_the_report_asks_these_data_with_the_clients_yes(in_leiden: World) -> None:
    with pytest.raises(Invalid) as refusal:
        begin(in_leiden, details=REPORTED, agreed=False)
    assert refusal.value.field == "agreed" and Dossier.objects.count() == 1
    dossier = begin(in_leiden, details=REPORTED)
    person, first = dossier.person, FirstRecording.objects.get(dossier=dossier)
    assert (person.birth_place, person.correspondence_address, person.parents_civil_status) == ("Leiden", "Postbus 1, Leiden", "gescheiden")
    assert person.address_secret and person.bsn == BSN and first.agreed_on == clock.today()
    protocol = protocol_on(clock.today())
    assert protocol is not None and set(first.free) == set(protocol.value(catalogue.REPORT_CLIENT) or ())
    body = logged_in(dossier.municipality, in_leiden.sanne).get(f"/leiden/d/{dossier.pk}/mensen/").content.decode()
    assert "Bij de melding" in body and "bijlage I" in body


@pytest.mark.requirement("LEID-BijlI-2-melding-klant")
def test_the_page_of_the_report_wants_that_yes(in_leiden: World) -> None:
    client = logged_in(in_leiden.dossier.municipality, in_leiden.sanne)
    sent = posted(in_leiden, token=token(client, "leiden")) | {"client-birth_place": "Leiden", "client-parents_civil_status": "gehuwd"}
    refused = client.post("/leiden/intake/nieuw/", {key: value for key, value in sent.items() if key != "client-agreed"})
    assert refused.status_code == 422 and "Vraag de cliënt eerst" in refused.content.decode()
    assert client.post("/leiden/intake/nieuw/", sent).status_code == 302
    made = Dossier.objects.exclude(pk=in_leiden.dossier.pk).get()
    assert (made.person.birth_place, made.person.parents_civil_status) == ("Leiden", "gehuwd")


def test_elsewhere_a_first_appointment_asks_less(in_leek: World) -> None:
    for name in ("birth_place", "correspondence_address", "parents_civil_status"):
        with pytest.raises(Invalid) as refusal:
            begin(in_leek, details=NEW | {name: "x"})  # type: ignore[operator]
        assert refusal.value.field == name


def test_who_is_registered_by_somebody_else_is_asked_in_the_talk(in_leiden: World) -> None:
    dossier = begin(in_leiden, question(in_leiden, Origin.REFERRED, referral=referred()), agreed=False)
    assert FirstRecording.objects.get(dossier=dossier).agreed_on is None
