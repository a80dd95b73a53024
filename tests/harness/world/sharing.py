"""Envelopes of the made world: one being prepared, one that may be sent, one that left, one not shared; a canary in every text."""

from __future__ import annotations

from datetime import timedelta

from access.models import User
from dossiers.models import Consultation, Disclosure, DisclosureItem, DisclosureRemark, Dossier, Telling
from dossiers.policies.envelope import envelope_of
from dossiers.presenters.envelope import digest_of, rendering
from dossiers.selectors.disclosure import disclosure_by_id
from dossiers.services import disclosure as services
from dossiers.services.disclosure import Chosen, Heard
from dossiers.services.telling import ToTell, Wait, owe_telling
from privacy_domain import clock
from privacy_domain.people.models import Channel, Partner
from privacy_domain.protocols.types import After, Category, PostponeGround
from tests.harness.canaries import Nest


def prepare(nest: Nest, code: str, owner: str, dossier: Dossier, partner: Partner, part: str = "draft") -> Disclosure:
    """Everything chosen and answered; where consent is asked, on the way without it."""
    by = dossier.opened_by

    def said(name: str) -> str:
        return nest.sentence(code, owner, f"{part} {name}")

    made = services.open_disclosure(dossier=dossier, partner=partner, purpose=said("purpose"), safety=True, by=by)
    whole = DisclosureItem.Level.CONTENT
    chosen = [
        Chosen(code=Category.PHONE),
        Chosen(code=Category.RELATION, level=whole, text=said("text of an item"), reason=said("reason of an item")),
    ]
    services.choose_items(disclosure=made, chosen=chosen, by=by)
    services.explain_need(disclosure=made, necessity=said("necessity"), interest=said("interest"), told_beforehand=said("told beforehand"), by=by)
    row = _again(made)
    if envelope_of(row, clock.today()).blocked:
        services.take_way(disclosure=row, without_consent=True, by=by)
        row = _again(row)
        for question in envelope_of(row, clock.today()).questions:
            services.answer_question(disclosure=row, question=question.code, holds=True, text=said(f"finding {question.code}"), by=by)
    return _again(row)


def approve(nest: Nest, code: str, owner: str, dossier: Dossier, partner: Partner, leader: User, part: str = "approved") -> Disclosure:
    """Sealed, and agreed to where that is asked."""
    row = prepare(nest, code, owner, dossier, partner, part)
    content = rendering(envelope_of(row, clock.today()))
    services.submit_disclosure(disclosure=row, digest=digest_of(content), by=dossier.opened_by)
    row = _again(row)
    if row.state == "waiting":
        reason = nest.sentence(code, owner, f"{part} consultation")
        services.decide_disclosure(disclosure=row, outcome=Consultation.Outcome.APPROVED, reason=reason, digest=row.digest, by=leader)
    return _again(row)


def send(nest: Nest, code: str, owner: str, dossier: Dossier, partner: Partner, leader: User) -> Disclosure:
    """It left, in a meeting, and something came of it."""
    row, by = approve(nest, code, owner, dossier, partner, leader, "sent"), dossier.opened_by
    heard = [Heard(nest.word(code, owner, "attendee"), nest.word(code, owner, "organisation"), nest.sentence(code, owner, "heard"))]
    channel = Channel.objects.get(kind=Channel.Kind.ORALLY)
    services.send_disclosure(disclosure=row, channel=channel, recipient_told=True, heard=heard, by=by)
    note = nest.sentence(code, owner, "remark on a disclosure")
    services.remark_on(disclosure=row, kind=DisclosureRemark.Kind.ACCEPTED, note=note, by=by)
    keep_silent(nest, code, owner, dossier)
    return row


def keep_silent(nest: Nest, code: str, owner: str, dossier: Dossier) -> Telling:
    """Something that the client may not hear yet, for somebody's safety."""
    about = ToTell(
        after=After.VEILIG_THUIS_REQUEST,
        recipient=nest.word(code, owner, "who received it"),
        what=nest.sentence(code, owner, "what is to be told"),
        why=nest.sentence(code, owner, "why it was shared"),
        occurred_on=clock.today(),
    )
    wait = Wait(ground=PostponeGround.SAFETY, because=nest.sentence(code, owner, "why telling waits"), look_on=clock.today() + timedelta(days=30))
    return owe_telling(dossier=dossier, source_kind="harness.request", source_id=dossier.pk, about=about, wait=wait, by=dossier.opened_by)


def leave(nest: Nest, code: str, owner: str, dossier: Dossier, partner: Partner) -> Disclosure:
    """Deliberately not shared."""
    by = dossier.opened_by
    made = services.open_disclosure(dossier=dossier, partner=partner, purpose=nest.sentence(code, owner, "unshared purpose"), by=by)
    return services.leave_unshared(disclosure=made, reason=nest.sentence(code, owner, "why not shared"), by=by)


def _again(row: Disclosure) -> Disclosure:
    found = disclosure_by_id(row.pk)
    assert found is not None
    return found
