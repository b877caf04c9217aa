"""Memory that one thread lets go of is there for all the others.

Left alone, the C library gives threads arenas of their own and Arrow gives each a heap: half of what a worker of many
threads held after some minutes of many readers was free, in places where nobody looked for it again.
"""

from __future__ import annotations

import ctypes
import os

M_ARENA_MAX = -8
"""As glibc's malloc.h has it."""


def share() -> None:
    """Have all threads of this process, and of those forked from it, take memory from one place.

    Call it before Arrow is imported, which chooses then; where somebody has chosen for it, that stays. A C library
    without the call is not glibc, and has no such arenas.
    """
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    libc = ctypes.CDLL(None)
    if hasattr(libc, "mallopt"):
        libc.mallopt(M_ARENA_MAX, 1)
