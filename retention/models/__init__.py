"""The tables of retention."""

from retention.models.clock import Clock
from retention.models.destruction import Destruction
from retention.models.hold import Hold
from retention.models.listing import MIN_CELL, Certificate, DestructionList, DestructionRow, Statistic

__all__ = ["MIN_CELL", "Certificate", "Clock", "Destruction", "DestructionList", "DestructionRow", "Hold", "Statistic"]
