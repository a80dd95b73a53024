"""What the protocol of the day says about this person and this subject: facts from rows, the rule, the decision."""

from access.policies.gate import Passage, ReasonNeeded, consider, enter, may_open, may_write, offers_writing
from access.policies.places import Places, places_of
from access.policies.reach import Holder, Rows, Way, ways_of
from access.policies.rights import NotYourOwnRights, another_person_decides

__all__ = [
    "Holder",
    "NotYourOwnRights",
    "Passage",
    "Places",
    "ReasonNeeded",
    "Rows",
    "Way",
    "another_person_decides",
    "consider",
    "enter",
    "may_open",
    "may_write",
    "offers_writing",
    "places_of",
    "ways_of",
]
