"""What makes a promotion code valid, and unique."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any

from sqlalchemy import not_, select
from sqlalchemy.exc import IntegrityError

from . import tables
from .code_view import active_codes, is_active
from .details import merged
from .errors import invalid, missing, unknown_object
from .identifiers import new_code, new_id
from .values import currency, future, positive

if TYPE_CHECKING:
    from promotion_codes_clover import models as m
    from promotion_codes_clover.server import ServiceError
    from sqlalchemy.orm import Session

_CODE = re.compile(r"[A-Za-z0-9-]+")
_ATTEMPTS = 10


def new_row(session: Session, sent: m.PromotionCodeCreateParams) -> tables.PromotionCode:
    """Return a new code that is not in the session yet. Raises ``ServiceError`` for what the API does not allow."""
    if sent.code and not _CODE.fullmatch(sent.code):
        raise invalid("Promotion codes can only contain letters (a-z, A-Z), digits (0-9) and dashes.", "code")
    coupon = _coupon(session, sent)
    customer = _customer(session, sent)
    expires_at = future(sent.expires_at, "expires_at")
    if expires_at is not None and coupon.redeem_by is not None and expires_at > coupon.redeem_by:
        raise invalid("`expires_at` cannot be later than `redeem_by` of the coupon.", "expires_at")
    most = positive(sent.max_redemptions, "max_redemptions")
    if most is not None and coupon.max_redemptions is not None and most > coupon.max_redemptions:
        raise invalid("`max_redemptions` cannot be more than that of the coupon.", "max_redemptions")
    return tables.PromotionCode(
        id=new_id("promo"),
        active=sent.active is not False,
        code=sent.code or "",
        coupon_id=coupon.id,
        coupon=coupon,
        created=int(time.time()),
        customer_id=customer.id if customer else None,
        customer=customer,
        customer_key=customer.id if customer else "",
        customer_account=sent.customer_account or None,
        expires_at=expires_at,
        max_redemptions=most,
        details=merged({}, sent.metadata),
        times_redeemed=0,
        **_restrictions(sent.restrictions),
    )


def insert(session: Session, row: tables.PromotionCode, *, generated: bool) -> None:
    """Write a new code. One that we make up is made up again if it is taken; the caller's is refused then."""
    row.active = row.active and is_active(row, int(time.time()))
    for attempt in range(_ATTEMPTS if generated else 1):
        if generated:
            row.code = new_code()
        row.code_key = row.code.lower()
        _retire(session, row)
        try:
            with session.begin_nested():
                session.add(row)
                session.flush()
        except IntegrityError as error:
            if attempt + 1 < _ATTEMPTS and generated:
                continue
            raise _conflict(error, row.code) from None
        return


def activate(session: Session, row: tables.PromotionCode) -> None:
    """Switch a code on. Raises ``ServiceError`` if it cannot be used any more, or if its place is taken."""
    if row.active and is_active(row, int(time.time())):
        return
    row.active = True
    if not is_active(row, int(time.time())):
        message = "This promotion code cannot be activated: it is expired or used up, or its coupon is not valid."
        raise invalid(message, "active")
    row.active = False
    session.flush()
    _retire(session, row)
    code = row.code
    try:
        with session.begin_nested():
            row.active = True
            session.flush()
    except IntegrityError as error:
        raise _conflict(error, code) from None


def _retire(session: Session, row: tables.PromotionCode) -> None:
    """Switch off codes spelled alike that can no longer be used, so that they do not stand in the way."""
    table = tables.PromotionCode
    same = (
        select(table).join(table.coupon).where(table.code_key == row.code_key, table.customer_key == row.customer_key)
    )
    with session.no_autoflush:
        for old in session.scalars(same.where(table.active, not_(active_codes(int(time.time()))))):
            old.active = False


def _conflict(error: IntegrityError, code: str) -> Exception:
    """Return the API's error for a code that is taken; anything else that the database refuses is our mistake."""
    text = str(error.orig)  # PostgreSQL names the index, SQLite its columns
    if tables.UNIQUE_CODE in text or "promotion_codes.code_key" in text:
        return duplicate(code)
    return error


def duplicate(code: str) -> ServiceError:
    """Return the error of a code that is taken."""
    return invalid(f"An active promotion code with `code: {code}` already exists.", "code")


def _coupon(session: Session, sent: m.PromotionCodeCreateParams) -> tables.Coupon:
    key = sent.promotion.coupon
    if not key:
        raise missing("promotion.coupon")
    coupon = session.get(tables.Coupon, key)
    if coupon is None or coupon.deleted:
        raise unknown_object("coupon", key, "promotion[coupon]")
    return coupon


def _customer(session: Session, sent: m.PromotionCodeCreateParams) -> tables.Customer | None:
    if not sent.customer:
        return None
    customer = session.get(tables.Customer, sent.customer)
    if customer is None:
        raise unknown_object("customer", sent.customer, "customer")
    return customer


def _restrictions(sent: m.PromotionCodeCreateParamsRestrictions | None) -> dict[str, Any]:
    amount = positive(sent.minimum_amount, "restrictions[minimum_amount]") if sent else None
    unit = currency(sent.minimum_amount_currency, "restrictions[minimum_amount_currency]") if sent else None
    if amount is not None and unit is None:
        raise missing("restrictions[minimum_amount_currency]")
    if unit is not None and amount is None:
        raise missing("restrictions[minimum_amount]")
    options: dict[str, dict[str, int]] = {}
    for code, option in (sent.currency_options or {} if sent else {}).items():
        param = f"restrictions[currency_options][{code}]"
        least = positive(option.minimum_amount, f"{param}[minimum_amount]")
        if least is None:
            raise missing(f"{param}[minimum_amount]")
        options[str(currency(code, param))] = {"minimum_amount": least}
    return {
        "first_time_transaction": bool(sent and sent.first_time_transaction),
        "minimum_amount": amount,
        "minimum_amount_currency": unit,
        "currency_options": options,
    }
