"""Destruction lists of the demonstration, one in every state: items so old that their term has passed, judged, approved, carried out.

Each is walked on its own days, by the schedule, the functional administrator and the privacy officer. What was approved longer than a
week ago the worker of the demonstration carries out as soon as it runs, and makes its declaration.
"""

from __future__ import annotations

from datetime import date, timedelta

from access.models import User
from access.selectors import accounts_with_role
from access.states import MunicipalRole
from dossiers.models import Dossier
from privacy_domain import clock
from privacy_domain.management.demo import contents
from privacy_domain.operation import SYSTEM
from retention import services
from retention.models import DestructionList
from retention.states import Outcome

WEEK = timedelta(days=7)


def tell(dossier: Dossier, by: User) -> None:
    """Seven lists, the oldest first: carried out, called off, stopped, paused, in its week, waiting for approval, being judged.
    `by` found the old items in the cupboard and recorded them."""
    judge, officer = accounts_with_role(MunicipalRole.FUNCTIONAL_ADMIN)[0], accounts_with_role(MunicipalRole.PRIVACY_OFFICER)[0]
    done = _approved(24, dossier, by, judge, officer, "Verslag van een huisbezoek", "Advies van de ergotherapeut")
    with clock.standing_at(clock.now() - timedelta(days=17)):
        services.begin_list(list_id=done.pk, by=SYSTEM)
    called_off = _approved(16, dossier, by, judge, officer, "Oude aanvraag")
    with clock.standing_at(clock.now() - timedelta(days=15)):
        services.abort_list(listed=called_off, because="De aanvraag hoort bij een ander dossier. Eerst uitzoeken.", by=officer)
    stopped = _approved(14, dossier, by, judge, officer, "Aantekening bij een telefoontje")
    with clock.standing_at(clock.now() - timedelta(days=7)):
        services.begin_list(list_id=stopped.pk, by=SYSTEM)
        stopped.refresh_from_db()
        services.stop_list(listed=stopped, because="De vakgroep wil eerst de aantekening zien.", by=judge)
    paused = _approved(12, dossier, by, judge, officer)
    with clock.standing_at(clock.now() - timedelta(days=5)):
        services.begin_list(list_id=paused.pk, by=SYSTEM)
        paused.refresh_from_db()
        services.pause_list(listed=paused, by=officer)
    _approved(4, dossier, by, judge, officer, "Brief van de woningcorporatie")
    _submitted(2, dossier, by, judge, "Overzicht van afspraken")
    _made(1, dossier, by, "Verslag van een overleg", "Kopie van een indicatie")


def _made(days_ago: int, dossier: Dossier, by: User, *titles: str) -> DestructionList:
    """A list of what has passed, with these items on it."""
    with clock.standing_at(clock.now() - timedelta(days=days_ago)):
        for number, title in enumerate(titles, start=1):
            contents.old_note(dossier, title, date(2004, 3, number), by)
        services.refresh_dossiers(dossiers=[dossier], by=SYSTEM)
        return services.make_list(by=SYSTEM)


def _submitted(days_ago: int, dossier: Dossier, by: User, judge: User, *titles: str) -> DestructionList:
    listed = _made(days_ago, dossier, by, *titles)
    with clock.standing_at(clock.now() - timedelta(days=days_ago)):
        services.judge_rows(listed=listed, outcomes=dict.fromkeys(listed.rows.values_list("pk", flat=True), Outcome.DESTROY), by=judge)
        return services.submit_list(listed=listed, by=judge)


def _approved(days_ago: int, dossier: Dossier, by: User, judge: User, officer: User, *titles: str) -> DestructionList:
    listed = _submitted(days_ago, dossier, by, judge, *titles)
    with clock.standing_at(clock.now() - timedelta(days=days_ago)):
        return services.approve_list(listed=listed, typed=listed.name, by=officer)
