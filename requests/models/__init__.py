"""The tables of the rights desk."""

from requests.models.case import Case, CaseStep
from requests.models.feed import CalendarFeed
from requests.models.request import ClockStop, Reminder, RequestRow, SubjectRequest

__all__ = ["CalendarFeed", "Case", "CaseStep", "ClockStop", "Reminder", "RequestRow", "SubjectRequest"]
