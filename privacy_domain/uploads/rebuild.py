"""What the rest of the house calls: a file in, a rebuilt file out, or a sentence that says what to do."""

from __future__ import annotations

import logging
import subprocess
import sys
from dataclasses import dataclass

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from privacy_domain.uploads.refusal import Reason
from privacy_domain.web.errors import Invalid

TIMEOUT = 30  # seconds
MEDIA_TYPES = ("image/jpeg", "application/pdf")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A file that was made here: JPEG or PDF, without anything but what it shows."""

    content: bytes
    media_type: str


def rebuild(content: bytes) -> Rebuilt:
    """The photo (JPEG or PNG) or PDF made anew, in a process of its own with limits on memory, time and files.

    Names and media types that the sender gives are not asked for: only the content decides.
    Raises Invalid with a sentence for the person: another kind of file, too large, encrypted, damaged or empty.
    """
    if not content:
        raise Invalid(_sentence(Reason.EMPTY))
    if len(content) > settings.UPLOAD_MAX_BYTES:
        raise Invalid(_too_large())
    media_type, _newline, rebuilt = _ask_the_closed_process(content).partition(b"\n")
    if media_type.decode(errors="replace") not in MEDIA_TYPES:
        raise Invalid(_sentence(_reason(media_type)))
    return Rebuilt(content=rebuilt, media_type=media_type.decode())


def rebuild_uploaded(file: UploadedFile[bytes]) -> Rebuilt:
    """`rebuild` for a file of a form; knows a file that was cut because the whole form was too large."""
    content = file.read(settings.UPLOAD_MAX_BYTES + 1)
    if (file.size or 0) > len(content):
        raise Invalid(_too_large())
    return rebuild(content)


def _ask_the_closed_process(content: bytes) -> bytes:
    try:
        done = subprocess.run(
            [sys.executable, "-B", "-m", "privacy_domain.uploads.sandbox"],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=settings.BASE_DIR,
            env={},
            timeout=TIMEOUT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        log.warning("an uploaded file took too long to rebuild")
        return f"!{Reason.LARGE}".encode()
    if done.returncode != 0:
        log.warning("rebuilding an uploaded file ended with status %s", done.returncode)
        return f"!{Reason.DAMAGED}".encode()
    return done.stdout


def _reason(line: bytes) -> Reason:
    try:
        return Reason(line.removeprefix(b"!").decode(errors="replace"))
    except ValueError:
        return Reason.DAMAGED


def _too_large() -> str:
    megabytes = settings.UPLOAD_MAX_BYTES // (1024 * 1024)
    return _("This file is larger than %(megabytes)d MB. Make a smaller photo or scan.") % {"megabytes": megabytes}


def _sentence(reason: Reason) -> str:
    return {
        Reason.KIND: _("This is not a photo (JPEG or PNG) or a PDF. Take a photo of the form, or scan it as PDF."),
        Reason.DAMAGED: _("This file cannot be opened. Take the photo or make the scan again."),
        Reason.LARGE: _("This file unpacks to too much. Make a smaller photo or scan."),
        Reason.PAGES: _("This PDF has more than 40 pages. Send only the signed form."),
        Reason.EMPTY: _("This file is empty. Choose the photo or the scan again."),
        Reason.ENCRYPTED: _("This PDF is locked with a password. Save it without a password and choose it again."),
    }[reason]
