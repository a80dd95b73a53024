"""Last days for a calendar program (RFC 5545). No name, no words of anybody: a number, what must be done, and a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, timedelta

from django.utils.translation import gettext as _

from privacy_domain import clock
from requests.models import SubjectRequest
from requests.states import AWAITING_DECISION

CONTENT_TYPE = "text/calendar; charset=utf-8"
_LONGEST = 73  # octets a line, without the end of it


def calendar(requests: Iterable[SubjectRequest]) -> str:
    """The last days of these requests, each a whole day."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Privacyprotocol//Verzoeken//NL", "CALSCALE:GREGORIAN"]
    for request in requests:
        for code, day in (("decide", request.decide_by), ("execute", request.execute_by)):
            if day and (code == "execute" or (request.state in AWAITING_DECISION and request.due_on)):
                lines += _event(request, code, day)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _event(request: SubjectRequest, code: str, day: date) -> list[str]:
    words = _("decide") if code == "decide" else _("carry out")
    return [
        "BEGIN:VEVENT",
        f"UID:{request.pk}-{code}@privacyprotocol",
        f"DTSTAMP:{clock.now().astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        "SUMMARY:" + _escaped(_("Request %(number)s: last day to %(act)s") % {"number": request.number, "act": words}),
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> Iterable[str]:
    """A long line in parts, each after the first beginning with a space; never inside a letter."""
    part, size = "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > _LONGEST:
            yield part
            part, size = " ", 1
        part, size = part + letter, size + octets
    yield part
