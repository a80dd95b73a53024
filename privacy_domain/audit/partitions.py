"""The months of the audit log: made ahead by the owner's function, which the application may call and nothing else."""

from __future__ import annotations

from datetime import date

from django.db import connection, transaction

from privacy_domain import clock

AHEAD = 3  # months that exist before they begin


@transaction.atomic
def ensure(first: date | None = None, months: int = AHEAD + 1) -> list[str]:
    """Make the partitions of `months` months (1 to 60) from the month of `first` (left out: this month). Returns the names made.

    A month whose lines already stand in the default partition stays there; nothing is lost by it. Twice is harmless.
    """
    with connection.cursor() as cursor:
        cursor.execute("select ensure_audit_partitions(%s, %s)", [first or clock.today(), months])
        return [name for (name,) in cursor.fetchall()]
