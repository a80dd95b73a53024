"""How others answer the same: django-guardian with its generic rows and with direct foreign keys, and the ORM with Exists and OR."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any
from uuid import UUID

from dev.bench.staffing import UserClass

PERMISSION = "view_dossier"


@contextmanager
def _generic() -> Iterator[None]:
    """Guardian as it comes: rows that name the dossier as text."""
    from guardian.models import UserObjectPermission

    modules: list[Any] = [import_module("guardian.core"), import_module("guardian.shortcuts")]
    before = [module.get_user_obj_perms_model for module in modules]
    for module in modules:
        module.get_user_obj_perms_model = lambda *_: UserObjectPermission
    try:
        yield
    finally:
        for module, chosen in zip(modules, before, strict=True):
            module.get_user_obj_perms_model = chosen


def guardian_list(user: Any) -> list[UUID]:
    """The newest fifty by direct foreign keys."""
    from guardian.shortcuts import get_objects_for_user

    from dossiers.models import Dossier

    allowed = get_objects_for_user(user, PERMISSION, Dossier, use_groups=False, with_superuser=False, accept_global_perms=False)
    return [row.pk for row in allowed.order_by("-opened_on", "pk")[:50]]


def generic_list(user: Any) -> list[UUID]:
    """The newest fifty by generic rows."""
    with _generic():
        return guardian_list(user)


def guardian_check(user: Any, dossier: Any) -> bool:
    """Whether there is a direct row. Guardian's second question, for groups, is left out: the accounts have none."""
    from guardian.core import ObjectPermissionChecker

    return PERMISSION in set(ObjectPermissionChecker(user).get_user_perms(dossier))


def generic_check(user: Any, dossier: Any) -> bool:
    """Whether there is a generic row."""
    with _generic():
        return guardian_check(user, dossier)


def orm_rule(kind: UserClass, user: Any, teams: list[UUID]) -> Any:
    """The dossiers of a user as one would write it: involved, or of a team that one leads, or what the role adds."""
    from django.db.models import Exists, OuterRef, Q

    from access.models import Marker
    from dossiers.models import Dossier, Involvement

    allowed = Q(Exists(Involvement.objects.filter(dossier=OuterRef("pk"), user=user, until__isnull=True)))
    allowed |= Q(team_id__in=teams)
    if kind is UserClass.VIOLENCE:
        allowed |= Q(Exists(Marker.objects.filter(subject=OuterRef("pk"), kind="domestic_violence", cleared_at__isnull=True)))
    return Dossier.objects.all() if kind is UserClass.HEAD else Dossier.objects.filter(allowed)


def orm_list(kind: UserClass, user: Any, teams: list[UUID]) -> list[UUID]:
    """The newest fifty by that rule."""
    return [row.pk for row in orm_rule(kind, user, teams).order_by("-opened_on", "pk")[:50]]


def orm_check(kind: UserClass, user: Any, teams: list[UUID], dossier: UUID) -> bool:
    """Whether that rule holds for one dossier."""
    return bool(orm_rule(kind, user, teams).filter(pk=dossier).exists())
