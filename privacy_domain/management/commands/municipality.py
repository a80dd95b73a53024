"""`manage.py municipality create CODE --name ... --admin-username ...`: a municipality with its first functional administrator."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from access import services as access
from access.models import User
from access.states import MunicipalRole
from privacy_domain import clock
from privacy_domain.operation import SYSTEM, Operation, begun
from privacy_domain.protocols import book
from privacy_domain.tenancy import services as tenancy
from privacy_domain.tenancy.models import Adoption, Municipality
from privacy_domain.tenancy.scope import entered
from privacy_domain.texts.services import load_shipped_texts

_CODE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_BASES = {"besluit": Adoption.Basis.DECIDED, "aangenomen": Adoption.Basis.ASSUMED}


class Command(BaseCommand):
    """Nothing is left behind when a part of it fails. There is no superuser: the first administrator makes the others."""

    help = "Make a municipality, adopt a protocol version if there is one, and make its first functional administrator."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What can be said; the names of a person are asked because the account belongs to one."""
        actions = parser.add_subparsers(dest="action", required=True)
        create = actions.add_parser("create", help="make a municipality")
        create.add_argument("code", help="as in its address, such as `leek`")
        create.add_argument("--name", required=True, help="as on letters, such as `Leek`")
        create.add_argument("--controller", default="", help="who is responsible for the data; default: the college")
        create.add_argument("--protocol", default="", help="version to adopt, such as `leek-2018` (see `manage.py protocol list`)")
        create.add_argument("--protocol-from", type=date.fromisoformat, default=None, help="first day in force; default: the version's own")
        create.add_argument("--protocol-source", default="", help="where that date comes from")
        create.add_argument("--protocol-basis", choices=_BASES, default="besluit")
        create.add_argument("--admin-username", required=True)
        create.add_argument("--admin-name", required=True, help="the administrator's own name")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError with a sentence that says what to change."""
        with begun(Operation(origin="command:municipality")), transaction.atomic():
            municipality = self._register(options)
            with entered(municipality.scope()):
                self._adopt(options)
                load_shipped_texts(valid_from=clock.today(), by=SYSTEM)
                administrator, password = self._employ(options)
        self.stdout.write(f"{municipality.name}: /{municipality.code}/")
        self.stdout.write(f"First functional administrator: {administrator.username}")
        self.stdout.write(f"One-time password (shown once): {password}")

    def _register(self, options: dict[str, Any]) -> Municipality:
        code, name = options["code"], options["name"].strip()
        if not _CODE.fullmatch(code) or len(code) > 40:
            raise CommandError("The code takes lower-case letters, digits and single hyphens, at most 40.")
        if Municipality.objects.filter(code=code).exists():
            raise CommandError(f"There is a municipality {code} already.")
        controller = options["controller"] or f"Het college van burgemeester en wethouders van {name}"
        return tenancy.register(code=code, name=name, controller=controller)

    def _adopt(self, options: dict[str, Any]) -> None:
        if not options["protocol"]:
            self.stdout.write("No protocol adopted: the law alone answers until one is adopted in the administration.")
            return
        try:
            protocol = book.version(options["protocol"])
        except KeyError:
            raise CommandError(f"There is no protocol version {options['protocol']}; see `manage.py protocol list`.") from None
        tenancy.adopt(
            version=protocol.id,
            valid_from=options["protocol_from"] or protocol.in_force_from,
            valid_until=protocol.in_force_until,
            basis=_BASES[options["protocol_basis"]],
            source=options["protocol_source"] or protocol.assumption or protocol.citation_title,
        )

    def _employ(self, options: dict[str, Any]) -> tuple[User, str]:
        administrator = access.create_user(username=options["admin_username"], display_name=options["admin_name"], by=SYSTEM)
        access.assign_role(user=administrator, role=MunicipalRole.FUNCTIONAL_ADMIN, by=SYSTEM)
        return administrator, access.set_one_time_password(user=administrator, by=SYSTEM)
