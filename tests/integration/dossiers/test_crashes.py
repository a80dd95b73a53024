"""Dying in the middle of signing and of withdrawing: afterwards it was done completely, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from consent.events import ConsentEvent
from consent.models import Consent, ConsentForm, Signature
from consent.states import ConsentState, FormState, Scope
from dossiers import services
from dossiers.models import PartnerChoice
from dossiers.services import signing
from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.crypto import files
from privacy_domain.protocols.types import Category, Occasion
from privacy_domain.tenancy.models import Municipality
from privacy_domain.tenancy.scope import entered
from privacy_domain.upkeep.night import sweep_files
from privacy_domain.uploads.rebuild import Rebuilt
from privacy_domain.work.models import Job, Task
from privacy_domain.work.services import enqueue
from tests.conftest import make_municipality
from tests.crash import points
from tests.integration.dossiers.cast import World, answer, build, choose, judge

PHOTO = b"a photo of the signed form"


@pytest.fixture(scope="module")
def municipality(fresh_database: dict[str, str]) -> Municipality:
    """Leiden, in a database in which transactions commit."""
    return make_municipality("leiden")


@pytest.fixture(scope="module")
def world(municipality: Municipality) -> World:
    """The cast, committed."""
    with entered(municipality.scope()):
        return build()


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Files of this test; making an upload harmless has tests of its own."""
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    monkeypatch.setattr(signing.uploads, "rebuild", lambda content: Rebuilt(content, "image/jpeg"))
    yield tmp_path


def to_be_signed(world: World) -> ConsentForm:
    """A talk in Leiden at the step of signing: health to be shared with a provider at an application must be signed for."""
    talk = world.explained()
    judge(world, talk, Category.HEALTH)
    choice = choose(world, talk, world.provider, Category.HEALTH, occasion=Occasion.APPLICATION)
    answer(world, choice)
    services.finish_partners(talk=talk, by=world.sanne)
    services.write_notes(talk=talk, help_question="Douchen", notes="", next_appointment="", by=world.sanne)
    services.check_together(talk=talk, by=world.sanne)
    return services.make_form(talk=talk, signers=["self"], by=world.sanne)


def test_the_harness_finds_what_is_done_in_two_parts(municipality: Municipality, world: World) -> None:
    """Two transactions for one act: between them it is half, and that is seen."""
    here, seen = municipality.scope(), set()

    def in_two_parts() -> None:
        for number in ("1", "2"):
            with entered(here):
                enqueue(kind="test.part", key=number, args={}, by=world.sanne)

    for _ in points(lambda _: in_two_parts):
        with entered(here):
            seen.add(Job.objects.filter(kind="test.part").count())
    assert seen == {0, 1, 2}


def test_dying_while_a_signed_paper_is_received(municipality: Municipality, world: World, media: Path) -> None:
    here = municipality.scope()
    with entered(here):
        form = to_be_signed(world)

    def receive() -> None:
        with entered(here):
            talk = world.dossier_talk()
            again = ConsentForm.objects.get(pk=form.pk)
            services.receive_paper(talk=talk, form=again, names={"self": "Johanna de Vries"}, content=PHOTO, by=world.sanne)

    crashes = 0
    for point, crashed in points(lambda _: receive):
        sweep_files(before=clock.now() + timedelta(days=400))
        with entered(here):
            found = ConsentForm.objects.get(pk=form.pk)
            lines = AuditEvent.objects.filter(subject_id=form.pk, event=ConsentEvent.FORM_SIGNED).count()
            signatures, given = (
                Signature.objects.filter(form=form).count(),
                Consent.objects.filter(consent_form=form, state=ConsentState.GIVEN).count(),
            )
            on_disk = [path for path in media.rglob("*") if path.is_file()]
            if crashed:
                crashes += 1
                assert (found.state, found.scan_file, signatures, given, lines, on_disk) == (FormState.OPEN, "", 0, 0, 0, []), f"half at {point}"
            else:
                assert (found.state, signatures, given) == (FormState.SIGNED, 1, 1)
                assert lines > 0
                assert files.read(found.scan_file, kind="person", subject=found.person_id, aad=f"consentform|{found.pk}") == PHOTO
    assert crashes > 15, "so few operations: the kill did not happen where the work is done"


def test_dying_while_a_consent_is_withdrawn(municipality: Municipality, world: World) -> None:
    here = municipality.scope()
    with entered(here):
        consent = Consent.objects.get(scope=Scope.SHARING, state=ConsentState.GIVEN)
        resting = list(PartnerChoice.objects.filter(consent=consent))

    def withdraw() -> None:
        with entered(here):
            fresh = Consent.objects.get(pk=consent.pk)
            services.withdraw_consent(dossier=world.dossier, consent_given=fresh, said_by="Johanna de Vries", by=world.sanne)

    crashes = 0
    for point, crashed in points(lambda _: withdraw):
        with entered(here):
            state = Consent.objects.get(pk=consent.pk).state
            tasks = Task.objects.filter(kind="stop_exchange", source_id__in=[choice.pk for choice in resting]).count()
            lines = AuditEvent.objects.filter(event="dossier:consent:withdrawn", subject_id=consent.pk).count()
        crashes += crashed
        wanted = (ConsentState.GIVEN, 0, 0) if crashed else (ConsentState.WITHDRAWN, 1, 1)
        assert (state, tasks, lines) == wanted, f"half at {point}"
    assert crashes > 8
