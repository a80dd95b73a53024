"""A full disk is a page with a sentence; other faults are not."""

from __future__ import annotations

import errno
import os

import psycopg
import pytest
from django.db import OperationalError
from django.http import HttpRequest
from django.test import RequestFactory

from privacy_domain.web.middleware import RefusalMiddleware


def no_room() -> OSError:
    return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("error", [no_room(), OSError(errno.EDQUOT, "quota"), OperationalError()])
def test_no_room_is_a_page_with_a_sentence_and_other_faults_are_not(error: Exception) -> None:
    if isinstance(error, OperationalError):
        error.__cause__ = psycopg.errors.DiskFull()
    middleware = RefusalMiddleware(lambda request: None)  # type: ignore[arg-type, return-value]
    request: HttpRequest = RequestFactory().get("/")
    answer = middleware.process_exception(request, error)
    assert answer is not None and answer.status_code == 507
    assert "Er is geen ruimte meer" in answer.content.decode()
    for other in (OSError(errno.EACCES, "toegang"), OperationalError(), ValueError()):
        assert middleware.process_exception(request, other) is None
