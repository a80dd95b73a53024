"""An upload waits in memory, together with the other files of the form, and never beyond the limit."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import InMemoryUploadedFile, SimpleUploadedFile
from django.test import RequestFactory

from privacy_domain.uploads.rebuild import rebuild_uploaded
from privacy_domain.web.errors import Invalid
from tests.integration.uploads import hostile


def files(**content: bytes) -> dict[str, InMemoryUploadedFile]:
    offered = {name: SimpleUploadedFile(f"{name}.jpg", part, "image/jpeg") for name, part in content.items()}
    return RequestFactory().post("/", offered).FILES


def test_file_beyond_the_limit_is_not_kept_and_is_refused_as_too_large(settings) -> None:
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    file = files(scan=hostile.photo() + bytes(3 * 1024 * 1024))["scan"]
    assert file.size > 3 * 1024 * 1024
    assert len(file.read()) == 1024 * 1024
    file.seek(0)
    with pytest.raises(Invalid, match="1 MB"):
        rebuild_uploaded(file)


def test_files_of_one_form_share_the_limit(settings) -> None:
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    sent = files(one=bytes(700 * 1024), two=bytes(700 * 1024), three=bytes(700 * 1024))
    assert sum(len(file.read()) for file in sent.values()) == 1024 * 1024


def test_file_within_the_limit_arrives_whole() -> None:
    file = files(scan=hostile.photo(size=(3000, 2000)))["scan"]
    assert isinstance(file, InMemoryUploadedFile)
    assert rebuild_uploaded(file).media_type == "image/jpeg"


def test_large_file_is_never_put_on_disk() -> None:
    file = files(scan=bytes(14 * 1024 * 1024))["scan"]
    assert not hasattr(file, "temporary_file_path")
    assert file.size == 14 * 1024 * 1024
