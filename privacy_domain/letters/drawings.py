"""Pictures made of numbers only: signatures and QR codes, as data addresses."""

from __future__ import annotations

import base64
from collections.abc import Sequence

import segno

from privacy_domain.letters.contexts import Stroke

_EDGE = 6.0
_MAX_POINTS = 20_000


def ink(strokes: Sequence[Stroke]) -> str:
    """Lines drawn on a screen as the address of a picture; empty when there are none.

    Raises ValueError for more points than a hand draws, or for what is not a number.
    """
    points = [point for stroke in strokes for point in stroke]
    if not points:
        return ""
    if len(points) > _MAX_POINTS:
        raise ValueError("a signature with more points than a hand draws")
    left, top = min(x for x, _ in points) - _EDGE, min(y for _, y in points) - _EDGE
    width = max(x for x, _ in points) - left + _EDGE
    height = max(y for _, y in points) - top + _EDGE
    paths = "".join(f'<path d="{_path(stroke, left, top)}"/>' for stroke in strokes if stroke)
    picture = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.1f} {height:.1f}" fill="none" stroke="#10233f" '
        f'stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round">{paths}</svg>'
    )
    return f"data:image/svg+xml;base64,{base64.b64encode(picture.encode()).decode()}"


def qr(code: str) -> str:
    """A QR code as the address of a picture."""
    address: str = segno.make(code, error="m", micro=False).svg_data_uri(scale=1, border=2, dark="#17212b")
    return address


def _path(stroke: Stroke, left: float, top: float) -> str:
    steps = [f"{x - left:.1f} {y - top:.1f}" for x, y in stroke]
    dot = " l0.1 0.1" if len(steps) == 1 else ""
    return f"M{' L'.join(steps)}{dot}"
