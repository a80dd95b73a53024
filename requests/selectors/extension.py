"""The letter on an extension: until when it would extend, and whether it still says so."""

from __future__ import annotations

from datetime import date

from privacy_domain import clock
from privacy_domain.letters import selectors as kept
from privacy_domain.letters.contexts import Extended
from privacy_domain.protocols.types import Right
from privacy_domain.tenancy.selectors import protocol_on
from requests.models import SubjectRequest
from requests.policies.terms import ClockFacts, term_of
from requests.selectors.desk import pauses, stops_of


def extended_until(request: SubjectRequest) -> date | None:
    """The last day of a request if it were extended, with what stopped its clock until now."""
    stops = stops_of([request.pk])[request.pk]
    facts = ClockFacts(right=Right(request.kind), received=request.received_on, pauses=pauses(stops), extended=True)
    return term_of(facts, protocol_on(request.received_on), clock.today()).decide_by


def letter_is_outdated(request: SubjectRequest) -> bool:
    """Whether the letter that was written and not sent names another day than the one that would count now: the clock stood still since."""
    letter = kept.letter(request.extension_letter) if request.extension_letter and request.extended_on is None else None
    if letter is None:
        return False
    facts = kept.frozen(letter).facts
    return isinstance(facts, Extended) and facts.until != extended_until(request)
