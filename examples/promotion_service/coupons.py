"""Coupons: what promotion codes grant."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any

from promotion_catalog import models as m
from promotion_catalog.server import CouponsService
from sqlalchemy import ColumnElement, and_, not_, or_, update
from sqlalchemy.exc import IntegrityError

from . import tables
from .details import merged
from .errors import invalid, missing, unknown_object
from .expansion import Expansion
from .identifiers import new_id
from .unknown import refuse_unknown
from .values import currency, future, has_nul, positive

if TYPE_CHECKING:
    from collections.abc import Collection

    from promotion_catalog.server import RequestContext
    from sqlalchemy.orm import Session

    from .database import Database
    from .idempotency import Once

EXPANDABLE = frozenset({"applies_to", "currency_options"})
_FULL = 100
_ID = re.compile(r"[A-Za-z0-9_-]+")


class Coupons(CouponsService):
    """Creates, retrieves and deletes coupons."""

    def __init__(self, database: Database, once: Once) -> None:
        """Keep coupons in ``database``."""
        self.database = database
        self.once = once

    async def create(self, body: m.CouponCreateParams | None, context: RequestContext) -> m.Coupon:
        """Create a coupon, under an id that the caller may choose."""
        refuse_unknown(body)
        sent = body or m.CouponCreateParams()
        expansion = Expansion(sent.expand, EXPANDABLE)

        def work(session: Session) -> m.Coupon:
            row = _row(sent)
            try:
                row = _added(session, row)
                session.flush()
            except IntegrityError:
                raise invalid("Coupon already exists.", "id", "resource_already_exists") from None
            return m.Coupon.model_validate(shown(row, expansion.paths))

        return await self.once.run(context, body, m.Coupon, work)

    def retrieve(self, coupon: str, params: m.CouponRetrieveParams, context: RequestContext) -> m.Coupon:
        """Fetch a coupon."""
        expansion = Expansion(params.expand, EXPANDABLE)
        with self.database.read() as session:
            return m.Coupon.model_validate(shown(_find(session, coupon), expansion.paths))

    def delete(self, coupon: str, context: RequestContext) -> m.DeletedCoupon:
        """Delete a coupon. The codes for it are kept, and cannot be used any more."""
        with self.database.write() as session:
            _find(session, coupon, lock=True).deleted = True
            codes = tables.PromotionCode
            session.execute(update(codes).where(codes.coupon_id == coupon).values(active=False))
        return m.DeletedCoupon(id=coupon, object="coupon", deleted=True)


def is_valid(coupon: tables.Coupon, now: int) -> bool:
    """Say whether a coupon can be redeemed."""
    used_up = coupon.max_redemptions is not None and coupon.times_redeemed >= coupon.max_redemptions
    return not coupon.deleted and not used_up and (coupon.redeem_by is None or coupon.redeem_by > now)


def valid_coupons(now: int) -> ColumnElement[bool]:
    """Return the same rule for the database."""
    coupon = tables.Coupon
    return and_(
        not_(coupon.deleted),
        or_(coupon.redeem_by.is_(None), coupon.redeem_by > now),
        or_(coupon.max_redemptions.is_(None), coupon.times_redeemed < coupon.max_redemptions),
    )


def shown(row: tables.Coupon, expanded: Collection[str]) -> dict[str, Any]:
    """Return a coupon as the API shows it."""
    coupon: dict[str, Any] = {
        "id": row.id,
        "object": "coupon",
        "amount_off": row.amount_off,
        "created": row.created,
        "currency": row.currency,
        "duration": row.duration,
        "duration_in_months": row.duration_in_months,
        "livemode": False,
        "max_redemptions": row.max_redemptions,
        "metadata": row.details,
        "name": row.name,
        "percent_off": row.percent_off,
        "redeem_by": row.redeem_by,
        "times_redeemed": row.times_redeemed,
        "valid": is_valid(row, int(time.time())),
    }
    if "applies_to" in expanded and row.products:
        coupon["applies_to"] = {"products": row.products}
    if "currency_options" in expanded:
        coupon["currency_options"] = row.currency_options or {}
    return coupon


def _find(session: Session, key: str, *, lock: bool = False) -> tables.Coupon:
    row = session.get(tables.Coupon, key, with_for_update=lock)
    if row is None or row.deleted:
        raise unknown_object("coupon", key, "coupon", 404)
    return row


def _added(session: Session, row: tables.Coupon) -> tables.Coupon:
    """Add a coupon; its id may be that of a deleted one, whose row is used again."""
    old = session.get(tables.Coupon, row.id, with_for_update=True)
    if old is not None and old.deleted:
        return session.merge(row)
    session.add(row)
    return row


def _row(sent: m.CouponCreateParams) -> tables.Coupon:
    """Return a new coupon. Raises ``ServiceError`` for values that contradict each other."""
    if sent.id and not _ID.fullmatch(sent.id):
        raise invalid("Coupon IDs can hold letters, digits, dashes and underscores.", "id")
    _check_discount(sent)
    _check_duration(sent)
    if sent.applies_to and has_nul(sent.applies_to.products):
        raise invalid("Products cannot contain the character U+0000.", "applies_to[products]")
    options = sent.currency_options or {}
    for code, option in options.items():
        positive(option.amount_off, f"currency_options[{code}][amount_off]")
    return tables.Coupon(
        id=sent.id or new_id("", 8),
        created=int(time.time()),
        amount_off=sent.amount_off,
        currency=currency(sent.currency, "currency") if sent.amount_off is not None else None,
        currency_options={
            str(currency(code, "currency_options")): {"amount_off": option.amount_off}
            for code, option in options.items()
        },
        duration=sent.duration or "once",
        duration_in_months=sent.duration_in_months,
        max_redemptions=positive(sent.max_redemptions, "max_redemptions"),
        details=merged({}, sent.metadata),
        name=sent.name or None,
        percent_off=sent.percent_off,
        products=sent.applies_to.products if sent.applies_to else None,
        redeem_by=future(sent.redeem_by, "redeem_by"),
        times_redeemed=0,
        deleted=False,
    )


def _check_discount(sent: m.CouponCreateParams) -> None:
    if (sent.percent_off is None) == (sent.amount_off is None):
        message = "You must pass either `percent_off`, or `amount_off` with `currency`."
        raise invalid(message, "percent_off", "parameter_missing" if sent.percent_off is None else "")
    if sent.percent_off is not None and not 0 < sent.percent_off <= _FULL:
        raise invalid(f"Invalid percent_off: must be greater than 0 and at most {_FULL}.", "percent_off")
    positive(sent.amount_off, "amount_off")
    if sent.amount_off is not None and not sent.currency:
        raise missing("currency")


def _check_duration(sent: m.CouponCreateParams) -> None:
    positive(sent.duration_in_months, "duration_in_months")
    if sent.duration == "repeating" and sent.duration_in_months is None:
        raise missing("duration_in_months")
    if sent.duration != "repeating" and sent.duration_in_months is not None:
        raise invalid("`duration_in_months` needs the duration `repeating`.", "duration_in_months")
