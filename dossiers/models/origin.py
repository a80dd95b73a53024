"""Where an envelope comes from, when a signal asked for it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dossiers.models.disclosure import Disclosure
from dossiers.models.dossier import DossierRow
from dossiers.models.inquiry import FraudInquiry
from dossiers.models.meldcode import MeldcodeDecision
from dossiers.models.veilig_thuis import VeiligThuisQuestion
from dossiers.models.verwijsindex import IndexEntry
from privacy_domain.privacy import Technical

KINDS = ("question", "decision", "inquiry", "entry")


def _only(kind: str) -> Q:
    return Q(**{f"{name}__isnull": name != kind for name in KINDS})


class DisclosureOrigin(DossierRow):
    """The question of Veilig Thuis, the decision to report, the inquiry or the entry in the verwijsindex behind one envelope.

    Written with the envelope and never changed; most envelopes have none.
    """

    disclosure = models.OneToOneField(Disclosure, on_delete=models.CASCADE, related_name="origin")
    question = models.ForeignKey(VeiligThuisQuestion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decision = models.ForeignKey(MeldcodeDecision, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    inquiry = models.ForeignKey(FraudInquiry, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    entry = models.ForeignKey(IndexEntry, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("origin of a disclosure")
        verbose_name_plural = _("origins of disclosures")
        constraints = [models.CheckConstraint(condition=_only(KINDS[0]) | _only(KINDS[1]) | _only(KINDS[2]) | _only(KINDS[3]), name="one_origin")]

    class Privacy:
        subject = "dossier__person_id"
        clock = "dossier"
        fields: ClassVar = dict.fromkeys(["id", "municipality", "dossier", "disclosure", *KINDS], Technical())
