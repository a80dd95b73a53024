"""Veilig Thuis asks for data: the question is written down, and answered with an envelope or with nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.http import Http404

from access.models import User
from dossiers.events import DossierEvent
from dossiers.models import Disclosure, Dossier, VeiligThuisQuestion
from dossiers.policies.running import require_open
from dossiers.policies.veilig_thuis import asked_by_veilig_thuis
from dossiers.selectors.once import made_before
from dossiers.selectors.outside import envelopes_from, on_the_way, question_of
from dossiers.services.dossier import open_dossier
from dossiers.services.signal_sent import QUESTION_SOURCE, log_part
from dossiers.services.signal_sharing import open_from, stop_on_the_way
from dossiers.states.safety import AskedState, AskedWay
from privacy_domain import clock
from privacy_domain.operation import time_ordered_id
from privacy_domain.people.models import Partner
from privacy_domain.protocols.types import Occasion, Recipient
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work import services as work

ANSWER = "answer_veilig_thuis"


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asked, when (aware), by which way and what for; `reference`: the number of the report there."""

    asked_at: datetime
    way: AskedWay
    asked_by: str
    about: str
    reference: str = ""


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """One question with the envelopes that were prepared for it."""

    question: VeiligThuisQuestion
    envelopes: tuple[Disclosure, ...]

    @property
    def open(self) -> bool:
        """Whether it is still to be answered."""
        return self.question.state == AskedState.OPEN


@transaction.atomic
def open_question(*, ref: UUID, asked_id: UUID, write: bool = False, by: User) -> OpenQuestion:
    """Past the gate of its dossier; raises as that, and Http404 for a question of another dossier."""
    dossier = open_dossier(ref=ref, write=write, event=DossierEvent.PART_SEEN, by=by)
    found = question_of(dossier, asked_id)
    if found is None:
        raise Http404
    return OpenQuestion(found, tuple(envelopes_from(found)))


@transaction.atomic
def register_question(*, dossier: Dossier, asked: Asked, key: UUID | None = None, by: User) -> VeiligThuisQuestion:
    """Write it down; who does so gets a task until it is answered. Whether `by` may write in the dossier is for the caller to ask.

    Raises Invalid for a moment to come, or without who asked or what for. `key`: as `made_before`.
    """
    found = made_before(VeiligThuisQuestion, key, dossier_id=dossier.pk)
    if found is not None:
        return found
    if asked.asked_at > clock.now():
        raise Invalid("Vul een tijdstip in dat voorbij is.", field="asked_at")
    if not asked.asked_by.strip():
        raise Invalid("Vul in wie er vraagt: naam en functie.", field="asked_by")
    if not asked.about.strip():
        raise Invalid("Schrijf op waarvoor Veilig Thuis de gegevens nodig heeft.", field="about")
    rule = asked_by_veilig_thuis(clock.today()).decision
    row = VeiligThuisQuestion(
        id=key or time_ordered_id(),
        dossier=dossier,
        asked_at=asked.asked_at,
        way=AskedWay(asked.way),
        protocol_version=rule.protocol or "",
        citations=[str(citation) for citation in rule.citations],
        recorded_at=clock.now(),
        recorded_by=by,
    )
    row.asked_by, row.about, row.reference = asked.asked_by.strip(), asked.about.strip(), asked.reference.strip()
    row.save(force_insert=True)
    work.add_task(
        kind=ANSWER,
        title_key=ANSWER,
        source_kind=QUESTION_SOURCE,
        source_id=row.pk,
        dossier_id=dossier.pk,
        assignee_id=by.pk,
        due_on=clock.today(),
        by=by,
    )
    log_part(row=row, part=row.pk, person=dossier.person_id, by=by)
    return row


@transaction.atomic
def begin_answer(*, question: VeiligThuisQuestion, partner: Partner, purpose: str, by: User) -> Disclosure:
    """An envelope to Veilig Thuis because it asked (leek-2018 and landsmeer-2016 art. 10 lid 2; leiden-2016 art. 14 lid 2 and 4;
    opsterland-2015 art. 16 lid 2 and 5): who must be consulted first, and what comes after, the envelope asks by itself.

    Raises Conflict when it was answered already or an envelope is on its way, Invalid for another recipient or without a purpose.
    """
    return open_from(
        source=question, still=require_open, partner=partner, purpose=purpose, occasion=Occasion.RECIPIENT_REQUEST, safety=True,
        only_to=Recipient.VEILIG_THUIS, by=by,
    )  # fmt: skip


@transaction.atomic
def give_nothing(*, question: VeiligThuisQuestion, because: str, by: User) -> VeiligThuisQuestion:
    """Nothing is given, for a reason: giving is a right and no duty. What was being prepared does not leave.

    Raises Invalid without the reason, Conflict when it was answered already, or something left or was begun at that moment.
    """
    if not because.strip():
        raise Invalid("Schrijf op waarom Veilig Thuis niets krijgt.", field="because")
    stop_on_the_way(envelopes=envelopes_from(question), because=because, by=by)
    row = VeiligThuisQuestion.objects.select_for_update(of=("self",)).select_related("dossier").get(pk=question.pk)
    require_open(row)
    if on_the_way(envelopes_from(row)):
        raise Conflict("Een collega is net begonnen met een antwoord. Ververs de pagina.")
    row.state, row.closed_at, row.closed_by, row.nothing_because = AskedState.NOTHING, clock.now(), by, because.strip()
    row.save(update_fields=["state", "closed_at", "closed_by", "nothing_because"])
    work.complete_tasks_of(source_kind=QUESTION_SOURCE, source_id=row.pk, by=by)
    log_part(row=row, part=row.pk, person=row.dossier.person_id, by=by)
    return row
