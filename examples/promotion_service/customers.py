"""Customers: who may have a promotion code of their own."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from promotion_catalog import models as m
from promotion_catalog.server import CustomersService

from . import tables
from .details import merged
from .errors import unknown_object
from .expansion import Expansion
from .identifiers import new_id
from .unknown import refuse_unknown

if TYPE_CHECKING:
    from promotion_catalog.server import RequestContext
    from sqlalchemy.orm import Session

    from .database import Database
    from .idempotency import Once


class Customers(CustomersService):
    """Creates and retrieves customers."""

    def __init__(self, database: Database, once: Once) -> None:
        """Keep customers in ``database``."""
        self.database = database
        self.once = once

    async def create(self, body: m.CustomerCreateParams | None, context: RequestContext) -> m.Customer:
        """Create a customer."""
        refuse_unknown(body)
        sent = body or m.CustomerCreateParams()
        Expansion(sent.expand, ())

        def work(session: Session) -> m.Customer:
            row = tables.Customer(
                id=new_id("cus", 14),
                created=int(time.time()),
                description=sent.description or None,
                email=sent.email or None,
                details=merged({}, sent.metadata),
                name=sent.name or None,
                phone=sent.phone or None,
            )
            session.add(row)
            session.flush()
            return m.Customer.model_validate(shown(row))

        return await self.once.run(context, body, m.Customer, work)

    def retrieve(self, customer: str, params: m.CustomerRetrieveParams, context: RequestContext) -> m.Customer:
        """Fetch a customer."""
        Expansion(params.expand, ())
        with self.database.read() as session:
            row = session.get(tables.Customer, customer)
            if row is None:
                raise unknown_object("customer", customer, "customer", 404)
            return m.Customer.model_validate(shown(row))


def shown(row: tables.Customer) -> dict[str, Any]:
    """Return a customer as the API shows it."""
    return {
        "id": row.id,
        "object": "customer",
        "created": row.created,
        "description": row.description,
        "email": row.email,
        "livemode": False,
        "metadata": row.details,
        "name": row.name,
        "phone": row.phone,
    }
