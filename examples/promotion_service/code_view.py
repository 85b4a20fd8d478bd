"""A promotion code as the API shows it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from promotion_codes_clover import models as m
from sqlalchemy import ColumnElement, and_, or_

from . import coupons, customers, tables

if TYPE_CHECKING:
    from .expansion import Expansion

_COUPON = "promotion.coupon"
EXPANDABLE = frozenset(
    {"customer", "restrictions.currency_options", _COUPON, *(f"{_COUPON}.{name}" for name in coupons.EXPANDABLE)}
)


def is_active(row: tables.PromotionCode, now: int) -> bool:
    """Say whether a code can be used: wanted, neither expired nor used up, and its coupon valid."""
    used_up = row.max_redemptions is not None and row.times_redeemed >= row.max_redemptions
    expired = row.expires_at is not None and row.expires_at <= now
    return row.active and not used_up and not expired and coupons.is_valid(row.coupon, now)


def active_codes(now: int) -> ColumnElement[bool]:
    """Return the same rule for the database; the query has to join the coupon."""
    row = tables.PromotionCode
    return and_(
        row.active,
        or_(row.expires_at.is_(None), row.expires_at > now),
        or_(row.max_redemptions.is_(None), row.times_redeemed < row.max_redemptions),
        coupons.valid_coupons(now),
    )


def shown(row: tables.PromotionCode, expansion: Expansion) -> m.PromotionCode:
    """Return a code, with what shall be expanded in full."""
    restrictions: dict[str, Any] = {
        "first_time_transaction": row.first_time_transaction,
        "minimum_amount": row.minimum_amount,
        "minimum_amount_currency": row.minimum_amount_currency,
    }
    if "restrictions.currency_options" in expansion:
        restrictions["currency_options"] = row.currency_options
    coupon = coupons.shown(row.coupon, expansion.below(_COUPON)) if _COUPON in expansion else row.coupon_id
    customer = customers.shown(row.customer) if "customer" in expansion and row.customer else row.customer_id
    return m.PromotionCode.model_validate(
        {
            "id": row.id,
            "object": "promotion_code",
            "active": is_active(row, int(time.time())),
            "code": row.code,
            "created": row.created,
            "customer": customer,
            "customer_account": row.customer_account,
            "expires_at": row.expires_at,
            "livemode": False,
            "max_redemptions": row.max_redemptions,
            "metadata": row.details,
            "promotion": {"type": "coupon", "coupon": coupon},
            "restrictions": restrictions,
            "times_redeemed": row.times_redeemed,
        }
    )
