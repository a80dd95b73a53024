"""Rights by name: given by another, for parts, looking apart from writing; mirrored for review, decided by the gate."""

from __future__ import annotations

import pytest
from guardian.shortcuts import get_users_with_perms

from access.policies import NotYourOwnRights, may_open, may_write
from dossiers import services
from dossiers.models import DossierUserObjectPermission
from privacy_domain import clock
from privacy_domain.protocols.types import Part
from privacy_domain.web.errors import Conflict, Invalid
from tests.integration.dossiers.cast import World


def authorise(world: World, *, may_write: bool = False, by: str = "tom") -> object:
    return services.authorise(
        dossier=world.dossier, user=world.marieke, parts=[Part.DOSSIER], may_write=may_write, reason="Vervangt Sanne", by=getattr(world, by)
    )


def test_nobody_authorises_himself(in_leiden: World) -> None:
    with pytest.raises(NotYourOwnRights):
        authorise(in_leiden, by="marieke")
    assert not DossierUserObjectPermission.objects.exists()


def test_without_reason_or_parts_there_is_no_right(in_leiden: World) -> None:
    for parts, reason in (([], "x"), ([Part.DOSSIER], " ")):
        with pytest.raises(Invalid):
            services.authorise(dossier=in_leiden.dossier, user=in_leiden.marieke, parts=parts, may_write=False, reason=reason, by=in_leiden.tom)


@pytest.mark.requirement("LEID-11.4", "OPST-12.3")
@pytest.mark.parametrize("where", ["in_leiden", "in_opsterland"])
def test_looking_is_given_apart_from_writing(where: str, request: pytest.FixtureRequest) -> None:
    world: World = request.getfixturevalue(where)
    given = authorise(world)
    assert world.marieke in get_users_with_perms(world.dossier, with_group_users=False, only_with_perms_in=["view_dossier"])
    assert not get_users_with_perms(world.dossier, with_group_users=False, only_with_perms_in=["change_dossier"])
    assert not may_write(world.marieke, world.dossier.pk, on=clock.today()).allowed
    services.end_authorisation(authorisation=given, by=world.tom)
    authorise(world, may_write=True)
    assert world.marieke in get_users_with_perms(world.dossier, with_group_users=False, only_with_perms_in=["change_dossier"])


def test_the_gate_and_the_mirror_end_together(in_leiden: World) -> None:
    before = may_open(in_leiden.marieke, in_leiden.dossier.pk, on=clock.today()).allowed
    given = authorise(in_leiden)
    services.end_authorisation(authorisation=given, by=in_leiden.tom)
    assert may_open(in_leiden.marieke, in_leiden.dossier.pk, on=clock.today()).allowed == before
    assert not DossierUserObjectPermission.objects.exists()
    with pytest.raises(Conflict):
        services.end_authorisation(authorisation=given, by=in_leiden.tom)


def test_has_perm_answers_from_the_gate_and_not_from_the_mirror(in_leiden: World) -> None:
    from guardian.shortcuts import assign_perm

    assign_perm("dossiers.view_dossier", in_leiden.marieke, in_leiden.dossier)
    assert not in_leiden.marieke.has_perm("dossiers.view_dossier", in_leiden.dossier)
    assert in_leiden.sanne.has_perm("dossiers.view_dossier", in_leiden.dossier)


def test_a_second_authorisation_is_a_conflict(in_leiden: World) -> None:
    authorise(in_leiden)
    with pytest.raises(Conflict):
        authorise(in_leiden)
