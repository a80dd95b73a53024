"""What every template may know."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from privacy_domain.tenancy import scope


def municipality(request: HttpRequest) -> dict[str, Any]:
    """The municipality in scope (or None), whether this is the demonstration, and the seconds until the idle lock."""
    return {"municipality": scope.current(), "demo": settings.DEMO, "idle_seconds": settings.IDLE_LOCK_SECONDS}
