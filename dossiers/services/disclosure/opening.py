"""The door of one envelope: that of its dossier, and that of the signal it comes from."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.http import Http404

from access.models import User
from dossiers.policies.envelope import Envelope, envelope_of
from dossiers.policies.origin import is_of_chosen_roles, may_see
from dossiers.selectors import disclosure as selectors
from dossiers.services.dossier import open_dossier
from privacy_domain import clock


@transaction.atomic
def open_envelope(*, ref: UUID, disclosure_id: UUID, write: bool = False, by: User) -> Envelope:
    """Past the gate of its dossier, with the right to write where something is to change. In an inquiry that only some roles act
    in, their role is that right (leek-2018 art. 8 lid 3).

    Raises as `open_dossier`, and Http404 for an envelope of another dossier or one that this person may not know of.
    """
    today, row = clock.today(), selectors.disclosure_by_id(disclosure_id)
    by_role = row is not None and row.dossier_id == ref and is_of_chosen_roles(row, today)
    dossier = open_dossier(ref=ref, write=write and not by_role, by=by)
    if row is None or row.dossier_id != dossier.pk or not may_see(by, row, today):
        raise Http404
    return envelope_of(row, today)
