"""Accepting the text on duties and secrecy."""

from __future__ import annotations

from django.db import transaction

from access.events import AccessEvent
from access.models import Acknowledgement, User
from access.selectors import text_on
from privacy_domain import clock
from privacy_domain.audit.record import record
from privacy_domain.web.errors import Conflict


@transaction.atomic
def acknowledge(*, version: str, by: User) -> Acknowledgement:
    """`by` read and accepts this version of the text on duties and secrecy (leek-2018 art. 3 and 13; landsmeer-2016 art. 3 and 13;
    leiden-2016 art. 5 and 20; opsterland-2015 art. 5 and 23). A second time changes nothing.

    Raises Conflict when the text has changed since the page was shown.
    """
    text = text_on(clock.today())
    if text is None or text.version != version:
        raise Conflict("De tekst is intussen gewijzigd. Lees de nieuwe tekst en bevestig die.")
    acknowledgement, made = Acknowledgement.objects.get_or_create(user=by, version=version)
    if made:
        record(AccessEvent.ACKNOWLEDGED, by=by, subject_kind="secrecy", subject_id=acknowledgement.pk)
    return acknowledgement
