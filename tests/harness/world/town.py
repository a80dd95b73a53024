"""Towns of the made world, and what stands in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from access.models import Team, User
from access.services import place_ground
from access.states import GroundKind
from consent.states import Answer
from dossiers import services
from dossiers.models import Dossier
from dossiers.states import Step
from privacy_domain import clock
from privacy_domain.operation import SYSTEM
from privacy_domain.people.models import Agreement, Attestation, Channel, Partner, Person, Representative
from privacy_domain.people.services import (
    add_representative,
    open_channel,
    record_capacity,
    register_agreement,
    register_attestation,
    register_partner,
)
from privacy_domain.protocols import catalogue
from privacy_domain.protocols.types import Recipient, Role, SectorLaw
from privacy_domain.tenancy.models import Municipality
from privacy_domain.tenancy.scope import Scope, entered
from privacy_domain.tenancy.selectors import protocol_on
from privacy_domain.texts.services import load_shipped_texts
from tests.harness.canaries import Nest
from tests.harness.world import (
    aside,
    asking,
    intake,
    items,
    keeping,
    life,
    oversight,
    people,
    plans,
    registers,
    rights,
    safety,
    sharing,
    staff,
    talks,
    versions,
    wrong,
)
from tests.harness.world.talks import Conversation

ADULT, CHILD, PARENT = date(1984, 3, 5), date(2013, 2, 11), date(1979, 8, 21)


@dataclass
class File:
    """One dossier of a town: its rows, its talk, and the owners of its canaries."""

    dossier: Dossier
    person: Person
    owners: frozenset[str]
    talk: Conversation | None = None


@dataclass
class Town:
    """One municipality of the made world."""

    municipality: Municipality
    staff: dict[str, User]
    teams: dict[str, Team]
    files: dict[str, File] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """As in addresses."""
        return str(self.municipality.code)

    @property
    def scope(self) -> Scope:
        """To enter it."""
        return self.municipality.scope()


@dataclass
class World:
    """All towns, and every canary in them."""

    nest: Nest
    towns: dict[str, Town]


def build_world(municipalities: Iterable[Municipality]) -> World:
    """Fill the municipalities; each with the same stories, told by its own protocol."""
    nest = Nest()
    return World(nest, {municipality.code: _build(nest, municipality) for municipality in municipalities})


def _build(nest: Nest, municipality: Municipality) -> Town:
    with entered(municipality.scope()):
        load_shipped_texts(valid_from=date(2015, 1, 1), by=SYSTEM)
        accounts, teams = staff.employ()
        town = Town(municipality, accounts, teams)
        partners = _partners()
        for name, tell in STORIES.items():
            town.files[name] = tell(nest, town, name, partners)
        life.ask_around(nest, town.code, accounts)
        aside.go_otherwise(nest, town.code, accounts, teams[staff.HERE], town.files["running"].dossier)
        asking.come_in(nest, town.code, accounts)
        oversight.ask_after(nest, town.code, accounts, town.files["running"].dossier)
        registers.take_along(accounts)
        versions.propose_an_end(accounts)
        return town


def _partners() -> list[Partner]:
    since, by = date(2015, 1, 1), SYSTEM
    known: dict[str, Any] = {"organisation": Partner.Organisation.PRIVATE, "valid_from": since, "by": by}
    provider = register_partner(
        name="Zorgaanbieder De Brug", recipient_class=Partner.Class.PARTNER, code=Recipient.PROVIDER, laws=[SectorLaw.WMO], **known
    )
    register_attestation(partner=provider, points=[Attestation.Point.SECURITY], signed_by="A. Bestuurder", reference="map 1", valid_from=since, by=by)
    register_agreement(partner=provider, kind=Agreement.Kind.COVENANT, reference="2015-1", valid_from=since, by=by)
    register_partner(name="Veilig Thuis", recipient_class=Partner.Class.THIRD_PARTY, code=Recipient.VEILIG_THUIS, **known)
    for kind in Channel.Kind:
        open_channel(kind=kind, name=f"Verzendwijze {kind}", valid_from=since, by=by)
    return [
        provider,
        register_partner(
            name="Woningstichting Ons Huis",
            recipient_class=Partner.Class.THIRD_PARTY,
            code=Recipient.THIRD_PARTY,
            **known,
        ),
    ]


def _known_codes(key: catalogue.Key[Any]) -> list[str]:
    protocol = protocol_on(clock.today())
    items = protocol.value(key) if protocol else None
    return [next(iter(items)).code] if items else ["other"]


def _open(nest: Nest, town: Town, name: str, born: date, by: User, team: Team) -> File:
    code = town.code
    person = people.somebody(nest, code, f"{name}/client", born, by)
    dossier = services.start_dossier(
        person=person,
        team=team,
        purposes=_known_codes(catalogue.PURPOSES),
        domains=_known_codes(catalogue.DOMAINS),
        law_tags=["wmo"],
        help_question=nest.sentence(code, f"{name}/dossier", "first help question"),
        referrer_name=nest.word(code, f"{name}/dossier", "referrer_name"),
        referrer_told=nest.sentence(code, f"{name}/dossier", "referrer_told"),
        by=by,
    )
    owners = frozenset(f"{name}/{part}" for part in ("client", "dossier", "talk", "parent", "plan"))
    return File(dossier, person, owners)


def _converse(nest: Nest, town: Town, name: str, file: File, partners: list[Partner], **how: Any) -> Conversation:
    by = file.dossier.opened_by
    file.talk = Conversation(nest, town.code, f"{name}/talk", file.dossier, partners, by, **how).prepare()
    return file.talk


def _running(nest: Nest, town: Town, name: str, partners: list[Partner]) -> File:
    """A talk half done, something typed ahead; a colleague who left; a complaint, an objection, a director."""
    involved = town.staff["involved"]
    file = _open(nest, town, name, ADULT, involved, town.teams[staff.HERE])
    talk = _converse(nest, town, name, file, partners).hold(until=Step.NOTES)
    talks.type_ahead(talk)
    sharing.prepare(nest, town.code, f"{name}/dossier", file.dossier, partners[0])
    items.write_down(nest, town.code, f"{name}/dossier", file.dossier)
    services.end_involvement(
        involvement=services.involve(
            dossier=file.dossier,
            user=town.staff["ended"],
            reason=nest.sentence(town.code, f"{name}/dossier", "reason of involvement"),
            by=involved,
        ),
        by=involved,
    )
    for kind, holder in ((GroundKind.COMPLAINT, "complaints_handler"), (GroundKind.DIRECTOR, "director")):
        place_ground(
            subject=file.dossier.pk,
            kind=kind,
            principal=town.staff[holder],
            source_kind="harness",
            source=file.dossier.pk,
            opened_on=file.dossier.opened_on,
            by=involved,
        )
    wrong.shield(nest, town.code, name, file.dossier, town.staff)
    wrong.go_wrong(nest, town.code, name, town.staff, file.dossier)
    wrong.complain(nest, town.code, f"{name}/dossier", file.dossier, town.staff)
    plans.steer(nest, town.code, f"{name}/plan", file.dossier, partners[0], town.staff["director"])
    plans.measure(nest, town.code, f"{name}/dossier", file.dossier)
    return file


def _finished(nest: Nest, town: Town, name: str, partners: list[Partner]) -> File:
    """A talk finished, signed on the screen, one consent taken back; something was shared."""
    file = _open(nest, town, name, ADULT, town.staff["involved"], town.teams[staff.HERE])
    talk = _converse(nest, town, name, file, partners).hold()
    intake.surround(nest, town.code, f"{name}/dossier", file.dossier)
    items.write_down(nest, town.code, f"{name}/dossier", file.dossier)
    if town.code == "leek":  # there an item counts from its receipt
        keeping.stop(nest, town.code, f"{name}/dossier", file.dossier, town.staff)
    keeping.hold(nest, town.code, f"{name}/dossier", file.dossier)
    if town.code == "leek":
        keeping.run_out(nest, town.code, f"{name}/dossier", file.dossier, town.staff)
    talks.withdraw_something(talk)
    sharing.send(nest, town.code, f"{name}/dossier", file.dossier, partners[0], town.staff["team_lead"])
    life.consult(nest, town.code, f"{name}/dossier", file.dossier, town.staff)
    sibling = people.somebody(nest, town.code, f"{name}/parent", PARENT, file.dossier.opened_by)
    rights.limit(nest, town.code, f"{name}/parent", file.person, sibling, file.dossier.opened_by)
    return file


def _child(nest: Nest, town: Town, name: str, partners: list[Partner]) -> File:
    """A child of 13 with a parent; a talk in which a form waits for both; domestic violence at issue."""
    involved = town.staff["involved"]
    file = _open(nest, town, name, CHILD, involved, town.teams[staff.HERE])
    parent = people.somebody(nest, town.code, f"{name}/parent", PARENT, involved)
    add_representative(
        person=file.person,
        representative=parent,
        kind=Representative.Kind.PARENTAL_AUTHORITY,
        valid_from=date(2020, 1, 1),
        basis=nest.sentence(town.code, f"{name}/parent", "basis"),
        by=involved,
    )
    services.mark_violence(dossier=file.dossier, by=involved)
    safety.plan_steps(nest, town.code, f"{name}/dossier", file.dossier)
    safety.index(nest, town.code, f"{name}/dossier", file.dossier)
    safety.depart(nest, town.code, f"{name}/dossier", file.dossier)
    safety.answer(nest, town.code, f"{name}/dossier", file.dossier)
    safety.inquire(nest, town.code, f"{name}/dossier", file.dossier)
    talk = _converse(nest, town, name, file, partners).hold(until=Step.SIGN)
    if talk.plan.to_sign:
        services.make_form(talk=talk.talk, signers=talk.plan.deciders.acts, by=involved)
    return file


def _refused(nest: Nest, town: Town, name: str, partners: list[Partner]) -> File:
    """The client says no to everything, and something is deliberately not shared; a finding on capacity."""
    involved = town.staff["involved"]
    file = _open(nest, town, name, ADULT, involved, town.teams[staff.HERE])
    intake.refer(nest, town.code, f"{name}/dossier", file.dossier)
    intake.weigh(nest, town.code, f"{name}/dossier", file.dossier)
    intake.look_at_partner(nest, town.code, f"{name}/dossier", file.dossier, partners[0])
    _converse(nest, town, name, file, partners, answer=Answer.NO).hold()
    sharing.leave(nest, town.code, f"{name}/dossier", file.dossier, partners[0])
    rights.come_and_go(nest, town.code, f"{name}/dossier", file.dossier, town.staff)
    rights.comply(nest, town.code, f"{name}/dossier", file.dossier, town.staff)
    record_capacity(
        person=file.person,
        able=True,
        situation=nest.sentence(town.code, f"{name}/client", "situation"),
        reasons=nest.sentence(town.code, f"{name}/client", "reasons"),
        role=Role.PROFESSIONAL,
        found_on=clock.today(),
        by=involved,
    )
    return file


def _paper(nest: Nest, town: Town, name: str, partners: list[Partner]) -> File:
    """Signed on paper, the photo of it kept."""
    file = _open(nest, town, name, ADULT, town.staff["involved"], town.teams[staff.HERE])
    _converse(nest, town, name, file, partners, sign_on="paper").hold()
    sharing.approve(nest, town.code, f"{name}/dossier", file.dossier, partners[0], town.staff["team_lead"])
    life.come_back(nest, town.code, f"{name}/dossier", file.dossier)
    return file


def _elsewhere(nest: Nest, town: Town, name: str, partners: list[Partner]) -> File:
    """A dossier of the other team, with a talk in preparation."""
    file = _open(nest, town, name, ADULT, town.staff["not_involved"], town.teams[staff.ELSEWHERE])
    _converse(nest, town, name, file, partners)
    return file


STORIES = {
    "running": _running,
    "finished": _finished,
    "child": _child,
    "refused": _refused,
    "paper": _paper,
    "elsewhere": _elsewhere,
}
