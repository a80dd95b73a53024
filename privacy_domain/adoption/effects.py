"""What a proposal would change in what is open: every question is asked twice of the same engine, as it is and as it would be."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet

from access.models import User
from access.policies.versions import hats_let_in
from access.selectors import excluded_from, kinds_on, marked_among
from access.states import MarkerKind
from dossiers.models import Dossier
from dossiers.states import DossierState
from privacy_domain import clock
from privacy_domain.adoption.models import Proposal, ProposalEffect
from privacy_domain.operation import SYSTEM
from privacy_domain.protocols.types import Part
from privacy_domain.tenancy.selectors import Supposition, adoptions, protocol_on, supposing
from requests.models import ClockStop, SubjectRequest
from requests.selectors.desk import stops_of
from requests.services.clock import seen
from requests.states import AWAITING_DECISION
from retention.selectors.foreseen import foreseen


def as_of(proposal: Proposal) -> date:
    """The first day from today on which the proposal can make a difference: the day as which everything is asked."""
    last = proposal.valid_until
    ends = [last + timedelta(days=1)] if proposal.adoption_id and last else []
    return max(clock.today(), proposal.valid_from, *ends)


def effects_near(user: User) -> QuerySet[ProposalEffect]:
    """Without what is about a dossier that this account is kept away from, or about a request of its client."""
    away = excluded_from(user)
    clients = Dossier.objects.filter(pk__in=away).values("person_id")
    rows: QuerySet[ProposalEffect] = ProposalEffect.objects.exclude(dossier_id__isnull=False, dossier_id__in=away)
    return rows.exclude(request_id__isnull=False, person_id__in=clients)


def supposition(proposal: Proposal) -> Supposition:
    """The proposal as an adoption."""
    return Supposition(
        version=proposal.version, valid_from=proposal.valid_from, valid_until=proposal.valid_until, instead_of=proposal.adoption_id
    )  # fmt: skip


def of_dossiers(proposal: Proposal, dossiers: Collection[Dossier], on: date) -> Iterator[ProposalEffect]:
    """What changes in these dossiers: who can open those that are open, and when their parts would be destroyed."""
    yield from _doors(proposal, [one for one in dossiers if one.state == DossierState.OPEN], on)
    yield from _keeping(proposal, dossiers, on)


def _doors(proposal: Proposal, dossiers: Collection[Dossier], on: date) -> Iterator[ProposalEffect]:
    ids = [one.pk for one in dossiers]
    kinds = {part: kinds_on(ids, on=on, plan=part is Part.PLAN) for part in Part}
    violence = marked_among(ids, MarkerKind.DOMESTIC_VIOLENCE)
    now = _version(on)
    with supposing(supposition(proposal)):
        then = _version(on)
    for one in dossiers:
        said = []
        for version in (now, then):
            let_in = {part: hats_let_in(kinds[part].get(one.pk, ()), violence=one.pk in violence, part=part, version=version, on=on) for part in Part}
            said.append(" ".join(sorted(f"{part}:{role}" for part, roles in let_in.items() for role in roles)))
        if said[0] != said[1]:
            yield _effect(proposal, ProposalEffect.Kind.ACCESS, one.number, one.person_id, said[0], said[1], dossier_id=one.pk)


def _version(on: date) -> str | None:
    protocol = protocol_on(on)
    return protocol.id if protocol else None


def _keeping(proposal: Proposal, dossiers: Collection[Dossier], on: date) -> Iterator[ProposalEffect]:
    now = foreseen(dossiers, on)
    with supposing(supposition(proposal)):
        then = foreseen(dossiers, on)
    for one in dossiers:
        moved = _moved(now[one.pk], then[one.pk])
        for (law, before, after), parts in sorted(moved.items()):
            yield _effect(
                proposal, ProposalEffect.Kind.RETENTION, one.number, one.person_id, before, after, dossier_id=one.pk, detail=law, parts=parts
            )


def _moved(now: Mapping[tuple[str, UUID | None], str], then: Mapping[tuple[str, UUID | None], str]) -> Counter[tuple[str, str, str]]:
    """Law, day before and day after of the parts that move, counted. A part that one version does not count by itself has the day of the whole."""
    moved: Counter[tuple[str, str, str]] = Counter()
    for law, series in now.keys() | then.keys():
        before, after = (days.get((law, series), days.get((law, None), "")) for days in (now, then))
        if before != after:
            moved[law, before, after] += 1
    return moved


def of_requests(proposal: Proposal) -> tuple[int, list[ProposalEffect]]:
    """How many requests are running, and whose last day would change. A request keeps the version of the day on which it was received."""
    rows = list(SubjectRequest.objects.filter(state__in=AWAITING_DECISION).order_by("pk"))
    stops = stops_of([row.pk for row in rows])
    days: list[dict[UUID, str]] = []
    for supposed in (nullcontext(), supposing(supposition(proposal))):
        with supposed:
            days.append({row.pk: _last_days(row, stops[row.pk]) for row in rows})
    now, then = days
    changed = [row for row in rows if now[row.pk] != then[row.pk]]
    made = [
        _effect(proposal, ProposalEffect.Kind.TERM, row.number, row.person_id, now[row.pk], then[row.pk], request_id=row.pk, detail=row.kind)
        for row in changed
    ]
    return len(rows), made


def _last_days(row: SubjectRequest, stops: list[ClockStop]) -> str:
    term = seen(request=row, stops=stops, on=clock.today(), by=SYSTEM)
    return " ".join(day.isoformat() for day in (term.decide_by, term.execute_by) if day) or "never"


def _effect(
    proposal: Proposal,
    kind: ProposalEffect.Kind,
    number: str,
    person_id: UUID,
    before: str,
    after: str,
    *,
    dossier_id: UUID | None = None,
    request_id: UUID | None = None,
    detail: str = "",
    parts: int = 1,
) -> ProposalEffect:
    return ProposalEffect(
        proposal=proposal, kind=kind, number=number, person_id=person_id, before=before, after=after, dossier_id=dossier_id,
        request_id=request_id, detail=detail, parts=parts,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tally:
    """How many dossiers or requests would change, by kind of effect."""

    access: int
    term: int
    retention: int


def tally(proposal: Proposal) -> Tally:
    """What counting found."""
    found: Counter[str] = Counter()
    for kind, _one in ProposalEffect.objects.filter(proposal=proposal).order_by().values_list("kind", "number").distinct():
        found[kind] += 1
    return Tally(**{str(kind): found[kind] for kind in ProposalEffect.Kind})


def mark(proposal: Proposal) -> str:
    """SHA-256 over the proposal, what is adopted now, and every effect that was counted: the same only for exactly the same."""
    digest = hashlib.sha256()
    fields = ("version", "valid_from", "valid_until", "basis", "source", "review_on", "owner", "adoption_id", "seen_as_of", "dossiers", "requests")
    digest.update(_line([str(getattr(proposal, name)) for name in fields]))
    for row in adoptions():
        digest.update(_line([str(row.pk), row.version, str(row.valid_from), str(row.valid_until)]))
    columns = ("kind", "number", "detail", "before", "after", "parts", "dossier_id", "request_id")
    for line in ProposalEffect.objects.filter(proposal=proposal).order_by(*columns).values_list(*columns).iterator():
        digest.update(_line([str(value) for value in line]))
    return digest.hexdigest()


def _line(values: list[str]) -> bytes:
    return json.dumps(values, ensure_ascii=False).encode() + b"\n"
