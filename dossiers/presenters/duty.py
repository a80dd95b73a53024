"""Access on a duty in law, for who asked, who grants and who reviews."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from access.models import User
from access.presenters import hat_label
from access.states import MunicipalRole
from dossiers.models import DutyAccess
from dossiers.presenters.looks import looks_between
from dossiers.presenters.words import enumeration
from dossiers.selectors import reviews_of
from dossiers.states import DutyState
from privacy_domain import clock
from privacy_domain.letters.kinds import Seen


def state_words(duty: DutyAccess) -> str:
    """Where it stands, also when its last day has passed without anybody doing anything."""
    over = duty.state == DutyState.GRANTED and duty.until < clock.today()
    return str(DutyState.ENDED.label if over else duty.get_state_display())


def asked_line(duty: DutyAccess) -> dict[str, Any]:
    """One line for who asked."""
    return {"number": duty.dossier.number, "provision": duty.provision, "until": duty.until, "state": state_words(duty)}


def line(duty: DutyAccess) -> dict[str, Any]:
    """One line on the page of rights."""
    return {"name": duty.user.display_name, "provision": duty.provision, "requester": duty.requester, "until": duty.until, "state": state_words(duty)}


def page(duty: DutyAccess, user: User, reviews: MunicipalRole | None) -> dict[str, Any]:
    """What who decides and who reviews must know."""
    parts = enumeration(words for words, opens in ((_("the plan"), duty.opens_plan), (_("the dossier"), duty.opens_dossier)) if opens)
    done = reviews_of(duty)
    running = duty.state == DutyState.GRANTED and duty.until >= clock.today()
    not_involved = user.pk not in (duty.user_id, duty.decided_by_id)
    return {
        "duty": duty,
        "number": duty.dossier.number,
        "rows": [
            {"key": _("Dossier"), "value": duty.dossier.number},
            {"key": _("Who wants to look"), "value": f"{duty.user}, {duty.user.job_title}".removesuffix(", ")},
            {"key": _("Provision of law"), "value": duty.provision},
            {"key": _("Asked by"), "value": duty.requester},
            {"key": _("To what"), "value": parts},
            {"key": _("Last day"), "value": duty.until},
            {"key": _("Explanation"), "value": duty.explanation},
            {"key": _("State"), "value": state_words(duty)},
            {"key": _("Decided by"), "value": str(duty.decided_by or "")},
        ],
        "asked": duty.state == DutyState.ASKED,
        "running": running,
        "seen": _seen(duty),
        "reviews": [{"who": f"{row.by} ({hat_label(row.role)})", "at": row.at, "right": row.right, "note": row.note} for row in done],
        "may_review": bool(reviews)
        and not_involved
        and duty.decided_at is not None
        and duty.state != DutyState.REFUSED
        and reviews not in {r.role for r in done},
    }


def _seen(duty: DutyAccess) -> list[dict[str, Any]]:
    """On which days the access was used, how often."""
    if duty.decided_at is None or duty.state == DutyState.REFUSED:
        return []
    since = duty.decided_at.astimezone(clock.AMSTERDAM).date()
    looks = looks_between(duty.dossier, since, clock.today())
    return [{"on": look.on, "times": look.times} for look in looks if look.actor == duty.user_id and look.seen is Seen.WORKED]
