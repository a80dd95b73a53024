"""Every parameter that a protocol or the law can set, each with the shape of its value.

A protocol file must say of each parameter whether the text sets it, excludes it or is silent; a law file gives
values by date for the parameters of the law.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from privacy_domain.protocols import reading, values
from privacy_domain.protocols.reading import Citations, Reader
from privacy_domain.protocols.types import (
    After,
    Category,
    ExceptionGround,
    Form,
    PostponeGround,
    Right,
    Role,
)

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Key(Generic[T_co]):
    """The name of a parameter and the reader of its value."""

    name: str
    read: Reader[T_co]


PROTOCOL_KEYS: dict[str, Key[Any]] = {}
LAW_KEYS: dict[str, Key[Any]] = {}


def _protocol(name: str, read: Reader[T]) -> Key[T]:
    """Enter a parameter that every protocol file must speak of."""
    key = Key(name, read)
    PROTOCOL_KEYS[name] = key
    return key


def _law(name: str, read: Reader[T]) -> Key[T]:
    """Enter a parameter of the law."""
    key = Key(name, read)
    LAW_KEYS[name] = key
    return key


_forms = reading.group(reading.code(Form))
_categories = reading.group(reading.code(Category))
_groups = reading.several(reading.table(values.RecordGroup))
_grounds: Reader[Mapping[PostponeGround, Citations]] = reading.mapping(reading.code(PostponeGround), reading.places)
_bands = reading.several(reading.table(values.AgeBand))
_chain = reading.several(reading.table(values.ChainStep))
_term = reading.table(values.Term)
_retention = reading.table(values.Retention)

# What the text is about
LEGAL_BASES = _protocol("legal_bases", values.ITEMS)
PURPOSES = _protocol("purposes", values.ITEMS)
DOMAINS = _protocol("domains", values.ITEMS)
CONTROLLER = _protocol("controller", reading.text)
SECRECY = _protocol("secrecy", reading.text)
DEPARTURE = _protocol("departure", values.ITEMS)
EVALUATION = _protocol("evaluation", reading.text)

# Intake
UNASKED_SUPPORT = _protocol("unasked_support", reading.flag)
TRIAGE = _protocol("triage", values.ITEMS)
REFERRERS = _protocol("referrers", reading.code(values.Referrers))
INFORMATION_CONTACT = _protocol("information_contact", reading.text)
FAMILY_AS_CLIENT = _protocol("family_as_client", reading.flag)

# Informing and consent
SPECIAL_CATEGORIES = _protocol("special_categories", _categories)
INFORMING_MOMENT = _protocol("informing_moment", reading.code(values.Moment))
INFORMING_FORMS = _protocol("informing_forms", _forms)
INFORMING_CONTENTS = _protocol("informing_contents", values.ITEMS)
INFORMING_REFERRER = _protocol("informing_referrer", values.ITEMS)
INFORMING_BEFORE_DISCLOSURE = _protocol("informing_before_disclosure", values.ITEMS)
CONSENT_ORDINARY_FORMS = _protocol("consent_ordinary_forms", _forms)
CONSENT_SPECIAL_FORMS = _protocol("consent_special_forms", _forms)
CONSENT_WRITTEN_CATEGORIES = _protocol("consent_written_categories", _categories)
CONSENT_COVERS = _protocol("consent_covers", reading.group(reading.code(values.ConsentScope)))
CONSENT_STEPS = _protocol("consent_steps", values.ITEMS)
CONSENT_REFUSAL_KEPT = _protocol("consent_refusal_kept", reading.flag)
CONSENT_WITHDRAWAL = _protocol("consent_withdrawal", reading.flag)
CONSENT_SIGNATORIES = _protocol("consent_signatories", _bands)
EXCEPTION_GROUNDS = _protocol("exception_grounds", reading.several(reading.code(ExceptionGround)))
RECORD_ORDINARY = _protocol("record_ordinary", _groups)
RECORD_SPECIAL = _protocol("record_special", _groups)
RECORD_LIST = _protocol("record_list", values.ITEMS)
RECORD_PURPOSES = _protocol("record_purposes", reading.group(reading.text))
REFERRAL_WITHOUT_AGREEMENT = _protocol("referral_without_agreement", reading.text)
PARTNER_DATA = _protocol("partner_data", values.ITEMS)
REPORT_CLIENT = _protocol("report_client", _categories)
REPORT_RELATIVE = _protocol("report_relative", _categories)

# Plan and measurement
PLAN = _protocol("plan", reading.table(values.PlanRule))
PLAN_ITEMS = _protocol("plan_items", values.ITEMS)
PLAN_EVALUATION = _protocol("plan_evaluation", values.ITEMS)
MEASUREMENT = _protocol("measurement", reading.table(values.Instrument))

# Access
ACCESS_ROLES = _protocol("access_roles", reading.mapping(reading.code(Role), reading.table(values.Way)))
ACCESS_PLAN = _protocol("access_plan", reading.mapping(reading.code(Role), reading.table(values.Way)))
ACCESS_STATUTORY_DUTY = _protocol("access_statutory_duty", reading.table(values.Way))
ACCESS_GRANTED_BY = _protocol("access_granted_by", reading.text)

# Disclosure
DISCLOSE_COLLEAGUE = _protocol("disclose_colleague", values.WAYS)
COLLEAGUE_CIRCLE = _protocol("colleague_circle", reading.code(values.Circle))
DISCLOSE_PARTNERS = _protocol("disclose_partners", reading.table(values.Partners))
DISCLOSE_OUTSIDER = _protocol("disclose_outsider", values.WAYS)
DISCLOSE_VEILIG_THUIS_REQUEST = _protocol("disclose_veilig_thuis_request", reading.table(values.VeiligThuisRequest))
DISCLOSE_VEILIG_THUIS_UNASKED = _protocol("disclose_veilig_thuis_unasked", reading.text)
DISCLOSE_PW_ENFORCEMENT = _protocol("disclose_pw_enforcement", values.WAYS)
DISCLOSE_FRAUD = _protocol("disclose_fraud", values.WAYS)
DISCLOSE_ROWS = _protocol("disclose_rows", reading.several(reading.table(values.Row)))
SHARING_STEPS = _protocol("sharing_steps", values.ITEMS)
MELDCODE = _protocol("meldcode", reading.text)
MELDCODE_CONSULTS = _protocol("meldcode_consults", reading.code(Role))

POSTPONE: Mapping[After, Key[Mapping[PostponeGround, Citations]]] = {after: _protocol(f"postpone_after_{after}", _grounds) for after in After}

# Rights
RIGHTS_AGES = _protocol("rights_ages", _bands)
RIGHTS_CHAIN = _protocol("rights_chain", _chain)
CAPACITY_JUDGE = _protocol("capacity_judge", reading.code(Role))
REPRESENTATIVE_LIMITED_BY = _protocol("representative_limited_by", reading.text)
TERMS: Mapping[Right, Key[values.Term]] = {right: _protocol(f"term_{right}", _term) for right in Right}
WRITTEN_REQUEST = _protocol("written_request", reading.group(reading.code(Right)))
OVERVIEW = _protocol("overview", values.ITEMS)
REFUSAL_OF_ACCESS = _protocol("refusal_of_access", values.ITEMS)
CORRECTION_GROUNDS = _protocol("correction_grounds", values.ITEMS)
REFUSAL_OF_DESTRUCTION = _protocol("refusal_of_destruction", values.ITEMS)
DECIDED_BY = _protocol("decided_by", reading.text)
REQUEST_DECIDER = _protocol("request_decider", reading.code(values.Decider))
REQUEST_MANDATE = _protocol("request_mandate", reading.code(Role))
CORRECTION_NOTIFIED = _protocol("correction_notified", reading.code(values.Notified))
REMEDIES = _protocol("remedies", reading.several(reading.code(values.Remedy)))
COMPLAINT_STAGES = _protocol("complaint_stages", values.ITEMS)

# Retention, signals, breaches
RETENTION = _protocol("retention", _retention)
RETENTION_LONGER_BY_LAW = _protocol("retention_longer_by_law", reading.flag)
RETENTION_LONGER_FOR_SUPPORT = _protocol("retention_longer_for_support", reading.flag)
RETENTION_ENDS_IN = _protocol("retention_ends_in", reading.group(reading.code(values.Ending)))
RETENTION_EXECUTED_BY = _protocol("retention_executed_by", reading.text)
DESTRUCTION_LOG = _protocol("destruction_log", reading.flag)
VERWIJSINDEX = _protocol("verwijsindex", reading.table(values.IndexRule))
BREACH_INTERNAL = _protocol("breach_internal", values.PERIOD)

# The law
LAW_SPECIAL_CATEGORIES = _law("special_categories", _categories)
LAW_INFORMING_CONTENTS = _law("informing_contents", values.ITEMS)
LAW_CONSENT_WITHDRAWAL = _law("consent_withdrawal", reading.flag)
LAW_CONSENT_SIGNATORIES = _law("consent_signatories", _bands)
LAW_RECORD_ORDINARY = _law("record_ordinary", _groups)
LAW_RECORD_SPECIAL = _law("record_special", _groups)
LAW_ACCESS = _law("access", values.WAYS)
LAW_DISCLOSE = _law("disclose", values.WAYS)
LAW_DISCLOSE_VEILIG_THUIS = _law("disclose_veilig_thuis", values.WAYS)
LAW_POSTPONE = _law("postpone", _grounds)
LAW_RIGHTS_AGES = _law("rights_ages", _bands)
LAW_RIGHTS_CHAIN = _law("rights_chain", _chain)
LAW_TERM = _law("term", values.PERIOD)
LAW_TERM_EXTENSION = _law("term_extension", values.PERIOD)
LAW_TERM_STOPS = _law("term_stops", values.ITEMS)
LAW_TERM_ROLL_FORWARD = _law("term_roll_forward", reading.places)
LAW_REFUSAL_OF_ACCESS = _law("refusal_of_access", values.ITEMS)
LAW_CORRECTION_GROUNDS = _law("correction_grounds", values.ITEMS)
LAW_REFUSAL_OF_DESTRUCTION = _law("refusal_of_destruction", values.ITEMS)
LAW_REFUSAL_OF_OBJECTION = _law("refusal_of_objection", values.ITEMS)
LAW_MANDATE = _law("mandate", reading.places)
LAW_PASSED_ON = _law("passed_on", reading.places)
LAW_RETENTION_WMO = _law("retention_wmo", _retention)
LAW_RETENTION_JEUGDWET = _law("retention_jeugdwet", _retention)
LAW_VERWIJSINDEX = _law("verwijsindex", reading.table(values.IndexRule))
LAW_OBJECTION_FILE = _law("objection_file", values.PERIOD)
LAW_OBJECTION_DECIDE = _law("objection_decide", values.PERIOD)
LAW_OBJECTION_DECIDE_COMMITTEE = _law("objection_decide_committee", values.PERIOD)
LAW_OBJECTION_ADJOURN = _law("objection_adjourn", values.PERIOD)
LAW_COMPLAINT_DECIDE = _law("complaint_decide", values.PERIOD)
LAW_COMPLAINT_DECIDE_COMMITTEE = _law("complaint_decide_committee", values.PERIOD)
LAW_COMPLAINT_ADJOURN = _law("complaint_adjourn", values.PERIOD)
LAW_BREACH_REGULATOR = _law("breach_regulator", values.PERIOD)
