"""Work that Ctrl-C, the end of a session or a polite kill does not cut in two."""

from __future__ import annotations

import contextlib
import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


_POLITE = ("SIGINT", "SIGTERM", "SIGHUP")


@contextlib.contextmanager
def uninterrupted() -> Iterator[None]:
    """Keep an interrupt waiting until the block is done; where the system cannot, it comes at once."""
    mask = getattr(signal, "pthread_sigmask", None)
    if mask is None:
        yield
        return
    before = mask(signal.SIG_BLOCK, {getattr(signal, name) for name in _POLITE})
    try:
        yield
    finally:
        mask(signal.SIG_SETMASK, before)
