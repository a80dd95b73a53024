"""The ways into a list: as few as say the same, for every version and under the law alone."""

from __future__ import annotations

from datetime import date

import pytest

from access.policies.reach import Holder, Rows, Way, ways_of
from access.states import GroundKind, MunicipalRole
from privacy_domain.protocols.types import Part

ON = date(2026, 11, 24)
VERSIONS = ("leek-2018", "landsmeer-2016", "sittard-geleen-2018", "leiden-2016", "opsterland-2015", None)
OWN, TEAM = Rows((GroundKind.INVOLVED,), Holder.USER), Rows((GroundKind.TEAM,), Holder.TEAMS)


def test_a_way_covers_what_asks_the_same_and_more() -> None:
    assert Way(OWN).covers(Way(OWN, (TEAM,)))
    assert Way(OWN).covers(Way(TEAM, (OWN,)))
    assert Way(OWN).covers(Way(OWN, roles=(MunicipalRole.DIRECTOR,)))


def test_a_way_does_not_cover_what_asks_less_or_something_else() -> None:
    assert not Way(OWN, (TEAM,)).covers(Way(OWN))
    assert not Way(OWN).covers(Way(TEAM))
    assert not Way(OWN, roles=(MunicipalRole.DIRECTOR,)).covers(Way(OWN))
    assert not Way(OWN, roles=(MunicipalRole.DIRECTOR,)).covers(Way(OWN, roles=(MunicipalRole.SUPERVISOR,)))
    assert not Way(OWN).covers(Way(OWN))


@pytest.mark.parametrize("part", Part)
@pytest.mark.parametrize("version", VERSIONS)
def test_who_supports_the_client_has_a_way_and_none_covers_another(version: str | None, part: Part) -> None:
    ways = ways_of(version, ON, part)
    supports = {GroundKind.INVOLVED, GroundKind.TEAM}  # in Opsterland the team is let in, elsewhere who is involved
    assert any(supports.intersection(way.first.kinds) and way.first.holder in (Holder.USER, Holder.TEAMS) for way in ways)
    assert not [one for one in ways for other in ways if other.covers(one)]
    alone = [(way.first.holder, way.also, way.roles) for way in ways]
    assert len(alone) == len(set(alone)), "the kinds of one holder are one way"


def test_a_municipal_role_reaches_only_what_the_municipality_holds() -> None:
    for version in VERSIONS:
        for way in ways_of(version, ON, Part.DOSSIER):
            held = {way.first.holder, *(rows.holder for rows in way.also)}
            assert not way.roles or Holder.MUNICIPALITY in held
