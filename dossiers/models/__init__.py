"""Tables of this floor."""

from dossiers.models.authorisation import Authorisation, DossierUserObjectPermission
from dossiers.models.colleague import ColleagueExchange, ColleagueQuestion
from dossiers.models.disclosure import Consultation, Disclosure, DisclosureFinding, DisclosureItem, DisclosureRemark
from dossiers.models.dossier import Dossier, DossierRow, Involvement
from dossiers.models.duty import DutyAccess, DutyReview
from dossiers.models.exclusion import Exclusion
from dossiers.models.inquiry import FraudInquiry
from dossiers.models.intake import FirstRecording, InformationCount, Referral, Triage
from dossiers.models.item import Departure, Item, ItemDraft, Passage, PassageSubject
from dossiers.models.life import Closing, LifeEvent, Merge, Misplacement, OwnTask, ProviderTask
from dossiers.models.look_review import LookReview, LookWeek
from dossiers.models.measurement import Instrument, Measurement, Score
from dossiers.models.meldcode import (
    Meldcode,
    MeldcodeAdvice,
    MeldcodeDecision,
    MeldcodeRow,
    MeldcodeSignal,
    MeldcodeTalk,
    MeldcodeWeighing,
)
from dossiers.models.origin import DisclosureOrigin
from dossiers.models.partner_help import PartnerHelp, PartnerView
from dossiers.models.plan import Activity, Direction, Evaluation, Plan, PlanDossier, PlanDraft, PlanPerson, PlanRow
from dossiers.models.policy_departure import PolicyDeparture
from dossiers.models.relation import Relation
from dossiers.models.shield import Shield, ShieldReader
from dossiers.models.talk import Draft, Participant, PartnerChoice, Talk
from dossiers.models.telling import Telling, TellingStep
from dossiers.models.veilig_thuis import VeiligThuisQuestion
from dossiers.models.verwijsindex import IndexEntry, IndexMessage, IndexPeriod

__all__ = [
    "Activity",
    "Authorisation",
    "Closing",
    "ColleagueExchange",
    "ColleagueQuestion",
    "Consultation",
    "Departure",
    "Direction",
    "Disclosure",
    "DisclosureFinding",
    "DisclosureItem",
    "DisclosureOrigin",
    "DisclosureRemark",
    "Dossier",
    "DossierRow",
    "DossierUserObjectPermission",
    "Draft",
    "DutyAccess",
    "DutyReview",
    "Evaluation",
    "Exclusion",
    "FirstRecording",
    "FraudInquiry",
    "IndexEntry",
    "IndexMessage",
    "IndexPeriod",
    "InformationCount",
    "Instrument",
    "Involvement",
    "Item",
    "ItemDraft",
    "LifeEvent",
    "LookReview",
    "LookWeek",
    "Measurement",
    "Meldcode",
    "MeldcodeAdvice",
    "MeldcodeDecision",
    "MeldcodeRow",
    "MeldcodeSignal",
    "MeldcodeTalk",
    "MeldcodeWeighing",
    "Merge",
    "Misplacement",
    "OwnTask",
    "Participant",
    "PartnerChoice",
    "PartnerHelp",
    "PartnerView",
    "Passage",
    "PassageSubject",
    "Plan",
    "PlanDossier",
    "PlanDraft",
    "PlanPerson",
    "PlanRow",
    "PolicyDeparture",
    "ProviderTask",
    "Referral",
    "Relation",
    "Score",
    "Shield",
    "ShieldReader",
    "Talk",
    "Telling",
    "TellingStep",
    "Triage",
    "VeiligThuisQuestion",
]
