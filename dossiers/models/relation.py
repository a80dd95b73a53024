"""The people around the client."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dossiers.models.dossier import DossierRow
from dossiers.states import RelationRole, Tie
from dossiers.states.people import Household
from privacy_domain.crypto.fields import EncryptedTextField
from privacy_domain.people.models import Partner, Person
from privacy_domain.privacy import Fact, Personal, Technical


class Relation(DossierRow):
    """Somebody or some organisation around the client, with what they are to him and why that matters for the support.

    Family and network are persons of their own, with their own key and rights (Opsterland 1 onder f); professionals and
    organisations are known by name. `in_support`: is directly involved in the support, and so a client himself there.
    """

    role = models.CharField(_("who is this?"), max_length=15, choices=RelationRole)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = EncryptedTextField(_("name"), max_length=200, blank=True, default="")
    relation = EncryptedTextField(_("relation with the client"), max_length=200)
    contact = EncryptedTextField(_("how to reach"), max_length=300, blank=True, default="")
    relevance = EncryptedTextField(_("why this matters for the support"), max_length=1000, blank=True, default="", multiline=True)
    tie = models.CharField(pgettext_lazy("how close", "contact"), max_length=10, choices=Tie, default=Tie.ORDINARY)
    household = models.CharField(_("living together"), max_length=10, choices=Household, blank=True, default="")
    agreed_on = models.DateField(_("the client agrees on"), null=True, blank=True)
    in_support = models.BooleanField(_("directly involved in the support"), default=False)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        indexes = [models.Index(fields=["dossier", "role"], name="relation_of_dossier"), models.Index(fields=["person"], name="relation_by_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=[RelationRole.FAMILY, RelationRole.NETWORK]) ^ Q(person__isnull=True), name="relation_with_a_person"
            ),
            models.CheckConstraint(condition=Q(household="") | Q(role=RelationRole.FAMILY), name="relation_household_of_family"),
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="relation_ends_after_start"),
            models.UniqueConstraint(fields=["dossier", "person"], condition=Q(until__isnull=True), name="related_once"),
        ]

    class Privacy:
        subject = "dossier__person_id"
        clock = "dossier"
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "dossier", "person", "partner", "added_by"], Technical())
            | dict.fromkeys(["role", "tie", "household", "agreed_on", "in_support", "since", "until"], Fact())
            | dict.fromkeys(["name", "relation", "contact", "relevance"], Personal())
        )
