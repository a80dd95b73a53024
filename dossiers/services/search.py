"""Looking for somebody before a dossier is made."""

from __future__ import annotations

from django.db import transaction

from access.models import User
from dossiers.events import DossierEvent
from dossiers.policies.search import Criteria, Found, refuse_at_the_door, search
from privacy_domain.audit.record import look


@transaction.atomic
def find_clients(*, criteria: Criteria, by: User) -> Found:
    """Clients that answer to the criteria and whose dossier `by` may open; one line in the log with the ids shown.

    Raises DossierElsewhere when nothing can be shown and the criteria name exactly one client whose dossier is closed to
    `by`; that refusal stays in the log. Somebody found by the beginning of a name, by sound or by address is left out
    without a trace, with the same statements as for nobody.
    """
    found = search(criteria, by)
    look(DossierEvent.SEARCHED, subject_kind="search", object_ids=[row.pk for row in found.dossiers], fields=criteria.given, by=by)
    if found.elsewhere and not found.dossiers:
        refuse_at_the_door(found.elsewhere, by)
    return found
