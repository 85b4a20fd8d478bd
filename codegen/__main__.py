"""Entry point of ``python -m codegen`` and of the command ``codegen``."""

from __future__ import annotations

import os
import signal
import sys
from typing import NoReturn

_INTERRUPTED = 130  # 128 + SIGINT


def _report() -> None:
    os.write(2, b"codegen: interrupted\n")


def _end(_number: int, _frame: object) -> NoReturn:
    """Exit without a traceback when interrupted while modules are imported."""
    _report()
    os._exit(_INTERRUPTED)


if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, _end)

from codegen.cli import main as run  # noqa: E402 - after the handler is set


def main() -> int:
    """Run the command line; from here on, an interrupt raises an exception that cleans up."""
    try:
        if signal.getsignal(signal.SIGINT) is _end:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        return run()
    except KeyboardInterrupt:
        _report()
        return _INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
