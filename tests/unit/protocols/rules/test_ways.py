"""The logic of ways, on small made-up ways."""

from __future__ import annotations

from privacy_domain.protocols.rules.ways import Group, Settled, settle
from privacy_domain.protocols.types import Basis, Citation, Condition, freeze
from privacy_domain.protocols.values import Way


def place(number: int) -> tuple[Citation, ...]:
    return (Citation("avg", f"art. {number}"),)


def way(*conditions: Condition, start: int = 1, **more: object) -> Way:
    """A way whose conditions rest on articles that count up from ``start``."""
    return Way(  # type: ignore[arg-type]
        name="way", conditions=freeze({one: place(start + n) for n, one in enumerate(conditions)}), **more
    )


def settled(*groups: Group, met: tuple[Condition, ...] = (), basis: Basis | None = None) -> Settled:
    return settle(groups, lambda _, condition: condition in met, basis)


def cited(result: Settled) -> list[str]:
    return [citation.place.removeprefix("art. ") for citation in result.citations]


NOTE, EXCEPTION, CONSENT, WRITTEN = Condition.NOTE, Condition.EXCEPTION, Condition.CONSENT, Condition.CONSENT_WRITTEN
NECESSARY, BASIS = Condition.NECESSARY, Condition.BASIS


def test_a_group_without_ways_closes_the_act_and_cites_what_closes_it() -> None:
    result = settled(Group((way(NOTE),), place(8)), Group((), place(9)), met=(NOTE,))
    assert (result.allowed, result.missing, result.chosen, cited(result)) == (False, (), (), ["9"])


def test_what_is_missing_is_each_way_without_what_is_met() -> None:
    result = settled(Group((way(NOTE, EXCEPTION), way(CONSENT, start=5))), met=(NOTE,))
    assert result.allowed is False
    assert result.missing == ((CONSENT,), (EXCEPTION,))
    assert cited(result) == ["2", "5"]


def test_a_way_that_contains_another_is_left_out_with_its_provisions() -> None:
    result = settled(Group((way(NOTE, EXCEPTION), way(EXCEPTION, start=5))))
    assert result.missing == ((EXCEPTION,),)
    assert cited(result) == ["5"]


def test_equal_ways_are_named_once_and_both_cited() -> None:
    result = settled(Group((way(NOTE), way(NOTE, start=5))))
    assert result.missing == ((NOTE,),)
    assert cited(result) == ["1", "5"]


def test_the_first_way_that_is_met_counts() -> None:
    first, second = way(NOTE, articles=place(7)), way(CONSENT, start=5)
    result = settled(Group((way(EXCEPTION), first, second), place(8)), met=(NOTE, CONSENT))
    assert (result.allowed, result.chosen, cited(result)) == (True, (first,), ["8", "7", "1"])


def test_an_allowed_act_cites_what_orders_its_obligations() -> None:
    result = settled(Group((way(NOTE, obligations=freeze({"x": place(9)})),)), met=(NOTE,))
    assert cited(result) == ["1", "9"]


def test_each_group_may_rest_on_its_own_way() -> None:
    ordinary, special = (way(CONSENT), way(EXCEPTION, start=3)), (way(WRITTEN, start=5), way(EXCEPTION, start=6))
    assert settled(Group(ordinary), Group(special), met=(CONSENT, EXCEPTION)).chosen == (ordinary[0], special[1])
    assert settled(Group(ordinary), Group(special), met=(CONSENT,)).missing == ((WRITTEN,), (EXCEPTION,))


def test_written_consent_stands_for_consent() -> None:
    result = settled(Group((way(CONSENT),)), Group((way(WRITTEN, start=5),)))
    assert result.missing == ((WRITTEN,),)
    assert cited(result) == ["1", "5"]


def test_a_basis_that_lacks_cites_every_accepted_one_and_a_met_one_only_itself() -> None:
    bases = freeze({Basis.LEGAL_DUTY: place(6), Basis.PUBLIC_TASK: place(7)})
    group = Group((way(BASIS, bases=bases),))
    assert cited(settled(group)) == ["1", "6", "7"]
    assert cited(settled(group, met=(BASIS,), basis=Basis.PUBLIC_TASK)) == ["7"]


def test_the_lists_and_their_list_are_sorted() -> None:
    result = settled(Group((way(NOTE, EXCEPTION), way(NECESSARY, CONSENT, start=5))))
    assert result.missing == ((CONSENT, NECESSARY), (EXCEPTION, NOTE))


def test_a_way_without_conditions_is_always_met() -> None:
    assert settled(Group((way(articles=place(3)),))).allowed is True
