"""Accounts: the minimum that the rest of the house refers to."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import uuid4

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin, UserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from privacy_domain.privacy import Staff, Technical
from privacy_domain.tenancy import scope
from privacy_domain.tenancy.models import Municipality


class StaffManager(UserManager["User"]):
    """Accounts of the municipality in scope; none outside one."""

    def get_queryset(self) -> models.QuerySet[User]:
        """Accounts of the municipality in scope, or nobody."""
        here = scope.current()
        accounts = super().get_queryset()
        return accounts.filter(municipality_id=here.id) if here else accounts.none()

    def create_user(self, username: str, email: str | None = None, password: str | None = None, **extra: Any) -> User:  # type: ignore[override]
        """A new account in the municipality in scope."""
        extra.setdefault("municipality_id", scope.require().id)
        return super().create_user(username, email, password, **extra)


class User(AbstractBaseUser, PermissionsMixin):
    """An employee's account within one municipality. Never deleted, only deactivated: the log refers to it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, editable=False, related_name="+")
    username = models.CharField(_("user name"), max_length=80)
    display_name = models.CharField(_("name"), max_length=120)
    job_title = models.CharField(_("function"), max_length=120, blank=True)
    email = models.EmailField(_("work e-mail"), blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may enter the administration"), default=False)
    date_joined = models.DateTimeField(_("made on"), auto_now_add=True)

    objects = StaffManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [models.UniqueConstraint("municipality", Lower("username"), name="user_name_unique_in_municipality")]

    class Privacy:
        subject = None
        clock = "account"
        fields: ClassVar = dict.fromkeys(
            ["id", "municipality", "password", "last_login", "is_superuser", "is_active", "is_staff", "date_joined"], Technical()
        ) | dict.fromkeys(["username", "display_name", "job_title", "email"], Staff())

    def __str__(self) -> str:
        return self.display_name or self.username
