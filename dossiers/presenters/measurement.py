"""The pages of a measurement. The table is the truth; the dots and the radar say the same in drawings that also print in black."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from access.models import User
from dossiers.models import Dossier, Measurement, Score
from dossiers.models.measurement import HIGHEST, LOWEST
from dossiers.policies.measurement import instrument_on
from dossiers.presenters.dossier import frame
from dossiers.selectors import measurement as select
from dossiers.states import MeasurementState

SIZE, RADIUS = 480, 190
FEWEST_FOR_RADAR = 3
DOT, GAP = 7, 26


@dataclass(frozen=True, slots=True)
class Line:
    """One area of life of a measurement: its number and name, and when it was opened why and where the client stands."""

    number: int
    code: str
    label: str
    score: Score | None
    before: int | None

    @property
    def level(self) -> int | None:
        """Where the client stands; None for a closed area and while it is not said."""
        return self.score.level if self.score else None


def lines_of(measurement: Measurement) -> tuple[list[Line], Measurement | None]:
    """The areas in the order of the instrument, with the level of the measurement before beside them."""
    scores, earlier = select.scores_of(measurement), select.before(measurement)
    then = {code: score.level for code, score in select.scores_of(earlier).items()} if earlier else {}
    lines = [Line(number, code, label, scores.get(code), then.get(code)) for number, (code, label) in enumerate(measurement.areas, start=1)]
    return lines, earlier


def page(dossier: Dossier, user: User, on: date) -> dict[str, Any]:
    """The tab: the measurement that is drawn up, otherwise the last one, and the earlier ones."""
    rows = select.measurements_of(dossier)
    drawn_up = next((row for row in rows if row.state == MeasurementState.OPEN), None)
    finished = [row for row in rows if row.state == MeasurementState.FINISHED]
    context = frame(dossier, user, on) | {"instrument": instrument_on(on), "drawn_up": drawn_up, "finished": finished}
    return context | (result(finished[0]) if finished else {})


def result(measurement: Measurement) -> dict[str, Any]:
    """What came of a measurement: table, dots, radar."""
    lines, earlier = lines_of(measurement)
    opened = [line for line in lines if line.score is not None]
    return {
        "measurement": measurement,
        "earlier": earlier,
        "lines": [row_of(line) for line in opened],
        "closed_areas": [line.label for line in lines if line.score is None],
        "radar": radar([(line.number, line.level, line.before) for line in opened if line.level is not None]),
    }


def work(measurement: Measurement, user: User, on: date) -> dict[str, Any]:
    """A measurement that is being drawn up: the areas that were opened, and those that can be."""
    lines, earlier = lines_of(measurement)
    return frame(measurement.dossier, user, on) | {
        "measurement": measurement,
        "earlier": earlier,
        "lines": [row_of(line) for line in lines if line.score is not None],
        "to_open": [{"code": line.code, "label": line.label} for line in lines if line.score is None],
        "ready": any(line.level is not None for line in lines) and all(line.score is None or line.level is not None for line in lines),
    }


def row_of(line: Line) -> dict[str, Any]:
    """A row of the table with its row of dots."""
    score = line.score
    return {
        "number": line.number,
        "code": line.code,
        "label": line.label,
        "reason": score.reason if score else "",
        "explanation": score.explanation if score else "",
        "level": line.level,
        "before": line.before,
        "dots": dots(line.level, line.before),
    }


def dots(level: int | None, before: int | None) -> dict[str, Any]:
    """Five places on a line: filled where the client stands, a ring where he stood before."""
    places = [{"x": GAP // 2 + GAP * (number - LOWEST), "now": number == level, "then": number == before} for number in range(LOWEST, HIGHEST + 1)]
    return {"width": GAP * (HIGHEST - LOWEST + 1), "height": GAP, "y": GAP // 2, "radius": DOT, "places": places}


def radar(scores: Sequence[tuple[int, int | None, int | None]]) -> dict[str, Any] | None:
    """Where everything stands in the radar: an axis for each scored area (its number, level now, level before), five rings. None for
    fewer than three areas: two axes make no figure. The line of before is drawn only when every area has one."""
    if len(scores) < FEWEST_FOR_RADAR:
        return None
    count = len(scores)
    now = [_point(index, count, level or 0) for index, (_, level, _) in enumerate(scores)]
    then = [_point(index, count, before) for index, (_, _, before) in enumerate(scores) if before is not None]
    return {
        "size": SIZE,
        "middle": SIZE // 2,
        "rings": [_path([_point(index, count, level) for index in range(count)]) for level in range(LOWEST, HIGHEST + 1)],
        "axes": [
            {"end": _point(index, count, HIGHEST), "label": _point(index, count, HIGHEST + 0.6), "number": number}
            for index, (number, _, _) in enumerate(scores)
        ],
        "now": _path(now),
        "marks": now,
        "then": _path(then) if len(then) == count else "",
    }


def _point(index: int, count: int, level: float) -> tuple[int, int]:
    """Where a level lies on an axis; the first axis points upwards, the others follow clockwise."""
    angle, reach = 2 * math.pi * index / count - math.pi / 2, RADIUS * level / HIGHEST
    return round(SIZE / 2 + reach * math.cos(angle)), round(SIZE / 2 + reach * math.sin(angle))


def _path(points: Sequence[tuple[int, int]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)


def area_page(measurement: Measurement, area: str, user: User, on: date) -> dict[str, Any] | None:
    """One area while it is scored, with the level of the time before; None for an area that the instrument does not have."""
    lines, earlier = lines_of(measurement)
    line = next((line for line in lines if line.code == area), None)
    if line is None:
        return None
    return frame(measurement.dossier, user, on) | {
        "measurement": measurement,
        "earlier": earlier,
        "line": row_of(line),
        "opened": line.score is not None,
        "help_question": measurement.dossier.help_question,
    }
