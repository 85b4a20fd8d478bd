"""What the environment says: every variable has a default that works at once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_DRIVERS = {"postgres": "postgresql+psycopg", "postgresql": "postgresql+psycopg"}


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

        :raises ValueError: API_KEY is set and holds no key.
        """
        url = environ.get("DATABASE_URL") or f"sqlite:///{Path.cwd() / 'promotion_service.db'}"
        scheme, separator, rest = url.partition("://")
        keys = frozenset(key.strip() for key in environ.get("API_KEY", "sk_test_123").split(",") if key.strip())
        if not keys:
            message = "API_KEY holds no key"
            raise ValueError(message)
        return cls(
            database_url=f"{_DRIVERS.get(scheme, scheme)}{separator}{rest}",
            api_keys=keys,
            validate_replies=environ.get("VALIDATE_REPLIES", "") not in {"", "0"},
        )
