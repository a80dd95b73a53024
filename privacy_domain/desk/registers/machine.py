"""Work of the machine that waits for a person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from privacy_domain.desk.registers.shape import Register, Row, moment
from privacy_domain.work.selectors import jobs_set_apart


def _job(row: Row) -> list[str]:
    return [row["kind"], moment(row["made_at"]), moment(row["ended_at"]), str(row["attempts"]), row["message"].removeprefix("error:")]


FAILED_JOBS = Register(
    code="opdrachten",
    title=_("Work of the machine that failed"),
    about=_("What the machine tried three times and set apart. Who runs the system takes the cause away and lets it begin again."),
    article="AVG art. 32",
    columns=(_("Kind of work"), _("Asked"), _("Set apart"), _("Attempts"), _("Kind of fault")),
    rows=lambda user: jobs_set_apart(),
    fields=("kind", "made_at", "ended_at", "attempts", "message"),
    line=_job,
    order=("-made_at",),
    moment="made_at",
    timed=True,
)
