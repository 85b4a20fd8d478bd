"""Promotion codes: the service behind the generated stubs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promotion_codes_clover import models as m
from promotion_codes_clover.server import PromotionCodesService
from sqlalchemy import select

from . import tables
from .code_rules import activate, insert, new_row
from .code_view import EXPANDABLE, shown
from .details import merged
from .errors import unknown_object
from .expansion import Expansion
from .listing import page_of
from .unknown import refuse_unknown
from .values import currency, positive

if TYPE_CHECKING:
    from promotion_codes_clover.server import RequestContext
    from sqlalchemy.orm import Session

    from .database import Database
    from .idempotency import Once


class PromotionCodes(PromotionCodesService):
    """Keeps promotion codes in a database.

    The methods that only read are ``def``: they run in threads, as the database blocks. The others run in threads of
    their own, in `Once`.
    """

    def __init__(self, database: Database, once: Once) -> None:
        """Keep codes in ``database``."""
        self.database = database
        self.once = once

    async def create(self, body: m.PromotionCodeCreateParams, context: RequestContext) -> m.PromotionCode:
        """Create a code for a coupon."""
        refuse_unknown(body)
        expansion = Expansion(body.expand, EXPANDABLE)

        def work(session: Session) -> m.PromotionCode:
            row = new_row(session, body)
            insert(session, row, generated=not body.code)
            return shown(row, expansion)

        return await self.once.run(context, body, m.PromotionCode, work)

    def retrieve(
        self, promotion_code: str, params: m.PromotionCodeRetrieveParams, context: RequestContext
    ) -> m.PromotionCode:
        """Fetch a code by its id."""
        expansion = Expansion(params.expand, EXPANDABLE)
        with self.database.read() as session:
            return shown(_find(session, promotion_code), expansion)

    async def update(
        self, promotion_code: str, body: m.PromotionCodeUpdateParams, context: RequestContext
    ) -> m.PromotionCode:
        """Change what may be changed: activity, metadata, amounts by currency."""
        refuse_unknown(body)
        expansion = Expansion(body.expand, EXPANDABLE)

        def work(session: Session) -> m.PromotionCode:
            row = _find(session, promotion_code, lock=True)
            row.details = merged(row.details, body.metadata)
            options = body.restrictions.currency_options if body.restrictions else None
            for code, option in (options or {}).items():
                param = f"restrictions[currency_options][{code}]"
                amount = positive(option.minimum_amount, f"{param}[minimum_amount]")
                if amount is not None:
                    row.currency_options = {
                        **row.currency_options,
                        str(currency(code, param)): {"minimum_amount": amount},
                    }
            if body.active is True:
                activate(session, row)
            elif body.active is False:
                row.active = False
            session.flush()
            return shown(row, expansion)

        return await self.once.run(context, body, m.PromotionCode, work)

    def list(self, params: m.PromotionCodeListParams, context: RequestContext) -> m.PromotionCodeList:
        """List codes, newest first."""
        refuse_unknown(params)
        expansion = Expansion(params.expand, EXPANDABLE, "data.")
        with self.database.read() as session:
            rows, more = page_of(session, params)
            data = [shown(row, expansion) for row in rows]
        return m.PromotionCodeList(object="list", url="/v1/promotion_codes", has_more=more, data=data)


def _find(session: Session, key: str, *, lock: bool = False) -> tables.PromotionCode:
    query = select(tables.PromotionCode).where(tables.PromotionCode.id == key)
    row = session.scalars(query.with_for_update(of=tables.PromotionCode) if lock else query).one_or_none()
    if row is None:
        raise unknown_object("promotion code", key, "promotion_code", 404)
    return row
