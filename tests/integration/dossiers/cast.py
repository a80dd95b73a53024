"""The cast of the talks, reached by walking the services: nobody here is in a state that cannot exist.

Sanne is the professional; Marieke, her team mate, is not involved; Tom leads the team. The client is Johanna de Vries (1970);
Daan (13) has a mother, Petra, as his legal representative.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from access.models import Team, User
from access.services import add_member, create_team, create_user
from access.states import Profession, TeamRole
from consent.states import Answer
from dossiers import services
from dossiers.models import Dossier, PartnerChoice, Talk
from dossiers.policies import TalkPlan, talk_plan
from dossiers.presenters import talk as present
from dossiers.states import Capacity
from privacy_domain import clock
from privacy_domain.operation import SYSTEM
from privacy_domain.people.models import Partner, Person, Representative
from privacy_domain.people.services import add_representative, register_partner, register_person
from privacy_domain.protocols.types import Category, Occasion, Recipient, SectorLaw
from privacy_domain.texts.services import load_shipped_texts

JOHANNA = {
    "given_names": "Johanna Maria",
    "prefix": "de",
    "surname": "Vries",
    "sex": "female",
    "birth_date": date(1970, 5, 12),
}
DAAN = {"given_names": "Daan", "surname": "Jansen", "sex": "male", "birth_date": date(2013, 3, 2)}
PETRA = {"given_names": "Petra", "surname": "Jansen", "sex": "female", "birth_date": date(1983, 8, 30)}
INK = [[[10.0, 10.0], [40.0, 60.0], [90.0, 20.0]], [[20.0, 20.0], [60.0, 25.0]]]


@dataclass
class World:
    """One municipality with a team, a client, a dossier and a register of partners."""

    sanne: User
    marieke: User
    tom: User
    team: Team
    client: Person
    dossier: Dossier
    doctor: Partner
    provider: Partner
    cak: Partner

    def talk(self) -> Talk:
        """A talk that has begun, with the client at the table."""
        talk = services.prepare_talk(dossier=self.dossier, by=self.sanne)
        return services.start_talk(talk=talk, by=self.sanne)

    def dossier_talk(self) -> Talk:
        """The talk of the dossier that is not finished."""
        return Talk.objects.select_related("dossier__person", "dossier__team").get(dossier=self.dossier)

    def tell(self, talk: Talk) -> None:
        """Read all cards aloud in a talk that runs."""
        explain(self, talk)

    def seated(self, *extra: services.Seat) -> Talk:
        """A talk with the table recorded."""
        talk = self.talk()
        client = services.Seat("Johanna de Vries", Capacity.CLIENT)
        services.record_table(talk=talk, seats=[client, *extra], by=self.sanne)
        return talk

    def explained(self, *extra: services.Seat) -> Talk:
        """A talk in which everything that this municipality wants told was told."""
        talk = self.seated(*extra)
        explain(self, talk)
        if any(line.step.name == "WRITTEN" for line in plan_of(talk).steps):
            services.hand_over(talk=talk, cards=present.cards(plan_of(talk), self.sanne), by=self.sanne)
        return talk


def plan_of(talk: Talk) -> TalkPlan:
    """The plan of a talk as the database has it now."""
    fresh = Talk.objects.select_related("dossier__person", "dossier__team").get(pk=talk.pk)
    return talk_plan(fresh, clock.today())


def explain(world: World, talk: Talk) -> None:
    """Read all cards aloud, with no party known yet."""
    cards = present.cards(plan_of(talk), world.sanne)
    items = sorted({item for card in cards for item in card.covers})
    services.explain(talk=talk, cards=cards, items=items, parties=[], none_known_yet=True, reaction="Prima", by=world.sanne)


def agree(world: World, talk: Talk, answer: Answer = Answer.YES, **said_by: str) -> object:
    """Ask agreement for ordinary data."""
    plan = plan_of(talk)
    return services.ask_agreement(
        talk=talk,
        answer=answer,
        said_by=said_by or {"self": "Johanna de Vries"},
        purpose="hulp bij de vraag",
        text=present.wording(plan, world.sanne, "question.agreement"),
        by=world.sanne,
    )


def judge(world: World, talk: Talk, *categories: Category, answer: Answer | None = Answer.YES, **said_by: str) -> list[object]:
    """Judge which special data are needed, and ask."""
    plan = plan_of(talk)
    asked = any(asking.needed for asking in plan.special.values())
    key = "question.special" if asked else "statement.free"
    return services.judge_special(
        talk=talk,
        categories=list(categories),
        reason="nodig voor de aanvraag",
        answer=answer,
        said_by=said_by or {"self": "Johanna de Vries"},
        purpose="hulp bij de vraag",
        text=present.wording(plan, world.sanne, key, gegevens="gezondheid"),
        by=world.sanne,
    )


def choose(world: World, talk: Talk, partner: Partner, *items: Category, occasion: Occasion | None = None) -> PartnerChoice:
    """Put a partner on the list, with what and why."""
    choice = services.choose_partner(talk=talk, partner=partner, occasion=occasion, by=world.sanne)
    return services.describe_partner(choice=choice, items=list(items), purpose="advies over hulp thuis", valid_until=None, by=world.sanne)


def answer(world: World, choice: PartnerChoice, said: Answer = Answer.YES, **said_by: str) -> PartnerChoice:
    """What the client answered about this partner."""
    plan = plan_of(choice.talk)
    return services.answer_partner(
        choice=choice,
        answer=said,
        said_by=said_by or {"self": "Johanna de Vries"},
        text=present.wording(plan, world.sanne, "question.partner", choice),
        by=world.sanne,
    )


def build(client: dict[str, object] = JOHANNA) -> World:
    """The cast of the municipality in scope."""
    load_shipped_texts(valid_from=date(2015, 1, 1), by=SYSTEM)
    users = {
        name: create_user(username=name, display_name=full, profession=Profession.CIVIL_SERVANT, by=SYSTEM)
        for name, full in (("sanne", "Sanne de Wit"), ("marieke", "Marieke Bos"), ("tom", "Tom Dijk"))
    }
    team = create_team(name="Wijkteam Noord", by=SYSTEM)
    for name, role in (("sanne", TeamRole.MEMBER), ("marieke", TeamRole.MEMBER), ("tom", TeamRole.LEAD)):
        add_member(team=team, user=users[name], role=role, by=SYSTEM)
    person = register_person(details=client, by=users["sanne"])
    if client is DAAN:
        mother = register_person(details=PETRA, by=users["sanne"])
        add_representative(
            person=person,
            representative=mother,
            kind=Representative.Kind.PARENTAL_AUTHORITY,
            valid_from=date(2013, 3, 2),
            by=users["sanne"],
        )
    dossier = services.start_dossier(
        person=person,
        team=team,
        purposes=[first_code("purposes")],
        domains=[first_code("domains")],
        law_tags=["wmo"],
        help_question="Ik kan niet meer zelf douchen.",
        by=users["sanne"],
    )
    return World(
        **users,
        team=team,
        client=person,
        dossier=dossier,
        doctor=register("Huisarts De Linde", Partner.Class.THIRD_PARTY, Recipient.DOCTOR),
        provider=register("Zorggroep Het Veer", Partner.Class.PARTNER, Recipient.PROVIDER),
        cak=register("CAK", Partner.Class.THIRD_PARTY, Recipient.CAK_SVB),
    )


def first_code(parameter: str) -> str:
    """A purpose or domain that this municipality's protocol knows."""
    from privacy_domain.tenancy.selectors import protocol_on

    protocol = protocol_on(clock.today())
    items = protocol.parameter(parameter).value if protocol else None
    return items[0].code if items else "support"


def register(name: str, recipient_class: Partner.Class, code: Recipient) -> Partner:
    """A partner in the register, of any class."""
    return register_partner(
        name=name,
        organisation=Partner.Organisation.PRIVATE,
        recipient_class=recipient_class,
        code=code,
        laws=[SectorLaw.WMO],
        valid_from=date(2015, 1, 1),
        by=SYSTEM,
    )
