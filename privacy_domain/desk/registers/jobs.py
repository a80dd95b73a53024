"""What the worker does for the registers."""

from __future__ import annotations

from uuid import UUID

from privacy_domain.desk.registers import exporting
from privacy_domain.operation import SYSTEM
from privacy_domain.work.registry import Assignment, Finished, More, handler


@handler(exporting.JOB)
def export(job: Assignment) -> More | Finished:
    """A file with lines of a register: first the lines, then the file."""
    export_id = UUID(job.args["export"])
    if job.done == 0:
        exporting.gather(export_id=export_id, by=SYSTEM)
        return More(1, exporting.STEPS)
    exporting.make_file(export_id=export_id, by=SYSTEM)
    return Finished(result_id=export_id)
