"""Clients of the talk's pages: who asks, and a world in which a talk has come as far as a page needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.test import Client

from dossiers import services
from dossiers.models import PartnerChoice, Talk
from dossiers.states import TalkState
from privacy_domain import clock
from privacy_domain.protocols.types import Category
from tests.factories.access import logged_in
from tests.integration.dossiers.cast import World, agree, choose, judge


@dataclass
class Pages:
    """The pages of one dossier in Leek, as Sanne sees them unless somebody else asks."""

    world: World
    talk: Talk
    choice: PartnerChoice | None = None
    form: services.ConsentForm | None = None
    consent: UUID | None = None

    def client(self, who: str = "sanne") -> Client:
        """A browser in which this member of the cast is logged in."""
        return logged_in(self.world.dossier.municipality, getattr(self.world, who))

    def path(self, page: str, **other: Any) -> str:
        """Address of a page of this talk; `other` replaces ids."""
        ids = {
            "ref": self.world.dossier.pk,
            "talk": self.talk.pk,
            "choice": self.choice.pk if self.choice else uuid4(),
            "form": self.form.pk if self.form else uuid4(),
            "consent": self.consent or uuid4(),
        } | other
        code = other.get("code", self.world.dossier.municipality.code)
        return f"/{code}/" + page.format(**ids)


def unprepared(world: World) -> Pages:
    """A dossier without a talk."""
    return Pages(world, Talk())


def prepared(world: World) -> Pages:
    """A talk that did not start yet."""
    return Pages(world, services.prepare_talk(dossier=world.dossier, by=world.sanne))


def begun(world: World) -> Pages:
    """A talk that has just begun."""
    return Pages(world, world.talk())


def seated(world: World) -> Pages:
    """And the table is recorded."""
    return Pages(world, world.seated())


def running(world: World) -> Pages:
    """A talk in which the client was told everything."""
    return Pages(world, world.explained())


def with_partner(world: World) -> Pages:
    """And a partner for whom what goes there, and why, is described."""
    pages = running(world)
    pages.choice = choose(world, pages.talk, world.doctor, Category.HEALTH)
    return pages


def to_check(world: World, *special: Category) -> Pages:
    """Everything was asked; nothing was checked together."""
    pages = running(world)
    agree(world, pages.talk)
    judge(world, pages.talk, *special)
    services.finish_partners(talk=pages.talk, by=world.sanne)
    services.write_notes(talk=pages.talk, help_question="Douchen", notes="", next_appointment="", by=world.sanne)
    return pages


def checked(world: World) -> Pages:
    """Nothing needs a signature: the talk can end."""
    pages = to_check(world)
    services.check_together(talk=pages.talk, by=world.sanne)
    return pages


def to_sign(world: World) -> Pages:
    """A form waits for its signature."""
    pages = to_check(world, Category.HEALTH)
    services.check_together(talk=pages.talk, by=world.sanne)
    pages.form = services.make_form(talk=pages.talk, signers=["self"], by=world.sanne)
    return pages


def agreed(world: World) -> Pages:
    """A consent stands."""
    pages = running(world)
    pages.consent = agree(world, pages.talk).pk  # type: ignore[attr-defined]
    return pages


def finished(pages: Pages) -> Pages:
    """The same talk as if it had ended."""
    Talk.objects.filter(pk=pages.talk.pk).update(state=TalkState.FINISHED, started_at=clock.now(), finished_at=clock.now())
    return pages


Maker = Callable[[World], Pages]
