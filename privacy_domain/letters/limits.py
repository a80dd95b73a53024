"""What printing one letter may cost, and how the printing process says no."""

from __future__ import annotations

MEMORY = 512 * 1024 * 1024  # bytes of address space
FILE = 4 * 1024 * 1024  # bytes of one file: the fonts of the letter, for as long as it is printed
CPU_SECONDS = 20
TIMEOUT = 60  # seconds on the wall: a busy machine makes nobody wait longer, and no letter fail
MAX_HTML = 600_000  # characters
MAX_PAGES = 20
REFUSED = 3  # exit status; a code follows on standard error
