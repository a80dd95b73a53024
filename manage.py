#!/usr/bin/env python
"""Django's entry point for commands."""

import os
import sys


def main() -> None:
    """Run a management command; without settings in the environment those of the project are used."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "privacy_domain.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
