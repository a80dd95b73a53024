"""This floor's block on the page "my work"."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from access.models import User
from access.presenters import WorkBlock, WorkItem
from dossiers.models import Talk
from dossiers.presenters.dossier import name_of
from dossiers.presenters.talk import talk_url
from dossiers.selectors import my_dossiers
from dossiers.selectors.plan import directed_plans
from dossiers.states import Step, TalkState
from privacy_domain import clock
from privacy_domain.people.presenters import display_name


def talks_block(user: User) -> WorkBlock:
    """The talks of this person that are not finished, running ones first; each opens where it stopped."""
    lines = [line for line in my_dossiers(user, clock.today()) if line.talk is not None and line.talk.prepared_by_id == user.pk]
    lines.sort(key=lambda line: line.talk.state != TalkState.RUNNING if line.talk else True)
    return WorkBlock(
        title=_("Talks"),
        items=tuple(
            WorkItem(
                title=_("Talk with %(name)s") % {"name": name_of(line.dossier)},
                url=_where(line.talk),
                status="busy" if line.talk.state == TalkState.RUNNING else "todo",
                hint=_hint(line.talk),
            )
            for line in lines
            if line.talk
        ),
        empty=_("You have no open talks. Open a case to start one."),
        subjects=tuple(line.dossier.pk for line in lines),
    )


def plans_block(user: User) -> WorkBlock | None:
    """The plans that this person directs, the earliest evaluation first; nothing for who directs none."""
    lines = sorted(directed_plans(user, clock.today()), key=lambda line: line.due_on or date.max)
    if not lines:
        return None
    return WorkBlock(
        title=_("Plans that you direct"),
        items=tuple(
            WorkItem(
                title=", ".join(display_name(dossier.person) for dossier in line.dossiers),
                url=reverse("dossiers:plan", args=[line.dossiers[0].pk]),
                status="busy",
                hint=line.plan.name,
                due_on=line.due_on,
            )
            for line in lines
        ),
        empty="",
        subjects=tuple(dossier.pk for line in lines for dossier in line.dossiers),
    )


def _where(talk: Talk) -> str:
    """A running talk opens at the first step that is not done, so that nobody looks for it."""
    return f"{talk_url(talk)}?verder" if talk.state == TalkState.RUNNING else talk_url(talk)


def _hint(talk: Talk) -> str:
    if talk.state != TalkState.RUNNING:
        return _("Prepared, not started yet.")
    count = len(talk.steps_done)
    words = _("%(count)d steps done.") % {"count": count}
    return f"{words} {_('Last:')} {Step(talk.last_step).label}." if talk.last_step else words
