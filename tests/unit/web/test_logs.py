"""A log line is JSON, tells where and which operation, and repeats nothing that somebody typed."""

from __future__ import annotations

import json
import logging
import sys
from typing import Any

import pytest
from django.test import RequestFactory

from privacy_domain import operation
from privacy_domain.operation import Operation
from privacy_domain.web.logs import JsonFormatter

NAME = "Wilhelmina Zonderland"


def line(message: str = "x", *args: object, **extra: Any) -> dict[str, Any]:
    record = logging.makeLogRecord({"name": "some.part", "levelname": "ERROR", "msg": message, "args": args, **extra})
    text = JsonFormatter().format(record)
    assert "\n" not in text
    said: dict[str, Any] = json.loads(text)
    return said


def test_line_says_when_how_bad_from_where_and_what():
    said = line("%d keys removed", 3)
    assert (said["level"], said["logger"], said["message"]) == ("ERROR", "some.part", "3 keys removed")
    assert said["time"].endswith("+00:00")
    assert "operation" not in said


def test_line_names_the_operation_that_the_audit_log_names_too():
    with operation.begun(Operation(origin="192.0.2.1 Browser")) as running:
        said = line()
    assert said["operation"] == str(running.id)
    assert "192.0.2.1" not in json.dumps(said)


def test_line_of_an_exception_holds_its_type_and_place_and_not_its_words():
    try:
        raise ValueError(NAME)
    except ValueError:
        said = line("could not be kept: %s", NAME, exc_info=sys.exc_info())
    assert (said["error"], said["message"]) == ("ValueError", "could not be kept: %s")
    assert said["where"][-1].startswith("test_logs.py:")
    assert NAME not in json.dumps(said)


def test_line_break_in_a_message_stays_in_its_line():
    assert line("one\ntwo")["message"] == "one\ntwo"


@pytest.mark.parametrize("method", ["GET", "POST", NAME.replace(" ", "")])
def test_line_of_a_request_repeats_no_address_header_or_method(method):
    request = RequestFactory().generic(method, f"/leek/{NAME}/", headers={"Referer": f"https://x.nl/{NAME}"})
    said = line(f"Forbidden ({NAME}): %s", request.path, request=request, status_code=403)
    assert said["status"] == 403
    assert said["method"] == (method if method in ("GET", "POST") else None)
    assert "Wilhelmina" not in json.dumps(said)
