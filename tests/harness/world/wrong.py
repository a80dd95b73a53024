"""What went wrong in the made world, what is shielded in it, who is not content. A canary in every text."""

from __future__ import annotations

from datetime import timedelta

from access.models import Breach, User
from access.services import breaches
from access.states import BreachKind, BreachOutcome, BreachRisk, BreachStepKind
from dossiers import services
from dossiers.models import Dossier
from dossiers.services import shielding
from dossiers.services.items import record_item
from dossiers.states import ItemKind
from dossiers.states.shielding import ReadingGround, ShieldReason
from privacy_domain import clock
from requests.services import cases
from requests.states import CaseKind, CaseOutcome, CaseState, CaseStepKind, CaseTarget, Received
from tests.harness.canaries import Nest
from tests.harness.world import items

REFERENCES = "breach references"  # owner of the canaries in numbers of the regulator, which stay when the file goes
DRAFT, TYPING = "breach draft", "idle_complaints_handler"  # what somebody types, and who


def go_wrong(nest: Nest, code: str, name: str, staff: dict[str, User], dossier: Dossier) -> None:
    """One report that was dealt with and closed, and one that somebody types. The words of the report go with its file, and no page of that
    shows them."""
    officer, before, owner = staff["privacy_officer"], clock.now() - timedelta(hours=2), f"{name}/breach"
    happened = nest.sentence(code, owner, "what happened")
    report = breaches.Report(kind=BreachKind.LOST, happened=happened, discovered_at=before, dossier_number=dossier.number, subject=dossier.pk)
    breach: Breach = breaches.report_breach(report=report, by=dossier.opened_by)
    breaches.add_measure(breach=breach, text=nest.sentence(code, owner, "measure"), done_at=before, by=dossier.opened_by)
    breaches.add_affected(breach=breach, subjects=[dossier.pk], found_in="report", by=officer)
    breaches.assess_breach(breach=breach, risk=BreachRisk.RISK, text=nest.sentence(code, owner, "risk"), by=officer)
    for kind in (BreachStepKind.REGULATOR, BreachStepKind.PEOPLE):
        breaches.decide_telling(
            breach=breach, kind=kind, outcome=BreachOutcome.TOLD, text=nest.sentence(code, owner, f"{kind} told"),
            reference=nest.word(code, REFERENCES, f"{kind} reference"), by=officer,
        )  # fmt: skip
    breaches.close_breach(breach=breach, lessons=nest.sentence(code, owner, "lessons"), by=officer)
    typed = {"happened": [nest.sentence(code, DRAFT, "typed")]}
    breaches.save_draft(version=0, content=typed, by=staff[TYPING])


def shield(nest: Nest, code: str, name: str, dossier: Dossier, staff: dict[str, User]) -> None:
    """An item that nobody may see any more, of an owner whom no file has; another that was shielded for a while."""
    by, owner = dossier.opened_by, f"{name}/dossier"
    for part, secret in (("shielded", f"{name}/shielded"), ("shielded once", owner)):
        item = record_item(dossier=dossier, facts=items.facts(nest, code, secret, dossier, ItemKind.NOTE, part), by=by)
        why = nest.sentence(code, owner, f"why it is {part}")
        placed = shielding.shield_item(item=item, reason=ShieldReason.INCORRECT, explanation=why, by=by)
    shielding.tell_before_lifting(shield=placed, told_at=clock.now(), how=nest.sentence(code, owner, "how the end of it was told"), by=by)
    _read_for_a_while(nest, code, owner, dossier, placed.pk, staff)
    shielding.lift_shield(shield=placed, because=nest.sentence(code, owner, "why it was shielded no more"), by=by)


def _read_for_a_while(nest: Nest, code: str, owner: str, dossier: Dossier, shield_id: object, staff: dict[str, User]) -> None:
    by = dossier.opened_by
    joined = services.involve(dossier=dossier, user=staff["ended"], reason=nest.sentence(code, owner, "reason to help reading"), by=by)
    found = shielding.open_shield(ref=dossier.pk, shield_id=shield_id, write=True, by=by)  # type: ignore[arg-type]
    reader = shielding.name_reader(
        shield=found, user=staff["ended"], ground=ReadingGround.CONSENT, explanation=nest.sentence(code, owner, "why he may read it"), by=by
    )
    shielding.end_reader(reader=reader, by=by)
    services.end_involvement(involvement=joined, by=by)


def complain(nest: Nest, code: str, owner: str, dossier: Dossier, staff: dict[str, User]) -> None:
    """A complaint that was confirmed and taken back, an objection that came too late, a complaint about another organisation."""
    today, officer, by = clock.today(), staff["privacy_officer"], dossier.opened_by
    for kind, more in (
        (CaseKind.COMPLAINT, {}),
        (CaseKind.OBJECTION, {"decided_on": today - timedelta(days=60), "late_because": nest.sentence(code, owner, "why it came late")}),
        (CaseKind.COMPLAINT, {"target": CaseTarget.OTHER, "organisation": nest.word(code, owner, "other organisation")}),
    ):
        words = nest.sentence(code, owner, f"what {kind} says {'elsewhere' if 'target' in more else ''}")
        intake = cases.CaseIntake(kind=kind, channel=Received.PAPER, received_on=today, words=words, **more)
        case = cases.register_case(dossier=dossier, intake=intake, by=by)
        if case.state != CaseState.ENDED:
            said = nest.sentence(code, owner, f"hearing of {kind}")
            cases.record_case_step(case=case, kind=CaseStepKind.ACKNOWLEDGED, text=said, done_on=today, by=officer)
            found = nest.sentence(code, owner, f"findings of {kind}")
            cases.end_case(case=case, outcome=CaseOutcome.WITHDRAWN, findings=found, by=officer)
