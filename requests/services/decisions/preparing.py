"""A decision is prepared part by part: granted, or refused on a ground of the rules."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import transaction

from access.models import User
from dossiers.models import Item
from dossiers.selectors.once import made_before
from privacy_domain.web.errors import Conflict, Invalid
from requests.events import RequestEvent
from requests.models import DecisionPart, SubjectRequest
from requests.policies.decisions import (
    LEGAL_DUTY,
    is_about_keeping,
    looked_at_all,
    refusal_rules,
)
from requests.selectors.decisions import (
    items_for,
    parts_of,
    running,
)
from requests.services.decisions.writing import drafted, log
from requests.states import RequestKind

MOST_PARTS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part as it is filled in: `looked_at` are the grounds of correction of which is said that they do not apply; `item` one of the
    dossiers of the person, by its series."""

    what: str
    granted: bool
    ground: str = ""
    looked_at: Collection[str] = ()
    provision: str = ""
    reasons: str = ""
    item: UUID | None = None


@transaction.atomic
def add_part(*, request: SubjectRequest, part: Part, key: UUID | None = None, by: User) -> DecisionPart:
    """Grant or refuse one part. A refusal rests on a ground of the rules for this kind of request, says why, and names the provision when
    a legal duty is the ground; that a term of keeping still runs is none (leek-2018 and landsmeer-2016 art. 11 lid 3 and 5;
    leiden-2016 art. 15 lid 3, 17 lid 2; opsterland-2015 art. 18 lid 3, 20 lid 2).

    The same page sent twice adds one part (`key`). Raises Invalid naming the field, Conflict when it is being signed or was decided, and
    for a page that was sent for a decision that was taken back since.
    """
    current = running(request)
    decision = drafted(request=current, by=by)
    made = made_before(DecisionPart, key, decision_id=decision.pk)
    if made is not None:
        return made
    rows = parts_of(decision)
    if len(rows) >= MOST_PARTS:
        raise Invalid("Dit zijn te veel delen. Neem delen samen.")
    item = _item(current, part.item, by)
    what = part.what.strip() or (item.title if item else "")
    if not what:
        raise Invalid("Schrijf op om welke gegevens het gaat, of kies iets uit het dossier.", field="what")
    citations = () if part.granted else _refusal(current, part)
    row = DecisionPart(
        id=key or uuid4(), decision=decision, request=current, person=current.person, what=what, granted=part.granted,
        position=max((each.position for each in rows), default=0) + 1, ground="" if part.granted else part.ground,
        file=item.dossier_id if item else None, series=item.series if item else None, citations=list(citations),
    )  # fmt: skip
    row.provision, row.reasons = ("", "") if part.granted else (part.provision.strip(), part.reasons.strip())
    row.save(force_insert=True)
    log(event=RequestEvent.DECISION_CHANGED, request=current, by=by)
    return row


def _refusal(request: SubjectRequest, part: Part) -> tuple[str, ...]:
    rules = refusal_rules(RequestKind(request.kind), request.received_on)
    if not rules.grounds:
        raise Invalid("Dit verzoek kan niet worden geweigerd: een eigen verklaring komt altijd in het dossier.", field="granted")
    ground = rules.ground(part.ground)
    if ground is None:
        raise Invalid("Kies een grond die de regels hier kennen: op een andere grond kan dit niet worden geweigerd.", field="ground")
    if not looked_at_all(rules, part.looked_at):
        raise Invalid("Weigeren kan alleen als geen van deze gronden opgaat. Kruis aan wat niet opgaat.", field="looked_at")
    if not part.reasons.strip():
        raise Invalid("Schrijf op waarom dit deel wordt geweigerd. Dit komt in de brief.", field="reasons")
    if part.ground == LEGAL_DUTY:
        if not part.provision.strip():
            raise Invalid("Noem de wet en het artikel waaruit die plicht volgt.", field="provision")
        if is_about_keeping(part.provision):
            raise Invalid("Dat de bewaartermijn nog loopt is geen reden om vernietigen te weigeren.", field="provision")
    return ground.citations


def _item(request: SubjectRequest, series: UUID | None, by: User) -> Item | None:
    if series is None:
        return None
    found = next((item for item in items_for(by, request) if item.series == series), None)
    if found is None:
        raise Invalid("Dit staat niet in een dossier dat je kunt openen. Kies opnieuw.", field="item")
    return found


@transaction.atomic
def remove_part(*, request: SubjectRequest, part_id: UUID, by: User) -> None:
    """Leave a part out again. Raises Conflict when it is gone already, when it is being signed or was decided."""
    current = running(request)
    gone, _ = DecisionPart.objects.filter(pk=part_id, decision=drafted(request=current, by=by)).delete()
    if not gone:
        raise Conflict("Dit deel is al weg. Ververs de pagina.")
    log(event=RequestEvent.DECISION_CHANGED, request=current, by=by)
