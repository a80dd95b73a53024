"""Starting a dossier, being involved in it, and the one door through which it is opened."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from uuid import UUID, uuid4

from django.db import transaction
from django.http import Http404

from access import policies as gate
from access import services as access
from access.models import Team, User
from access.states import GroundKind, MarkerKind, Reason
from dossiers.events import DossierEvent
from dossiers.models import Dossier, Involvement
from dossiers.policies import IntakeRules, intake_rules
from privacy_domain import clock
from privacy_domain.audit.record import look, record
from privacy_domain.crypto import keys
from privacy_domain.crypto.fields import prefetch_keys
from privacy_domain.operation import Actor
from privacy_domain.people.models import Person
from privacy_domain.protocols.values import Item
from privacy_domain.web.errors import Conflict, Invalid


@transaction.atomic
def start_dossier(
    *,
    person: Person,
    team: Team,
    purposes: Sequence[str],
    domains: Sequence[str],
    law_tags: Sequence[str],
    help_question: str = "",
    without_help_question: bool = False,
    referrer_name: str = "",
    referrer_told: str = "",
    by: User,
) -> Dossier:
    """A dossier for a client, with its purpose first; the one who starts it is directly involved.

    Where the protocol knows support that nobody asked for, a client without a help question of his own can have one too,
    marked as such (Landsmeer, inleiding; Leiden 1; Opsterland 1 onder j). Raises Invalid for a purpose, domain or law that
    this municipality's protocol does not know.
    """
    rules = intake_rules(clock.today())
    _require_question(help_question, without_help_question, rules)
    _known(purposes, rules.purposes, "purposes", "Kies het doel waarvoor de gegevens nodig zijn.")
    _known(domains, rules.domains, "domains", "Kies het gebied waarop de cliënt hulp krijgt.")
    _require_law(law_tags, rules)
    dossier = Dossier(
        id=uuid4(),
        number=_new_number(),
        person=person,
        team=team,
        purposes=sorted(set(purposes)),
        domains=sorted(set(domains)),
        law_tags=sorted(set(law_tags)),
        without_help_question=without_help_question,
        opened_on=clock.today(),
        opened_by=by,
    )
    keys.create_key("dossier", dossier.pk)  # key first: a row without its key could never be read
    dossier.help_question = help_question.strip()
    dossier.referrer_name = referrer_name.strip()
    dossier.referrer_told = referrer_told.strip()
    dossier.save(force_insert=True)
    record(DossierEvent.STARTED, subject_kind="dossier", subject_id=dossier.pk, dossier_id=dossier.pk, person_id=person.pk, by=by)
    access.enter_register(subject=dossier.pk, team=team, source_kind="dossier", source=dossier.pk, opened_on=dossier.opened_on, by=by)
    involve(dossier=dossier, user=by, reason="Opent het dossier", by=by)
    return dossier


def _new_number() -> str:
    """Random, so that a number says nothing about how many there are or when it was made."""
    return f"{secrets.randbelow(10**10):010d}"


def _require_question(help_question: str, without: bool, rules: IntakeRules) -> None:
    if without and not rules.unasked:
        raise Invalid("Het protocol kent hier geen hulp waar de cliënt niet om vraagt. Schrijf op wat de cliënt vraagt.", field="help_question")
    if not help_question.strip() and not without:
        other = ", of kies dat er geen eigen hulpvraag is" if rules.unasked else ""
        raise Invalid(f"Schrijf op wat de cliënt vraagt{other}.", field="help_question")


def _known(codes: Sequence[str], items: Sequence[Item], field: str, message: str) -> None:
    if not codes or (items and set(codes) - {item.code for item in items}):
        raise Invalid(message, field=field)


def _require_law(law_tags: Sequence[str], rules: IntakeRules) -> None:
    """Leiden's protocol is about the Wmo 2015 and nothing else (considerans): other help is outside it."""
    if not law_tags:
        raise Invalid("Kies de wet waaronder de hulp valt.", field="law_tags")
    if set(law_tags) - {str(law) for law in rules.laws}:
        name = rules.protocol.citation_title if rules.protocol else "de wet"
        raise Invalid(f"Hulp onder deze wet valt buiten {name}. Dit dossier kan daar niet onder vallen.", field="law_tags")


@transaction.atomic
def involve(*, dossier: Dossier, user: User, reason: str, by: User) -> Involvement:
    """`user` is from today directly involved in the support; the gate learns it through a ground. Twice: Conflict."""
    if not reason.strip():
        raise Invalid("Schrijf op waarom deze collega bij de ondersteuning betrokken is.", field="reason")
    if Involvement.objects.filter(dossier=dossier, user=user, until__isnull=True).exists():
        raise Conflict("Deze collega is al betrokken.")
    involvement = Involvement(dossier=dossier, user=user, since=clock.today(), started_by=by)
    involvement.reason = reason.strip()
    involvement.save()
    access.place_ground(
        subject=dossier.pk,
        principal=user,
        kind=GroundKind.INVOLVED,
        may_write=True,
        reason=Reason.SUPPORT,  # the reason of the involvement is the need to look, for as long as it lasts
        opened_on=dossier.opened_on,
        source_kind="involvement",
        source=involvement.pk,
        by=by,
    )
    record(DossierEvent.INVOLVED, subject_kind="user", subject_id=user.pk, dossier_id=dossier.pk, person_id=dossier.person_id, by=by)
    return involvement


@transaction.atomic
def end_involvement(*, involvement: Involvement, by: Actor) -> Involvement:
    """The involvement ends today, and with it the ground. Twice: Conflict."""
    changed = Involvement.objects.filter(pk=involvement.pk, until__isnull=True).update(until=clock.today())
    if changed != 1:
        raise Conflict("Deze betrokkenheid was al beëindigd.")
    access.end_grounds_of(source_kind="involvement", source=involvement.pk, by=by)
    record(DossierEvent.INVOLVEMENT_ENDED, subject_kind="user", subject_id=involvement.user_id, dossier_id=involvement.dossier_id, by=by)
    return involvement


@transaction.atomic
def mark_violence(*, dossier: Dossier, by: User) -> None:
    """Domestic violence is at issue in this dossier: where the protocol admits Veilig Thuis to the file, it may now look (Leek
    7 lid 2 onder d, Landsmeer 7 lid 2)."""
    access.set_marker(
        subject=dossier.pk, kind=MarkerKind.DOMESTIC_VIOLENCE, source_kind="dossier", source=dossier.pk, opened_on=dossier.opened_on, by=by
    )
    record(DossierEvent.VIOLENCE_MARKED, subject_kind="dossier", subject_id=dossier.pk, dossier_id=dossier.pk, by=by)


@transaction.atomic
def unmark_violence(*, dossier: Dossier, by: User) -> None:
    """Domestic violence is not at issue (any more): access that rested on it closes; earlier looks stay in the log."""
    access.clear_marker(source_kind="dossier", source=dossier.pk, kind=MarkerKind.DOMESTIC_VIOLENCE, by=by)
    record(DossierEvent.VIOLENCE_UNMARKED, subject_kind="dossier", subject_id=dossier.pk, dossier_id=dossier.pk, by=by)


@transaction.atomic
def open_dossier(*, ref: UUID, write: bool = False, event: DossierEvent = DossierEvent.OPENED, by: User) -> Dossier:
    """The only way to a dossier: within the municipality, past the gate, with a line in the log; `event` says which page it is.

    Raises Http404 for whoever may not know that it exists, as for a number that does not exist, and Refused for an insider
    without the right.
    """
    passage = gate.enter(by, ref, on=clock.today(), write=write)
    dossier: Dossier | None = Dossier.objects.select_related("person", "team").filter(pk=ref).first()
    if dossier is None:
        raise Http404
    prefetch_keys([dossier, dossier.person])
    look(
        event,
        subject_kind="dossier",
        subject_id=dossier.pk,
        dossier_id=dossier.pk,
        person_id=dossier.person_id,
        decision=passage.decision,
        role=str(passage.role),
        by=by,
    )
    return dossier
