"""What can be read of accounts, teams, grounds and secrecy; lists for screens."""

from access.selectors.accounts import (
    accounts_with_role,
    has_role,
    last_functional_administrator,
    members_of,
    persona,
    personas,
    roles_of,
    teams_of,
    user_by_id,
)
from access.selectors.grounds import (
    count_visible,
    grounds_from,
    grounds_of,
    is_marked,
    visible_among,
    visible_to,
)
from access.selectors.secrecy import Text, has_acknowledged, text_on

__all__ = [
    "Text",
    "accounts_with_role",
    "count_visible",
    "grounds_from",
    "grounds_of",
    "has_acknowledged",
    "has_role",
    "is_marked",
    "last_functional_administrator",
    "members_of",
    "persona",
    "personas",
    "roles_of",
    "teams_of",
    "text_on",
    "user_by_id",
    "visible_among",
    "visible_to",
]
