"""Who exercises the rights of a data subject? (Leek 12; Landsmeer 12; Opsterland 22; by law UAVG 5.)

By age, and for an incapable person of 16 or older along a chain of representatives. Nobody found: escalate.
"""

from __future__ import annotations

from datetime import date

from privacy_domain.protocols import catalogue
from privacy_domain.protocols.calendar import age
from privacy_domain.protocols.facts import Representative, RightsHolderFacts
from privacy_domain.protocols.protocol import Law, Protocol
from privacy_domain.protocols.reading import Citations
from privacy_domain.protocols.types import Decision, Holder, Question, Source, freeze
from privacy_domain.protocols.values import AgeBand, ChainStep
from privacy_domain.protocols.wording import citations_in_words, list_of, phrase, sentence, who_speaks


def decide(facts: RightsHolderFacts, protocol: Protocol | None, law: Law, on: date) -> Decision:
    """Under ``acts`` who acts, sorted; under ``judged_by`` the role that judges capacity (None by law)."""
    by_law = protocol is None or protocol.is_silent(catalogue.RIGHTS_AGES)
    years = age(facts.birth_date, on)
    own_bands = protocol.value(catalogue.RIGHTS_AGES) if protocol else None
    own_chain = protocol.value(catalogue.RIGHTS_CHAIN) if protocol else None
    band = band_for(years, own_bands or law.required_value(catalogue.LAW_RIGHTS_AGES, on))
    if facts.capable is False and band.below is None:
        chain = own_chain or law.required_value(catalogue.LAW_RIGHTS_CHAIN, on)
        acts, citations = _chain_holders(facts.representatives, years, chain)
    else:
        acts, citations = _band_holders(facts.representatives, band), band.articles
    return Decision(
        question=Question.RIGHTS_HOLDER,
        protocol=protocol.id if protocol else None,
        source=Source.LAW if by_law else Source.PROTOCOL,
        citations=citations,
        explanation=_explain(acts, citations, protocol, law, by_law),
        values=freeze({"acts": acts, "judged_by": protocol.value(catalogue.CAPACITY_JUDGE) if protocol and not by_law else None}),
    )


def band_for(years: int, bands: tuple[AgeBand, ...]) -> AgeBand:
    """The first band whose bound lies above an age; the last band has no bound."""
    return next(band for band in bands if band.below is None or years < band.below)


def _band_holders(representatives: tuple[Representative, ...], band: AgeBand) -> tuple[Holder, ...]:
    """Those whom the band names, as far as they are there; the person self always is."""
    present = {Holder(representative.kind) for representative in representatives} | {Holder.SELF}
    return tuple(sorted(holder for holder in band.acts if holder in present))


def _chain_holders(representatives: tuple[Representative, ...], years: int, chain: tuple[ChainStep, ...]) -> tuple[tuple[Holder, ...], Citations]:
    """Those of the first step where somebody may act, with the provision; nobody: those of the whole chain."""
    for step in chain:
        found = {Holder(one.kind) for one in representatives if years >= step.from_age and _may_act(one, step)}
        if found:
            return tuple(sorted(found)), step.articles
    return (), tuple(dict.fromkeys(citation for step in chain for citation in step.articles))


def _may_act(representative: Representative, step: ChainStep) -> bool:
    """Whether a representative is of a kind of this step, willing and adult where the step asks that."""
    return (
        representative.kind in step.kinds
        and (representative.willing or not step.willing)
        and (representative.adult or representative.kind not in step.adult)
    )


def _explain(acts: tuple[Holder, ...], citations: Citations, protocol: Protocol | None, law: Law, by_law: bool) -> str:
    """Who acts, or that nobody is named."""
    opening = who_speaks(protocol, by_law)
    behind = citations_in_words(citations, protocol, law)
    if not acts:
        return sentence(f"{opening}volgens {behind} kan nu niemand de rechten uitoefenen; leg dit voor aan je leidinggevende")
    together = " samen" if Holder.SELF in acts and len(acts) > 1 else ""
    any_one = " (een van hen is genoeg)" if len(acts) > 1 and not together else ""
    who = list_of([phrase("holder", holder) for holder in acts])
    verb = "oefenen" if len(acts) > 1 else "oefent"
    return sentence(f"{opening}volgens {behind} {verb} {who}{together} de rechten uit{any_one}")
