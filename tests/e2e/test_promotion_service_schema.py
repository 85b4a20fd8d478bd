"""The migrations create the tables that the service expects."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from promotion_service.database import Database
from promotion_service.settings import Settings
from promotion_service.tables import Base

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.slow


def test_migrations_and_tables_agree(new_address: Callable[[], str]) -> None:
    settings = Settings.from_environment({"DATABASE_URL": new_address()})
    with closing(Database(settings.database_url)) as database:
        database.upgrade()
        database.upgrade()
        with database.engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_settings() -> None:
    assert Settings.from_environment({}).api_keys == {"sk_test_123"}
    assert Settings.from_environment({"API_KEY": "a, b"}).api_keys == {"a", "b"}
    given = Settings.from_environment({"DATABASE_URL": "postgres://u@h/d"})
    assert given.database_url == "postgresql+psycopg://u@h/d"
    with pytest.raises(ValueError, match="API_KEY"):
        Settings.from_environment({"API_KEY": ","})
    for address in ("mysql://u:secret@h/d", "shop.db", "postgresql://u:secret@h:port/d", "postgresql+asyncpg://h/d"):
        with pytest.raises(ValueError, match="DATABASE_URL is not supported: use sqlite") as raised:
            Settings.from_environment({"DATABASE_URL": address})
        assert "secret" not in str(raised.value)
