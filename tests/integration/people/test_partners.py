"""The register of partners, processors and third parties."""

from __future__ import annotations

from datetime import date

import pytest

from privacy_domain.audit.models import AuditEvent
from privacy_domain.people import services
from privacy_domain.people.models import Agreement, Partner
from privacy_domain.people.selectors import partners_on, register_on
from privacy_domain.protocols.types import Recipient, SectorLaw
from privacy_domain.tenancy.scope import entered
from privacy_domain.web.errors import Conflict, Invalid

from .cast import BY

TODAY = date(2026, 11, 24)


@pytest.fixture(params=["leek", "landsmeer"])
def here(request):
    municipality = request.getfixturevalue(request.param)
    with entered(municipality.scope()):
        yield municipality


def registered(**details):
    return services.register_partner(
        **{
            "name": "Stichting Voorbeeldzorg", "organisation": Partner.Organisation.PRIVATE, "recipient_class": Partner.Class.PARTNER,
            "laws": [SectorLaw.JEUGDWET], "valid_from": date(2026, 1, 1), "by": BY,
        } | details
    )  # fmt: skip


def selectable(on=TODAY):
    return [partner.name for partner in partners_on(on)]


# ---------------------------------------------------------------- refusals
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"organisation": "vereniging"}, "organisation"),
        ({"email": "geen adres"}, "email"),
        ({"laws": ["grondwet"]}, "laws"),
        ({"laws": []}, "laws"),
    ],
)
def test_what_cannot_be_right(here, wrong, field):
    with pytest.raises(Invalid) as refusal:
        registered(**wrong)
    assert refusal.value.field == field


@pytest.mark.requirement("LEEK-1d", "LAND-1-derde")
def test_every_recipient_has_one_of_three_classes(here):
    with pytest.raises(Invalid) as refusal:
        registered(recipient_class="colleague", code=Recipient.PARTNER)
    assert refusal.value.field == "recipient_class"
    assert {choice.value for choice in Partner.Class} == {"partner", "processor", "third_party"}


def test_a_name_stands_once_in_the_register(here):
    registered()
    with pytest.raises(Conflict):
        registered()


def test_ending_before_it_began_or_twice(here):
    partner = registered()
    with pytest.raises(Invalid):
        services.end_partner(partner=partner, last_day=date(2025, 12, 31), by=BY)
    services.end_partner(partner=partner, last_day=TODAY, by=BY)
    with pytest.raises(Conflict):
        services.end_partner(partner=partner, last_day=TODAY, by=BY)


@pytest.mark.requirement("LEEK-1d")
def test_a_processor_without_an_agreement_cannot_be_chosen(here):
    processor = registered(recipient_class=Partner.Class.PROCESSOR, laws=[])
    assert selectable() == []
    services.register_agreement(partner=processor, kind=Agreement.Kind.COVENANT, reference="C-1", valid_from=date(2026, 1, 1), by=BY)
    assert selectable() == []
    agreement = services.register_agreement(partner=processor, kind=Agreement.Kind.PROCESSING, reference="V-1", valid_from=date(2026, 11, 24), by=BY)
    assert selectable(date(2026, 11, 23)) == []
    assert selectable() == ["Stichting Voorbeeldzorg"]
    services.end_agreement(agreement=agreement, last_day=TODAY, by=BY)
    assert selectable(date(2026, 11, 25)) == []
    assert [partner.name for partner in register_on(TODAY)] == ["Stichting Voorbeeldzorg"]


@pytest.mark.requirement("LEEK-1d")
def test_a_processor_under_direct_authority_needs_no_agreement(here):
    registered(recipient_class=Partner.Class.PROCESSOR, laws=[], direct_authority=True)
    assert selectable() == ["Stichting Voorbeeldzorg"]


# ---------------------------------------------------------------- the register
@pytest.mark.requirement("LEEK-1f", "LAND-1-partner")
def test_a_partner_is_in_the_register_from_one_day_until_another(here):
    partner = registered()
    services.end_partner(partner=partner, last_day=date(2026, 6, 30), by=BY)
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1)]
    assert [selectable(day) for day in days] == [[], ["Stichting Voorbeeldzorg"], ["Stichting Voorbeeldzorg"], []]
    registered(valid_from=date(2026, 7, 1))


@pytest.mark.requirement("LEEK-1f", "LAND-1-partner")
def test_adding_and_ending_are_logged(here):
    partner = registered()
    services.end_partner(partner=partner, last_day=TODAY, by=BY)
    lines = AuditEvent.objects.filter(subject_id=partner.pk).order_by("at", "id")
    assert [(line.event, line.actor_id) for line in lines] == [
        ("people:partner:registered", BY.id),
        ("people:partner:ended", BY.id),
    ]


@pytest.mark.requirement("LEEK-1f", "LAND-1-partner")
@pytest.mark.parametrize("organisation", Partner.Organisation)
@pytest.mark.parametrize("law", [SectorLaw.WMO, SectorLaw.JEUGDWET, SectorLaw.PARTICIPATIEWET])
def test_who_can_be_a_partner(here, organisation, law):
    registered(organisation=organisation, laws=[law])
    assert selectable() == ["Stichting Voorbeeldzorg"]


@pytest.mark.requirement("LEEK-1d", "LAND-1-derde")
@pytest.mark.parametrize("recipient_class", Partner.Class)
def test_the_class_is_what_the_rules_are_asked_about(here, recipient_class):
    assert registered(recipient_class=recipient_class).code == Recipient(recipient_class)


def test_a_kind_of_its_own(here):
    registered(recipient_class=Partner.Class.THIRD_PARTY, code=Recipient.VEILIG_THUIS, laws=[])
    assert [partner.code for partner in partners_on(TODAY, code=Recipient.VEILIG_THUIS)] == ["veilig_thuis"]
    assert not partners_on(TODAY, code=Recipient.DOCTOR).exists()


def test_another_municipality_has_its_own_register(here, leiden):
    partner = registered()
    with entered(leiden.scope()):
        assert not register_on(TODAY).exists()
        with pytest.raises((Invalid, Partner.DoesNotExist)):
            services.register_agreement(partner=partner, kind=Agreement.Kind.PROCESSING, reference="V-1", valid_from=TODAY, by=BY)
