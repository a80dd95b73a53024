#!/usr/bin/env python
"""Django's entry point for commands."""

import os
import sys


def main() -> None:
    """Run a management command; without settings in the environment those of the project are used.

    The protocols are files: asking them needs no settings, no secrets and no services, on any machine.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "privacy_domain.settings")
    if sys.argv[1:2] == ["protocol"]:
        from privacy_domain.management.commands.protocol import Command

        Command().run_from_argv(sys.argv)
        return
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
