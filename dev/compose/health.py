"""Asks the web application inside its own container whether it is healthy; exits with 1 when it is not."""

from __future__ import annotations

import sys
import urllib.error
import urllib.request

ADDRESS = "http://localhost:8000/health/"


def main(address: str = ADDRESS) -> int:
    """0 when the health page answers 200 as if asked through the proxy, else 1."""
    question = urllib.request.Request(address, headers={"X-Forwarded-Proto": "https"})
    try:
        with urllib.request.urlopen(question, timeout=4) as answer:
            return 0 if answer.status == 200 else 1
    except (urllib.error.URLError, OSError) as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
