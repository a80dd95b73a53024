"""What the worker does for this floor."""

from __future__ import annotations

from datetime import time
from uuid import UUID

from dossiers.services import close_rows_of
from dossiers.services.ages import give_tasks_of_the_day
from dossiers.services.colleague import end_questions
from dossiers.services.evaluation import give_evaluation_tasks
from dossiers.services.oversight import make_lists
from dossiers.services.telling import return_tellings
from dossiers.services.verwijsindex import give_removal_tasks
from privacy_domain.operation import SYSTEM
from privacy_domain.work.registry import Assignment, daily, handler


@daily("dossiers.ages", at=time(4, 10))
def look_at_ages(job: Assignment) -> None:
    """Tasks for birthdays and for representations that end."""
    give_tasks_of_the_day(by=SYSTEM)


@daily("dossiers.questions", at=time(4, 20))
def end_questions_to_colleagues(job: Assignment) -> None:
    """Questions that nobody answered in time expire; answers that may not be read any more are wiped."""
    end_questions(by=SYSTEM)


@daily("dossiers.evaluations", at=time(4, 20))
def look_at_evaluations(job: Assignment) -> None:
    """Tasks for plans that are to be looked at again soon, or today."""
    give_evaluation_tasks(by=SYSTEM)


@daily("dossiers.index", at=time(4, 30))
def look_at_index(job: Assignment) -> None:
    """Tasks for entries in the verwijsindex that come to their last day."""
    give_removal_tasks(by=SYSTEM)


@daily("dossiers.tellings", at=time(4, 40))
def look_at_tellings(job: Assignment) -> None:
    """What clients were not told yet on the day that was agreed goes back to who looks after it."""
    return_tellings(by=SYSTEM)


@daily("dossiers.oversight", at=time(5, 20))
def list_looks(job: Assignment) -> None:
    """The looks of the last week that are to be asked after; on other days than Monday there is nothing to do."""
    make_lists(by=SYSTEM)


@handler("access.left")
def close_what_was_left(job: Assignment) -> None:
    """Somebody left: his involvements and authorisations on this floor end; the gate closed at once."""
    close_rows_of(user_id=UUID(job.args["user"]), by=SYSTEM)
