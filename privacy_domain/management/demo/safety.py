"""Signals in the demonstration: a step plan half way where violence is at issue, a question of Veilig Thuis that waits, and a youth
in the verwijsindex of Opsterland."""

from __future__ import annotations

from datetime import date

from access.models import User
from dossiers.models import Dossier, IndexPeriod
from dossiers.policies.meldcode import leads_of
from dossiers.policies.verwijsindex import period_on
from dossiers.services.meldcode import start_meldcode
from dossiers.services.meldcode_steps import Advice, Talked, record_advice, record_signal, record_talk
from dossiers.services.veilig_thuis import Asked, register_question
from dossiers.services.verwijsindex import IndexFacts, enter_in_index
from dossiers.states.safety import AdviceFrom, AskedWay, Concern, SignalKind
from privacy_domain import clock
from privacy_domain.operation import SYSTEM
from privacy_domain.people.models import Partner
from privacy_domain.people.services import register_partner
from privacy_domain.protocols.types import IndexGround, Recipient
from privacy_domain.tenancy import scope

USES_INDEX = "opsterland"  # its protocol orders the index; elsewhere the switch stays off


def follow_signals(dossier: Dossier, by: User) -> None:
    """Two signals, an expert colleague and the team leader consulted, a talk; the weighing is still to be done."""
    on = clock.today()
    plan = start_meldcode(dossier=dossier, concern=Concern.DOMESTIC_VIOLENCE, by=by)
    record_signal(meldcode=plan, kind=SignalKind.OBSERVED, noticed_on=on, text="Blauwe plekken op beide polsen, en zij schrikt van de bel.", by=by)
    record_signal(meldcode=plan, kind=SignalKind.TOLD, noticed_on=on, text="Zij zegt dat het thuis niet veilig is.", by=by)
    expert = "Praat alleen met haar, op een plek die veilig is. Spreek af hoe zij bereikbaar is."
    record_advice(meldcode=plan, advice=Advice(AdviceFrom.COLLEAGUE, on, expert, who="M. Visser, aandachtsfunctionaris", anonymous=True), by=by)
    for lead in leads_of(dossier, but=by, on=on)[:1]:
        told = "Samen besloten om morgen verder te wegen."
        record_advice(meldcode=plan, advice=Advice(AdviceFrom.LEAD, on, told, lead=lead.pk), by=by)
    record_talk(meldcode=plan, talked=Talked(True, "Zij herkent de zorgen en wil hulp.", on, "de cliënt, op het gemeentehuis"), by=by)


def ask_outside(dossier: Dossier, by: User) -> None:
    """Veilig Thuis called; nothing was answered yet. It stands in the register from now on."""
    known = Partner.objects.filter(code=Recipient.VEILIG_THUIS).exists()
    if not known:
        register_partner(
            name="Veilig Thuis (demonstratie)", organisation=Partner.Organisation.PUBLIC, recipient_class=Partner.Class.THIRD_PARTY,
            code=Recipient.VEILIG_THUIS, valid_from=date(2015, 1, 1), by=SYSTEM,
        )  # fmt: skip
    asked = Asked(
        asked_at=clock.now(),
        way=AskedWay.TELEPHONE,
        asked_by="Mw. Van Dam, medewerker",
        about="Onderzoek na een melding. Wie is bij haar betrokken, en hoe is zij bereikbaar?",
        reference="2026-0412",
    )
    register_question(dossier=dossier, asked=asked, by=by)


def enter_youth(dossier: Dossier, by: User) -> None:
    """Often absent from school: entered after a talk with the youth and his mother, where the municipality uses the index."""
    if scope.require().code != USES_INDEX:
        return
    if period_on(clock.today()) is None:
        IndexPeriod.objects.create(valid_from=date(2015, 1, 1), source="Besluit van het college, voor demonstratie")
    facts = IndexFacts(
        ground=IndexGround.E,
        suspicion="Twintig dagen ongeoorloofd verzuim in twee maanden.",
        reporter_contact="088 000 00 00",
        consulted=["legal", "self"],
        consulted_on=clock.today(),
        consulted_note="Beiden begrijpen waarom en weten dat het na uiterlijk twee jaar stopt.",
        told_on=clock.today(),
    )
    enter_in_index(dossier=dossier, facts=facts, by=by)
