"""A client whom somebody else registers: who that may be, what is kept, and what happens without agreement."""

from __future__ import annotations

from typing import Any

import pytest

from dossiers.models import Dossier, Referral
from dossiers.presenters import talk as present
from dossiers.services.referral import record_agreement_with_referral
from dossiers.states import Origin, ReferralAgreement, ReporterKind
from privacy_domain.audit.models import AuditEvent
from privacy_domain.web.errors import Conflict, Invalid
from tests.factories.access import logged_in
from tests.integration.dossiers.cast import World, plan_of
from tests.integration.dossiers.intakes import begin, posted, question, referred, token

REFERRERS = ["leiden", "opsterland"]


@pytest.fixture(params=REFERRERS)
def with_referrers(request: Any) -> World:
    world: World = request.getfixturevalue(f"in_{request.param}")
    return world


def refer(world: World, **other: Any) -> Dossier:
    return begin(world, question(world, Origin.REFERRED, referral=referred(**other)))


def refused_at(world: World, **other: Any) -> str:
    with pytest.raises(Invalid) as refusal:
        refer(world, **other)
    assert Dossier.objects.count() == 1 and not Referral.objects.exists()
    return refusal.value.field


# ---------------------------------------------------------------- who
@pytest.mark.requirement("LEID-1-verwijzer")
def test_in_leiden_a_referrer_is_a_professional_outside_the_team(in_leiden: World) -> None:
    assert refused_at(in_leiden, position=" ") == "position"
    assert refused_at(in_leiden, name="Marieke Bos") == "name"
    neighbour = referred(kind=ReporterKind.OTHER, name="Buurman Kees", position="")
    dossier = begin(in_leiden, question(in_leiden, Origin.REPORTED, referral=neighbour))
    assert Referral.objects.get(dossier=dossier).kind == ReporterKind.OTHER
    assert not dossier.referrer_name, "a neighbour is not presented as the referrer"


@pytest.mark.requirement("OPST-1t")
def test_in_opsterland_anybody_outside_the_team_can_be_the_referrer(in_opsterland: World) -> None:
    assert refused_at(in_opsterland, name="Marieke Bos") == "name"
    dossier = refer(in_opsterland, name="Buurman Kees", position="", contact="06 12345678")
    assert Referral.objects.get(dossier=dossier).kind == ReporterKind.REFERRER


@pytest.mark.parametrize("code", ["leek", "landsmeer", "sittard_geleen"])
def test_where_the_text_knows_no_referrers_somebody_reports(code: str, request: Any) -> None:
    world: World = request.getfixturevalue(f"in_{code}")
    assert refused_at(world) == "origin"
    with pytest.raises(Invalid, match="kent geen verwijzers"):
        begin(world, question(world, Origin.REPORTED, referral=referred()))
    reported = referred(kind=ReporterKind.OTHER, position="", agreement=ReferralAgreement.UNKNOWN, discussed=False)
    assert Referral.objects.get(dossier=begin(world, question(world, Origin.REPORTED, referral=reported)))


def test_a_start_by_somebody_else_says_who(with_referrers: World) -> None:
    with pytest.raises(Invalid, match="wie de cliënt aanmeldt"):
        begin(with_referrers, question(with_referrers, Origin.REFERRED))


@pytest.mark.requirement("LEID-10.1-verwijzer", "OPST-9.1d")
def test_name_position_reason_and_contacts_are_kept(with_referrers: World) -> None:
    for field in ("name", "because", "told"):
        assert refused_at(with_referrers, **{field: " "}) == field
    row = Referral.objects.get(dossier=refer(with_referrers, contact="06 12345678", contacts="Twee keer gesproken, thuis."))
    assert (row.name, row.position, row.contact) == ("Ria Kok", "wijkverpleegkundige", "06 12345678")
    assert (row.because, row.contacts) == ("Hij eet bijna niet meer.", "Twee keer gesproken, thuis.")


# ---------------------------------------------------------------- agreement
@pytest.mark.requirement("LEID-8.1", "OPST-7.1")
def test_who_agrees_has_heard_of_it(with_referrers: World) -> None:
    assert refused_at(with_referrers, discussed=False) == "discussed"
    row = Referral.objects.get(dossier=refer(with_referrers))
    assert row.discussed and row.agreement == ReferralAgreement.YES and row.agreed_on and row.contact_sought is None


@pytest.mark.requirement("LEID-8.2", "OPST-7.1")
@pytest.mark.parametrize("agreement", [ReferralAgreement.NO, ReferralAgreement.UNKNOWN])
def test_without_agreement_it_is_decided_whether_how_and_by_whom_contact_is_sought(with_referrers: World, agreement: ReferralAgreement) -> None:
    assert refused_at(with_referrers, agreement=agreement) == "contact_sought"
    assert refused_at(with_referrers, agreement=agreement, contact_sought=True, contact_by="Ria") == "contact_how"
    assert refused_at(with_referrers, agreement=agreement, contact_sought=True, contact_how="bellen") == "contact_by"
    dossier = refer(with_referrers, agreement=agreement, contact_sought=True, contact_how="samen langsgaan", contact_by="Ria Kok")
    row = Referral.objects.get(dossier=dossier)
    assert (row.contact_sought, row.contact_how, row.contact_by, row.agreed_on) == (True, "samen langsgaan", "Ria Kok", None)


@pytest.mark.requirement("LEID-8.4", "OPST-7.2")
def test_without_agreement_and_contact_only_concrete_indications_of_a_threat(with_referrers: World) -> None:
    without: dict[str, Any] = {"agreement": ReferralAgreement.NO, "contact_sought": False}
    assert refused_at(with_referrers, **without) == "indications"
    assert refused_at(with_referrers, **without, threatened=["client"]) == "indications"
    assert refused_at(with_referrers, **without, indications="Hij laat het gas aanstaan.") == "indications"
    row = Referral.objects.get(dossier=refer(with_referrers, **without, threatened=["client"], indications="Hij laat het gas aanstaan."))
    assert row.threatened == ["client"] and row.indications


def test_agreement_can_follow_once(with_referrers: World) -> None:
    dossier = refer(with_referrers, agreement=ReferralAgreement.NO, discussed=False, contact_sought=True, contact_how="bellen", contact_by="Sanne")
    row = record_agreement_with_referral(referral=Referral.objects.get(dossier=dossier), by=with_referrers.sanne)
    assert row.discussed and row.agreed_on
    with pytest.raises(Conflict):
        record_agreement_with_referral(referral=row, by=with_referrers.sanne)
    assert AuditEvent.objects.filter(event="dossier:referral:agreed", dossier_id=dossier.pk).count() == 1


@pytest.mark.requirement("LEID-8.3")
def test_in_the_talk_the_client_hears_who_referred_and_with_what(with_referrers: World) -> None:
    dossier = refer(with_referrers)
    with_referrers.dossier, with_referrers.client = dossier, dossier.person
    talk = with_referrers.talk()
    told = " ".join(str(card) for card in present.cards(plan_of(talk), with_referrers.sanne))
    assert "Ria Kok" in told and "alleen woont" in told


# ---------------------------------------------------------------- the page
def test_the_page_of_the_referrer_stands_between(in_leiden: World) -> None:
    client = logged_in(in_leiden.dossier.municipality, in_leiden.sanne)
    said = posted(in_leiden, **{"purpose-origin": "referred"}) | {"token": token(client, "leiden")}
    second = client.post("/leiden/intake/nieuw/", said | {"step": "purpose"})
    assert second.status_code == 200 and "referral-because" in second.content.decode()
    filled = {f"referral-{k}": v for k, v in {"name": "Ria Kok", "because": "a", "told": "b", "discussed": "no", "agreement": "no"}.items()}
    wrong = client.post("/leiden/intake/nieuw/", said | filled)
    assert wrong.status_code == 422 and "functie" in wrong.content.decode() and Dossier.objects.count() == 1
    filled |= {"referral-position": "wijkagent", "referral-contact_sought": "yes", "referral-contact_how": "bellen", "referral-contact_by": "Ria"}
    done = client.post("/leiden/intake/nieuw/", said | filled)
    assert done.status_code == 302, done.content.decode()
    dossier = Dossier.objects.exclude(pk=in_leiden.dossier.pk).get()
    page = client.get(f"/leiden/d/{dossier.pk}/mensen/")
    assert "Ria Kok" in page.content.decode()
    for _time, status in enumerate((302, 409)):
        assert client.post(f"/leiden/d/{dossier.pk}/mensen/verwijzing/ingestemd/").status_code == status
    other = logged_in(in_leiden.dossier.municipality, in_leiden.marieke)
    assert other.post(f"/leiden/d/{dossier.pk}/mensen/verwijzing/ingestemd/").status_code in (403, 404)
    assert client.post(f"/leiden/d/{in_leiden.dossier.pk}/mensen/verwijzing/ingestemd/").status_code == 404
