"""A form that is sent twice makes one row: the page brings the id of the row along."""

from __future__ import annotations

from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model

from privacy_domain.web.errors import Conflict

M = TypeVar("M", bound=Model)


def made_before(model: type[M], key: UUID | None, **place: Any) -> M | None:
    """The row that this very page made already, or None. `place` says where it must stand (`dossier_id`, `plan_id`).

    Raises Conflict when the id is that of a row elsewhere.
    """
    found: M | None = model._default_manager.filter(pk=key).first() if key else None
    if found is not None and any(getattr(found, name) != value for name, value in place.items()):
        raise Conflict("Deze pagina is al eerder verstuurd. Open een nieuwe.")
    return found
