"""What happens to the dossiers of the demonstration beside talks: a question to a colleague, a task, a move."""

from __future__ import annotations

from datetime import timedelta

from access.models import User
from dossiers.models import ColleagueQuestion, Dossier
from dossiers.services.answering import Reply, answer_question
from dossiers.services.colleague import Wish, ask_colleague
from dossiers.services.life import record_move
from dossiers.services.own_tasks import add_own_task
from privacy_domain import clock
from privacy_domain.people.models import Person
from privacy_domain.people.presenters import full_name
from privacy_domain.protocols.types import Category


def ask(dossier: Dossier, asker: User, colleague: User) -> ColleagueQuestion:
    """One thing about the client of a dossier, which waits for the colleague's answer; the client was not told yet."""
    wish = Wish(
        purpose="Kiezen welke hulp in huis past.",
        needed="Loopt er al begeleiding vanuit jouw werk?",
        because="Zonder dat te weten vraag ik misschien hulp aan die er al is.",
        items=[Category.OTHER],
        now=True,
        law=dossier.law_tags[0],
    )
    return ask_colleague(colleague=colleague, wish=wish, dossier=dossier, by=asker)


def ask_and_answer(person: Person, dossier: Dossier, asker: User, colleague: User) -> None:
    """One thing about somebody whose dossier the asker may not open; the colleague answers with the bare fact."""
    wish = Wish(
        purpose="Een afspraak plannen die niet botst met andere hulp.",
        needed="Krijgt deze persoon op dinsdag al hulp?",
        because="Ik spreek morgen af en wil niet dat twee hulpverleners tegelijk komen.",
        items=[Category.OTHER],
        now=True,
        law=dossier.law_tags[0],
        told_on=clock.today(),
    )
    question = ask_colleague(colleague=colleague, wish=wish, client_name=full_name(person), birth_date=person.birth_date, by=asker)
    answer_question(question=question, dossier=dossier, reply=Reply(text="Ja, op dinsdagochtend.", given=[Category.OTHER], fits=True), by=colleague)


def go_on(dossier: Dossier, by: User, town: str) -> None:
    """The client moves within the region, so each partner must hear the new address; and something to do this week."""
    record_move(
        dossier=dossier,
        moved_on=clock.today(),
        source="de cliënt zelf",
        destination=town,
        inside_region=True,
        address={"street": "Nieuwe Dorpsstraat", "house_number": "7", "postcode": "1234AB", "place": town},
        by=by,
    )
    add_own_task(dossier=dossier, text="Bellen of de hulp op het nieuwe adres is begonnen", due_on=clock.today() + timedelta(days=5), user=by, by=by)
