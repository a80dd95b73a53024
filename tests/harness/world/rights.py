"""Rights by name, exclusions, duties in law and a limited representative: given and taken back, so that who stands how to the
file stays as the policy table says. Each with its reason, a canary."""

from __future__ import annotations

from datetime import date, timedelta

from access.models import User
from access.states import MunicipalRole
from dossiers import services
from dossiers.models import Dossier, DutyAccess
from dossiers.services.duty import ask_duty_access, end_duty_access, grant_duty_access, review_duty_access
from dossiers.services.exclusion import end_exclusion, exclude_colleague
from dossiers.states import ExclusionGround
from privacy_domain import clock
from privacy_domain.people.models import Person, Representative
from privacy_domain.people.services import add_representative, limit_representative
from privacy_domain.protocols.types import Part
from tests.harness.canaries import Nest


def come_and_go(nest: Nest, code: str, owner: str, dossier: Dossier, staff: dict[str, User]) -> None:
    """A colleague authorised by name, another kept away; both ended."""
    by = dossier.opened_by
    given = services.authorise(
        dossier=dossier,
        user=staff["ended"],
        parts={Part.DOSSIER},
        may_write=False,
        reason=nest.sentence(code, owner, "reason of authorisation"),
        by=by,
    )
    services.end_authorisation(authorisation=given, by=by)
    kept_away = exclude_colleague(
        dossier=dossier,
        user=staff["team_mate"],
        ground=ExclusionGround.CLIENT_WISH,
        reason=nest.sentence(code, owner, "reason of exclusion"),
        by=by,
    )
    end_exclusion(exclusion=kept_away, by=by)


def comply(nest: Nest, code: str, owner: str, dossier: Dossier, staff: dict[str, User]) -> None:
    """Somebody came in because a law compels it; the privacy officer found fault with it, and it ended."""
    ask_duty_access(
        number=dossier.number,
        provision="avg art. 58",
        requester="Toezichthouder",
        parts={Part.DOSSIER},
        until=clock.today() + timedelta(days=7),
        explanation=nest.sentence(code, owner, "explanation of the duty"),
        by=staff["ended"],
    )
    duty = DutyAccess.objects.get(dossier=dossier)
    grant_duty_access(duty=duty, by=staff["functional_admin"])
    note = nest.sentence(code, owner, "note on the duty")
    officer = MunicipalRole.PRIVACY_OFFICER
    review_duty_access(duty=duty, role=officer, right=True, note=note, by=staff["privacy_officer"])
    end_duty_access(duty=duty, by=staff["functional_admin"])


def limit(nest: Nest, code: str, owner: str, person: Person, other: Person, by: User) -> None:
    """A relative who does not act for the client any more, for a weighty interest of the client."""
    row = add_representative(
        person=person,
        representative=other,
        kind=Representative.Kind.SIBLING,
        valid_from=date(2020, 1, 1),
        basis=nest.sentence(code, owner, "basis of a relative"),
        by=by,
    )
    limit_representative(representation=row, because=nest.sentence(code, owner, "why limited"), by=by)
