"""Where an upload waits until it is rebuilt: in memory, never in a temporary file that a crash would leave behind."""

from __future__ import annotations

import io
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers


class MemoryOnlyUploadHandler(FileUploadHandler):
    """Keeps all files of a request in memory, together at most UPLOAD_MAX_BYTES; what comes after that is counted, not kept.

    A file that was cut keeps its full `size`, so that `taken` refuses it with the right sentence.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kept = 0
        self._buffer = io.BytesIO()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file, and be the only one to handle it."""
        super().new_file(*args, **kwargs)
        self._buffer = io.BytesIO()
        raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep the part for which there is room."""
        part = raw_data[: max(0, settings.UPLOAD_MAX_BYTES - self._kept)]
        self._kept += len(part)
        self._buffer.write(part)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """The file as the form gets it."""
        self._buffer.seek(0)
        return InMemoryUploadedFile(self._buffer, self.field_name, self.file_name or "", self.content_type, file_size, self.charset)
