"""Names of events: `noun:subject:action`, one enumeration per floor, each a subclass of `Event`.

    class DossierEvent(Event):
        OPENED = "dossier:dossier:opened"

A name never changes meaning once it stands in a log.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum

GRAMMAR = re.compile(r"[a-z][a-z0-9_]*(?::[a-z][a-z0-9_]*){2}")


class Event(StrEnum):
    """Base of every floor's events. Raises ValueError for a name that is not `noun:subject:action` in lower case."""

    def __init__(self, value: str) -> None:
        if not GRAMMAR.fullmatch(value):
            raise ValueError(f"not noun:subject:action: {value!r}")

    @property
    def noun(self) -> str:
        """The part of the house, such as `dossier`."""
        return self.split(":")[0]

    @property
    def subject(self) -> str:
        """What it happened to, such as `item`."""
        return self.split(":")[1]

    @property
    def action(self) -> str:
        """What happened, such as `opened`."""
        return self.split(":")[2]


class RequestEvent(Event):
    """What happens to a request to the application, whatever it asked for."""

    REFUSED = "request:page:refused"
    FAILED = "request:page:failed"


class ConfigurationEvent(Event):
    """Acts on the log itself."""

    PARTITIONS_MADE = "audit:partition:made"
    VERIFIED = "audit:log:verified"
    EXPORTED = "audit:log:exported"
    RESTORED = "audit:log:restored"
    MONTH_DROPPED = "audit:month:dropped"


class UpkeepEvent(Event):
    """What the night does to the system's own records."""

    TIDIED = "upkeep:records:tidied"


def every_event() -> Iterator[Event]:
    """All events of the enumerations imported so far."""
    for enumeration in Event.__subclasses__():
        yield from enumeration
