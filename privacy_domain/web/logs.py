"""Log lines as JSON, without personal data: the message as the programmer wrote it, never the arguments of a failing statement."""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime

from privacy_domain import operation


class JsonFormatter(logging.Formatter):
    """One line a record: time (UTC), level, logger, message, operation; of an exception only its type and where it arose.

    Of a request only the name of its page, its method and the status of the answer are told: what stands in an address, a
    header or a form was typed by somebody, and frameworks put it in their messages.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line of JSON."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
        }
        running = operation.running()
        if running is not None:
            line["operation"] = str(running.id)
        line |= _of_request(record)
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["where"] = [f"{f.filename.rsplit('/', 1)[-1]}:{f.lineno}:{f.name}" for f in traceback.extract_tb(record.exc_info[2])[-12:]]
        return json.dumps(line, ensure_ascii=False)


def _message(record: logging.LogRecord) -> str:
    if hasattr(record, "request"):
        return "a request ended in an error"
    return record.getMessage() if record.exc_info is None else str(record.msg)


def _of_request(record: logging.LogRecord) -> dict[str, object]:
    request = getattr(record, "request", None)
    if request is None:
        return {}
    match = getattr(request, "resolver_match", None)
    page = match.view_name if match else None
    return {"page": page, "method": _method(request), "status": getattr(record, "status_code", None)}


def _method(request: object) -> str | None:
    """The method, when it is one that exists: a client may write any word there."""
    method = getattr(request, "method", None)
    return method if method in ("GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE") else None
