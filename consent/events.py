"""What can happen to informing and consent, for the log."""

from __future__ import annotations

from privacy_domain.audit.events import Event


class ConsentEvent(Event):
    """Events of this floor."""

    CLIENT_INFORMED = "consent:client:informed"
    CONSENT_ASKED = "consent:question:asked"
    CONSENT_POSTPONED = "consent:answer:postponed"
    CONSENT_GIVEN = "consent:answer:given"
    CONSENT_REFUSED = "consent:answer:refused"
    CONSENT_WITHDRAWN = "consent:answer:withdrawn"
    FORM_MADE = "consent:form:made"
    FORM_SIGNED = "consent:form:signed"
    FORM_REFUSED = "consent:form:refused"
    SCAN_ATTACHED = "consent:form:scanned"
    EXCEPTION_RECORDED = "consent:exception:recorded"
