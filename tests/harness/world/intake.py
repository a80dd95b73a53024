"""How a file of the made world began and who is around its client, with a canary in every field that can carry one."""

from __future__ import annotations

from dossiers.models import Dossier
from dossiers.policies import intake_rules
from dossiers.policies.partner_help import partner_data_rules
from dossiers.services.partner_help import Seen, discuss_partner_data, list_help, record_partner_data
from dossiers.services.referral import ReferralFacts, record_referral
from dossiers.services.relations import Around, add_relation
from dossiers.services.triage import TriageFacts, judge_triage
from dossiers.states import ReferralAgreement, RelationRole, ReporterKind, Threatened, TriageKind
from dossiers.states.people import HelpTime
from privacy_domain import clock
from privacy_domain.people.models import Partner
from privacy_domain.protocols.types import Category
from tests.harness.canaries import Nest


def refer(nest: Nest, code: str, owner: str, dossier: Dossier) -> None:
    """Somebody registered this client, who does not agree and is in danger."""
    referrer = ReporterKind.REFERRER if intake_rules(clock.today()).referrers else ReporterKind.OTHER
    said = ("because", "told", "contacts", "contact_how", "indications")
    facts = ReferralFacts(
        kind=referrer,
        name=nest.word(code, owner, "referral name"),
        position=nest.word(code, owner, "position"),
        contact=nest.word(code, owner, "contact of the referrer"),
        contact_by=nest.word(code, owner, "contact by"),
        discussed=False,
        agreement=ReferralAgreement.NO,
        contact_sought=True,
        threatened=[Threatened.CLIENT],
        **{name: nest.sentence(code, owner, name) for name in said},
    )
    record_referral(dossier=dossier, facts=facts, by=dossier.opened_by)


def weigh(nest: Nest, code: str, owner: str, dossier: Dossier) -> None:
    """A step of the triage, where the protocol has one."""
    if intake_rules(clock.today()).triage:
        words = {name: nest.sentence(code, owner, name) for name in ("needed", "scope", "cause", "necessity")}
        facts = TriageFacts(kind=TriageKind.MULTIPLE, with_client=True, beforehand=True, **words)
        judge_triage(dossier=dossier, facts=facts, by=dossier.opened_by)


def surround(nest: Nest, code: str, owner: str, dossier: Dossier) -> None:
    """A relative and a professional around a client who agreed."""
    known = {name: nest.word(code, owner, f"relative {name}") for name in ("given_names", "surname", "street", "place")}
    add_relation(
        dossier=dossier,
        around=Around(
            role=RelationRole.NETWORK,
            relation=nest.word(code, owner, "relation"),
            relevance=nest.sentence(code, owner, "relevance"),
            agreed=True,
        ),
        details=known,  # type: ignore[arg-type]
        by=dossier.opened_by,
    )
    helper = Around(
        role=RelationRole.PROFESSIONAL,
        relation=nest.word(code, owner, "work of the helper"),
        name=nest.word(code, owner, "helper"),
        contact=nest.word(code, owner, "contact of the helper"),
    )
    add_relation(dossier=dossier, around=helper, by=dossier.opened_by)


def look_at_partner(nest: Nest, code: str, owner: str, dossier: Dossier, partner: Partner) -> None:
    """Help from a partner, and data of his that were seen before contact and discussed, and seen once more; where the text has this."""
    if partner_data_rules(clock.today()) is None:
        return
    by = dossier.opened_by
    listed = list_help(dossier=dossier, partner=partner, time=HelpTime.NOW, what=nest.sentence(code, owner, "help from a partner"), by=by)
    for which in ("first", "second"):
        words = {name: nest.sentence(code, owner, f"partner data {name}, {which}") for name in ("seen", "because", "indications", "judged_with")}
        facts = Seen(through=by, categories=[Category.HEALTH], seen_on=clock.today(), threatened=[Threatened.CLIENT], **words)
        view = record_partner_data(help=listed, facts=facts, by=by)
        if which == "first":
            discuss_partner_data(view=view, discussed_on=clock.today(), reaction=nest.sentence(code, owner, "partner data reaction"), by=by)
