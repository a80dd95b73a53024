"""The drawings of a measurement: every point where it belongs, nothing drawn that is not known."""

from __future__ import annotations

import math

import pytest

from dossiers.presenters.measurement import RADIUS, SIZE, dots, radar


def parsed(path: str) -> list[tuple[int, int]]:
    return [(int(x), int(y)) for x, y in (point.split(",") for point in path.split())]


@pytest.mark.parametrize("count", [0, 1, 2])
def test_two_areas_make_no_figure(count: int) -> None:
    assert radar([(number, 3, None) for number in range(1, count + 1)]) is None


def test_a_level_lies_on_its_axis_at_its_distance() -> None:
    drawn = radar([(1, 5, None), (4, 3, None), (7, 1, None), (9, 2, None)])
    assert drawn is not None
    points = parsed(drawn["now"])
    assert points[0] == (SIZE // 2, SIZE // 2 - RADIUS)  # the first axis points upwards
    for (x, y), level in zip(points, [5, 3, 1, 2], strict=True):
        assert math.hypot(x - SIZE / 2, y - SIZE / 2) == pytest.approx(RADIUS * level / 5, abs=1)
    assert points[1][0] > SIZE / 2  # clockwise
    assert [axis["number"] for axis in drawn["axes"]] == [1, 4, 7, 9]
    assert len(drawn["rings"]) == 5
    assert all(0 <= part <= SIZE for axis in drawn["axes"] for part in axis["label"])


def test_the_time_before_is_drawn_when_every_area_has_one() -> None:
    whole, half = radar([(1, 5, 2), (2, 3, 2), (3, 1, 2)]), radar([(1, 5, 2), (2, 3, None), (3, 1, 2)])
    assert whole is not None
    assert half is not None
    assert len(parsed(whole["then"])) == 3
    assert half["then"] == ""


def test_a_row_of_dots_marks_now_and_before() -> None:
    drawn = dots(4, 2)["places"]
    assert [place["now"] for place in drawn] == [False, False, False, True, False]
    assert [place["then"] for place in drawn] == [False, True, False, False, False]
    assert not any(place["now"] or place["then"] for place in dots(None, None)["places"])
