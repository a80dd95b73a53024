"""Who looked into a dossier: lines of the log folded per day, by role, the exceptional ones with their reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.events import AccessEvent
from access.models import Ground, User
from access.presenters import hat_label
from access.selectors import duties_on
from access.states import ADMINISTRATIVE_ROLES, Reason
from dossiers.events import ABOUT_ACCESS, BESIDE_THE_DOSSIER, DossierEvent
from dossiers.models import Dossier
from dossiers.presenters.receipt import addressee, author
from dossiers.selectors import letters_about_looks
from dossiers.selectors.telling import hidden_from_client
from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.audit.selectors import trail_of_dossier
from privacy_domain.letters import contexts
from privacy_domain.letters.kinds import Seen

MOST_LINES = 20_000
"""So many lines of the log are folded at once, the newest; that is some 50 a day for a year."""

_SEEN: dict[Seen, str | Promise] = {
    Seen.WORKED: gettext_lazy("Looked into the dossier or worked in it"),
    Seen.BESIDE: gettext_lazy("Saw only who looked or who may look"),
    Seen.LISTED: gettext_lazy("Saw the name in a list"),
    Seen.REFUSED: gettext_lazy("Wanted to look and was not let in"),
}


@dataclass(frozen=True, slots=True)
class Look:
    """What one employee did with the dossier on one day: in which hat (a code, empty when the log does not say), how often,
    and why, when it needed a reason. `exceptional`: with a reason, under a duty in law, or refused."""

    on: date
    actor: UUID
    hat: str
    seen: Seen
    times: int
    why: str = ""

    @property
    def exceptional(self) -> bool:
        """Whether the client deserves to see it first."""
        return bool(self.why) or self.seen is Seen.REFUSED


def looks_between(dossier: Dossier, since: date, until: date, *, for_client: bool = False) -> list[Look]:
    """Who looked from `since` up to and including `until`, newest first. `for_client`: without the lines about what he may not hear
    yet; one statement more."""
    lines = trail_of_dossier(dossier.pk, since=clock.midnight(since), until=clock.midnight(until + timedelta(days=1)), limit=MOST_LINES)
    return fold(without_hidden(lines, dossier.person_id) if for_client else lines, dossier.pk, duties_on(dossier.pk))


def without_hidden(lines: Iterable[AuditEvent], person_id: UUID) -> list[AuditEvent]:
    """The lines of the log without those about something that waits to be told; nor the lists in which it stood."""
    hidden = hidden_from_client(person_id)
    lists = (DossierEvent.DISCLOSURE_INBOX, DossierEvent.WITHOUT_CONSENT_LISTED) if hidden else ()
    return [line for line in lines if line.subject_id not in hidden and line.event not in lists]


def fold(lines: Iterable[AuditEvent], dossier_id: UUID, duties: Sequence[Ground] = ()) -> list[Look]:
    """Looks from lines of the log, newest day first: for each employee and day the strongest of worked, refused, seen beside it and listed.

    What the application did by itself is left out, and so is who only placed or ended somebody's right.
    """
    days: dict[tuple[date, UUID], list[AuditEvent]] = {}
    for line in lines:
        if line.actor_id is not None:
            days.setdefault((line.at.astimezone(clock.AMSTERDAM).date(), line.actor_id), []).append(line)
    looks = [_of_one_day(on, actor, theirs, dossier_id, duties) for (on, actor), theirs in days.items()]
    return sorted((look for look in looks if look), key=lambda look: (-look.on.toordinal(), look.hat, str(look.actor)))


def _of_one_day(on: date, actor: UUID, lines: Sequence[AuditEvent], dossier_id: UUID, duties: Sequence[Ground]) -> Look | None:
    by_kind: dict[Seen, int] = {}
    for line in lines:
        if kind := _kind(line, dossier_id):
            by_kind[kind] = by_kind.get(kind, 0) + 1
    seen = next((kind for kind in (Seen.WORKED, Seen.REFUSED, Seen.BESIDE, Seen.LISTED) if kind in by_kind), None)
    if seen is None:
        return None
    hat = next((line.role for line in lines if line.role and _kind(line, dossier_id) is seen), "")
    why = _why(on, actor, lines, duties) if seen is Seen.WORKED else ""
    return Look(on, actor, hat, seen, by_kind[seen], why)


def _kind(line: AuditEvent, dossier_id: UUID) -> Seen | None:
    noun, subject, _action = line.event.split(":")
    if line.outcome == AuditEvent.Outcome.REFUSED:
        return Seen.REFUSED if line.event == AccessEvent.DOOR_REFUSED else None
    if subject in ABOUT_ACCESS or (noun in ("access", "request") and line.dossier_id == dossier_id):
        return None
    if line.event in BESIDE_THE_DOSSIER or (noun == "retention" and line.role in ADMINISTRATIVE_ROLES):
        return Seen.BESIDE
    if line.outcome == AuditEvent.Outcome.LOOKED:
        return Seen.WORKED if line.dossier_id == dossier_id else Seen.LISTED
    if line.outcome == AuditEvent.Outcome.DONE and line.dossier_id == dossier_id:
        return Seen.WORKED
    return None


def _why(on: date, actor: UUID, lines: Iterable[AuditEvent], duties: Iterable[Ground]) -> str:
    """The reasons stated at the door that day, and the duty in law that then held."""
    stated = [line.reason for line in lines if line.event == AccessEvent.REASON_STATED]
    words = [str(Reason(code).label) for code in dict.fromkeys(stated)]
    held = [duty for duty in duties if duty.principal == actor and duty.since <= on and (duty.until is None or duty.until >= on)]
    words += [_("a duty in law: %(provision)s, asked by %(requester)s") % {"provision": d.provision, "requester": d.requester} for d in held]
    return "; ".join(words)


def rows(looks: Iterable[Look], names: Mapping[UUID, str] | None = None) -> list[dict[str, Any]]:
    """Rows for a table: by role, employees of one role who did the same on a day together; with `names` one row for each employee."""
    together: dict[tuple[date, str, Seen, str], list[Look]] = {}
    for look in looks:
        who = hat_label(look.hat) if names is None else f"{names.get(look.actor, '')} ({hat_label(look.hat)})".strip()
        together.setdefault((look.on, who, look.seen, look.why), []).append(look)
    return [
        {
            "on": on,
            "who": who if len(same) == 1 else _("%(role)s (%(count)d employees)") % {"role": who, "count": len(same)},
            "seen": seen,
            "what": str(_SEEN[seen]),
            "times": sum(look.times for look in same),
            "why": why,
            "exceptional": any(look.exceptional for look in same),
        }
        for (on, who, seen, why), same in together.items()
    ]


def page(dossier: Dossier, since: date, until: date, *, by_name: bool) -> dict[str, Any]:
    """What the page of looks shows."""
    looks = looks_between(dossier, since, until)
    return {
        "since": since,
        "until": until,
        "rows": rows(looks, names_of(looks) if by_name else None),
        "exceptional": sum(look.exceptional for look in looks),
        "letters": letters_about_looks(dossier, by_name=by_name),
    }


def names_of(looks: Iterable[Look]) -> dict[UUID, str]:
    """The names of the employees, for the privacy officer."""
    found = User.objects.filter(pk__in={look.actor for look in looks})
    return {user.pk: user.display_name for user in found}


def letter(dossier: Dossier, looks: Sequence[Look], since: date, until: date, *, named: bool, by: User) -> contexts.Looks:
    """The letter to the client. Without names, unless the privacy officer chose otherwise."""
    lines = rows(looks, names_of(looks) if named else None)
    return contexts.Looks(
        addressee=addressee(dossier.person),
        author=author(dossier, by),
        since=since,
        until=until,
        named=named,
        lines=tuple(contexts.LookedOn(on=line["on"], who=line["who"], seen=line["seen"], why=line["why"]) for line in lines),
    )
