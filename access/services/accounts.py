"""Accounts: made, changed, deactivated, never deleted."""

from __future__ import annotations

import secrets

from allauth.mfa.models import Authenticator
from django.db import transaction

from access.events import AccessEvent
from access.models import DemoPersona, User
from access.policies import another_person_decides
from access.selectors import last_functional_administrator
from access.services.leaving import take_everything
from access.states import Profession
from privacy_domain import clock
from privacy_domain.audit.record import record
from privacy_domain.operation import Actor
from privacy_domain.web.errors import Conflict

# no letters or digits that look alike on paper
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP_LENGTH = 4, 5


def _one_time_password() -> str:
    """A password to hand over once: four groups of five, about 99 bits."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP_LENGTH)) for _ in range(_GROUPS))


@transaction.atomic
def create_user(
    *,
    username: str,
    display_name: str,
    job_title: str = "",
    profession: Profession | str = "",
    email: str = "",
    password: str | None = None,
    by: Actor,
) -> User:
    """A new account in the municipality in scope; without `password` nobody can log in to it until one is set.

    `profession` empty: no client-bound work. Raises Conflict when the user name is taken.
    """
    if User.objects.filter(username=username.strip().lower()).exists():
        raise Conflict("Deze gebruikersnaam bestaat al. Kies een andere.")
    user = User.objects.create_user(username, password, display_name=display_name, job_title=job_title, profession=profession, email=email)
    record(AccessEvent.ACCOUNT_MADE, by=by, subject_kind="account", subject_id=user.pk)
    return user


@transaction.atomic
def change_user(*, user: User, display_name: str, job_title: str, profession: Profession | str, email: str, by: Actor) -> User:
    """Change what an account says about its owner. Raises NotYourOwnRights when somebody changes his own profession."""
    if profession != user.profession:
        another_person_decides(user.pk, by)
    said = {"display_name": display_name, "job_title": job_title, "profession": profession, "email": email}
    changed = [name for name, value in said.items() if getattr(user, name) != value]
    for name in changed:
        setattr(user, name, said[name])
    if changed:
        user.save(update_fields=changed)
        record(AccessEvent.ACCOUNT_CHANGED, by=by, subject_kind="account", subject_id=user.pk, fields=changed)
    return user


@transaction.atomic
def set_one_time_password(*, user: User, by: Actor) -> str:
    """A password to hand over, which the account replaces at its first login. Returned once and stored only as a hash."""
    password = _one_time_password()
    user.set_password(password)
    user.must_change_password = True
    user.session_generation += 1
    user.save(update_fields=["password", "must_change_password", "session_generation"])
    record(AccessEvent.PASSWORD_SET, by=by, subject_kind="account", subject_id=user.pk)
    return password


@transaction.atomic
def change_own_password(*, by: User) -> User:
    """The one-time password has been replaced: the account may go on."""
    by.must_change_password = False
    by.save(update_fields=["must_change_password"])
    record(AccessEvent.PASSWORD_SET, by=by, subject_kind="account", subject_id=by.pk)
    return by


@transaction.atomic
def remove_factors(*, user: User, by: Actor) -> int:
    """Forget the second factors of an account whose owner lost them; he enrols again at the next login.

    Returns how many there were. Raises NotYourOwnRights: who lost his own asks a colleague.
    """
    another_person_decides(user.pk, by)
    removed, _ = Authenticator.objects.filter(user=user).delete()
    user.session_generation += 1
    user.save(update_fields=["session_generation"])
    record(AccessEvent.FACTORS_REMOVED, by=by, subject_kind="account", subject_id=user.pk)
    return int(removed)


@transaction.atomic
def deactivate_user(*, user: User, by: Actor) -> User:
    """Close an account: it ends at its next request, in every browser. Its grounds, places and roles end at once, and its work is
    handed over; nothing of it is removed.

    Raises NotYourOwnRights, and Conflict for the last functional administrator.
    """
    another_person_decides(user.pk, by)
    if last_functional_administrator(user):
        raise Conflict("Dit is de enige functioneel beheerder. Geef eerst een ander deze rol.")
    user.is_active, user.deactivated_at = False, user.deactivated_at or clock.now()
    user.session_generation += 1
    user.save(update_fields=["is_active", "deactivated_at", "session_generation"])
    record(AccessEvent.ACCOUNT_DEACTIVATED, by=by, subject_kind="account", subject_id=user.pk)
    take_everything(user=user, by=by)
    return user


@transaction.atomic
def activate_user(*, user: User, by: Actor) -> User:
    """Open a closed account again; places and roles are given anew. Raises NotYourOwnRights."""
    another_person_decides(user.pk, by)
    user.is_active, user.deactivated_at = True, None
    user.save(update_fields=["is_active", "deactivated_at"])
    record(AccessEvent.ACCOUNT_ACTIVATED, by=by, subject_kind="account", subject_id=user.pk)
    return user


@transaction.atomic
def introduce_persona(*, user: User, introduction: str, first_step: str, position: int, by: Actor) -> DemoPersona:
    """Put an account of the demonstration in the list of its login page, or change its lines."""
    persona, _ = DemoPersona.objects.update_or_create(
        user=user, defaults={"introduction": introduction, "first_step": first_step, "position": position}
    )
    record(AccessEvent.ACCOUNT_CHANGED, by=by, subject_kind="persona", subject_id=user.pk)
    return persona
