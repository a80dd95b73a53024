"""The tables of the rights desk."""

from requests.models.case import Case, CaseStep
from requests.models.decision import Decision, DecisionPart
from requests.models.execution import ExecutionStep, RecipientNotice
from requests.models.feed import CalendarFeed
from requests.models.mandate import Mandate
from requests.models.package import AccessPackage, PackageFile, PartMark, SearchTask
from requests.models.request import ClockStop, Reminder, RequestRow, SubjectRequest

__all__ = [
    "AccessPackage",
    "CalendarFeed",
    "Case",
    "CaseStep",
    "ClockStop",
    "Decision",
    "DecisionPart",
    "ExecutionStep",
    "Mandate",
    "PackageFile",
    "PartMark",
    "RecipientNotice",
    "Reminder",
    "RequestRow",
    "SearchTask",
    "SubjectRequest",
]
