"""Proposing what to take into force, counting its effect, approving exactly that, or taking it back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from access.models import User
from access.selectors import roles_of
from access.states import MunicipalRole
from dossiers.models import Dossier
from privacy_domain import clock
from privacy_domain.adoption import effects
from privacy_domain.adoption.asked import ONE_AT_A_TIME, Asked, first_day
from privacy_domain.adoption.events import AdoptionEvent
from privacy_domain.adoption.models import Proposal, ProposalEffect
from privacy_domain.audit.record import record, refused
from privacy_domain.operation import Actor
from privacy_domain.tenancy import services as tenancy
from privacy_domain.tenancy.models import Adoption
from privacy_domain.texts.services import load_shipped_texts
from privacy_domain.web.errors import Conflict
from privacy_domain.work import services as work
from privacy_domain.work.registry import Assignment, Finished, More

JOB = "adoption.count"
BATCH = 100
HOLDS_FOR = timedelta(days=7)
"""How long a count may be approved: what is open changes every day."""


@transaction.atomic
def propose(*, asked: Asked, by: User) -> Proposal:
    """Propose it, and have its effect counted. Raises Invalid as `first_day`, Conflict when somebody else proposes at the same moment."""
    first = first_day(asked)
    proposal = _written(
        adoption=asked.adoption,
        version=asked.version,
        published_on=asked.published_on,
        valid_from=first,
        valid_until=asked.valid_until,
        basis=asked.basis,
        source=asked.source.strip(),
        review_on=asked.review_on,
        owner=asked.owner.strip(),
        proposed_at=clock.now(),
        proposed_by=by,
    )
    _have_counted(proposal, by)
    record(AdoptionEvent.PROPOSED, subject_kind="proposal", subject_id=proposal.pk, by=by)
    return proposal


def _written(**said: Any) -> Proposal:
    """The database lets one in at a time: looking first does not see what another is writing."""
    try:
        with transaction.atomic():
            made: Proposal = Proposal.objects.create(**said)
    except IntegrityError as error:
        if "proposal_one_at_a_time" in str(error):
            raise Conflict(ONE_AT_A_TIME) from error
        raise
    return made


def _have_counted(proposal: Proposal, by: Actor) -> None:
    key = f"{proposal.pk}:{proposal.round}"
    proposal.job_id = work.enqueue(kind=JOB, key=key, args={"proposal": proposal.pk, "round": proposal.round}, by=by)
    proposal.save(update_fields=["job_id"])


@transaction.atomic
def count_anew(*, proposal: Proposal, by: User) -> Proposal:
    """Count the effect again: what is open has changed, or the count is old. Raises Conflict for what was decided."""
    held = _open(proposal.pk)
    _wipe(held)
    held.state, held.round, held.counted_to, held.digest, held.counted_at = Proposal.State.COUNTING, held.round + 1, None, "", None
    held.dossiers = held.requests = 0
    held.seen_as_of = None
    held.save()
    _have_counted(held, by)
    record(AdoptionEvent.COUNTED_AGAIN, subject_kind="proposal", subject_id=held.pk, by=by)
    return held


def _wipe(proposal: Proposal) -> None:
    ProposalEffect.objects.filter(proposal=proposal).delete()


def _open(proposal_id: UUID) -> Proposal:
    held: Proposal | None = Proposal.objects.select_for_update(of=("self",)).filter(pk=proposal_id, state__in=Proposal.OPEN).first()
    if held is None:
        raise Conflict("Over dit voorstel is al beslist. Ververs de pagina.")
    return held


@transaction.atomic
def count_some(*, job: Assignment, by: Actor) -> More | Finished:
    """One batch of dossiers, and after the last the running requests and the mark over all of it. A round that was overtaken ends."""
    held = Proposal.objects.select_for_update(of=("self",)).filter(pk=job.args["proposal"], state=Proposal.State.COUNTING).first()
    if held is None or str(held.round) != job.args["round"]:
        return Finished(message="overtaken")
    if held.seen_as_of is None:
        held.seen_as_of = effects.as_of(held)
    rows = Dossier.objects.order_by("pk")
    dossiers = list((rows.filter(pk__gt=held.counted_to) if held.counted_to else rows)[:BATCH])
    if dossiers:
        ProposalEffect.objects.bulk_create(effects.of_dossiers(held, dossiers, held.seen_as_of))
        held.counted_to, held.dossiers = dossiers[-1].pk, held.dossiers + len(dossiers)
        held.save(update_fields=["counted_to", "dossiers", "seen_as_of"])
        return More(held.dossiers, max(held.dossiers, rows.count()) + 1)
    held.requests, made = effects.of_requests(held)
    ProposalEffect.objects.bulk_create(made)
    held.digest, held.state, held.counted_at = effects.mark(held), Proposal.State.COUNTED, clock.now()
    held.save()
    record(AdoptionEvent.COUNTED, subject_kind="proposal", subject_id=held.pk, by=by)
    return Finished(result_id=held.pk)


@transaction.atomic
def approve(*, proposal: Proposal, digest: str, by: User) -> Adoption:
    """Adopt what was proposed, as it was counted. `digest` is the mark of the count that `by` has seen.

    Raises Conflict for who proposed it himself, when neither of the two is the privacy officer, while it is being counted, for a count
    of more than a week ago, and when something else stands there now than `by` has seen.
    """
    held = _open(proposal.pk)
    if fault := _why_not(held, digest, by):
        raise refused(Conflict(fault), AdoptionEvent.APPROVAL_REFUSED, by=by, subject_kind="proposal", subject_id=held.pk)
    terms = {
        "valid_from": held.valid_from,
        "valid_until": held.valid_until,
        "basis": Adoption.Basis(held.basis),
        "source": held.source,
        "review_on": held.review_on,
        "owner": held.owner,
    }
    if held.adoption_id is None:
        adoption = tenancy.adopt(version=held.version, **terms)  # type: ignore[arg-type]
    else:
        adoption = tenancy.change_dates(adoption=Adoption.objects.select_for_update().get(pk=held.adoption_id), **terms, by=by)  # type: ignore[arg-type]
    load_shipped_texts(valid_from=max(clock.today(), held.valid_from), by=by)
    held.state, held.approved_digest = Proposal.State.ADOPTED, digest
    held.decided_at, held.decided_by = clock.now(), by
    held.save()
    record(AdoptionEvent.ADOPTED, subject_kind="proposal", subject_id=held.pk, object_ids=[adoption.pk], by=by)
    return adoption


def _why_not(held: Proposal, digest: str, by: User) -> str:
    """Why this approval cannot be, as a Dutch sentence; empty when it can."""
    if held.proposed_by_id == by.pk:
        return "Een ander dan wie het voorstelt, keurt het goed."
    if not any(MunicipalRole.PRIVACY_OFFICER in roles_of(one, on=clock.today()) for one in (by, held.proposed_by)):
        return "Een van de twee die hierover gaan, is de privacy officer. Vraag de privacy officer om dit goed te keuren."
    if held.state != Proposal.State.COUNTED or held.counted_at is None:
        return "De gevolgen worden nog geteld. Wacht tot dat klaar is en bekijk ze eerst."
    if clock.now() - held.counted_at > HOLDS_FOR:
        return "De gevolgen zijn meer dan een week geleden geteld. Tel ze opnieuw en bekijk ze."
    if held.digest != digest or effects.mark(held) != digest:
        return "Er staat nu iets anders dan u bekeek. Tel de gevolgen opnieuw en bekijk ze."
    return ""


@transaction.atomic
def withdraw(*, proposal: Proposal, by: User) -> Proposal:
    """Take it back; what was counted goes. Raises Conflict for what was decided."""
    held = _open(proposal.pk)
    _wipe(held)
    held.state, held.decided_at, held.decided_by = Proposal.State.WITHDRAWN, clock.now(), by
    held.save()
    record(AdoptionEvent.WITHDRAWN, subject_kind="proposal", subject_id=held.pk, by=by)
    return held
