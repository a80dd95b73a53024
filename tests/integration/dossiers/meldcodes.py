"""The Meldcode as the tests walk it: each step with facts that are right everywhere."""

from __future__ import annotations

from typing import Any

from dossiers.models import Meldcode, MeldcodeAdvice
from dossiers.services.meldcode import start_meldcode
from dossiers.services.meldcode_steps import (
    Advice,
    Decision,
    Talked,
    Weighing,
    decide_meldcode,
    record_advice,
    record_signal,
    record_talk,
    record_weighing,
)
from dossiers.states.safety import AdviceFrom, Concern, SignalKind, WeighAnswer
from privacy_domain import clock
from tests.integration.dossiers.cast import World


def begun(world: World, **other: Any) -> Meldcode:
    """Sanne began one."""
    return start_meldcode(**{"dossier": world.dossier, "concern": Concern.DOMESTIC_VIOLENCE, "by": world.sanne} | other)


def signal(world: World, meldcode: Meldcode, **other: Any) -> None:
    """Step 1."""
    known = {"kind": SignalKind.OBSERVED, "noticed_on": clock.today(), "text": "Blauwe plekken op beide armen.", "by": world.sanne}
    record_signal(meldcode=meldcode, **known | other)


def advice(**other: Any) -> Advice:
    """What an expert colleague said."""
    known = {"source": AdviceFrom.COLLEAGUE, "who": "A. Expert, gedragswetenschapper", "given_on": clock.today(), "text": "Ga het gesprek aan."}
    return Advice(**known | other)


def ask_lead(world: World, meldcode: Meldcode) -> MeldcodeAdvice:
    """Tom, who leads the team, thought along."""
    given = advice(source=AdviceFrom.LEAD, who="", lead=world.tom.pk, text="Bespreek het morgen met de ouders.")
    return record_advice(meldcode=meldcode, advice=given, by=world.sanne)


def talked(**other: Any) -> Talked:
    """A talk that took place."""
    return Talked(**{"spoken": True, "spoken_on": clock.today(), "with_whom": "de cliënt", "text": "Zij herkent de zorgen."} | other)


def weighing(**other: Any) -> Weighing:
    """A suspicion without danger, and help that works."""
    known: dict[str, Any] = {"suspicion": True, "acute": False, "structural": False, "text": "De hulp is gestart."}
    known |= dict.fromkeys(["able", "accepted", "leads_to_safety"], WeighAnswer.YES)
    return Weighing(**known | other)


def decision(**other: Any) -> Decision:
    """Help without a report."""
    return Decision(**{"report": False, "helps": True, "text": "Hulp is genoeg."} | other)


def to_weigh(world: World, **other: Any) -> Meldcode:
    """The first three steps were taken, with the team leader too."""
    meldcode = begun(world, **other)
    signal(world, meldcode)
    record_advice(meldcode=meldcode, advice=advice(), by=world.sanne)
    ask_lead(world, meldcode)
    record_talk(meldcode=meldcode, talked=talked(), by=world.sanne)
    return meldcode


def weighed(world: World, **other: Any) -> Meldcode:
    """And it was weighed."""
    meldcode = to_weigh(world)
    record_weighing(meldcode=meldcode, weighing=weighing(**other), by=world.sanne)
    return meldcode


def decided(world: World, **other: Any) -> Meldcode:
    """And decided: to report."""
    meldcode = weighed(world, acute=True)
    said = decision(**{"report": True, "told_on": clock.today()} | other)
    decide_meldcode(meldcode=meldcode, decision=said, by=world.sanne)
    meldcode.refresh_from_db()
    return meldcode
