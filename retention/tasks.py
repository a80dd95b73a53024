"""What the worker does for this floor."""

from __future__ import annotations

from datetime import time
from uuid import UUID

from privacy_domain.operation import SYSTEM
from privacy_domain.work.registry import Assignment, Finished, More, daily, handler
from retention import services
from retention.selectors import job_begun
from retention.services.carrying import begin_list, carry_out_row, settle_list
from retention.services.certificates import make_certificate
from retention.services.destruction import advance


@daily("retention.clocks", at=time(3, 30))
def count_clocks(job: Assignment) -> More | Finished:
    """Clocks of dossiers whose facts changed, in batches; then the tasks that follow."""
    counted = services.refresh_changed(begun=job_begun(job.id), by=SYSTEM)
    if counted:
        return More(job.done + counted, job.done + counted + 1)
    services.ask_for_closings(by=SYSTEM)
    services.give_review_tasks(by=SYSTEM)
    return Finished()


@handler("retention.destroy")
def destroy(job: Assignment) -> More | Finished:
    """One destruction, a step at a time: each is committed before the next begins."""
    if advance(destruction_id=UUID(job.args["destruction"]), by=SYSTEM):
        return More(job.done + 1, 3)
    if "list" in job.args:
        settle_list(list_id=UUID(job.args["list"]), by=SYSTEM)
    return Finished()


@handler("retention.list")
def begin(job: Assignment) -> None:
    """The week of an approved list is over."""
    begin_list(list_id=UUID(job.args["list"]), by=SYSTEM)


@handler("retention.row")
def carry_out(job: Assignment) -> None:
    """One row of a list: asked again, and then destroyed by a job of its own, or left. Also when the row went with its dossier it can have
    been the last that was waited for."""
    carry_out_row(row_id=UUID(job.args["row"]), by=SYSTEM)
    settle_list(list_id=UUID(job.args["list"]), by=SYSTEM)


@daily("retention.lists", at=time(5, 10))
def make_lists(job: Assignment) -> None:
    """The destruction lists of this month, on its first day or as soon as a worker runs."""
    services.make_monthly_lists(by=SYSTEM)


@handler("retention.certificate")
def certify(job: Assignment) -> Finished:
    """The declaration of a list that is over."""
    return Finished(result_id=make_certificate(list_id=UUID(job.args["list"]), by=SYSTEM).pk)
