"""The Meldcode: begun, consulted on, decided or cleared up. Who is not involved learns nothing of it, also not from the log.

Its lines in the log have a name that says only that a part of the dossier was seen or written.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import Http404

from access import policies as gate
from access.models import User
from access.selectors import is_marked
from access.states import MarkerKind
from dossiers.events import DossierEvent
from dossiers.models import Disclosure, Dossier, Meldcode, MeldcodeAdvice, MeldcodeDecision
from dossiers.policies.meldcode import is_involved, meldcode_rules
from dossiers.policies.running import require_to_report
from dossiers.selectors.meldcode import Written, asked_lead, consulted_on, done_of, meldcode_by_id, meldcodes_of, written
from dossiers.services.dossier import mark_violence, open_dossier
from dossiers.services.signal_sent import REPORT_SOURCE
from dossiers.services.signal_sharing import open_from
from dossiers.states import DossierState
from dossiers.states.safety import Concern, MeldcodeState, MeldcodeStep
from privacy_domain import clock
from privacy_domain.audit.record import look, record
from privacy_domain.people.models import Partner
from privacy_domain.protocols.types import Occasion, Recipient
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.web.templatetags.domain import date_nl
from privacy_domain.work import services as work

THINK_ALONG, CARRY_OUT = "think_along", "carry_out_decision"
SOURCE = {THINK_ALONG: "dossier.part.advice", CARRY_OUT: REPORT_SOURCE}


@dataclass(frozen=True, slots=True)
class OpenMeldcode:
    """The open page. `writes`: involved, and it runs or its report is still to be made; `advice`: what this team leader was asked."""

    meldcode: Meldcode
    written: Written
    done: frozenset[MeldcodeStep]
    involved: bool
    advice: MeldcodeAdvice | None = None

    @property
    def running(self) -> bool:
        """Whether steps can still be taken."""
        return self.meldcode.state == MeldcodeState.RUNNING


@dataclass(frozen=True, slots=True)
class OpenSignals:
    """The page of signals in a dossier: the Meldcodes that this person may know of, and whether he may begin one."""

    dossier: Dossier
    meldcodes: tuple[Meldcode, ...]
    involved: bool


@transaction.atomic
def open_signals(*, ref: UUID, by: User) -> OpenSignals:
    """The page of signals, for whom the dossier is open; Meldcodes only for who is involved or was consulted on them."""
    dossier = open_dossier(ref=ref, by=by)
    involved = is_involved(by, dossier, clock.today())
    rows = meldcodes_of(dossier)
    if not involved:
        asked = consulted_on(dossier, by.pk)
        rows = [row for row in rows if row.pk in asked]
    return OpenSignals(dossier, tuple(rows), involved)


@transaction.atomic
def open_meldcode(*, ref: UUID, meldcode_id: UUID, write: bool = False, by: User) -> OpenMeldcode:
    """The only way to one: past the gate of its dossier, for who is directly involved and for the team leader who was consulted
    on it. For everybody else, whatever opens the dossier to him, it does not exist: Http404. With `write` for the involved only.
    """
    passage = gate.enter(by, ref, on=clock.today(), write=write)
    found = meldcode_by_id(meldcode_id)
    if found is None or found.dossier_id != ref:
        raise Http404
    involved = is_involved(by, found.dossier, clock.today())
    advice = None if involved else asked_lead(found.pk, by.pk)
    if not involved and (advice is None or write):
        raise Http404
    look(
        DossierEvent.PART_SEEN,
        subject_kind="part",
        subject_id=found.pk,
        dossier_id=ref,
        person_id=found.dossier.person_id,
        decision=passage.decision,
        role=str(passage.role),
        by=by,
    )
    rows = written(found)
    return OpenMeldcode(found, rows, done_of(rows, clock.today()), involved, advice)


@transaction.atomic
def start_meldcode(*, dossier: Dossier, concern: Concern, mark: bool = False, by: User) -> Meldcode:
    """Signals: begin the steps. `mark`: domestic violence is at issue in the dossier, which in some municipalities opens it to
    Veilig Thuis. Raises Http404 for who is not involved, Conflict when one runs or the dossier is closed.
    """
    if not is_involved(by, dossier, clock.today()):
        raise Http404
    if dossier.state != DossierState.OPEN:
        raise Conflict("Dit dossier is gesloten. Open het eerst opnieuw.")
    rules = meldcode_rules(clock.today())
    begun = Meldcode(
        dossier=dossier,
        concern=Concern(concern),
        protocol_version=rules.protocol.id if rules.protocol else "",
        citations=[str(citation) for citation in rules.citations],
        started_at=clock.now(),
        started_by=by,
    )
    try:
        with transaction.atomic():
            begun.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict("Voor deze cliënt loopt al een stappenplan.") from error
    log_written(meldcode=begun, by=by)
    if mark and not is_marked(dossier.pk, MarkerKind.DOMESTIC_VIOLENCE):
        mark_violence(dossier=dossier, by=by)
    return begun


@transaction.atomic
def clear_signals(*, meldcode: Meldcode, because: str, by: User) -> Meldcode:
    """The signals turned out otherwise: no suspicion is left. Raises Invalid without a reason, Conflict when it does not run."""
    if not because.strip():
        raise Invalid("Schrijf op hoe de signalen zijn opgehelderd.", field="because")
    running = claim_running(meldcode=meldcode, by=by)
    running.cleared_because = because.strip()
    end_meldcode(meldcode=running, state=MeldcodeState.CLEARED, by=by)
    log_written(meldcode=running, by=by)
    return running


@transaction.atomic
def confirm_advice(*, advice: MeldcodeAdvice, note: str = "", by: User) -> MeldcodeAdvice:
    """The team leader says that he was consulted, perhaps with a note. Raises Http404 for anybody else, Conflict twice."""
    if advice.lead_id != by.pk:
        raise Http404
    row = MeldcodeAdvice.objects.select_for_update(of=("self",)).select_related("meldcode__dossier").get(pk=advice.pk)
    if row.confirmed_at is not None:
        raise Conflict("Je hebt dit overleg al bevestigd.")
    row.confirmed_at, row.confirmed_note = clock.now(), note.strip()
    row.save(update_fields=["confirmed_at", "confirmed_note"])
    work.complete_tasks_of(source_kind=SOURCE[THINK_ALONG], source_id=row.pk, by=by)
    log_written(meldcode=row.meldcode, by=by)
    return row


@transaction.atomic
def prepare_report(*, decision: MeldcodeDecision, partner: Partner, purpose: str, by: User) -> Disclosure:
    """The report that was decided on: an envelope to Veilig Thuis, which asks by itself what the protocol wants (leiden-2016
    bijlage I rij 2: name, address and telephone; opsterland-2015 art. 14 and 15; elsewhere by law). Sent, the report is made.

    What those concerned were told beforehand goes along as it was decided. Raises Http404 for who is not involved, Conflict when
    no report was decided on, it was made, or one is on its way; Invalid for another recipient or without a purpose.
    """
    row = MeldcodeDecision.objects.select_related("meldcode__dossier__person").get(pk=decision.pk)
    if not is_involved(by, row.meldcode.dossier, clock.today()):
        raise Http404
    told = f"Op {date_nl(row.told_on)} verteld dat er een melding komt." if row.told_on else ""
    return open_from(
        source=row,
        still=require_to_report,
        partner=partner,
        purpose=purpose,
        occasion=Occasion.SUSPECTED_VIOLENCE,
        safety=True,
        only_to=Recipient.VEILIG_THUIS,
        told_beforehand=told,
        by=by,
    )


@transaction.atomic
def find_part_task(*, source_id: UUID, by: User) -> tuple[UUID, UUID]:
    """Dossier and Meldcode to which a task leads: that of the consulted team leader, or of who carries out the decision."""
    row = MeldcodeAdvice.objects.filter(pk=source_id, lead=by).first() or MeldcodeDecision.objects.filter(pk=source_id, by=by).first()
    if row is None:
        raise Http404
    return row.dossier_id, row.meldcode_id


# ---------------------------------------------------------------- shared with the steps
def claim_running(*, meldcode: Meldcode, by: User) -> Meldcode:
    """The row, locked, while its steps are taken by somebody involved. Raises Http404 and Conflict."""
    row: Meldcode = Meldcode.objects.select_for_update(of=("self",)).select_related("dossier__team").get(pk=meldcode.pk)
    if not is_involved(by, row.dossier, clock.today()):
        raise Http404
    if row.state != MeldcodeState.RUNNING:
        raise Conflict("Dit stappenplan is afgerond. Er verandert niets meer aan.")
    return row


def end_meldcode(*, meldcode: Meldcode, state: MeldcodeState, by: User) -> None:
    """From running to its end."""
    meldcode.state, meldcode.ended_at, meldcode.ended_by = state, clock.now(), by
    meldcode.save()


def log_written(*, meldcode: Meldcode, by: User) -> None:
    """One line in the log, without a word of what it is about."""
    record(
        DossierEvent.PART_WRITTEN,
        subject_kind="part",
        subject_id=meldcode.pk,
        dossier_id=meldcode.dossier_id,
        person_id=meldcode.dossier.person_id,
        by=by,
    )
