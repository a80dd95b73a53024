"""A process of its own with the settings of production (HTTPS): asks the login page, logs in, and prints what came back as JSON."""

from __future__ import annotations

import json
import sys

import django

django.setup()

from django.test import Client  # noqa: E402

from tests.harness.world.staff import PASSWORD  # noqa: E402


def main() -> None:
    """Print one line for each answer."""
    client = Client(raise_request_exception=False)
    login = f"/{sys.argv[1]}/account/inloggen/"
    form = {"login": "involved", "password": PASSWORD}
    for secure, method, data in ((False, "get", {}), (True, "get", {}), (True, "post", form)):
        response = getattr(client, method)(login, data, secure=secure)
        told = {
            "status": response.status_code,
            "reason": response.reason_phrase,
            "headers": dict(response.headers),
            "cookies": response.cookies.output(),
        }
        sys.stdout.write(json.dumps(told) + "\n")


main()
