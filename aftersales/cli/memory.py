"""How the C library treats memory that a process has given back."""

import contextlib
import ctypes

MMAP_THRESHOLD = -3
"""``M_MMAP_THRESHOLD`` of glibc's ``malloc.h``."""
LARGE = 1 << 20


def give_back_large_blocks() -> None:
    """Return every freed block of a megabyte or more to the system at once.

    glibc ceases to after the first such block was freed: each thread would then keep the 19 MB
    that argon2 took for its last login. A limit that is named stays where it is. Other C libraries
    have no such habit, and no such call.
    """
    with contextlib.suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).mallopt(MMAP_THRESHOLD, LARGE)
