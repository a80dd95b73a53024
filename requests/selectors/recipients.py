"""Who may know of which recipient of the data: a report after the step plan, and what was shared in an inquiry, are not for everybody who
handles the request."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from access.models import User
from access.selectors import roles_of
from access.states import MunicipalRole
from dossiers.models import DisclosureOrigin
from dossiers.policies.origin import HIDING, hidden_among
from requests.models import Decision, RecipientNotice
from requests.selectors.execution import granted_parts, sent_about

Sent = dict[tuple[UUID | None, UUID | None], set[UUID]]


def known_to(user: User, notices: Collection[RecipientNotice], decision: Decision | None, on: date) -> list[RecipientNotice]:
    """Those of these notices of one decision that `user` may know of: the recipient got it by something that he may know of, or `user` is
    the privacy officer, who tells whom nobody else may know of (avg art. 19)."""
    if not notices or decision is None or MunicipalRole.PRIVACY_OFFICER in roles_of(user, on=on):
        return list(notices)
    sent = _sent(decision)
    hidden = hidden_among(user, set().union(*sent.values()), on)
    if not hidden:
        return list(notices)
    return [row for row in notices if not _only(sent.get((row.partner_id, row.relation), set()), hidden)]


def some_from_a_signal(decision: Decision) -> bool:
    """Whether something was sent of it of which not everybody who handles the request may know."""
    sent = sent_about(granted_parts(decision)).values("pk")
    return bool(DisclosureOrigin.objects.filter(HIDING, disclosure__in=sent).exists())


def _only(ids: set[UUID], hidden: set[UUID]) -> bool:
    return bool(ids) and ids <= hidden


def _sent(decision: Decision) -> Sent:
    found: Sent = {}
    for pk, partner, relation in sent_about(granted_parts(decision)).values_list("pk", "partner_id", "relation_id"):
        found.setdefault((partner, relation), set()).add(pk)
    return found
