"""Telling the client what was shared without his consent: the duty arises with the sharing, and stays until he was told.

It can wait only on a ground of this protocol, until a day on which somebody looks again. The rule is asked each time. The `key` of
each act is as `made_before`: its page sent twice, there is one step.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.http import Http404

from access.models import User
from dossiers.events import DossierEvent
from dossiers.models import Dossier, Telling, TellingStep
from dossiers.policies.origin import is_of_a_signal
from dossiers.policies.telling import goes_to_lead, looks_after, may_become, may_know, may_look, may_wait
from dossiers.selectors import telling as selectors
from dossiers.selectors.leading import leader_or_head, leaders_of_dossier
from dossiers.selectors.once import made_before
from dossiers.services.dossier import open_dossier
from dossiers.states.telling import OPEN_TELLING, LapseReason, TellingAct, TellingState, ToldHow
from privacy_domain import clock
from privacy_domain.audit.record import look, record, refused
from privacy_domain.letters import selectors as letters_kept
from privacy_domain.letters import services as letters
from privacy_domain.letters.kinds import Channel
from privacy_domain.operation import Actor, time_ordered_id
from privacy_domain.protocols.types import After, Citation, Decision, PostponeGround, Refused
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work import services as work

State, Act = TellingState, TellingAct
TELL, LOOK_AGAIN = "tell_client", "look_at_telling"
TELL_WITHIN = timedelta(days=7)
LONGEST_WAIT = timedelta(days=92)
"""So long at most before somebody looks again whether telling must still wait."""
_BY_LETTER = {ToldHow.HANDED: Channel.HANDED, ToldHow.POST: Channel.POST, ToldHow.SECURE_MAIL: Channel.SECURE_MAIL}
MOVED_ON = "Dit is intussen veranderd. Ververs de pagina om te zien hoe het staat."


@dataclass(frozen=True, slots=True, kw_only=True)
class ToTell:
    """What the client must hear: who received what, why, on which day, and after which kind of sharing."""

    after: After
    recipient: str
    what: str
    why: str
    occurred_on: date
    citations: Iterable[Citation | str] = ()
    protocol_version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Why telling may wait, and until when somebody looks again."""

    ground: PostponeGround
    because: str
    look_on: date


# ---------------------------------------------------------------- it arises
@transaction.atomic
def owe_telling(
    *, dossier: Dossier, source_kind: str, source_id: UUID, about: ToTell, told_beforehand: bool = False, wait: Wait | None = None, by: User
) -> Telling:
    """The client must be told `about` this; `by` is responsible for it. Once for each source: asked again it gives the same row.

    `told_beforehand`: he knew before it was shared, and nothing is left to do. `wait`: it may wait from the start, as the rule says.
    Raises Refused or Invalid as `postpone_telling`.
    """
    known = selectors.telling_of(source_kind, source_id)
    if known is not None:
        return known
    row = Telling(
        dossier=dossier, source_kind=source_kind, source_id=source_id, after=str(about.after), occurred_on=about.occurred_on, responsible=by,
        protocol_version=about.protocol_version, citations=[str(place) for place in about.citations], arisen_at=clock.now(),
        look_on=clock.today() + TELL_WITHIN,
    )  # fmt: skip
    row.recipient, row.what, row.why = about.recipient, about.what, about.why
    if told_beforehand:
        row.state, row.look_on = State.TOLD, None
        row.told_on, row.told_how, row.told_by = about.occurred_on, ToldHow.BEFOREHAND, by
    row.save(force_insert=True)
    _log(DossierEvent.TELLING_OWED, row, by, reason=row.after)
    if told_beforehand:
        _step(row, Act.TOLD, on=about.occurred_on, by=by)
    elif wait is not None:
        _postpone(row, wait, by)
    else:
        _task(row, by)
    return row


# ---------------------------------------------------------------- it is looked at, and done
@transaction.atomic
def open_telling(*, telling_id: UUID, write: bool = False, by: User) -> Telling:
    """For who is responsible, for the team leader where it goes to him, and for whom the dossier is open. A look is recorded.

    Raises Http404 for everybody else, also for whom may not know what was shared, and Refused for an insider, as `open_dossier`.
    """
    row = selectors.telling_by_id(telling_id)
    if row is None:
        raise Http404
    if not looks_after(by, row, clock.today()):
        open_dossier(ref=row.dossier_id, write=write, by=by)
        if not may_know(by, row, clock.today()):
            raise Http404
    look(
        DossierEvent.TELLING_SEEN, subject_kind="telling", subject_id=row.pk, dossier_id=row.dossier_id, person_id=row.dossier.person_id, by=by
    )  # fmt: skip
    return row


@transaction.atomic
def tell_client(*, telling: Telling, how: ToldHow, told_on: date, note: str = "", key: UUID | None = None, by: User) -> Telling:
    """The client was told: when, how and by whom (leiden-2016 art. 7 lid 4, opsterland-2015 art. 15 lid 5, sittard-geleen-2018 par. 4).

    By letter it is the letter that was made here, which never changes from then on. Raises Invalid for a day that cannot be, for
    telling orally without a word on it, or a letter that was not made; Conflict when he was told already.
    """
    row = _locked(telling, State.TOLD, key)
    if row is None:
        return telling
    _check_day(told_on, row, "told_on")
    if how not in (ToldHow.ORAL, *_BY_LETTER):
        raise Invalid("Kies hoe je het hebt verteld.", field="how")
    if how == ToldHow.ORAL and not note.strip():
        raise Invalid("Schrijf op wat je hebt verteld, en wat de cliënt zei.", field="note")
    _end_round(row, by)
    if how in _BY_LETTER:
        _send_letter(row, _BY_LETTER[how], by)
    row.state, row.ground, row.look_on = State.TOLD, "", None
    row.told_on, row.told_how, row.told_by = told_on, how, by
    row.save(update_fields=["state", "ground", "look_on", "told_on", "told_how", "told_by"])
    _step(row, Act.TOLD, on=told_on, note=note, key=key, by=by)
    _log(DossierEvent.TELLING_DONE, row, by, reason=str(how))
    return row


@transaction.atomic
def postpone_telling(*, telling: Telling, wait: Wait, key: UUID | None = None, by: User) -> Telling:
    """It may wait, on a ground that this protocol knows for this kind of sharing, until somebody looks again; from this moment the
    client sees nothing of it. Also to let it wait longer, asked anew.

    Raises Refused by the rule, Invalid without an explanation or with a day too far off, Conflict when he was told already.
    """
    row = _locked(telling, State.WAITING, key)
    if row is None:
        return telling
    _end_round(row, by)
    _postpone(row, wait, by, key)
    return row


@transaction.atomic
def try_again_later(*, telling: Telling, tried_on: date, note: str, look_on: date, key: UUID | None = None, by: User) -> Telling:
    """The client was not reached: what was tried, and when somebody tries again. That is no ground to wait: the duty stands.

    Raises Invalid without words or with an impossible day, Conflict while it waits on a ground or when it is over.
    """
    row = _locked(telling, State.TOLD, key)
    if row is None:
        return telling
    if row.state != State.DUE:
        raise Conflict("Dit mag nog niet worden verteld. Leg eerst vast dat het niet meer hoeft te wachten.")
    _check_day(tried_on, row, "tried_on")
    _check_look_on(look_on)
    if not note.strip():
        raise Invalid("Schrijf op wat je hebt geprobeerd.", field="note")
    _end_round(row, by)
    row.look_on = look_on
    row.save(update_fields=["look_on"])
    _step(row, Act.TRIED, on=tried_on, look_on=look_on, note=note, key=key, by=by)
    _task(row, by)
    _log(DossierEvent.TELLING_TRIED, row, by)
    return row


@transaction.atomic
def lift_telling(*, telling: Telling, ended_on: date, note: str = "", key: UUID | None = None, by: User) -> Telling:
    """It need not wait any more: the danger is gone, or the critical situation ended on `ended_on`. The task to tell the client
    opens at once, and what was shared stands again in everything that he sees.

    Raises Invalid for a day that cannot be, Conflict when it does not wait.
    """
    row = _locked(telling, State.DUE, key)
    if row is None:
        return telling
    _check_day(ended_on, row, "ended_on")
    _end_round(row, by)
    row.state, row.ground, row.look_on, row.situation_ended_on = State.DUE, "", clock.today() + TELL_WITHIN, ended_on
    row.save(update_fields=["state", "ground", "look_on", "situation_ended_on"])
    _step(row, Act.LIFTED, on=ended_on, note=note, key=key, by=by)
    _task(row, by)
    _log(DossierEvent.TELLING_LIFTED, row, by)
    return row


@transaction.atomic
def give_up_telling(*, telling: Telling, reason: LapseReason, note: str = "", key: UUID | None = None, by: User) -> Telling:
    """Nobody can be told any more: the client died, or could not be found although it was tried on two days at least (avg art. 14
    lid 5). Raises Invalid when that is not so, Conflict when it is over already."""
    row = _locked(telling, State.LAPSED, key)
    if row is None:
        return telling
    if reason == LapseReason.DIED and row.dossier.person.died_on is None:
        raise Invalid("Er is niet vastgelegd dat de cliënt is overleden.", field="reason")
    if reason == LapseReason.UNREACHABLE and (selectors.tries_of(row) < 2 or not note.strip()):
        raise Invalid("Probeer het eerst op twee dagen, leg dat vast, en schrijf op waarom het niet lukt.", field="reason")
    _end_round(row, by)
    row.state, row.ground, row.look_on = State.LAPSED, "", None
    row.save(update_fields=["state", "ground", "look_on"])
    _step(row, Act.LAPSED, on=clock.today(), note=note, key=key, by=by)
    _log(DossierEvent.TELLING_LAPSED, row, by, reason=str(reason))
    return row


# ---------------------------------------------------------------- every day
@transaction.atomic
def return_tellings(*, by: Actor) -> int:
    """Every day: what is still not told on the day that was agreed is put before the team leader, or before who is responsible where
    the protocol has no consultation; and again each day until it is done. Once a day, however often this runs. Returns how many.
    """
    today = clock.today()
    returned = [row for row in selectors.to_look_at(today) if _claim_day(row, today)]
    for row in returned:
        if row.state == State.WAITING or goes_to_lead(row, today):  # otherwise his own task to tell stands there, late
            _give(LOOK_AGAIN, row, _who_looks(row, today), row.look_on or today, by)
        _log(DossierEvent.TELLING_RETURNED, row, by)
    return len(returned)


def _claim_day(row: Telling, today: date) -> bool:
    """Whoever comes first has the day."""
    here = Telling.objects.filter(pk=row.pk, state__in=OPEN_TELLING, look_on__lte=today)
    return bool(here.filter(Q(returned_on__isnull=True) | Q(returned_on__lt=today)).update(returned_on=today))


def _who_looks(row: Telling, today: date) -> dict[str, object]:
    if not goes_to_lead(row, today):
        return {"assignee_id": row.responsible_id}
    leaders = [user for user in leaders_of_dossier(row.dossier) if may_look(user, row, today)]
    if not leaders and row.responsible.is_active and is_of_a_signal(row.source_id):
        return {"assignee_id": row.responsible_id}  # no leader may know of it: it stays with who may
    return leader_or_head(leaders)


# ---------------------------------------------------------------- parts
def _postpone(row: Telling, wait: Wait, by: User, key: UUID | None = None) -> None:
    if not wait.because.strip():
        raise Invalid("Schrijf op waarom de cliënt dit nog niet mag horen.", field="because")
    _check_look_on(wait.look_on)
    decision = _asked(row, wait.ground, by)
    row.state, row.ground, row.look_on = State.WAITING, str(wait.ground), wait.look_on
    row.save(update_fields=["state", "ground", "look_on"])
    _step(row, Act.POSTPONED, on=clock.today(), note=wait.because, ground=wait.ground, look_on=wait.look_on, decision=decision, key=key, by=by)
    _log(DossierEvent.TELLING_POSTPONED, row, by, reason=str(wait.ground), decision=decision)


def _asked(row: Telling, ground: PostponeGround, by: User) -> Decision:
    """What the protocol of today says. That it is easier is never a ground, also not where the protocol names none."""
    decision = may_wait(After(row.after), ground, clock.today())
    if decision.allowed and ground is not PostponeGround.CONVENIENCE:
        return decision
    if decision.allowed:
        raise Invalid("Omdat het makkelijker is, is geen reden om te wachten.", field="ground")
    raise refused(Refused(decision), DossierEvent.TELLING_POSTPONED, by=by, subject_kind="telling", subject_id=row.pk, dossier_id=row.dossier_id)


def _locked(telling: Telling, following: TellingState, key: UUID | None) -> Telling | None:
    """The duty as it is now; None when the page with this `key` did its step before. Conflict when it is past such a step."""
    if made_before(TellingStep, key, telling_id=telling.pk) is not None:
        return None
    row: Telling = (
        Telling.objects.select_for_update(of=("self",)).select_related("dossier__person", "dossier__team", "responsible").get(pk=telling.pk)
    )
    if not may_become(row, following):
        raise Conflict(MOVED_ON)
    return row


def _check_day(day: date, row: Telling, field: str) -> None:
    if not row.occurred_on <= day <= clock.today():
        raise Invalid("Kies de dag van het delen of een dag daarna, niet later dan vandaag.", field=field)


def _check_look_on(day: date) -> None:
    if not clock.today() < day <= clock.today() + LONGEST_WAIT:
        raise Invalid("Kies een dag na vandaag, binnen drie maanden, om opnieuw te kijken.", field="look_on")


def _send_letter(row: Telling, channel: Channel, by: User) -> None:
    letter = letters_kept.letter(row.letter_id) if row.letter_id else None
    if letter is None:
        raise Invalid("Maak eerst de brief, of kies dat je het mondeling vertelde.", field="how")
    letters.record_sent(letter=letters.render(letter_id=letter.pk, by=by), channel=channel, by=by)


def _source(row: Telling) -> str:
    """What the tasks of this round hang on: each step begins a new round."""
    return f"dossier.telling.round{TellingStep.objects.filter(telling=row).count()}"


def _end_round(row: Telling, by: User) -> None:
    work.complete_tasks_of(source_kind=_source(row), source_id=row.pk, by=by)


def _task(row: Telling, by: User) -> None:
    lead = goes_to_lead(row, clock.today()) and not row.responsible.is_active
    _give(TELL, row, _who_looks(row, clock.today()) if lead else {"assignee_id": row.responsible_id}, row.look_on or clock.today(), by)


def _give(kind: str, row: Telling, for_whom: dict[str, object], due_on: date, by: Actor) -> None:
    work.add_task(
        kind=kind, title_key=kind, source_kind=_source(row), source_id=row.pk, dossier_id=row.dossier_id, due_on=due_on, by=by,
        **for_whom,  # type: ignore[arg-type]
    )  # fmt: skip


def _step(
    row: Telling, act: TellingAct, *, on: date, note: str = "", ground: PostponeGround | None = None, look_on: date | None = None,
    decision: Decision | None = None, key: UUID | None = None, by: User,
) -> None:  # fmt: skip
    step = TellingStep(
        id=key or time_ordered_id(), dossier_id=row.dossier_id, telling=row, act=act, on=on, ground=str(ground or ""), look_on=look_on, at=clock.now(), by=by,
        protocol_version=(decision.protocol or "") if decision else "", citations=[str(place) for place in decision.citations] if decision else [],
    )  # fmt: skip
    step.note = note.strip()
    step.save(force_insert=True)


def _log(event: DossierEvent, row: Telling, by: Actor, *, reason: str = "", decision: Decision | None = None) -> None:
    record(
        event, subject_kind="telling", subject_id=row.pk, dossier_id=row.dossier_id, person_id=row.dossier.person_id, reason=reason,
        decision=decision, by=by,
    )  # fmt: skip
