"""Ask a protocol a question from the shell, and read the versions: `manage.py protocol ask | list | show | diff`.

Needs no database: the protocols and the law are files.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from privacy_domain.protocols import book, show
from privacy_domain.protocols.ask import ask
from privacy_domain.protocols.protocol import Protocol


class Command(BaseCommand):
    """The door of the rule engine for the shell."""

    help = "Ask a protocol a question (JSON lines in, JSON lines out), or list, show and compare the versions."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One subcommand per thing to do."""
        commands = parser.add_subparsers(dest="command", required=True)
        asking = commands.add_parser("ask", help="answer the questions on standard input, one JSON object a line")
        asking.add_argument("--pretty", action="store_true", help="indent the answers for a reader")
        commands.add_parser("list", help="the versions and when each is in force")
        showing = commands.add_parser("show", help="the articles of a version with their rules")
        showing.add_argument("version")
        comparing = commands.add_parser("diff", help="what differs between two versions")
        comparing.add_argument("left")
        comparing.add_argument("right")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what was asked; exit status 1 when a line could not be answered or a version is unknown."""
        match options["command"]:
            case "ask":
                self._ask(options["pretty"])
            case "list":
                self._print(show.list_lines(book.versions()))
            case "show":
                self._print(show.show_lines(_version(options["version"])))
            case _:
                left, right = _version(options["left"]), _version(options["right"])
                self._print(show.difference_lines(book.differences(left, right)))

    def _ask(self, pretty: bool) -> None:
        """Answer every line in order; the others are still answered after a bad one."""
        faults = 0
        for answer in _answers(sys.stdin.buffer):
            faults += "error" in answer
            self.stdout.write(_written(answer, pretty))
        if faults:
            sys.exit(1)

    def _print(self, lines: Iterator[str]) -> None:
        for line in lines:
            self.stdout.write(line)


def _answers(lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """The answer to each line of bytes."""
    for line in lines:
        try:
            text = line.decode("utf-8-sig")
        except UnicodeDecodeError:
            yield {"error": "Deze regel is geen tekst in UTF-8.", "field": ""}
        else:
            yield ask(text)


def _written(answer: dict[str, Any], pretty: bool) -> str:
    """An answer as JSON; what UTF-8 cannot hold stays a JSON escape."""
    text = json.dumps(answer, ensure_ascii=False, indent=2 if pretty else None)
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _version(name: str) -> Protocol:
    """A version by its id."""
    try:
        return book.version(name)
    except KeyError:
        known = ", ".join(protocol.id for protocol in book.versions())
        raise CommandError(f"Versie {name} is er niet; kies uit: {known}.") from None
