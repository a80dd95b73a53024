"""A form that is sent twice makes one row: the page brings the id of the row along.

Two at the same moment too: whoever asks holds the id until the end of his transaction, so the other finds the row.
"""

from __future__ import annotations

from typing import Any, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Model

from privacy_domain.web.errors import Conflict

M = TypeVar("M", bound=Model)


def made_before(model: type[M], key: UUID | None, **place: Any) -> M | None:
    """The row that this very page made already, or None. `place` says where it must stand (`dossier_id`, `plan_id`). Two statements.

    Raises Conflict when the id is that of a row elsewhere.
    """
    if key is None:
        return None
    _hold(key)
    found: M | None = model._default_manager.filter(pk=key).first()
    if found is not None and any(getattr(found, name) != value for name, value in place.items()):
        raise Conflict("Deze pagina is al eerder verstuurd. Open een nieuwe.")
    return found


def _hold(key: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(key)])
