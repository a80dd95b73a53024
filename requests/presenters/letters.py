"""To whom the letters of the rights desk are, from whom they come, and what the letter with a decision says."""

from __future__ import annotations

from collections.abc import Collection

from access.models import User
from privacy_domain.letters.contexts import Addressee, Author, Decided, RefusedPart
from privacy_domain.people import presenters as people
from privacy_domain.web.templatetags.domain import citation
from requests.models import Decision, DecisionPart, SubjectRequest
from requests.policies.decisions import RefusalRules, Remedies, refusal_rules
from requests.states import TO_CARRY_OUT, DecisionOutcome, Requester, RequestKind

TO_ANYBODY = "heer of mevrouw"
ASKED = {
    RequestKind.INFORMATION: "informatie over uw gegevens",
    RequestKind.ACCESS: "inzage in uw gegevens",
    RequestKind.COPY: "een kopie van uw gegevens",
    RequestKind.RECTIFICATION: "verbetering van uw gegevens",
    RequestKind.SUPPLEMENT: "aanvulling van uw gegevens",
    RequestKind.ERASURE: "verwijdering van uw gegevens",
    RequestKind.RESTRICTION: "afscherming van uw gegevens",
    RequestKind.OWN_STATEMENT: "uw eigen verklaring bij uw gegevens",
    RequestKind.DESTRUCTION: "vernietiging van uw gegevens",
    RequestKind.OBJECTION: "uw bezwaar tegen het gebruik van uw gegevens",
}


def addressee(request: SubjectRequest) -> Addressee:
    """Who asked: the person, or who asked for him, at the address that we have or that was given."""
    person = request.person
    told = tuple(line.strip() for line in (request.reach or "").splitlines() if line.strip())
    if request.requester != Requester.SELF:
        return Addressee(name=request.requester_name, salutation=TO_ANYBODY, lines=told or tuple(people.postal_lines(person)))
    greeting = people.salutation(person).removeprefix("Geachte ")
    return Addressee(name=people.formal_name(person), salutation=greeting, lines=told or tuple(people.postal_lines(person)))


def author(request: SubjectRequest, by: User) -> Author:
    """Who writes."""
    return Author(name=by.display_name, team=request.team.name if request.team else "")


def letter_facts(
    request: SubjectRequest, decision: Decision, parts: Collection[DecisionPart], remedy: Remedies | None, signer: User | None = None
) -> Decided:
    """The facts of the letter with a decision as it stands; `signer`: who would sign it, where nobody did. The day on which it has been
    carried out is named where the protocol sets one."""
    outcome, mandate = DecisionOutcome(decision.outcome), decision.mandate
    rules = refusal_rules(RequestKind(request.kind), request.received_on)
    refused = [_refused(row, rules) for row in parts if not row.granted]
    return Decided(
        addressee=addressee(request),
        author=author(request, signer or decision.signed_by or decision.prepared_by),
        received_on=request.received_on,
        asked=ASKED[RequestKind(request.kind)],
        answer=str(outcome),
        explanation=decision.explanation,
        granted=tuple(row.what for row in parts if row.granted),
        refused=tuple(refused),
        articles=tuple(dict.fromkeys(place for part in refused for place in part.articles)),
        passed_to=decision.passed_to,
        execute_by=request.execute_by if outcome in TO_CARRY_OUT else None,
        object_by=remedy.object_by if remedy else None,
        again=bool(remedy and remedy.again and outcome != DecisionOutcome.GRANTED),
        college=mandate is not None,
        capacity=mandate.capacity if mandate else "",
    )


def _refused(part: DecisionPart, rules: RefusalRules) -> RefusedPart:
    ground = rules.ground(part.ground)
    label = ground.label if ground else part.ground
    return RefusedPart(
        what=part.what,
        ground=f"{label} ({part.provision})" if part.provision else label,
        articles=tuple(citation(place) for place in part.citations),
        why=part.reasons,
    )
