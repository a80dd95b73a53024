"""Log lines as JSON, without personal data: the message as the programmer wrote it, never the arguments of a failing statement."""

from __future__ import annotations

import json
import logging
import traceback


class JsonFormatter(logging.Formatter):
    """One line a record: time, level, logger, message; of an exception only its type and where it arose."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line of JSON."""
        line: dict[str, object] = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage() if record.exc_info is None else str(record.msg),
        }
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["where"] = [f"{f.filename.rsplit('/', 1)[-1]}:{f.lineno}:{f.name}" for f in traceback.extract_tb(record.exc_info[2])[-12:]]
        return json.dumps(line, ensure_ascii=False)
