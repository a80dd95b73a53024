"""The tables of retention."""

from retention.models.clock import Clock
from retention.models.destruction import Destruction
from retention.models.hold import Hold
from retention.models.listing import DestructionList, DestructionRow

__all__ = ["Clock", "Destruction", "DestructionList", "DestructionRow", "Hold"]
