"""Questions of Veilig Thuis, inquiries, and the envelopes that came of a signal."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Model, QuerySet

from dossiers.models import Disclosure, Dossier, FraudInquiry, IndexEntry, MeldcodeDecision, VeiligThuisQuestion
from dossiers.states import DisclosureState
from privacy_domain.crypto.fields import prefetch_keys

# from here nothing can leave any more
OVER = frozenset({DisclosureState.SENT, DisclosureState.WITHDRAWN, DisclosureState.NOT_SHARED, DisclosureState.REFUSED})
_NAMES: dict[type[Model], str] = {
    VeiligThuisQuestion: "question",
    MeldcodeDecision: "decision",
    FraudInquiry: "inquiry",
    IndexEntry: "entry",
}
Source = VeiligThuisQuestion | MeldcodeDecision | FraudInquiry | IndexEntry


def kind_of(source: Source) -> str:
    """The name of the column that points at such a source."""
    return _NAMES[type(source)]


def envelopes_from(source: Source) -> list[Disclosure]:
    """What was prepared because of it, the newest first."""
    rows = Disclosure.objects.filter(**{f"origin__{kind_of(source)}": source})
    found = list(rows.select_related("dossier__person", "partner", "relation__person", "channel", "prepared_by").order_by("-prepared_at", "pk"))
    prefetch_keys(found)
    return found


def on_the_way(rows: Iterable[Disclosure]) -> list[Disclosure]:
    """Those that can still leave."""
    return [row for row in rows if row.state not in OVER]


def questions_of(dossier: Dossier) -> list[VeiligThuisQuestion]:
    """What Veilig Thuis asked about this client, the newest first."""
    return list(VeiligThuisQuestion.objects.filter(dossier=dossier).select_related("recorded_by").order_by("-asked_at", "pk"))


def question_of(dossier: Dossier, asked_id: UUID) -> VeiligThuisQuestion | None:
    """One of this dossier, or None."""
    rows = VeiligThuisQuestion.objects.select_related("dossier__person", "dossier__team", "recorded_by", "closed_by")
    found: VeiligThuisQuestion | None = rows.filter(dossier=dossier, pk=asked_id).first()
    return found


def question_by_id(asked_id: UUID) -> VeiligThuisQuestion | None:
    """For the task that points at it; or None."""
    found: VeiligThuisQuestion | None = VeiligThuisQuestion.objects.filter(pk=asked_id).first()
    return found


def inquiries_of(dossier: Dossier) -> list[FraudInquiry]:
    """Every inquiry in a dossier, the newest first."""
    return list(FraudInquiry.objects.filter(dossier=dossier).select_related("started_by").order_by("-started_at", "pk"))


def inquiry_of(dossier: Dossier, inquiry_id: UUID) -> FraudInquiry | None:
    """One of this dossier, or None."""
    rows = _whole().filter(dossier=dossier, pk=inquiry_id)
    found: FraudInquiry | None = rows.first()
    return found


def inquiry_by_id(inquiry_id: UUID) -> FraudInquiry | None:
    """For the task that points at it; or None."""
    found: FraudInquiry | None = _whole().filter(pk=inquiry_id).first()
    return found


def _whole() -> QuerySet[FraudInquiry]:
    rows: QuerySet[FraudInquiry] = FraudInquiry.objects.select_related(
        "dossier__person", "dossier__team", "provider", "started_by", "reviewed_by", "ended_by"
    )
    return rows
