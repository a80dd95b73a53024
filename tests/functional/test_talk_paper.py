"""Signing on paper, in a browser without scripts: the whole talk works, and what a photo carries along does not come in."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from PIL import ExifTags, Image
from playwright.sync_api import Browser

from consent.models import Consent, ConsentForm, Signature
from consent.states import ConsentState, Scope, SigningMethod
from privacy_domain.crypto import files
from privacy_domain.tenancy.scope import entered
from tests.functional.tablet import Tablet

pytestmark = pytest.mark.browser


def photo() -> bytes:
    """A photo as a telephone makes it, with the place where it was made."""
    picture, made = Image.new("RGB", (640, 480), "white"), BytesIO()
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Telefoonmerk"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSMapDatum] = "Leek, Tolberterstraat 1"
    picture.save(made, "JPEG", exif=exif)
    return made.getvalue()


def test_the_whole_talk_without_scripts(town: Callable[..., Any], chromium: Browser, live: str) -> None:
    landsmeer = town("landsmeer")
    context = chromium.new_context(viewport={"width": 820, "height": 1180}, java_script_enabled=False)
    context.add_cookies([landsmeer.session(landsmeer.world.sanne, live)])
    tablet = Tablet(context.new_page(), live, "landsmeer", scripts=False)
    tablet.begin(landsmeer.dossier)
    tablet.on()
    tablet.explain()
    tablet.sees("Vraag instemming")
    tablet.choose("Ja")
    tablet.on()
    tablet.judge("gezondheid", answer="Ja")
    tablet.sees("Met wie willen we delen?")
    tablet.on()
    tablet.close()
    tablet.sees("Tekenen")
    tablet.follow("Op het scherm")
    tablet.reads("Deze browser kan niet tekenen")
    tablet.follow("Liever op papier")
    tablet.follow("Op papier")
    tablet.sees("Tekenen op papier")
    with tablet.page.expect_download() as form:
        tablet.follow("Print het formulier (PDF)")
    assert form.value.suggested_filename.startswith("formulier-")

    scan = tablet.page.get_by_label("Foto of scan van het getekende formulier")
    scan.set_input_files({"name": "virus.svg", "mimeType": "image/jpeg", "buffer": b"<svg onload=alert(1)>"})
    tablet.on()
    tablet.sees("Tekenen op papier")
    tablet.reads("Er klopt iets niet")
    sent = photo()
    assert b"Tolberterstraat" in sent
    scan.set_input_files({"name": "IMG_0001.JPG", "mimeType": "image/jpeg", "buffer": sent})
    tablet.on()
    tablet.finish()
    context.close()
    with entered(landsmeer.scope):
        assert Consent.objects.get(scope=Scope.SPECIAL).state == ConsentState.GIVEN
        assert Signature.objects.get().method == SigningMethod.PAPER
        kept = ConsentForm.objects.get()
        content = files.read(kept.scan_file, kind="person", subject=kept.person_id, aad=f"consentform|{kept.pk}")
    assert Image.open(BytesIO(content)).size == (640, 480)
    assert b"Tolberterstraat" not in content and b"Telefoonmerk" not in content
