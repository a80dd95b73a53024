"""What was written down in the steps of the Meldcode, for who came through its door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from dossiers.models import Dossier, Meldcode, MeldcodeAdvice, MeldcodeDecision, MeldcodeSignal, MeldcodeTalk, MeldcodeWeighing
from dossiers.policies.meldcode import meldcode_rules, steps_done
from dossiers.states.safety import MeldcodeStep


@dataclass(frozen=True, slots=True)
class Written:
    """The rows of all steps, oldest first."""

    signals: tuple[MeldcodeSignal, ...]
    advice: tuple[MeldcodeAdvice, ...]
    talks: tuple[MeldcodeTalk, ...]
    weighings: tuple[MeldcodeWeighing, ...]
    decision: MeldcodeDecision | None


def meldcodes_of(dossier: Dossier) -> list[Meldcode]:
    """All of a dossier, the newest first."""
    return list(Meldcode.objects.filter(dossier=dossier).select_related("started_by").order_by("-started_at", "pk"))


def meldcode_by_id(meldcode_id: UUID) -> Meldcode | None:
    """One, or None."""
    found: Meldcode | None = (
        Meldcode.objects.select_related("dossier__person", "dossier__team", "started_by", "ended_by").filter(pk=meldcode_id).first()
    )
    return found


def asked_lead(meldcode_id: UUID, user_id: UUID) -> MeldcodeAdvice | None:
    """The last time that this team leader was consulted on it; or None."""
    found: MeldcodeAdvice | None = MeldcodeAdvice.objects.filter(meldcode_id=meldcode_id, lead_id=user_id).order_by("-at", "-pk").first()
    return found


def consulted_on(dossier: Dossier, user_id: UUID) -> set[UUID]:
    """Of which of this dossier's Meldcodes somebody was consulted as team leader."""
    return set(MeldcodeAdvice.objects.filter(dossier=dossier, lead_id=user_id).values_list("meldcode_id", flat=True))


def written(meldcode: Meldcode) -> Written:
    """Everything that was written down: one statement a step."""

    def rows(model: type) -> tuple:  # type: ignore[type-arg]
        return tuple(model.objects.filter(meldcode=meldcode).select_related("by").order_by("at", "pk"))  # type: ignore[attr-defined]

    decided = MeldcodeDecision.objects.filter(meldcode=meldcode).select_related("by", "reported_by").first()
    advice = MeldcodeAdvice.objects.filter(meldcode=meldcode).select_related("by", "lead").order_by("at", "pk")
    return Written(rows(MeldcodeSignal), tuple(advice), rows(MeldcodeTalk), rows(MeldcodeWeighing), decided)


def done_of(rows: Written, on: date) -> frozenset[MeldcodeStep]:
    """Which steps these rows take, by the rules of the day."""
    return steps_done(
        signals=bool(rows.signals),
        advice={row.source for row in rows.advice},
        talk=bool(rows.talks),
        weighed=bool(rows.weighings),
        decided=rows.decision is not None,
        rules=meldcode_rules(on),
    )
