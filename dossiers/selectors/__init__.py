"""Lists for screens."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Max, Q
from django.db.models.functions import Coalesce, TruncDate

from access.models import User
from access.selectors import visible_to
from consent.models import Consent, ConsentForm, Informing
from dossiers.models import Authorisation, Dossier, Draft, DutyAccess, DutyReview, Exclusion, Involvement, PartnerChoice, Referral, Relation, Talk
from dossiers.states import OPEN_TALKS, AgeTask, RelationRole
from privacy_domain.crypto.fields import prefetch_keys
from privacy_domain.letters.kinds import LetterKind
from privacy_domain.letters.models import Letter
from privacy_domain.letters.selectors import letters_of_dossier
from privacy_domain.people.models import Representative
from privacy_domain.work.models import Task


@dataclass(frozen=True, slots=True)
class DossierLine:
    """One row of the list: the dossier and its talk that is not finished, if any."""

    dossier: Dossier
    talk: Talk | None


def my_dossiers(user: User, on: date, limit: int = 50) -> list[DossierLine]:
    """The newest dossiers that the gate would open for `user` on `on`, each with its open talk. Four statements for any number."""
    ids = [seen.subject for seen in visible_to(user, on=on, limit=limit)]
    rows = list(Dossier.objects.filter(pk__in=ids).select_related("person", "team").order_by("-opened_on", "number"))
    prefetch_keys(row.person for row in rows)
    talks = {talk.dossier_id: talk for talk in Talk.objects.filter(dossier_id__in=ids, state__in=OPEN_TALKS)}
    return [DossierLine(row, talks.get(row.pk)) for row in rows]


def consents_of(dossier: Dossier, most: int | None = None) -> list[Consent]:
    """The consent questions of this dossier, newest first: those of the client, and of relatives who are clients themselves."""
    rows = list(Consent.objects.filter(matter_id=dossier.pk).select_related("person").order_by("-asked_at")[:most])
    prefetch_keys(row.person for row in rows if row.person_id != dossier.person_id)
    return rows


def told_of(dossier: Dossier) -> dict[UUID, datetime]:
    """When each of its people was last told, by person; who never was is not in it."""
    told = Informing.objects.filter(matter_id=dossier.pk).values("person_id").annotate(last=Max("informed_at"))
    return {row["person_id"]: row["last"] for row in told}


def consent_of(dossier: Dossier, consent_id: UUID) -> Consent | None:
    """One consent of this dossier, or None: never one of another dossier."""
    found: Consent | None = Consent.objects.select_related("person").filter(pk=consent_id, matter_id=dossier.pk).first()
    return found


def choice_of(talk: Talk, choice_id: UUID) -> PartnerChoice | None:
    """One partner of this talk, or None."""
    found: PartnerChoice | None = (
        PartnerChoice.objects.select_related("partner", "consent", "talk__dossier__person", "talk__dossier__team", "talk__relation__person")
        .filter(pk=choice_id, talk=talk)
        .first()
    )
    return found


def form_of(talk: Talk, form_id: UUID) -> ConsentForm | None:
    """One consent form of the dossier of this talk, or None."""
    found: ConsentForm | None = ConsentForm.objects.filter(pk=form_id, matter_id=talk.dossier_id, person_id=talk.person_id).first()
    return found


def draft_of(talk: Talk, step: str, slot: str = "") -> Draft | None:
    """What was typed on a page and not said yet."""
    found: Draft | None = Draft.objects.filter(talk=talk, step=step, slot=slot).first()
    return found


def talks_of(dossier: Dossier) -> list[Talk]:
    """The talks of a dossier, the newest first."""
    return list(Talk.objects.filter(dossier=dossier).order_by("-started_at"))


def involved_in(dossier: Dossier) -> Iterable[Involvement]:
    """Who is directly involved now."""
    return list(Involvement.objects.filter(dossier=dossier, until__isnull=True).select_related("user"))


def letters_about_looks(dossier: Dossier, *, by_name: bool) -> list[Letter]:
    """The letters that told the client who looked, newest first; those that name employees only with `by_name`."""
    found = [letter for letter in letters_of_dossier(dossier.pk) if letter.kind == LetterKind.LOOKS]
    return [letter for letter in found if by_name or not (letter.context or {}).get("facts", {}).get("named")]


def exclusions_of(dossier: Dossier) -> list[Exclusion]:
    """Who is kept away from a dossier now, the newest first."""
    return list(Exclusion.objects.filter(dossier=dossier, ended_at__isnull=True).select_related("user", "placed_by").order_by("-placed_at"))


def exclusion_of(dossier: Dossier, exclusion_id: UUID) -> Exclusion | None:
    """One living exclusion of this dossier, or None."""
    return next((row for row in exclusions_of(dossier) if row.pk == exclusion_id), None)


def exclusion_by_id(exclusion_id: UUID) -> Exclusion | None:
    """An exclusion, ended or not, for a task that points at it."""
    found: Exclusion | None = Exclusion.objects.filter(pk=exclusion_id).first()
    return found


def duties_asked_by(user: User) -> list[DutyAccess]:
    """What this account asked on a duty in law, the newest first."""
    return list(DutyAccess.objects.filter(user=user).select_related("dossier").order_by("-asked_at")[:20])


def duties_of(dossier: Dossier) -> list[DutyAccess]:
    """Every access on a duty in law to this dossier, the newest first."""
    return list(DutyAccess.objects.filter(dossier=dossier).select_related("user", "decided_by").order_by("-asked_at"))


def reviews_of(duty: DutyAccess) -> list[DutyReview]:
    """What was found of an access on a duty in law."""
    return list(DutyReview.objects.filter(duty=duty).select_related("by").order_by("at"))


def authorisations_of(dossier: Dossier) -> list[Authorisation]:
    """Who is authorised by name on a dossier now, the newest first."""
    return list(
        Authorisation.objects.filter(dossier=dossier, ended_at__isnull=True).select_related("user", "given_by", "dossier").order_by("-since", "pk")
    )


def standing_authorisations(teams: Collection[UUID] | None = None) -> list[Authorisation]:
    """Every authorisation that stands, those longest not looked at first; of dossiers of these teams, or of all (None)."""
    found = Authorisation.objects.filter(ended_at__isnull=True).select_related("user", "given_by", "dossier")
    if teams is not None:
        found = found.filter(dossier__team_id__in=teams)
    return list(found.order_by(Coalesce(TruncDate("reviewed_at"), "since"), "pk"))


def authorisation_by_id(authorisation_id: UUID) -> Authorisation | None:
    """An authorisation that stands, or None."""
    found: Authorisation | None = (
        Authorisation.objects.filter(pk=authorisation_id, ended_at__isnull=True).select_related("user", "given_by", "dossier__team").first()
    )
    return found


def dossier_by_id(dossier_id: UUID) -> Dossier | None:
    """The dossier with this key, for who came through the gate or through a task; or None."""
    found: Dossier | None = Dossier.objects.select_related("team").filter(pk=dossier_id).first()
    return found


def dossier_by_number(number: str) -> Dossier | None:
    """The dossier with this number in the municipality in scope, or None."""
    found: Dossier | None = Dossier.objects.filter(number=number).first()
    return found


def choice_by_id(choice_id: UUID) -> PartnerChoice | None:
    """A partner of any talk in this municipality, for the one who opens its dossier; None when there is none."""
    found: PartnerChoice | None = PartnerChoice.objects.select_related("partner", "dossier").filter(pk=choice_id).first()
    return found


def relations_of(dossier: Dossier) -> list[Relation]:
    """Who is around the client now; three statements with their keys."""
    rows = list(Relation.objects.filter(dossier=dossier, until__isnull=True).select_related("person", "partner").order_by("since", "id"))
    prefetch_keys(row.person for row in rows if row.person)
    order = list(RelationRole)
    return sorted(rows, key=lambda row: order.index(RelationRole(row.role)))


def relation_of(dossier: Dossier, relation_id: UUID) -> Relation | None:
    """One of those who are around the client now, or None."""
    return next((row for row in relations_of(dossier) if row.pk == relation_id), None)


def referral_of(dossier: Dossier) -> Referral | None:
    """Who registered this client, when somebody did."""
    found: Referral | None = Referral.objects.filter(dossier=dossier).first()
    return found


def representations_of(dossier: Dossier, on: date) -> list[Representative]:
    """Who can act for the client on a day, or later."""
    rows = Representative.objects.filter(person_id=dossier.person_id).select_related("representative")
    return list(rows.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on)).order_by("valid_from", "id"))


def open_age_tasks(source_id: UUID) -> list[Task]:
    """The open tasks of the clock of age and authority with that source, all of one dossier; empty when there are none."""
    found = Task.objects.filter(source_id=source_id, kind__in=AgeTask.values, state=Task.State.OPEN, dossier_id__isnull=False)
    return list(found.order_by("due_on"))
