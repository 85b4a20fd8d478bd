"""``python -m promotion_service``: serve with the settings of the environment."""

from __future__ import annotations

import os
import sys

import uvicorn

from .settings import Settings

LONGEST_HEAD = 2**20
"""Bytes of a request line with its headers: what is longer, uvicorn refuses by itself, and not in the API's shape."""


def main() -> None:
    """Serve on ``HOST`` and ``PORT`` with ``WORKERS`` processes; exit with one line for an invalid setting."""
    try:
        Settings.from_environment(os.environ)
    except ValueError as error:
        sys.exit(str(error))
    try:
        port, workers = int(os.environ.get("PORT") or 4242), int(os.environ.get("WORKERS") or 1)
    except ValueError:
        sys.exit("PORT and WORKERS have to be numbers")
    host = os.environ.get("HOST") or "127.0.0.1"
    uvicorn.run(
        "promotion_service.app:app",
        host=host,
        port=port,
        workers=workers,
        access_log=False,
        h11_max_incomplete_event_size=LONGEST_HEAD,
    )


if __name__ == "__main__":
    main()
