"""What the talk must do here, and what may be shared: facts from rows, the rule, the decision."""

from dossiers.policies.intake import (
    INTAKE_FIELDS,
    FirstRecord,
    IntakeRules,
    check_may_add,
    first_record,
    intake_categories,
    intake_rules,
)
from dossiers.policies.rights import granting_provisions, lead_grants, leads_for, may_grant, review_role, review_scope
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
    "INTAKE_FIELDS",
    "FirstRecord",
    "IntakeRules",
    "SharingQuestion",
    "StepPlan",
    "TalkPlan",
    "check_may_add",
    "first_record",
    "granting_provisions",
    "intake_categories",
    "intake_rules",
    "lead_grants",
    "leads_for",
    "may_grant",
    "ordinary_data",
    "require_running",
    "require_step",
    "require_unfinished",
    "review_role",
    "review_scope",
    "sharing_question",
    "talk_plan",
]
