"""The only writer of the audit log.

`record` and `look` write in the transaction of the act or of the page: when the line cannot be written, the error leaves the
function and the act did not happen and the page is not shown. `record_attempt` writes on a connection of its own: what was
refused or failed stays in the log when its transaction is rolled back.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import UTC
from typing import Any, TypedDict, TypeVar, Unpack
from uuid import UUID

from privacy_domain import clock, operation
from privacy_domain.audit.canonical import encode
from privacy_domain.audit.events import Event
from privacy_domain.audit.models import AuditEvent
from privacy_domain.operation import SYSTEM as SYSTEM
from privacy_domain.operation import Actor
from privacy_domain.protocols.types import Decision
from privacy_domain.tenancy import scope, statements

Error = TypeVar("Error", bound=Exception)


class Details(TypedDict, total=False):
    """What a line can say besides who, what and when; all of it may be left out.

    `fields` are names of fields, never values. `subject_kind`, `purpose`, `reason` and `role` are codes (lower case, no
    spaces): text that somebody typed could hold a name, and belongs in the record itself. A list page names the ids it shows
    in `object_ids`. `role` left out is the account's `acting_role`, where it has one.
    """

    subject_kind: str
    subject_id: UUID | None
    person_id: UUID | None
    dossier_id: UUID | None
    object_ids: Iterable[UUID]
    fields: Iterable[str]
    decision: Decision | None
    purpose: str
    reason: str
    on_behalf_of: UUID | None
    role: str


_NOTHING: dict[str, Any] = {
    "subject_kind": "", "subject_id": None, "person_id": None, "dossier_id": None, "object_ids": (), "fields": (),
    "decision": None, "purpose": "", "reason": "", "on_behalf_of": None, "role": "",
}  # fmt: skip
_CODE = re.compile(r"[a-z][a-z0-9_.:-]{0,79}")
COLUMNS = {
    "id": "uuid", "at": "timestamptz", "municipality_id": "uuid", "event": "text", "actor_id": "uuid", "actor_name": "text",
    "role": "text", "on_behalf_of": "uuid", "subject_kind": "text", "subject_id": "uuid", "person_id": "uuid", "dossier_id": "uuid",
    "object_ids": "uuid[]", "fields": "text[]", "purpose": "text", "reason": "text", "outcome": "text", "protocol_version": "text",
    "decision": "jsonb", "operation_id": "uuid", "origin": "text", "canonical": "bytea",
}  # fmt: skip
_PLACES = ", ".join(f"%({name})s::{kind}" for name, kind in COLUMNS.items())
_INSERT = f"insert into audit_event ({', '.join(COLUMNS)}) values ({_PLACES})"  # noqa: S608 - only the constants above
# beside the line of a list: the day on which this account saw each thing, where that is not known yet (audit_shown)
_SHOWN = """
with shown as (
    insert into audit_shown (municipality_id, object_id, day, actor_id)
    select %(municipality_id)s::uuid, listed.id, %(day)s::date, %(actor_id)s::uuid
    from (select distinct unnest(%(object_ids)s::uuid[]) as id) listed
    where not exists (
        select from audit_shown known
        where known.municipality_id = %(municipality_id)s::uuid and known.object_id = listed.id
          and known.day = %(day)s::date and known.actor_id = %(actor_id)s::uuid
    )
)
"""
_INSERT_LIST = _SHOWN + _INSERT


def record(event: Event, *, by: Actor, outcome: str = "done", **details: Unpack[Details]) -> AuditEvent:
    """Append one line in the transaction that runs; one statement.

    `outcome` is one of AuditEvent.Outcome. Raises ValueError for what is not a code, NoMunicipality outside a municipality,
    and every error of the database: what cannot be recorded does not happen.
    """
    return _append("default", event, by, outcome, _NOTHING | details)


def record_attempt(event: Event, *, by: Actor, outcome: str = "refused", **details: Unpack[Details]) -> AuditEvent:
    """Append one line that stays, whatever becomes of the act: committed at once on the connection for attempts.

    Errors as `record`.
    """
    with scope.attempt_connection() as using:
        return _append(using, event, by, outcome, _NOTHING | details)


def look(event: Event, *, by: Actor, **details: Unpack[Details]) -> AuditEvent:
    """One line for one page that somebody looked at, in the page's own transaction. Errors as `record`."""
    return _append("default", event, by, "looked", _NOTHING | details)


def refused(error: Error, event: Event, *, by: Actor, **details: Unpack[Details]) -> Error:
    """Record the attempt that `error` refuses and give the error back: `raise refused(Refused(decision), Event.X, ...)`.

    The error is marked, so that the middleware does not record it a second time. A decision that the error carries is
    recorded with it. Errors as `record`.
    """
    details.setdefault("decision", getattr(error, "decision", None))
    record_attempt(event, by=by, **details)
    error.is_recorded = True  # type: ignore[attr-defined]
    return error


def _append(using: str, event: Event, by: Actor, outcome: str, details: dict[str, Any]) -> AuditEvent:
    running = operation.current()
    decision: Decision | None = details["decision"]
    values = details | {
        "id": operation.time_ordered_id(),
        "at": clock.now(),
        "municipality_id": scope.require().id,
        "event": str(event),
        "actor_id": by.id,
        "actor_name": by.get_username(),
        "role": details["role"] or getattr(by, "acting_role", ""),
        "object_ids": list(details["object_ids"]),
        "fields": sorted(details["fields"]),
        "outcome": str(AuditEvent.Outcome(outcome)),
        "decision": _without_values(decision) if decision else None,
        "protocol_version": (decision.protocol or "") if decision else "",
        "operation_id": running.id,
        "origin": running.origin,
    }
    _only_codes(values)
    values["canonical"] = encode(values)
    with statements.prepared(using) as cursor:
        cursor.execute(_INSERT_LIST if values["object_ids"] and by.id else _INSERT, _stored(values))
    return AuditEvent(**values)


def _stored(values: dict[str, Any]) -> dict[str, Any]:
    """The parameters of the statement. Ids go as one text: fifty of them cost the driver more than all the rest."""
    return values | {
        "object_ids": f"{{{','.join(map(str, values['object_ids']))}}}",
        "decision": json.dumps(values["decision"]) if values["decision"] else None,
        "day": values["at"].astimezone(UTC).date(),
    }


def _only_codes(values: dict[str, Any]) -> None:
    for text in (values["purpose"], values["reason"], values["subject_kind"], values["role"], *values["fields"]):
        if text and not _CODE.fullmatch(text):
            raise ValueError("the audit log takes codes and names of fields, no text")


def _without_values(decision: Decision) -> dict[str, Any]:
    """What a decision said, without the facts it was about."""
    return {
        "question": str(decision.question),
        "source": str(decision.source),
        "allowed": decision.allowed,
        "missing": [[str(condition) for condition in way] for way in decision.missing],
        "obligations": [str(obligation) for obligation in decision.obligations],
        "citations": [str(citation) for citation in decision.citations],
    }
