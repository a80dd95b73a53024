"""What must be in order before anything runs: asked of the floors above, of which this one knows nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping

WhyNot = Callable[[], str]
_parts: dict[str, WhyNot] = {}


def watch(name: str, why_not: WhyNot) -> None:
    """Let the health page, and whoever starts work, ask `why_not`: it says what is wrong, or nothing. Asked outside every municipality."""
    _parts[name] = why_not


def watched() -> Mapping[str, WhyNot]:
    """Every part that is watched."""
    return dict(_parts)
