"""What the privacy officer sees first: what is due, what is too late, what failed. Every figure leads to the list behind it.

The number of statements is the same at any size; figures of lists are counted up to MOST.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Max, Q
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from access.models import User
from access.selectors import account, has_role
from access.selectors.breaches import breaches_near
from access.states import BreachState, MunicipalRole
from dossiers.models import LookReview
from dossiers.selectors.oversight import reviews_for
from dossiers.states.oversight import LookReviewState
from privacy_domain import clock
from privacy_domain.audit.record import look
from privacy_domain.audit.verification import TASK as AUDIT_FAULT
from privacy_domain.desk.registers import REGISTERS, Wanted
from privacy_domain.desk.registers.events import RegisterEvent
from privacy_domain.desk.registers.shape import moment
from privacy_domain.work.models import Job, Task
from requests.selectors.desk import let_near
from requests.states import OPEN
from retention.models import DestructionList
from retention.selectors import passed_clocks
from retention.states import ListState

MOST = 200
WEEKS = 8
SOON, EXPIRING = timedelta(days=7), timedelta(days=30)
BAR_HEIGHT, BAR_WIDTH, BAR_LEFT = 22, 300, 90  # of the chart


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with the list behind it; `badge` says how bad it is when it is not nought."""

    label: str
    number: int
    url: str
    badge: str = "info"
    more: bool = False

    @property
    def look(self) -> str:
        """How it is shown."""
        return self.badge if self.number else "ok"

    def __str__(self) -> str:
        return _("more than %(number)s") % {"number": self.number} if self.more else str(self.number)


def front(request: HttpRequest) -> str:
    """The figures of today for a privacy officer; empty for everybody else. One line in the log."""
    user = account(request.user)
    if not has_role(user, MunicipalRole.PRIVACY_OFFICER):
        return ""
    look(RegisterEvent.OVERVIEW_SEEN, role=str(MunicipalRole.PRIVACY_OFFICER), by=user)
    today = clock.today()
    weeks = due_by_week(user, today)
    context = {"groups": figures(user, today), "weeks": weeks, "bars": bars(weeks), "height": BAR_HEIGHT * len(weeks), "log": log_verified()}
    return render_to_string("desk/dashboard.html", context, request)


def figures(user: User, today: date) -> list[tuple[str, list[Figure]]]:
    """Every figure, by what it is about."""
    return [
        (_("Requests"), _requests(user, today)),
        (_("Sharing"), _sharing(user, today)),
        (_("Keeping"), _keeping(today)),
        (_("Oversight"), _oversight(user)),
    ]


def _requests(user: User, today: date) -> list[Figure]:
    counted = (
        let_near(user)
        .filter(state__in=OPEN)
        .aggregate(running=Count("pk"), soon=Count("pk", Q(due_on__gte=today, due_on__lte=today + SOON)), late=Count("pk", Q(due_on__lt=today)))
    )
    desk = reverse("subject_requests:desk")
    return [
        Figure(_("running"), counted["running"], desk),
        Figure(_("last day within a week"), counted["soon"], f"{desk}?which=soon", "warning"),
        Figure(_("too late"), counted["late"], f"{desk}?which=late", "error"),
    ]


def _sharing(user: User, today: date) -> list[Figure]:
    due = REGISTERS["vertellen"].answering(user, Wanted(chosen={"dag": "gekomen"})).count()
    wanted = Wanted(today, today + EXPIRING)
    expiring = REGISTERS["toestemmingen"].answering(user, wanted).count()
    return [
        Figure(_("the client has yet to be told, and the day has come"), due, f"{_register('vertellen')}?dag=gekomen", "error"),
        Figure(
            _("consents that end within 30 days"),
            expiring,
            f"{_register('toestemmingen')}?vanaf={today.isoformat()}&tot={(today + EXPIRING).isoformat()}",
            "warning",
        ),
    ]


def _keeping(today: date) -> list[Figure]:
    long = len(passed_clocks(today, None, MOST + 1))
    lists = DestructionList.objects.filter(state=ListState.SUBMITTED).count()
    desk = reverse("retention:desk")
    return [
        Figure(_("parts kept longer than their term, on no list"), min(long, MOST), desk, "warning", more=long > MOST),
        Figure(_("destruction lists that wait for approval"), lists, desk, "warning"),
    ]


def _oversight(user: User) -> list[Figure]:
    reviews = reviews_for(user)
    looks = (reviews if reviews is not None else LookReview.objects.none()).aggregate(
        asked=Count("pk", Q(state=LookReviewState.ASKED)), open=Count("pk", Q(state__in=[LookReviewState.OPEN, LookReviewState.ANSWERED]))
    )
    breaches = breaches_near(user).exclude(state=BreachState.CLOSED)
    asking = reverse("dossiers:look_reviews")
    authorisations = REGISTERS["autorisaties"].answering(user, Wanted(chosen={"stand": "nakijken"}))
    return [
        Figure(_("looks to be looked at"), looks["open"], asking, "warning"),
        Figure(_("looks asked after without an answer"), looks["asked"], asking),
        Figure(_("data breaches that are not closed"), breaches.count(), reverse("subject_requests:breach_register"), "warning"),
        Figure(_("authorisations not looked at for a year"), authorisations.count(), f"{_register('autorisaties')}?stand=nakijken", "warning"),
        Figure(_("work of the machine that failed"), REGISTERS["opdrachten"].answering(user, Wanted()).count(), _register("opdrachten"), "error"),
    ]


def due_by_week(user: User, today: date) -> list[tuple[str, int]]:
    """How many requests have their last day in each of the coming weeks, and before; one statement."""
    monday = today - timedelta(days=today.weekday())
    weeks = [monday + timedelta(weeks=number) for number in range(WEEKS)]
    spans = {f"week{number}": Q(due_on__gte=max(week, today), due_on__lt=week + timedelta(weeks=1)) for number, week in enumerate(weeks)}
    asked = {"late": Q(due_on__lt=today)} | spans
    counted = let_near(user).filter(state__in=OPEN).aggregate(**{name: Count("pk", condition) for name, condition in asked.items()})
    names = [_("too late"), *(_("week %(number)s") % {"number": week.isocalendar().week} for week in weeks)]
    return list(zip(names, counted.values(), strict=True))


def bars(weeks: Sequence[tuple[str, int]]) -> list[dict[str, Any]]:
    """The chart: one bar a week, the longest as wide as there is room for."""
    most = max((number for _name, number in weeks), default=0) or 1
    return [
        {
            "name": name,
            "number": number,
            "y": BAR_HEIGHT * at,
            "middle": BAR_HEIGHT * at + 15,
            "width": round(BAR_WIDTH * number / most),
            "x": BAR_LEFT,
        }
        for at, (name, number) in enumerate(weeks)
    ]


def log_verified() -> dict[str, Any]:
    """When the log was verified last, and whether something was wrong that nobody looked at yet."""
    last = Job.objects.filter(kind="audit.verify", state=Job.State.DONE).aggregate(last=Max("ended_at"))["last"]
    return {"at": moment(last), "faults": Task.objects.filter(kind=AUDIT_FAULT, state=Task.State.OPEN).count()}


def _register(code: str) -> str:
    return reverse("desk:register", args=[code])
