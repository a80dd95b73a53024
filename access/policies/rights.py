"""Nobody changes his own rights: another person does (opsterland-2015 art. 1 onder a; requirement rows on authorisation)."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from privacy_domain.operation import Actor


class NotYourOwnRights(PermissionDenied):
    """Somebody tried to give himself a right, a role or a place in a team. The message is a Dutch sentence."""

    def __init__(self) -> None:
        super().__init__("Je kunt je eigen rechten niet wijzigen. Vraag het aan een andere beheerder.")


def another_person_decides(subject_id: object, by: Actor) -> None:
    """Raises NotYourOwnRights when the one who acts is the one it is about."""
    if by.id is not None and by.id == subject_id:
        raise NotYourOwnRights
