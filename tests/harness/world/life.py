"""What happens to a file of the made world besides talks: questions to colleagues, closing, moving, tasks. A canary in every text."""

from __future__ import annotations

from datetime import timedelta

from access.models import User
from dossiers.models import ColleagueQuestion, Dossier
from dossiers.services.answering import Reply, answer_question
from dossiers.services.closing import Ending, close_dossier, reopen_dossier
from dossiers.services.colleague import Wish, ask_colleague, end_questions
from dossiers.services.life import record_move
from dossiers.services.own_tasks import add_own_task
from dossiers.states import ClosingReason
from privacy_domain import clock
from privacy_domain.operation import SYSTEM
from privacy_domain.people.presenters import full_name
from privacy_domain.protocols.types import Category
from tests.harness.canaries import Nest

QUESTION = "question"  # owner of the canaries in a question that belongs to no file


def wish(nest: Nest, code: str, owner: str, which: str = "the question") -> Wish:
    """What is asked of a colleague; `which` tells questions of one owner apart."""
    words = {name: nest.sentence(code, owner, f"{name} of {which}") for name in ("purpose", "needed", "because")}
    return Wish(items=[Category.OTHER], now=True, law="wmo", told_on=clock.today(), **words)


def ask_around(nest: Nest, code: str, staff: dict[str, User]) -> None:
    """Somebody who may be no client at all is asked about; the question waits."""
    name = nest.word(code, QUESTION, "client of the question")
    born = nest.birth_date(code, QUESTION, clock.today() - timedelta(days=20_000))
    asked = wish(nest, code, QUESTION)
    ask_colleague(colleague=staff["team_mate"], wish=asked, client_name=name, birth_date=born, by=staff["involved"])


def consult(nest: Nest, code: str, owner: str, dossier: Dossier, staff: dict[str, User]) -> None:
    """A colleague asked, was answered from this file, and cannot read the answer any more; the file keeps it."""
    person = dossier.person
    asked = ask_colleague(
        colleague=dossier.opened_by,
        wish=wish(nest, code, owner),
        client_name=full_name(person),
        birth_date=person.birth_date,
        by=staff["team_mate"],
    )
    reply = Reply(
        text=nest.sentence(code, owner, "answer to the question"),
        given=[Category.OTHER, Category.HEALTH],
        fits=True,
        with_content=True,
        content_because=nest.sentence(code, owner, "content_because"),
        beyond_because=nest.sentence(code, owner, "beyond_because"),
    )
    answer_question(question=asked, dossier=dossier, reply=reply, by=dossier.opened_by)
    ColleagueQuestion.objects.filter(pk=asked.pk).update(readable_until=clock.today() - timedelta(days=1))
    end_questions(by=SYSTEM)


def come_back(nest: Nest, code: str, owner: str, dossier: Dossier) -> None:
    """A file with a task, a move and its message, closed and opened again."""
    by = dossier.opened_by
    words = {name: nest.sentence(code, owner, f"{name} of the closing") for name in ("explanation", "opinion")}
    results = {purpose: nest.sentence(code, owner, f"result {purpose}") for purpose in dossier.purposes}
    ending = Ending(reason=ClosingReason.OTHER, closed_on=clock.today(), results=results, **words)
    close_dossier(dossier=dossier, ending=ending, by=by)
    reopen_dossier(dossier=dossier, reason=nest.sentence(code, owner, "why reopened"), by=by)
    record_move(
        dossier=dossier,
        moved_on=clock.today(),
        source=nest.word(code, owner, "source of the move"),
        destination=nest.word(code, owner, "destination"),
        inside_region=False,
        sheltered=True,
        by=by,
    )
    text = nest.sentence(code, owner, "own task")
    add_own_task(dossier=dossier, text=text, due_on=clock.today() + timedelta(days=3), user=by, by=by)
