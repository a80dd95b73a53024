"""What can be refused, and on what: the grounds of the rules here and no other, with reasons, each part by itself."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from privacy_domain.web.errors import Invalid
from requests import services
from requests.models import DecisionPart
from requests.policies.decisions import RefusalRules, refusal_rules
from requests.states import RequestKind
from tests.integration.dossiers.cast import World
from tests.integration.requests.asked import TODAY, in_hand, no

# ---------------------------------------------------------------- on which grounds
CODES = {
    ("in_leek", "access"): {"protection"},
    ("in_landsmeer", "access"): {"protection"},
    ("in_leiden", "access"): {"administration", "offences", "economic", "supervision", "protection"},
    ("in_opsterland", "access"): {"state_security", "offences", "economic", "supervision", "protection"},
    ("in_sittard_geleen", "access"): {"security", "offences", "public_interest", "supervision", "protection"},
    ("in_leek", "destruction"): {"other_person", "legal_duty"},
    ("in_landsmeer", "destruction"): {"other_person", "legal_duty"},
    ("in_leiden", "destruction"): {"other_person", "legal_duty", "accountability"},
    ("in_opsterland", "destruction"): {"other_person", "legal_duty", "accountability"},
    ("in_sittard_geleen", "destruction"): {"other_person", "legal_duty"},
}


@pytest.mark.requirement("LEEK-11.3", "LAND-11.3", "LEID-15.3", "LEID-17.2-weigering", "OPST-18.3", "OPST-18.4", "OPST-20.2-weigering")
@pytest.mark.parametrize("where", ["in_leek", "in_landsmeer", "in_leiden", "in_opsterland", "in_sittard_geleen"])
def test_a_part_is_refused_only_on_a_ground_of_the_rules_here(where: str, request: pytest.FixtureRequest) -> None:
    world: World = request.getfixturevalue(where)
    every = {code for codes in CODES.values() for code in codes} | {"term_runs", "none_applies", ""}
    for kind in (RequestKind.ACCESS, RequestKind.DESTRUCTION):
        made = in_hand(world, kind)
        for code in sorted(every - CODES[where, str(kind)]):
            with pytest.raises(Invalid) as refusal:
                services.add_part(request=made, part=no(code), by=world.sanne)
            assert refusal.value.field == "ground", (kind, code)
        assert not DecisionPart.objects.filter(request=made).exists()
        for code in sorted(CODES[where, str(kind)]):
            provision = {"provision": "Participatiewet artikel 17"} if code == "legal_duty" else {}
            with pytest.raises(Invalid) as refusal:
                services.add_part(request=made, part=no(code, reasons=" ", **provision), by=world.sanne)
            assert refusal.value.field == "reasons", "in writing, with reasons"
            row = services.add_part(request=made, part=no(code, **provision), by=world.sanne)
            source = {"in_leek": "leek-2018", "in_landsmeer": "landsmeer-2016", "in_leiden": "leiden-2016", "in_opsterland": "opsterland-2015"}
            own = refusal_rules(kind, TODAY).ground(code)
            assert own is not None and row.citations == list(own.citations) != []
            if (where, str(kind)) not in {("in_leek", "destruction"), ("in_landsmeer", "destruction")} and where in source:
                assert all(place.startswith(source[where]) for place in row.citations), row.citations
        with pytest.raises(IntegrityError), transaction.atomic():  # and not by another way either
            DecisionPart.objects.filter(pk=row.pk).update(ground="")


@pytest.mark.requirement("LEEK-11.5-afwijzing", "LAND-11.5-afwijzing", "OPST-19.1")
@pytest.mark.parametrize(("where", "grounds"), [("in_leek", 4), ("in_landsmeer", 4), ("in_leiden", 3), ("in_opsterland", 3)])
def test_a_correction_is_refused_only_when_none_of_the_grounds_applies(where: str, grounds: int, request: pytest.FixtureRequest) -> None:
    world: World = request.getfixturevalue(where)
    for kind in (RequestKind.RECTIFICATION, RequestKind.SUPPLEMENT, RequestKind.ERASURE, RequestKind.RESTRICTION):
        made, rules = in_hand(world, kind), refusal_rules(kind, TODAY)
        codes = [item.code for item in rules.claims]
        assert codes == ["incorrect", "incomplete", "irrelevant", "unlawful"][:grounds]
        for looked_at in ([], codes[:-1], codes[1:]):
            with pytest.raises(Invalid) as refusal:
                services.add_part(request=made, part=no("none_applies", looked_at=looked_at), by=world.sanne)
            assert refusal.value.field == "looked_at"
        with pytest.raises(Invalid) as refusal:
            services.add_part(request=made, part=no("none_applies", looked_at=codes, reasons=" "), by=world.sanne)
        assert refusal.value.field == "reasons", "in writing, with reasons"
        row = services.add_part(request=made, part=no("none_applies", looked_at=codes), by=world.sanne)
        assert row.citations and not row.granted


def test_destruction_is_not_refused_because_a_term_of_keeping_runs(anywhere: World) -> None:
    made = in_hand(anywhere, RequestKind.DESTRUCTION)
    for provision in ("", "  ", "Wmo 2015 artikel 5.3.4", "artikel 7.3.8 Jeugdwet", "de bewaartermijn loopt nog", "Archiefwet, selectielijst"):
        with pytest.raises(Invalid) as refusal:
            services.add_part(request=made, part=no("legal_duty", provision=provision), by=anywhere.sanne)
        assert refusal.value.field == "provision"


@pytest.mark.requirement("OPST-19.2")
@pytest.mark.parametrize("kind", [RequestKind.OWN_STATEMENT, RequestKind.OBJECTION])
def test_an_own_statement_is_never_refused_and_an_objection_on_grounds_of_the_law(anywhere: World, kind: RequestKind) -> None:
    made, rules = in_hand(anywhere, kind), refusal_rules(kind, TODAY)
    if kind == RequestKind.OWN_STATEMENT:
        assert rules == RefusalRules(())
        with pytest.raises(Invalid) as refusal:
            services.add_part(request=made, part=no("protection"), by=anywhere.sanne)
        assert refusal.value.field == "granted"
    else:
        assert services.add_part(request=made, part=no("compelling"), by=anywhere.sanne).citations == ["avg art. 21 lid 1"]
