"""Who acts for whom, and findings on capacity."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from privacy_domain.audit.models import AuditEvent
from privacy_domain.operation import SYSTEM
from privacy_domain.people import services
from privacy_domain.people.models import CapacityFinding, Representative
from privacy_domain.people.selectors import authority_on, representatives_on
from privacy_domain.protocols.types import Role
from privacy_domain.tenancy.scope import entered
from privacy_domain.web.errors import Conflict, Invalid

from .cast import BY, person

TODAY = date(2026, 11, 24)
Kind = Representative.Kind


@pytest.fixture
def here(leek):
    with entered(leek.scope()):
        yield leek


@pytest.fixture
def child(here):
    return person(surname="Vries", birth_date=date(2013, 5, 5))


@pytest.fixture
def mother(here):
    return person(surname="Dam", birth_date=date(1985, 5, 5))


def added(child, mother, **details):
    return services.add_representative(
        **{
            "person": child,
            "representative": mother,
            "kind": Kind.PARENTAL_AUTHORITY,
            "valid_from": date(2013, 5, 5),
            "by": BY,
        }
        | details
    )


def found(child, **details):
    return services.record_capacity(
        **{
            "person": child, "able": False, "situation": "Schuldhulp", "reasons": "Kan gevolgen niet overzien.",
            "role": Role.PROFESSIONAL, "found_on": TODAY, "by": BY,
        } | details
    )  # fmt: skip


# ---------------------------------------------------------------- refusals
def test_nobody_represents_himself(child):
    with pytest.raises(Invalid, match="zichzelf"):
        added(child, child)


def test_no_end_before_the_start(child, mother):
    with pytest.raises(Invalid, match="einddatum"):
        added(child, mother, valid_until=date(2013, 5, 4))
    row = added(child, mother)
    with pytest.raises(Invalid, match="laatste dag"):
        services.end_representative(representation=row, last_day=date(2013, 5, 4), by=BY)


def test_not_twice_at_a_time(child, mother):
    row = added(child, mother)
    with pytest.raises(Invalid, match="staat er al"):
        added(child, mother, valid_from=TODAY)
    services.end_representative(representation=row, last_day=date(2020, 1, 1), by=BY)
    added(child, mother, valid_from=date(2020, 1, 2))


@pytest.mark.requirement("LEEK-12.2")
@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"situation": " "}, "situation"), ({"reasons": ""}, "reasons"), ({"found_on": date(2026, 11, 25)}, "found_on")],
)
def test_a_finding_says_for_what_why_and_when(child, wrong, field):
    with pytest.raises(Invalid) as refusal:
        found(child, **wrong)
    assert refusal.value.field == field
    assert not CapacityFinding.objects.exists()


def test_the_application_judges_nobody(child):
    with pytest.raises(ValueError, match="by a person"):
        found(child, by=SYSTEM)


# ---------------------------------------------------------------- what the rules get to know
@pytest.mark.parametrize(
    ("kind", "as_rule"),
    [
        (Kind.PARENTAL_AUTHORITY, "legal"),
        (Kind.GUARDIAN, "legal"),
        (Kind.CURATOR, "legal"),
        (Kind.MENTOR, "legal"),
        (Kind.SPOUSE, "spouse"),
        (Kind.PARENT, "parent"),
        (Kind.SIBLING, "sibling"),
        (Kind.CHILD, "child"),
    ],
)
def test_kinds_as_the_rules_know_them(child, mother, kind, as_rule):
    added(child, mother, kind=kind)
    (fact,) = authority_on(child, TODAY).representatives
    assert (fact.kind, fact.adult, fact.willing) == (as_rule, True, True)


def test_every_kind_has_one_for_the_rules():
    assert all(Representative(kind=kind).engine_kind for kind in Kind)


@pytest.mark.requirement("LEEK-12.2")
@pytest.mark.parametrize(
    ("born", "adult"),
    [(date(2008, 11, 24), True), (date(2008, 11, 25), False), (None, False), (date(1960, 1, 1), True)],
)
def test_adulthood_follows_from_the_birth_date(child, born, adult):
    added(child, person(surname="Broer", birth_date=born), kind=Kind.SIBLING)
    assert authority_on(child, TODAY).representatives[0].adult is adult


def test_a_representation_holds_from_its_first_day_to_its_last(child, mother):
    added(child, mother, valid_from=date(2020, 1, 1), valid_until=date(2020, 12, 31))
    days = [date(2019, 12, 31), date(2020, 1, 1), date(2020, 12, 31), date(2021, 1, 1)]
    assert [len(representatives_on(child, day)) for day in days] == [0, 1, 1, 0]


def test_an_unwilling_representative(child, mother):
    row = added(child, mother)
    services.change_willingness(representation=row, willing=False, by=BY)
    assert authority_on(child, TODAY).representatives[0].willing is False
    assert AuditEvent.objects.get(event="people:representative:changed").fields == ["willing"]


def test_representatives_are_known_of_persons_who_are_no_clients(child, mother):
    """A representation hangs on two persons and on nothing else (no dossier exists here)."""
    row = added(child, mother, basis="Beschikking rechtbank")
    assert Representative.objects.get(pk=row.pk).basis == "Beschikking rechtbank"
    assert representatives_on(child, TODAY)[0].representative.surname == "Dam"


@pytest.mark.requirement("LEEK-12.2")
def test_a_finding_holds_for_its_own_matter(child):
    mine, other = uuid4(), uuid4()
    found(child, matter_id=mine)
    assert authority_on(child, TODAY, mine).capable is False
    assert authority_on(child, TODAY, other).capable is None
    assert authority_on(child, TODAY).capable is None


@pytest.mark.requirement("LEEK-12.2")
def test_the_newest_finding_counts_from_its_day_on(child):
    matter = uuid4()
    found(child, matter_id=matter, found_on=date(2026, 1, 1))
    found(child, matter_id=matter, found_on=date(2026, 6, 1), able=True)
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 5, 31), date(2026, 6, 1)]
    assert [authority_on(child, day, matter).capable for day in days] == [None, False, False, True]


def test_a_finding_for_this_matter_goes_before_one_for_all(child):
    matter = uuid4()
    found(child, matter_id=matter, able=True, found_on=date(2026, 1, 1))
    found(child, able=False)
    assert authority_on(child, TODAY, matter).capable is True
    assert authority_on(child, TODAY).capable is False


def test_a_finding_is_recorded_with_who_and_as_what(child):
    finding = found(child, role=Role.TEAM_LEAD)
    assert (finding.found_by, finding.found_as) == (BY.id, "team_lead")
    line = AuditEvent.objects.get(event="people:capacity:found")
    assert (line.reason, line.role, line.person_id) == ("not_able", "team_lead", child.pk)
    assert b"Schuldhulp" not in bytes(line.canonical)


def test_three_statements_and_one_for_the_keys(child, mother, django_assert_num_queries):
    for number in range(5):
        added(child, person(surname=f"Kind {number}", birth_date=date(1990, 1, 1)), kind=Kind.CHILD)
    added(child, mother)
    with django_assert_num_queries(2):
        assert len(authority_on(child, TODAY).representatives) == 6


# ---------------------------------------------------------------- limiting a representative
def test_without_a_reason_nobody_is_limited(child, mother):
    row = added(child, mother)
    with pytest.raises(Invalid):
        services.limit_representative(representation=row, because=" ", by=BY)
    with pytest.raises(ValueError, match="person"):
        services.limit_representative(representation=row, because="Gevaar", by=SYSTEM)
    assert authority_on(child, TODAY).rows == (row,)


@pytest.mark.requirement("LEEK-12.3", "LAND-12.3", "OPST-22.5")
def test_a_weighty_interest_keeps_a_representative_out_until_it_is_gone(child, mother):
    row = added(child, mother)
    services.limit_representative(representation=row, because="Het kind loopt gevaar", by=BY)
    assert authority_on(child, TODAY).representatives == ()
    with pytest.raises(Conflict):
        services.limit_representative(representation=row, because="Nog een keer", by=BY)
    services.allow_representative(representation=row, by=BY)
    assert len(authority_on(child, TODAY).representatives) == 1
    with pytest.raises(Conflict):
        services.allow_representative(representation=row, by=BY)
