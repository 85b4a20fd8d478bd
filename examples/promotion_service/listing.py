"""Pages of promotion codes: filters, and cursors in both directions."""

from __future__ import annotations

import time
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, not_, select
from sqlalchemy.orm import contains_eager

from .code_view import active_codes
from .errors import invalid, unknown_object
from .tables import PromotionCode
from .values import seconds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from promotion_codes_clover import models as m
    from sqlalchemy.orm import Session

DEFAULT_LIMIT = 10
HIGHEST_LIMIT = 100


def page_of(session: Session, params: m.PromotionCodeListParams) -> tuple[Sequence[PromotionCode], bool]:
    """Return one page, newest first, and whether there is more in the direction of the cursor.

    A limit out of range is moved to its end, as Stripe's own server is reported to do. Raises ``ServiceError`` for a
    cursor that leads nowhere, or two of them.
    """
    if params.starting_after and params.ending_before:
        raise invalid("Send either `starting_after` or `ending_before`, not both.", "starting_after")
    limit = min(max(DEFAULT_LIMIT if params.limit is None else params.limit, 1), HIGHEST_LIMIT)
    query = select(PromotionCode).join(PromotionCode.coupon).options(contains_eager(PromotionCode.coupon))
    query = query.where(*_filters(params)).limit(limit + 1)
    if params.ending_before:
        number = _cursor(session, params.ending_before, "ending_before")
        # The page that ends just before the cursor: counted from there, then turned round.
        query = query.where(PromotionCode.number > number).order_by(PromotionCode.number)
        found = session.scalars(query).all()
        return found[:limit][::-1], len(found) > limit
    if params.starting_after:
        query = query.where(PromotionCode.number < _cursor(session, params.starting_after, "starting_after"))
    found = session.scalars(query.order_by(PromotionCode.number.desc())).all()
    return found[:limit], len(found) > limit


def _cursor(session: Session, key: str, param: str) -> int:
    number = session.scalar(select(PromotionCode.number).where(PromotionCode.id == key))
    if number is None:
        raise unknown_object("promotion code", key, param)
    return number


def _filters(params: m.PromotionCodeListParams) -> Iterator[ColumnElement[bool]]:
    if params.active is not None:
        active = active_codes(int(time.time()))
        yield active if params.active else not_(active)
    if params.code:
        yield PromotionCode.code_key == params.code.lower()
    if params.coupon:
        yield PromotionCode.coupon_id == params.coupon
    if params.customer:
        yield PromotionCode.customer_id == params.customer
    if params.customer_account:
        yield PromotionCode.customer_account == params.customer_account
    yield from _created(params)


def _created(params: m.PromotionCodeListParams) -> Iterator[ColumnElement[bool]]:
    created = params.created
    column = PromotionCode.created
    if isinstance(created, (int, datetime)):
        yield column == seconds(created)
    elif created is not None:
        if created.gt is not None:
            yield column > seconds(created.gt)
        if created.gte is not None:
            yield column >= seconds(created.gte)
        if created.lt is not None:
            yield column < seconds(created.lt)
        if created.lte is not None:
            yield column <= seconds(created.lte)
