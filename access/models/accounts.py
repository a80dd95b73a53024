"""Accounts of employees, one within each municipality they work for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar
from uuid import uuid4

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from access.states import ADMINISTRATIVE_ROLES, Profession
from privacy_domain import clock
from privacy_domain.privacy import Always, Staff, Technical, Until
from privacy_domain.tenancy import scope
from privacy_domain.tenancy.models import Municipality, TenantModel
from privacy_domain.terms import ACCOUNT


class StaffManager(BaseUserManager["User"]):
    """Accounts of the municipality in scope; none outside one."""

    def get_queryset(self) -> models.QuerySet[User]:
        """Accounts of the municipality in scope, or nobody."""
        here = scope.current()
        accounts = super().get_queryset()
        return accounts.filter(municipality_id=here.id) if here else accounts.none()

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        """A new account in the municipality in scope; without a password nobody can log in to it."""
        fields.setdefault("municipality_id", scope.require().id)
        user = self.model(username=username.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """An employee's account within one municipality. Never deleted, only deactivated: the log refers to it.

    There is no superuser and there are no global permissions: what somebody may do follows from roles and grounds.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, editable=False, related_name="+")
    username = models.CharField(_("user name"), max_length=80)
    display_name = models.CharField(_("name"), max_length=120)
    job_title = models.CharField(_("function"), max_length=120, blank=True)
    profession = models.CharField(_("client-bound work as"), max_length=20, choices=Profession, blank=True)
    email = models.EmailField(_("work e-mail"), blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    deactivated_at = models.DateTimeField(_("closed on"), null=True, blank=True, editable=False)
    session_generation = models.PositiveIntegerField(_("generation of sessions"), default=1, editable=False)
    must_change_password = models.BooleanField(_("chooses a new password first"), default=False)
    date_joined = models.DateTimeField(_("made on"), default=clock.now)

    is_superuser: ClassVar[bool] = False
    objects = StaffManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.UniqueConstraint("municipality", Lower("username"), name="user_name_unique_in_municipality"),
            models.CheckConstraint(condition=models.Q(username=Lower("username")), name="user_name_in_lower_case"),
            models.CheckConstraint(condition=models.Q(is_active=False) | models.Q(deactivated_at__isnull=True), name="user_closed_when_closed"),
        ]

    class Privacy:
        subject = None
        clock = "account"
        kept = Until(ACCOUNT, since="deactivated_at", blank={"email": "", "job_title": "", "password": "!", "last_login": None})
        fields: ClassVar = dict.fromkeys(
            [
                "id",
                "municipality",
                "password",
                "last_login",
                "profession",
                "is_active",
                "deactivated_at",
                "session_generation",
                "must_change_password",
                "date_joined",
            ],
            Technical(),
        ) | dict.fromkeys(["username", "display_name", "job_title", "email"], Staff())

    def __str__(self) -> str:
        return self.display_name or self.username

    @cached_property
    def administrative_roles(self) -> frozenset[str]:
        """The roles of this account that run the application, today; what the administration asks."""
        today = clock.today()
        held = self.roleassignments.filter(ended_at__isnull=True, since__lte=today, role__in=ADMINISTRATIVE_ROLES)
        return frozenset(held.exclude(until__lt=today).values_list("role", flat=True))

    @property
    def is_staff(self) -> bool:
        """Whether the administration's login accepts this account; its pages ask for a role."""
        return self.is_active

    def get_full_name(self) -> str:
        """How colleagues know the owner."""
        return str(self)

    def get_session_auth_hash(self) -> str:
        """What every session of this account must carry: another password or another generation ends them all."""
        return salted_hmac("access.models.User", f"{self.password}:{self.session_generation}", algorithm="sha256").hexdigest()

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """Hashes under earlier secret keys."""
        for secret in settings.SECRET_KEY_FALLBACKS:
            told = f"{self.password}:{self.session_generation}"
            yield salted_hmac("access.models.User", told, secret=secret, algorithm="sha256").hexdigest()

    def has_perm(self, permission: str, obj: models.Model | None = None) -> bool:
        """Whether the gate grants `permission` on `obj`; without an object there are no permissions."""
        return self.is_active and any(backend.has_perm(self, permission, obj) for backend in auth.get_backends())

    def has_perms(self, permissions: list[str], obj: models.Model | None = None) -> bool:
        """Whether the gate grants all of `permissions` on `obj`."""
        return all(self.has_perm(permission, obj) for permission in permissions)

    def has_module_perms(self, app_label: str) -> bool:
        """Nobody holds rights on a whole application; the administration asks for roles instead."""
        return False


class DemoPersona(TenantModel):
    """A member of the demonstration's cast, shown at the login page in demo mode only."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="demo_persona", verbose_name=_("account"))
    introduction = models.CharField(_("who this is"), max_length=200)
    first_step = models.CharField(_("what to try first"), max_length=200)
    position = models.PositiveSmallIntegerField(_("position in the list"), default=0)

    class Meta:
        ordering = ["position"]

    class Privacy:
        subject = None
        clock = "none"
        kept = Always("Made for a demonstration only; names employees who do not exist.")
        fields: ClassVar = dict.fromkeys(["id", "municipality", "user", "introduction", "first_step", "position"], Technical())
