"""The tables of retention."""

from retention.models.clock import Clock
from retention.models.destruction import Destruction
from retention.models.hold import Hold

__all__ = ["Clock", "Destruction", "Hold"]
