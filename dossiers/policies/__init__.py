"""What the talk must do here, and what may be shared: facts from rows, the rule, the decision."""

from dossiers.policies.sharing import SharingQuestion, sharing_question
from dossiers.policies.talk import (
    StepPlan,
    TalkPlan,
    ordinary_data,
    require_running,
    require_step,
    require_unfinished,
    talk_plan,
)

__all__ = [
    "SharingQuestion",
    "StepPlan",
    "TalkPlan",
    "ordinary_data",
    "require_running",
    "require_step",
    "require_unfinished",
    "sharing_question",
    "talk_plan",
]
