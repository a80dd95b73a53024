"""The keys database: one row per data key."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models

from privacy_domain.crypto.kinds import KeyKind
from privacy_domain.privacy import Always, Technical


class DataKey(models.Model):
    """A data key, wrapped under a master key. It names its municipality and subject without foreign keys: those live in another
    database, and the row says nothing about them."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    municipality = models.UUIDField(editable=False)
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in KeyKind], editable=False)
    subject = models.UUIDField(editable=False)
    wrapped = models.BinaryField(editable=False)
    master = models.CharField(max_length=16, editable=False, db_index=True)
    created = models.DateTimeField(editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["municipality", "kind", "subject"], name="datakey_one_per_subject")]

    class Privacy:
        subject = None
        clock = "none"
        kept = Always("Destroyed with what it opens; a key that opens nothing any more goes in the night.")
        fields: ClassVar = dict.fromkeys(["id", "municipality", "kind", "subject", "wrapped", "master", "created"], Technical())

    def __str__(self) -> str:
        return f"datakey-{str(self.pk)[:8]}"
