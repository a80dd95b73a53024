"""The words of the engine: codes as enumerations, citations, parameters and decisions.

Codes are lower case with underscores and never change meaning; labels in Dutch stand with the screens.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Generic, TypeVar

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Municipality(StrEnum):
    """The municipalities whose protocol texts the engine knows."""

    LEEK = "leek"
    LANDSMEER = "landsmeer"
    SITTARD_GELEEN = "sittard-geleen"
    LEIDEN = "leiden"
    OPSTERLAND = "opsterland"


class Question(StrEnum):
    """The ten questions that can be asked of a protocol."""

    SPECIAL_DATA = "special_data"
    RECORD = "record"
    ACCESS = "access"
    DISCLOSE = "disclose"
    POSTPONE_INFORMING = "postpone_informing"
    RIGHTS_HOLDER = "rights_holder"
    TERM = "term"
    RETENTION = "retention"
    VERWIJSINDEX = "verwijsindex"
    BREACH = "breach"


class Category(StrEnum):
    """Kinds of personal data; which of them are special is a parameter of the protocol."""

    NAW = "naw"
    SEX = "sex"
    BIRTH_DATE = "birth_date"
    BIRTH_PLACE = "birth_place"
    PHONE = "phone"
    EMAIL = "email"
    BSN = "bsn"
    TEMPORARY_ADDRESS = "temporary_address"
    RELATION = "relation"
    CIVIL_STATUS = "civil_status"
    CIVIL_STATUS_PARENTS = "civil_status_parents"
    SECRECY_FLAG = "secrecy_flag"
    BANK_ACCOUNT = "bank_account"
    CREDITOR_FILE_NUMBER = "creditor_file_number"
    BRP_HOUSING = "brp_housing"
    BRP_LIVING_SITUATION = "brp_living_situation"
    OTHER = "other"
    RELIGION = "religion"
    RACE = "race"
    POLITICAL_OPINION = "political_opinion"
    HEALTH = "health"
    SEXUAL_ORIENTATION = "sexual_orientation"
    UNION_MEMBERSHIP = "union_membership"
    CRIMINAL = "criminal"
    BAN_CONDUCT = "ban_conduct"


class ConsentStatus(StrEnum):
    """Where the asking of consent stands."""

    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    NOT_ASKED = "not_asked"


class Form(StrEnum):
    """The form of an informing or of a consent."""

    ORAL = "oral"
    WRITTEN = "written"


class Basis(StrEnum):
    """Grounds for processing other than consent (AVG article 6)."""

    LEGAL_DUTY = "legal_duty"
    VITAL_INTEREST = "vital_interest"
    PUBLIC_TASK = "public_task"
    LEGITIMATE_INTEREST = "legitimate_interest"


class ExceptionGround(StrEnum):
    """Grounds on which Leek and Landsmeer go on without consent."""

    NECESSARY_UNAVOIDABLE = "necessary_unavoidable"
    SERIOUS_RISK = "serious_risk"


class Role(StrEnum):
    """The fixed roles; a municipality's own names are labels in its protocol file."""

    PROFESSIONAL = "professional"
    TEAM_LEAD = "team_lead"
    DIRECTOR = "director"
    COMPLAINTS_HANDLER = "complaints_handler"
    OBJECTIONS_HANDLER = "objections_handler"
    SUPERVISOR = "supervisor"
    VEILIG_THUIS = "veilig_thuis"
    OTHER = "other"


class Part(StrEnum):
    """Plan and dossier, which Sittard-Geleen keeps apart."""

    PLAN = "plan"
    DOSSIER = "dossier"


class Recipient(StrEnum):
    """Kinds of recipient of a disclosure."""

    COLLEAGUE = "colleague"
    PARTNER = "partner"
    PROCESSOR = "processor"
    NETWORK = "network"
    THIRD_PARTY = "third_party"
    VEILIG_THUIS = "veilig_thuis"
    VEILIGHEIDSHUIS = "veiligheidshuis"
    RIEC = "riec"
    CAK_SVB = "cak_svb"
    PROVIDER = "provider"
    DOCTOR = "doctor"
    STADSBANK = "stadsbank"
    WERK_EN_INKOMEN = "werk_en_inkomen"
    CREDITOR = "creditor"
    JEUGD_GEZINSTEAM = "jeugd_gezinsteam"
    MO_ZAAK = "mo_zaak"
    PW_ENFORCEMENT = "pw_enforcement"


class Occasion(StrEnum):
    """Why a disclosure is at hand."""

    REPORT = "report"
    APPLICATION = "application"
    INVOICING = "invoicing"
    OWN_CONTRIBUTION = "own_contribution"
    INTERIM_CONTACT = "interim_contact"
    SERIOUS_NUISANCE = "serious_nuisance"
    ORGANISED_CRIME = "organised_crime"
    SUSPECTED_VIOLENCE = "suspected_violence"
    OWN_REQUEST = "own_request"
    RECIPIENT_REQUEST = "recipient_request"
    FRAUD_INVESTIGATION = "fraud_investigation"
    CASE_MEETING = "case_meeting"


class Told(StrEnum):
    """What the client was told before consent to a disclosure was asked."""

    PURPOSE = "purpose"
    RECIPIENT = "recipient"
    CONTENT = "content"


class Finding(StrEnum):
    """Findings that a professional records before a disclosure."""

    SERIOUS_SITUATION = "serious_situation"
    URGENT_NEED = "urgent_need"
    CONSENT_IMPOSSIBLE = "consent_impossible"
    VITAL_INTEREST_CLIENT = "vital_interest_client"
    ONLY_WAY = "only_way"
    SERIOUS_RISK = "serious_risk"
    NECESSARY_UNAVOIDABLE = "necessary_unavoidable"
    INFORMING_IMPOSSIBLE = "informing_impossible"


class After(StrEnum):
    """The act after which the client would have to be told."""

    DISCLOSURE_WITHOUT_CONSENT = "disclosure_without_consent"
    VEILIG_THUIS_REQUEST = "veilig_thuis_request"
    PW_ENFORCEMENT = "pw_enforcement"
    VITAL_INTEREST = "vital_interest"
    OWN_REPORT_VEILIG_THUIS = "own_report_veilig_thuis"


class PostponeGround(StrEnum):
    """Why telling the client would wait."""

    SAFETY = "safety"
    PW_ENFORCEMENT = "pw_enforcement"
    SITUATION_ONGOING = "situation_ongoing"
    CONVENIENCE = "convenience"


class RepresentativeKind(StrEnum):
    """Who can exercise rights for a data subject."""

    LEGAL = "legal"
    SPOUSE = "spouse"
    PARENT = "parent"
    SIBLING = "sibling"
    CHILD = "child"


Holder = StrEnum("Holder", ["SELF", "LEGAL", "SPOUSE", "PARENT", "SIBLING", "CHILD"])
"""Who exercises a right: the data subject or a kind of representative."""


class Right(StrEnum):
    """Rights of a data subject."""

    INFORMATION = "information"
    ACCESS = "access"
    COPY = "copy"
    RECTIFICATION = "rectification"
    SUPPLEMENT = "supplement"
    ERASURE = "erasure"
    RESTRICTION = "restriction"
    OWN_STATEMENT = "own_statement"
    DESTRUCTION = "destruction"
    OBJECTION = "objection"


class SectorLaw(StrEnum):
    """The law under which an item was recorded."""

    WMO = "wmo"
    JEUGDWET = "jeugdwet"
    PARTICIPATIEWET = "participatiewet"
    OTHER = "other"


IndexGround = StrEnum("IndexGround", ["A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L"])
"""The twelve risks for which a youth can be entered in the verwijsindex (a to l)."""


class Condition(StrEnum):
    """Every condition that can stand in ``missing``."""

    INFORMED = "informed"
    INFORMED_ORAL = "informed_oral"
    INFORMED_WRITTEN = "informed_written"
    CONSENT = "consent"
    CONSENT_WRITTEN = "consent_written"
    BASIS = "basis"
    EXCEPTION = "exception"
    NOTE = "note"
    TEAM_MEMBER = "team_member"
    DIRECTLY_INVOLVED = "directly_involved"
    NECESSARY = "necessary"
    DOMESTIC_VIOLENCE = "domestic_violence"
    ASSIGNED_CASE = "assigned_case"
    STATUTORY_DUTY = "statutory_duty"
    TOLD_BEFORE = "told_before"
    SIGNATURE = "signature"
    LEAD_CONSULTED = "lead_consulted"
    REASONS_RECORDED = "reasons_recorded"
    CLIENT_INTEREST = "client_interest"
    ACTING_ROLE = "acting_role"
    ITEMS_OUTSIDE_LIST = "items_outside_list"
    SERIOUS_SITUATION = "serious_situation"
    URGENT_NEED = "urgent_need"
    CONSENT_IMPOSSIBLE = "consent_impossible"
    VITAL_INTEREST_CLIENT = "vital_interest_client"
    ONLY_WAY = "only_way"
    INFORMING_IMPOSSIBLE = "informing_impossible"


class Obligation(StrEnum):
    """What must be done with or after a disclosure."""

    INFORM_CLIENT = "inform_client"
    INFORM_CLIENT_ASAP = "inform_client_asap"
    RECORD_IN_DOSSIER = "record_in_dossier"
    INFORM_RECIPIENT_OF_PROTOCOL = "inform_recipient_of_protocol"
    TELL_CLIENT_BEFORE = "tell_client_before"


class Source(StrEnum):
    """Who answered: the protocol, the law, or both side by side."""

    PROTOCOL = "protocol"
    LAW = "law"
    BOTH = "both"


class State(StrEnum):
    """What a protocol does with a parameter; silent is never read as no."""

    SET = "set"
    EXCLUDED = "excluded"
    SILENT = "silent"


_PLACE = re.compile(
    r"art\. (?P<article>\d+[a-z]?(?:[.:]\d+)*)(?: lid (?P<paragraph>\d+))?(?: onder (?P<letter>[a-z]))?"
    r"|par\. (?P<section>\d+)"
    r"|(?P<annex>bijlage [I1]+)(?: (?P<part>rij|stap) (?P<number>\d+)(?: (?P<contact>[a-z-]+))?)?"
)


@dataclass(frozen=True, slots=True, order=True)
class Citation:
    """A place in a protocol version or a law, as ``leek-2018 art. 4 lid 3``.

    ``source`` is the id of the version or law, ``place`` what follows it. Raises ``ValueError`` for a place
    that has none of the forms of the decision interface.
    """

    source: str
    place: str

    def __post_init__(self) -> None:
        if _PLACE.fullmatch(self.place) is None:
            raise ValueError(f"not a place in a text: {self.source} {self.place}")

    def __str__(self) -> str:
        return f"{self.source} {self.place}"

    def part(self, name: str) -> str | None:
        """One part of the place: article, paragraph, letter, section, annex, part, number or contact."""
        match = _PLACE.fullmatch(self.place)
        return match[name] if match else None


def freeze(mapping: Mapping[Any, T]) -> Mapping[Any, T]:
    """A read-only copy of a mapping."""
    return MappingProxyType(dict(mapping))


@dataclass(frozen=True, slots=True)
class Parameter(Generic[T_co]):
    """One value of a protocol or law, beside its article.

    ``value`` is None unless ``state`` is set; ``explanation`` is Dutch, for screens that show what the text says.
    """

    name: str
    state: State
    value: T_co | None
    citations: tuple[Citation, ...]
    explanation: str


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to one question.

    ``allowed`` is None for questions that do not ask permission. ``missing`` holds the ways that remain: sorted
    lists of conditions, any one list of which would make the act allowed. ``values`` holds the fields that the
    question adds (dates, lists, holders) as Python values. ``explanation`` is one Dutch sentence.
    """

    question: Question
    protocol: str | None
    source: Source
    citations: tuple[Citation, ...]
    explanation: str
    allowed: bool | None = None
    missing: tuple[tuple[Condition, ...], ...] = ()
    obligations: tuple[Obligation, ...] = ()
    values: Mapping[str, Any] = field(default_factory=lambda: freeze({}))

    def as_json(self) -> dict[str, Any]:
        """The answer as the decision interface writes it: plain strings, lists, booleans and None."""
        answer: dict[str, Any] = {"protocol": self.protocol, "source": str(self.source)}
        if self.allowed is not None:
            answer["allowed"] = self.allowed
        answer["missing"] = [[str(condition) for condition in way] for way in self.missing]
        answer["obligations"] = [str(obligation) for obligation in self.obligations]
        answer |= {name: _plain(value) for name, value in self.values.items()}
        answer["citations"] = [str(citation) for citation in self.citations]
        answer["explanation"] = self.explanation
        return answer


def _plain(value: Any) -> Any:
    """A value of a decision in the types of JSON."""
    if isinstance(value, tuple):
        return [str(element) for element in value]
    return value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, str) else value


class Refused(Exception):
    """Raised at a door when a decision does not allow the act; carries the decision and says its sentence."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(decision.explanation)
        self.decision = decision
