"""A person, and the tokens by which he is found."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import validate_email
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacy_domain.crypto.fields import EncryptedBooleanField, EncryptedDateField, EncryptedTextField
from privacy_domain.crypto.search import TokenKind
from privacy_domain.people import validators
from privacy_domain.privacy import Fact, Personal, Technical
from privacy_domain.tenancy.models import TenantModel

# what "NAW" means, no more and no less (Leiden bijlage I, note 1): names, how they are used, titles, address
NAW_FIELDS = (
    "given_names", "prefix", "surname", "name_use", "noble_title", "predicate",
    "street", "house_number", "house_letter", "house_number_addition", "postcode", "place",
)  # fmt: skip
# the rest of what is kept about who somebody is; a partner's name is there for the name use, initials for the envelope
OTHER_FIELDS = (
    "initials", "partner_prefix", "partner_surname", "sex", "birth_date", "birth_place", "bsn", "phone", "email",
    "correspondence_address", "parents_civil_status", "address_secret", "language", "large_print",
)  # fmt: skip
PERSONAL_FIELDS = NAW_FIELDS + OTHER_FIELDS


class Person(TenantModel):
    """Somebody about whom data are held: a client, a relative, somebody in the network, a representative, a referrer.

    Nothing here says which of these: that follows from the rows that point at the person (Leek 1 onder a). Everything
    is sealed under the person's own key.
    """

    encryption_key: ClassVar = ("person", "id")

    class Sex(models.TextChoices):
        """As the register has it."""

        FEMALE = "female", _("woman")
        MALE = "male", _("man")
        UNKNOWN = "unknown", _("unknown or neither")

    class NameUse(models.TextChoices):
        """Which surname, or which two in which order, somebody goes by."""

        OWN = "own", _("own name")
        PARTNER = "partner", _("partner's name")
        PARTNER_OWN = "partner_own", _("partner's name, then own name")
        OWN_PARTNER = "own_partner", _("own name, then partner's name")

    given_names = EncryptedTextField(_("given names"), max_length=200, blank=True)
    initials = EncryptedTextField(_("initials"), max_length=20, blank=True)
    prefix = EncryptedTextField(_("prefix"), max_length=30, blank=True)
    surname = EncryptedTextField(_("surname"), max_length=200)
    partner_prefix = EncryptedTextField(_("prefix of the partner"), max_length=30, blank=True)
    partner_surname = EncryptedTextField(_("surname of the partner"), max_length=200, blank=True)
    name_use = EncryptedTextField(_("name use"), max_length=20, choices=NameUse, default=NameUse.OWN)
    noble_title = EncryptedTextField(_("noble title"), max_length=40, blank=True)
    predicate = EncryptedTextField(_("predicate"), max_length=40, blank=True)
    sex = EncryptedTextField(_("sex"), max_length=10, choices=Sex, default=Sex.UNKNOWN)
    birth_date = EncryptedDateField(_("birth date"), null=True, blank=True, validators=[validators.validate_birth_date])
    birth_place = EncryptedTextField(_("birth place"), max_length=100, blank=True)
    bsn = EncryptedTextField(_("citizen service number"), max_length=15, blank=True, validators=[validators.validate_bsn])
    street = EncryptedTextField(_("street"), max_length=150, blank=True)
    house_number = EncryptedTextField(_("house number"), max_length=6, blank=True, validators=[validators.validate_house_number])
    house_letter = EncryptedTextField(_("house letter"), max_length=4, blank=True)
    house_number_addition = EncryptedTextField(_("house number addition"), max_length=20, blank=True)
    postcode = EncryptedTextField(_("postcode"), max_length=8, blank=True, validators=[validators.validate_postcode])
    place = EncryptedTextField(_("place"), max_length=100, blank=True)
    correspondence_address = EncryptedTextField(_("correspondence address"), max_length=400, blank=True, multiline=True)
    parents_civil_status = EncryptedTextField(_("civil status of the parents"), max_length=100, null=True, blank=True)
    address_secret = EncryptedBooleanField(_("address is secret"), default=False)
    phone = EncryptedTextField(_("telephone"), max_length=20, blank=True, validators=[validators.validate_phone])
    email = EncryptedTextField(_("e-mail"), max_length=254, blank=True, validators=[validate_email])
    language = EncryptedTextField(_("language"), max_length=40, default="nl", blank=True)
    large_print = EncryptedBooleanField(_("large print"), default=False)
    died_on = EncryptedDateField(_("died on"), null=True, blank=True, editable=False)
    registered_at = models.DateTimeField(_("registered on"), editable=False)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")

    class Privacy:
        subject = "id"
        clock = "person"
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality"], Technical())
            | dict.fromkeys(["registered_at"], Fact())
            | dict.fromkeys((*PERSONAL_FIELDS, "died_on"), Personal())
        )


class SearchToken(TenantModel):
    """One keyed digest of one searchable value of a person (privacy_domain/crypto/search.py). Made and removed with the values."""

    id = models.BigAutoField(primary_key=True)  # type: ignore[assignment]
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=True)
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in TokenKind], editable=False)
    token = models.BinaryField(editable=False)

    class Meta:
        verbose_name = _("search token")
        verbose_name_plural = _("search tokens")
        indexes = [models.Index(fields=["municipality", "kind", "token"], include=["person"], name="search_token")]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "token"], condition=Q(kind=TokenKind.BSN.value), name="one_person_a_bsn"),
        ]

    class Privacy:
        subject = "person_id"
        person = ("person_id",)
        clock = "person"
        fields: ClassVar = dict.fromkeys(["id", "municipality", "person", "kind", "token"], Technical())
