"""What leaves, what is taken back, what is deliberately not shared, and what comes after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from access.models import User
from dossiers.events import DossierEvent
from dossiers.models import Disclosure, DisclosureRemark
from dossiers.policies.envelope import envelope_of, may_become, selectable
from dossiers.policies.telling import after_of, must_tell, waits_by_itself
from dossiers.presenters.envelope import digest_of
from dossiers.selectors import disclosure as selectors
from dossiers.selectors.once import made_before
from dossiers.selectors.shielding import holds_something_hidden
from dossiers.services.disclosure.deciding import SOURCE
from dossiers.services.disclosure.preparing import MOVED_ON, SHIELDED_SINCE, log_disclosure
from dossiers.services.signal_sent import settle_origin
from dossiers.services.telling import TELL_WITHIN, ToTell, Wait, owe_telling
from dossiers.states import DisclosureState
from privacy_domain import clock
from privacy_domain.operation import time_ordered_id
from privacy_domain.people.models import Channel
from privacy_domain.people.selectors import channels_on
from privacy_domain.protocols.types import Finding, Obligation, Occasion, PostponeGround, Refused
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work.services import complete_tasks_of

State, Kind = DisclosureState, DisclosureRemark.Kind


@dataclass(frozen=True, slots=True)
class Heard:
    """Somebody at a meeting about the case, and what he heard there."""

    name: str
    organisation: str
    heard: str


@transaction.atomic
def send_disclosure(*, disclosure: Disclosure, channel: Channel, recipient_told: bool, heard: Sequence[Heard] = (), by: User) -> Disclosure:
    """Record that exactly the sealed content left, by a way on the administrator's list (Leek 3 lid 4).

    Everything is asked once more at this moment: a consent withdrawn since, a recipient out of the register or an agreement
    that ended stop it. Raises Refused or Invalid for that, Invalid when a recipient who must hear the main lines did not
    (Leek 9, Landsmeer 9), or a meeting names nobody, Conflict when it was sent or taken back already.
    """
    today = clock.today()
    _check_channel(disclosure, channel, recipient_told, heard)
    if disclosure.partner is not None and not selectable(disclosure.partner, today):
        raise Invalid("Deze ontvanger staat niet meer in het register, of zijn overeenkomst is afgelopen.")
    envelope = envelope_of(disclosure, today)
    decision = envelope.decision(lead_consulted=selectors.was_agreed(disclosure))
    if envelope.blocked or not decision.allowed:
        raise Refused(envelope.answer.decision if envelope.blocked and envelope.answer else decision)
    if digest_of(disclosure.content or {}) != disclosure.digest:
        raise Conflict(MOVED_ON)
    locked = Disclosure.objects.select_for_update().get(pk=disclosure.pk)
    if locked.state != State.APPROVED:
        raise Conflict(MOVED_ON)
    if holds_something_hidden(disclosure):
        raise Conflict(SHIELDED_SINCE)
    locked.state, locked.channel, locked.recipient_told = State.SENT, channel, recipient_told
    locked.attendees = [asdict(one) for one in heard] or None
    locked.sent_at, locked.sent_by = clock.now(), by
    locked.save(update_fields=["state", "channel", "recipient_told", "attendees", "sent_at", "sent_by"])
    for name in ("state", "channel", "recipient_told", "attendees", "sent_at", "sent_by"):
        setattr(disclosure, name, getattr(locked, name))
    log_disclosure(event=DossierEvent.DISCLOSURE_SENT, disclosure=disclosure, reason=channel.kind, decision=decision, by=by)
    settle_origin(disclosure=disclosure, by=by)
    if must_tell(disclosure):
        _owe_telling(disclosure, today, by)
    return disclosure


def _owe_telling(disclosure: Disclosure, today: date, by: User) -> None:
    """The client is told what left; on vital interests it waits by itself until the situation has ended."""
    content, after = disclosure.content or {}, after_of(disclosure)
    about = ToTell(
        after=after,
        recipient=content["to"],
        what="\n".join(item["what"] for item in content["items"]),
        why=content["purpose"],
        occurred_on=today,
        citations=disclosure.citations,
        protocol_version=disclosure.protocol_version,
    )
    wait = None
    if not disclosure.told_beforehand and waits_by_itself(after, today):
        because = selectors.answer_to(disclosure, Finding.INFORMING_IMPOSSIBLE)
        wait = Wait(ground=PostponeGround.SITUATION_ONGOING, because=because, look_on=today + TELL_WITHIN)
    told = bool(disclosure.told_beforehand)
    owe_telling(dossier=disclosure.dossier, source_kind=SOURCE, source_id=disclosure.pk, about=about, told_beforehand=told, wait=wait, by=by)


def _check_channel(disclosure: Disclosure, channel: Channel, told: bool, heard: Sequence[Heard]) -> None:
    if not channels_on(clock.today()).filter(pk=channel.pk).exists():
        raise Invalid("Kies een verzendwijze van de lijst.", field="channel")
    if str(Obligation.INFORM_RECIPIENT_OF_PROTOCOL) in disclosure.obligations and not told:
        raise Invalid("Vertel de ontvanger eerst de hoofdlijnen van het protocol, en kruis dat aan.", field="recipient_told")
    if disclosure.occasion == Occasion.CASE_MEETING and not heard:
        raise Invalid("Schrijf op wie bij het overleg was en wat ieder hoorde.", field="heard")
    if any(not (one.name.strip() and one.heard.strip()) for one in heard):
        raise Invalid("Vul van ieder een naam in, en wat die hoorde.", field="heard")


@transaction.atomic
def withdraw_disclosure(*, disclosure: Disclosure, reason: str, by: User) -> Disclosure:
    """Take it back before it left. Raises Invalid without a reason, Conflict when it left or ended already."""
    return _end(disclosure, State.WITHDRAWN, reason, by)


@transaction.atomic
def leave_unshared(*, disclosure: Disclosure, reason: str, by: User) -> Disclosure:
    """A considered decision not to share, kept with its reason (leiden-2016 bijlage II). Errors as `withdraw_disclosure`."""
    return _end(disclosure, State.NOT_SHARED, reason, by)


def _end(disclosure: Disclosure, state: DisclosureState, reason: str, by: User) -> Disclosure:
    if not reason.strip():
        raise Invalid("Schrijf op waarom.", field="reason")
    locked = Disclosure.objects.select_for_update().get(pk=disclosure.pk)
    if not may_become(locked, state):
        raise Conflict(MOVED_ON)
    locked.state, locked.ended_at, locked.ended_by, locked.end_reason = state, clock.now(), by, reason.strip()
    locked.save(update_fields=["state", "ended_at", "ended_by", "end_reason"])
    disclosure.state, disclosure.ended_at, disclosure.ended_by, disclosure.end_reason = state, locked.ended_at, by, locked.end_reason
    for source in (selectors.decide_source(disclosure), f"{SOURCE}.call"):
        complete_tasks_of(source_kind=source, source_id=disclosure.pk, by=by)
    log_disclosure(event=DossierEvent.DISCLOSURE_ENDED, disclosure=disclosure, reason=str(state), by=by)
    return disclosure


@transaction.atomic
def remark_on(*, disclosure: Disclosure, kind: DisclosureRemark.Kind, note: str = "", key: UUID | None = None, by: User) -> DisclosureRemark:
    """What came after it left: accepted, refused, done; acting against the protocol and being addressed about it (Leek 9,
    Landsmeer 9). A remark is added, never changed.

    Raises Conflict for what did not leave, Invalid for acting against the protocol without words.
    """
    found = made_before(DisclosureRemark, key, disclosure_id=disclosure.pk)
    if found is not None:
        return found
    if disclosure.state != State.SENT:
        raise Conflict("Deze verstrekking is niet verzonden. Er is niets om bij op te merken.")
    if kind in (Kind.AGAINST, Kind.ADDRESSED) and not note.strip():
        raise Invalid("Schrijf op wat er gebeurde, en hoe.", field="note")
    row = DisclosureRemark(id=key or time_ordered_id(), dossier_id=disclosure.dossier_id, disclosure=disclosure, kind=kind, at=clock.now(), by=by)
    row.note = note.strip()
    row.save(force_insert=True)
    log_disclosure(event=DossierEvent.DISCLOSURE_REMARKED, disclosure=disclosure, reason=str(kind), by=by)
    return row
