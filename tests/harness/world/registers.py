"""The registers of the made world: one activity, and lines that were gathered for a file."""

from __future__ import annotations

from datetime import date

from access.models import User
from privacy_domain.desk.models import Basis, Export, ProcessingActivity
from privacy_domain.desk.registers import Wanted, exporting
from privacy_domain.operation import SYSTEM


def take_along(staff: dict[str, User]) -> None:
    """The privacy officer asked for what left; the machine is halfway."""
    ProcessingActivity.objects.create(
        name="Hulp en ondersteuning", purpose="hulp bieden", basis=Basis.PUBLIC_TASK, law="Wmo 2015", subjects="inwoners", data="adres",
        recipients="aanbieders", terms="15 jaar", measures="versleuteld", contact="hoofd", valid_from=date(2015, 1, 1),
    )  # fmt: skip
    asked = exporting.ask_export(code="verstrekkingen", wanted=Wanted(), form=Export.Form.CSV, by=staff["privacy_officer"])
    exporting.gather(export_id=asked.pk, by=SYSTEM)
