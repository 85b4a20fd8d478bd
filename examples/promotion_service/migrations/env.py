"""How alembic reaches the database: through the connection it is given, or through ``DATABASE_URL``."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from alembic import context
from promotion_service.database import Database
from promotion_service.settings import Settings
from promotion_service.tables import Base

if TYPE_CHECKING:
    from sqlalchemy import Connection


def migrate(connection: Connection) -> None:
    """Run the migrations in one transaction."""
    context.configure(connection=connection, target_metadata=Base.metadata, transactional_ddl=True)
    with context.begin_transaction():
        context.run_migrations()


given: Connection | None = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    with Database(Settings.from_environment(os.environ).database_url).engine.begin() as own:
        migrate(own)
