"""Living stories in every state: a talk half done, a refusal, a child of 13, a withdrawn consent, and more.

Each walks the services on the day that it happens, so that no story can show what a professional could not have done. Days are
counted back from today: the demonstration is always of this week.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from access.models import Team, User
from access.selectors import teams_of
from consent.states import Answer, ConsentState, ExceptionGround
from dossiers import services as dossiers
from dossiers.models import Dossier
from dossiers.policies import intake_rules
from dossiers.policies.plan import plan_rules
from dossiers.selectors import consents_of
from dossiers.services import Seat
from dossiers.states import Capacity
from privacy_domain import clock
from privacy_domain.management.demo import asking, contents, course, plans, sharing, wrong
from privacy_domain.management.demo.clients import PLACES, Name, Place, Recipient, bsn
from privacy_domain.management.demo.conversation import Conversation
from privacy_domain.management.demo.safety import ask_outside, enter_youth, follow_signals
from privacy_domain.operation import SYSTEM
from privacy_domain.people import services as people
from privacy_domain.people.models import Channel, Partner, Person, Representative
from privacy_domain.protocols.types import Category, Occasion, Role, SectorLaw
from privacy_domain.protocols.types import Recipient as RecipientCode

CHANNELS = {
    Channel.Kind.LETTER: "Brief per post",
    Channel.Kind.SECURE_MAIL: "Beveiligde mail van de gemeente",
    Channel.Kind.BY_HAND: "Persoonlijk overhandigd",
    Channel.Kind.ORALLY: "Mondeling in een overleg",
}

HEALTH_REASON = "Zonder iets over de gezondheid is niet te zien welke hulp past."
NOT_NEEDED = "Voor deze vraag zijn geen bijzondere gegevens nodig."


def born(years: int, days_ago: int = 120) -> date:
    """A birth date that makes somebody `years` old now, with a birthday `days_ago`."""
    today = clock.today()
    return (today - timedelta(days=days_ago)).replace(year=today.year - years, day=15)


class Stories:
    """The stories of one municipality in scope. `first` and `second` are the two professionals who are involved."""

    def __init__(self, code: str, first: User, second: User) -> None:
        self.place: Place = PLACES[code]
        self.first, self.second = first, second
        self.team: Team = teams_of(first)[0].team
        self.called: dict[UUID, str] = {}
        self.told: dict[str, Dossier] = {}
        with clock.standing_at(clock.now() - timedelta(days=60)):
            self.partners = {recipient.code: self._register(recipient) for recipient in (self.place.provider, *self.place.others)}
            for kind, name in CHANNELS.items():
                people.open_channel(kind=kind, name=name, valid_from=clock.today(), by=SYSTEM)
            plans.put_in_use(code)

    def tell(self) -> None:
        """All of them, the oldest first."""
        for days_ago, story in (
            (40, self.signed),
            (30, self.withdrawn),
            (21, self.refusal),
            (16, self.represented),
            (9, self.violence),
            (6, self.later),
            (3, self.young),
            (1, self.half_done),
            (0, self.planned),
        ):
            with clock.standing_at(clock.now() - timedelta(days=days_ago)):
                story()
        plans.warn()
        course.ask(self.told["signed"], self.first, self.second)
        asking.ask(self.told["signed"], self.first, self.second)
        wrong.tell(self.told["signed"], self.first)

    def half_done(self) -> None:
        """Told and agreed; the rest waits for another time."""
        person = self._person("half", born(68))
        dossier = self._dossier(person, "care", "Het huishouden lukt niet meer alleen.", self.first)
        talk = Conversation(dossier, self.first, self._voices(person))
        talk.begin([self._client(person)]).explain(parties=[self.place.provider.name], reaction="Vindt het goed dat wij dit opschrijven.")
        talk.agree(Answer.YES)
        contents.begin_a_note(dossier, self.first)

    def refusal(self) -> None:
        """No, and help goes on: refusing is as easy as agreeing and is kept as well."""
        person = self._person("refusal", born(45))
        dossier = self._dossier(person, "money", "Er zijn schulden en de rekeningen blijven liggen.", self.first)
        talk = Conversation(dossier, self.first, self._voices(person))
        talk.begin([self._client(person)]).explain(parties=[self.place.provider.name], reaction="Wil niet dat anderen dit weten.")
        talk.agree(Answer.YES).judge([Category.HEALTH], HEALTH_REASON, Answer.NO)
        talk.share(self.partners["provider"], [Category.NAW, Category.HEALTH], "Om hulp bij de administratie aan te vragen.", Answer.NO)
        talk.close(
            help_question="Er zijn schulden en de rekeningen blijven liggen.",
            notes="Wij helpen verder met wat er wel mag. Delen komt een volgende keer weer ter sprake.",
            next_appointment="Over twee weken, dinsdag om 10.00 uur",
        )

    def young(self) -> None:
        """A child of 13 with a parent: where the protocol says so they decide together. The talk waits at the questions."""
        person = self._person("young", born(13))
        mother = self._person("mother", born(41))
        people.add_representative(
            person=person,
            representative=mother,
            kind=Representative.Kind.PARENTAL_AUTHORITY,
            valid_from=person.birth_date or clock.today(),
            by=self.second,
        )
        dossier = self._dossier(person, "family", "Thuis is er veel ruzie en op school gaat het niet goed.", self.second, law=SectorLaw.JEUGDWET)
        talk = Conversation(dossier, self.second, {"self": self._name("young").full, "legal": self._name("mother").full})
        talk.begin([self._client(person), Seat(self._name("mother").full, Capacity.LEGAL)])
        talk.explain(parties=[self.place.provider.name], reaction="Wil graag zelf meepraten.")
        enter_youth(dossier, self.second)
        if plan_rules(clock.today()).household:
            hers = self._dossier(mother, "family", "Hulp bij het opvoeden.", self.second)
            plans.bring_together(dossier, hers, self.partners["provider"], self.second)

    def withdrawn(self) -> None:
        """Agreed and signed, and taken back a week later: what rested on it must stop."""
        person = self._person("withdrawn", born(54))
        dossier = self._dossier(person, "care", "Na een operatie is hulp in huis nodig.", self.first)
        self._whole_talk(dossier, person, "Na een operatie is hulp in huis nodig.", [self.partners["provider"]])
        self.told["withdrawn"] = dossier
        with clock.standing_at(clock.now() + timedelta(days=7)):
            for given in consents_of(dossier):
                if given.state == ConsentState.GIVEN and given.scope != "ordinary":
                    dossiers.withdraw_consent(dossier=dossier, consent_given=given, said_by=self._name("withdrawn").full, by=self.first)

    def signed(self) -> None:
        """A whole talk: told, agreed, shared, signed, with the letter left behind."""
        person = self._person("signed", born(36))
        dossier = self._dossier(person, "care", "Door ziekte lukt het werk in huis niet.", self.first)
        self._whole_talk(dossier, person, "Door ziekte lukt het werk in huis niet.", list(self.partners.values())[:2])
        contents.fill(dossier, self._name("signed").full, self.first)
        sharing.share(dossier, self.partners["provider"], self.first)
        with clock.standing_at(clock.now() + timedelta(days=1)):
            plans.steer(dossier, self._name("signed").full, self.partners["provider"], self.first)
            plans.measure(dossier, self._name("signed").full, self.first)
        with clock.standing_at(clock.now() + timedelta(days=37)):
            course.ask_and_answer(person, dossier, self.second, self.first)
            course.go_on(dossier, self.first, self.place.town)
        self.told["signed"] = dossier

    def planned(self) -> None:
        """Prepared for today, with large print; referred by a neighbour and not asked for, where the protocol knows that."""
        person = self._person("planned", born(73))
        rules = intake_rules(clock.today())
        name, told = ("een buurvrouw", "Zij ziet dat de tuin en het huis achterblijven.") if rules.referrers else ("", "")
        dossier = self._dossier(
            person,
            "care",
            "" if rules.unasked else "De tuin en het huis bijhouden lukt niet meer.",
            self.first,
            referrer_name=name,
            referrer_told=told,
        )
        Conversation(dossier, self.first, self._voices(person), large_print=True)

    def violence(self) -> None:
        """Domestic violence is at issue: who may look changes where the protocol says so, and sometimes one goes on without consent."""
        person = self._person("violence", born(31))
        dossier = self._dossier(person, "safety", "Het is thuis niet veilig.", self.second)
        talk = Conversation(dossier, self.second, self._voices(person))
        talk.begin([self._client(person)]).explain(parties=["Veilig Thuis"], reaction="Is bang dat iemand het hoort.")
        talk.agree(Answer.YES).judge([Category.HEALTH], "De verwondingen horen bij wat er gebeurd is.", Answer.LATER)
        dossiers.mark_violence(dossier=dossier, by=self.second)
        sharing.ask(dossier, self.partners["provider"], self.second)
        follow_signals(dossier, self.second)
        ask_outside(dossier, self.second)
        self._without_consent(talk)

    def represented(self) -> None:
        """Somebody of 84 who cannot oversee it; his daughter is his mentor and decides."""
        person = self._person("represented", born(84))
        daughter = self._person("daughter", born(57))
        people.add_representative(
            person=person,
            representative=daughter,
            kind=Representative.Kind.MENTOR,
            valid_from=clock.today() - timedelta(days=200),
            basis="Beschikking van de kantonrechter; een kopie ligt in het papieren archief.",
            by=self.second,
        )
        dossier = self._dossier(person, "care", "Hij vergeet te eten en raakt de weg kwijt.", self.second)
        people.record_capacity(
            person=person,
            able=False,
            situation="Beslissen over het delen van gegevens met de thuiszorg.",
            reasons="Herhaalt de vraag, en weet na een kwartier niet meer wat er is verteld.",
            role=Role.PROFESSIONAL,
            found_on=clock.today(),
            matter_id=dossier.pk,
            by=self.second,
        )
        talk = Conversation(dossier, self.second, {"legal": self._name("daughter").full}, large_print=True)
        talk.begin([self._client(person), Seat(self._name("daughter").full, Capacity.LEGAL)])
        talk.explain(parties=[self.place.provider.name], reaction="De dochter vindt het goed.")
        talk.agree(Answer.YES).judge([], NOT_NEEDED, Answer.YES)
        talk.close(help_question="Hij vergeet te eten en raakt de weg kwijt.", notes="", next_appointment="Volgende week bellen met de dochter")

    def later(self) -> None:
        """With an interpreter; the client wants to think about it."""
        person = self._person("later", born(29))
        dossier = self._dossier(person, "money", "Er is geen inkomen en de huur is niet betaald.", self.second, law=SectorLaw.PARTICIPATIEWET)
        talk = Conversation(dossier, self.second, self._voices(person))
        talk.begin([self._client(person), Seat(self._name("interpreter").full, Capacity.INTERPRETER, "Engels")])
        talk.explain(reaction="Wil het thuis nog eens nalezen.").agree(Answer.LATER)

    # ------------------------------------------------------------ what the stories are made of

    def _whole_talk(self, dossier: Dossier, person: Person, question: str, partners: Sequence[Partner]) -> None:
        talk = Conversation(dossier, self.first, self._voices(person))
        talk.begin([self._client(person)]).explain(parties=[partner.name for partner in partners], reaction="Heeft geen vragen.")
        talk.agree(Answer.YES).judge([Category.HEALTH], HEALTH_REASON, Answer.YES)
        for partner in partners:
            application = partner.code == RecipientCode.PROVIDER
            talk.share(
                partner,
                [Category.NAW, Category.HEALTH],
                "Om te kijken welke hulp past.",
                Answer.YES,
                occasion=Occasion.APPLICATION if application else Occasion.OWN_REQUEST,
                until=clock.today() + timedelta(days=365),
            )
        talk.close(help_question=question, notes="Overlegt eerst met de thuiszorg.", next_appointment="Over drie weken, donderdag om 14.00 uur")

    def _without_consent(self, talk: Conversation) -> None:
        """Where the protocol knows the exception (Leek 4 lid 6, Landsmeer 4 lid 5); elsewhere there is nothing to do."""
        plan = talk.plan
        from_protocol = [category for category in (Category.HEALTH,) if category in plan.special and plan.special[category].exception_known]
        if from_protocol:
            dossiers.go_without(
                talk=talk.talk,
                ground=ExceptionGround.SERIOUS_RISK,
                categories=from_protocol,
                note="Er is gevaar voor haar gezondheid; wachten op een antwoord kan niet.",
                by=self.second,
            )

    def _register(self, recipient: Recipient) -> Partner:
        return people.register_partner(
            name=recipient.name,
            organisation=Partner.Organisation(recipient.organisation),
            recipient_class=Partner.Class(recipient.recipient_class),
            code=RecipientCode(recipient.code),
            laws=[SectorLaw(law) for law in recipient.laws],
            valid_from=clock.today(),
            by=SYSTEM,
        )

    def _name(self, slot: str) -> Name:
        return self.place.people[slot]

    def _person(self, slot: str, birth_date: date) -> Person:
        name = self._name(slot)
        number = len(self.called)
        person = people.register_person(
            details={
                "given_names": name.given,
                "initials": f"{name.given[0]}.",
                "prefix": name.prefix,
                "surname": name.surname,
                "sex": name.sex,
                "birth_date": birth_date,
                "birth_place": self.place.town,
                "bsn": bsn(number),
                "street": self.place.streets[number % len(self.place.streets)],
                "house_number": str(3 + 7 * number),
                "postcode": f"{self.place.postcode}A{'BCDEGH'[number % 6]}",
                "place": self.place.town,
                "phone": f"06000000{number:02d}",
            },
            by=self.first,
        )
        self.called[person.pk] = name.full
        return person

    def _dossier(
        self, person: Person, theme: str, question: str, by: User, *, law: SectorLaw = SectorLaw.WMO, referrer_name: str = "", referrer_told: str = ""
    ) -> Dossier:
        return dossiers.start_dossier(
            person=person,
            team=self.team,
            purposes=[self.place.purpose],
            domains=[self.place.domains[theme]],
            law_tags=[law if law in intake_rules(clock.today()).laws else SectorLaw.WMO],  # Leiden's protocol is about one law
            help_question=question,
            without_help_question=not question,
            referrer_name=referrer_name,
            referrer_told=referrer_told,
            by=by,
        )

    def _client(self, person: Person) -> Seat:
        return Seat(self.called[person.pk], Capacity.CLIENT)

    def _voices(self, person: Person) -> dict[str, str]:
        return {"self": self.called[person.pk]}
