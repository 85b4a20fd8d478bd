"""What the environment says: every variable has a default that works at once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Mapping

_DRIVERS = {
    "sqlite": "sqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}


@dataclass(frozen=True, kw_only=True)
class Settings:
    """``database_url`` as SQLAlchemy takes it; ``api_keys`` are all the keys that may call."""

    database_url: str
    api_keys: frozenset[str]
    idempotency_lease: int = 30
    """Seconds after which a request that never ended, because its process was killed, may be sent again."""
    validate_replies: bool = False
    """Whether a reply that the document does not allow becomes an error: for tests."""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Settings:
        """Read ``DATABASE_URL``, ``API_KEY`` (several keys with commas between them) and ``VALIDATE_REPLIES``.

        :raises ValueError: API_KEY is set and holds no key, or DATABASE_URL is not supported.
        """
        keys = frozenset(key.strip() for key in environ.get("API_KEY", "sk_test_123").split(",") if key.strip())
        if not keys:
            message = "API_KEY holds no key"
            raise ValueError(message)
        return cls(
            database_url=_database_url(
                environ.get("DATABASE_URL") or f"sqlite:///{Path.cwd() / 'promotion_service.db'}"
            ),
            api_keys=keys,
            validate_replies=environ.get("VALIDATE_REPLIES", "") not in {"", "0"},
        )


def _database_url(url: str) -> str:
    """Return a URL with the name of the driver.

    :raises ValueError: the URL is not one of SQLite or PostgreSQL. The message does not hold it, nor its password.
    """
    scheme, separator, rest = url.partition("://")
    made = f"{_DRIVERS.get(scheme, '')}{separator}{rest}"
    try:
        make_url(made)
    except (ArgumentError, ValueError) as error:
        message = "DATABASE_URL is not supported: use sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME"
        raise ValueError(message) from error
    return made
