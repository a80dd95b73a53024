"""What can happen to a dossier and in a talk, for the log."""

from __future__ import annotations

from privacy_domain.audit.events import Event


class DossierEvent(Event):
    """Events of this floor."""

    STARTED = "dossier:dossier:started"
    OPENED = "dossier:dossier:looked"
    LISTED = "dossier:list:looked"
    REFUSED = "dossier:door:refused"
    CLOSED = "dossier:dossier:closed"
    REOPENED = "dossier:dossier:reopened"
    INVOLVED = "dossier:involvement:started"
    INVOLVEMENT_ENDED = "dossier:involvement:ended"
    AUTHORISED = "dossier:authorisation:given"
    AUTHORISATION_ENDED = "dossier:authorisation:ended"
    HELP_QUESTION_WRITTEN = "dossier:question:written"
    VIOLENCE_MARKED = "dossier:violence:marked"
    VIOLENCE_UNMARKED = "dossier:violence:unmarked"
    TALK_PREPARED = "dossier:talk:prepared"
    TALK_STARTED = "dossier:talk:started"
    TALK_LOOKED = "dossier:talk:looked"
    TALK_STEP_DONE = "dossier:talk:step_done"
    TALK_FINISHED = "dossier:talk:finished"
    DRAFT_SAVED = "dossier:draft:saved"
    TABLE_RECORDED = "dossier:talk:table_recorded"
    SPECIAL_JUDGED = "dossier:talk:special_judged"
    PARTNER_CHOSEN = "dossier:talk:partner_chosen"
    PARTNER_DESCRIBED = "dossier:talk:partner_described"
    PARTNER_DROPPED = "dossier:talk:partner_dropped"
    PARTNER_TOLD = "dossier:talk:partner_told"
    CONSENT_WITHDRAWN = "dossier:consent:withdrawn"
    EXCHANGE_STOPPED = "dossier:exchange:stopped"
