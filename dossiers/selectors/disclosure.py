"""Envelopes for screens, the inbox of who decides, and the ledger of everything that left."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from access.models import User
from access.selectors import accounts_with_role, excluded_among, members_of
from access.states import MunicipalRole, TeamRole
from consent.models import Consent
from dossiers.models import Consultation, Disclosure, DisclosureFinding, DisclosureItem, DisclosureRemark, Dossier, Item
from dossiers.policies.envelope import Led
from dossiers.selectors.shielding import Standing, masked, standing_of
from dossiers.selectors.telling import hidden_from_client, told_sources
from dossiers.states import DisclosureState
from privacy_domain.crypto.fields import prefetch_keys
from privacy_domain.people.models import Person
from privacy_domain.protocols.types import Finding

_WITH = ("dossier__person", "dossier__team", "dossier__municipality", "partner", "relation__person", "prepared_by", "sealed_by", "channel")


def disclosure_of(dossier: Dossier, disclosure_id: UUID) -> Disclosure | None:
    """One envelope of this dossier, or None: never one of another dossier."""
    return _with_everything().filter(pk=disclosure_id, dossier=dossier).first()


def disclosure_by_id(disclosure_id: UUID) -> Disclosure | None:
    """An envelope, for who decides about it and for a task that points at it."""
    return _with_everything().filter(pk=disclosure_id).first()


def disclosures_of(dossier: Dossier, limit: int = 50) -> list[Disclosure]:
    """The envelopes of a dossier, the newest first; two statements and one for keys."""
    rows = list(_with_everything().filter(dossier=dossier).order_by("-prepared_at")[:limit])
    _keys(rows)
    return rows


def consultations_of(disclosure: Disclosure) -> list[Consultation]:
    """What was said about it, in order."""
    return list(Consultation.objects.filter(disclosure=disclosure).select_related("decided_by", "recorded_by"))


def answer_to(disclosure: Disclosure, finding: Finding) -> str:
    """What was answered to one question; empty when it was not asked."""
    row = DisclosureFinding.objects.filter(disclosure=disclosure, question=str(finding)).first()
    return row.text if row else ""


def remarks_of(disclosure: Disclosure) -> list[DisclosureRemark]:
    """What came after, in order."""
    return list(DisclosureRemark.objects.filter(disclosure=disclosure).select_related("by"))


def items_to_choose(dossier: Dossier, limit: int = 100) -> list[Item]:
    """The items of a dossier that can go into an envelope: the current versions, without what is under professional secrecy."""
    rows = Item.objects.filter(dossier=dossier, superseded_at__isnull=True, under_secrecy=False)
    return list(rows.order_by("-received_on", "-pk")[:limit])


_UNFINISHED = (DisclosureState.DRAFTING, DisclosureState.ASKED_BACK, DisclosureState.WAITING, DisclosureState.APPROVED)


def items_in_preparation(dossiers: Collection[UUID]) -> set[UUID]:
    """The series of items of these dossiers that stand in an envelope which has not left and was not given up."""
    rows = DisclosureItem.objects.filter(dossier__in=dossiers, item__isnull=False, disclosure__state__in=_UNFINISHED)
    return set(rows.values_list("item__series", flat=True))


def waiting_for(user: User, led: Led) -> list[Disclosure]:
    """What waits for this team leader: where safety is at stake first, then what waits longest. Never his own requests."""
    rows = _with_everything().filter(state=DisclosureState.WAITING).exclude(Q(prepared_by=user) | Q(sealed_by=user))
    if not led.everywhere:
        rows = rows.filter(dossier__team__in=led.teams)
    found = list(rows.order_by("-safety", "sealed_at")[:100])
    kept_away = excluded_among(user, [row.dossier_id for row in found])
    return [row for row in found if row.dossier_id not in kept_away]


def leaders_for(disclosure: Disclosure) -> list[User]:
    """Who can be consulted about it: the leaders of the team, stand-ins too, and the head for the whole municipality."""
    leads = [place.user for place in members_of(disclosure.dossier.team) if place.role == TeamRole.LEAD]
    found = {user.pk: user for user in (*leads, *accounts_with_role(MunicipalRole.TEAM_LEAD))}
    return [user for user in found.values() if user.pk != disclosure.prepared_by_id]


def calls_to_confirm(disclosure: Disclosure) -> list[Consultation]:
    """Telephone calls about this envelope that the leader neither confirmed nor denied."""
    rows = consultations_of(disclosure)
    answered = {(row.decided_by_id, row.digest) for row in rows if row.outcome in (Consultation.Outcome.CONFIRMED, Consultation.Outcome.DENIED)}
    return [row for row in rows if row.called_at is not None and (row.decided_by_id, row.digest) not in answered]


def calls_waiting_for(user: User) -> list[Consultation]:
    """Telephone calls that this team leader neither confirmed nor denied, the oldest first; two statements for keys."""
    said = Consultation.objects.filter(
        disclosure=OuterRef("disclosure"), digest=OuterRef("digest"), decided_by=user, called_at__isnull=True,
        outcome__in=(Consultation.Outcome.CONFIRMED, Consultation.Outcome.DENIED),
    )  # fmt: skip
    rows = Consultation.objects.filter(called_at__isnull=False, decided_by=user).exclude(Exists(said)).order_by("called_at")
    found = list(rows.select_related("disclosure__dossier__person", "disclosure__partner", "disclosure__relation__person", "recorded_by")[:100])
    kept_away = excluded_among(user, [row.dossier_id for row in found])
    found = [row for row in found if row.dossier_id not in kept_away]
    prefetch_keys(row.disclosure.dossier.person for row in found)
    _keys([row.disclosure for row in found])
    return found


def was_agreed(disclosure: Disclosure) -> bool:
    """Whether the team leader agreed to exactly this content, and did not deny it since."""
    said = [row.outcome for row in consultations_of(disclosure) if row.digest == disclosure.digest]
    return Consultation.Outcome.APPROVED in said and Consultation.Outcome.DENIED not in said


def decide_source(disclosure: Disclosure) -> str:
    """The source of the leader's task; after a question back there is a new one."""
    rounds = sum(row.outcome == Consultation.Outcome.ASKED_BACK for row in consultations_of(disclosure))
    return f"dossier.disclosure.round{rounds}"


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One thing that left: what, as it was sent, to whom, when, for what, on which ground, by whom; `client_told` when it was."""

    disclosure_id: UUID
    dossier_id: UUID
    sent_at: datetime
    recipient: str
    what: str
    text: str
    purpose: str
    ground: Disclosure.Ground
    sent_by_id: UUID
    digest: str
    client_told: bool


def ledger_of(person: Person) -> list[LedgerLine]:
    """Everything about this person that ever left, one line for each thing, the newest first; five statements for any number.

    Read from the sealed content itself, not from what the dossier says today; without the text of what is shielded or destroyed since.
    """
    return _ledger(_with_everything().filter(dossier__person=person))


def ledger_for_client(person: Person) -> list[LedgerLine]:
    """The same as the client sees it: what he may not hear yet is not there; one statement more."""
    hidden = hidden_from_client(person.pk)
    return [line for line in ledger_of(person) if line.disclosure_id not in hidden]


def received_on(consent: Consent) -> list[LedgerLine]:
    """Everything that left on this consent, and what else the same recipient received, as far as the client may know; newest first."""
    mine = Q(consent_ids__contains=[consent.pk])
    same = Q(partner_id=consent.partner_id) if consent.partner_id else Q(recipient_code=consent.recipient_code)
    hidden = hidden_from_client(consent.person_id)
    lines = _ledger(_with_everything().filter(mine | same, dossier__person_id=consent.person_id))
    return [line for line in lines if line.disclosure_id not in hidden]


def _ledger(sent: QuerySet[Disclosure]) -> list[LedgerLine]:
    rows = list(sent.filter(state=DisclosureState.SENT).order_by("-sent_at", "pk"))
    _keys(rows)
    told = told_sources(rows)
    standing = standing_of(rows)
    return [line for row in rows for line in _lines(row, standing.get(row.pk), row.pk in told or bool(row.told_beforehand))]


def _lines(row: Disclosure, standing: Standing | None, told: bool) -> list[LedgerLine]:
    content = masked(row.content or {}, standing)
    return [
        LedgerLine(
            disclosure_id=row.pk,
            dossier_id=row.dossier_id,
            sent_at=row.sent_at,  # type: ignore[arg-type]  # a sent envelope has its moment
            recipient=content["to"],
            what=item["what"],
            text=item["text"],
            purpose=content["purpose"],
            ground=Disclosure.Ground(row.ground),
            sent_by_id=row.sent_by_id,  # type: ignore[arg-type]  # and its sender
            digest=row.digest,
            client_told=told,
        )
        for item in content["items"]
    ]


def _with_everything() -> QuerySet[Disclosure]:
    rows: QuerySet[Disclosure] = Disclosure.objects.select_related(*_WITH)
    return rows


def _keys(rows: list[Disclosure]) -> None:
    prefetch_keys(rows)
    prefetch_keys(row.relation.person for row in rows if row.relation is not None and row.relation.person is not None)
