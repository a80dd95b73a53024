"""In the demonstration: something went wrong yesterday, somebody complains, and a note is shielded while it is looked into."""

from __future__ import annotations

from datetime import timedelta

from access.models import User
from access.selectors import accounts_with_role
from access.services.breaches import add_measure
from access.states import BreachKind, MunicipalRole
from dossiers.models import Dossier
from dossiers.services.shielding import shield_item
from dossiers.states.shielding import ShieldReason
from privacy_domain import clock
from privacy_domain.management.demo.contents import old_note
from requests.selectors.cases import who_can_handle
from requests.services import breaches, cases
from requests.states import CaseKind, Received


def tell(dossier: Dossier, by: User) -> None:
    """One of each, in the dossier of this client."""
    _went_wrong(dossier, by)
    _complained(dossier, by)
    with clock.standing_at(clock.now() - timedelta(days=2)):
        note = old_note(dossier, "Verhaal van de buurvrouw", clock.today(), by)
        shield_item(item=note, reason=ShieldReason.INCORRECT, explanation="Mevrouw zegt dat dit niet over haar gaat. Wij zoeken het uit.", by=by)


def _went_wrong(dossier: Dossier, by: User) -> None:
    discovered = clock.now() - timedelta(hours=26)
    with clock.standing_at(discovered + timedelta(hours=2)):
        breach = breaches.send_report(
            kind=BreachKind.WRONG_RECIPIENT,
            happened="Een brief over de afspraak lag bij de buren in de bus. Zij brachten hem dicht terug.",
            discovered_at=discovered,
            dossier_number=dossier.number,
            by=by,
        )
        add_measure(breach=breach, text="De brief is opgehaald. Het huisnummer in het dossier is verbeterd.", done_at=clock.now(), by=by)


def _complained(dossier: Dossier, by: User) -> None:
    """Given to somebody where somebody else can give it; otherwise it waits."""
    with clock.standing_at(clock.now() - timedelta(days=5)):
        words = "Er is over mij gepraat waar anderen bij waren. Dat wil ik niet."
        intake = cases.CaseIntake(kind=CaseKind.COMPLAINT, channel=Received.PAPER, received_on=clock.today(), words=words)
        case = cases.register_case(dossier=dossier, intake=intake, by=by)
    for officer in accounts_with_role(MunicipalRole.PRIVACY_OFFICER)[:1]:
        for handler in who_can_handle(case, without=officer)[:1]:
            cases.assign_case(case=case, handler=handler, by=officer)
