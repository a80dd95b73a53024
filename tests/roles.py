"""The other roles of the databases, for a test that is about what a role can do."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connections


@contextmanager
def as_role(role: str) -> Iterator[None]:
    """Within the block both databases are reached as this role."""
    password = (Path(os.environ["KEYS_MASTER_FILE"]).parent / f"{role}.password").read_text()
    before = {}
    for alias in ("default", "keys"):
        connections[alias].close()
        said = connections[alias].settings_dict
        before[alias] = {name: said[name] for name in ("USER", "PASSWORD")}
        said |= {"USER": role, "PASSWORD": password}
    try:
        yield
    finally:
        for alias, known in before.items():
            connections[alias].close()
            connections[alias].settings_dict.update(known)
