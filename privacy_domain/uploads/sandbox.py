"""The closed process: `python -m privacy_domain.uploads.sandbox`, the file on its input, the rebuilt file on its output.

The answer begins with one line: the media type, or `!` and the reason why the file is not taken. The process can write no
file, use no more than MEMORY bytes and CPU seconds, and knows no secret: it gets no environment.
"""

from __future__ import annotations

import os
import resource
import sys

from privacy_domain.uploads import document, photo
from privacy_domain.uploads.refusal import NotTaken, Reason

MEMORY = 512 * 1024 * 1024
CPU = 20


def limit() -> None:
    """From here on: no more memory, time, files or core dumps than a rebuild needs."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 16),
    ):
        resource.setrlimit(what, (most, most))


def rebuilt(content: bytes) -> tuple[str, bytes]:
    """Media type and content of the rebuilt file. Raises NotTaken."""
    if not content:
        raise NotTaken(Reason.EMPTY)
    if content.startswith(photo.STARTS):
        return "image/jpeg", photo.rebuild(content)
    if content.startswith(document.START):
        return "application/pdf", document.rebuild(content)
    raise NotTaken(Reason.KIND)


def main() -> None:
    """Read, rebuild, write."""
    limit()
    try:
        media_type, content = rebuilt(sys.stdin.buffer.read())
    except NotTaken as refusal:
        media_type, content = f"!{refusal.reason}", b""
    except (MemoryError, RecursionError):
        media_type, content = f"!{Reason.LARGE}", b""
    sys.stdout.buffer.write(media_type.encode() + b"\n" + content)
    sys.stdout.buffer.flush()
    os._exit(0)  # no clean-up of what a hostile file built


if __name__ == "__main__":
    main()
