"""The tables. Moments are Unix seconds, as on the wire; ``number`` counts rows in the order they were made."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, BigInteger, Float, ForeignKey, Index, Integer, MetaData, String, Text, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

_COUNTER = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up INTEGER keys alone

UNIQUE_CODE = "one_active_code"


class Base(DeclarativeBase):
    """What the tables have in common."""

    metadata = MetaData(naming_convention={"fk": "%(table_name)s_%(column_0_name)s_fkey", "pk": "%(table_name)s_pkey"})
    type_annotation_map = {dict[str, Any]: JSON, list[str]: JSON, int: BigInteger}  # noqa: RUF012 - SQLAlchemy's name


class Coupon(Base):
    """A discount."""

    __tablename__ = "coupons"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    created: Mapped[int]
    amount_off: Mapped[int | None]
    currency: Mapped[str | None] = mapped_column(Text)
    currency_options: Mapped[dict[str, Any] | None]
    duration: Mapped[str] = mapped_column(Text)
    duration_in_months: Mapped[int | None]
    max_redemptions: Mapped[int | None]
    details: Mapped[dict[str, Any]] = mapped_column("metadata")
    name: Mapped[str | None] = mapped_column(Text)
    percent_off: Mapped[float | None] = mapped_column(Float)
    products: Mapped[list[str] | None]
    redeem_by: Mapped[int | None]
    times_redeemed: Mapped[int] = mapped_column(default=0)
    deleted: Mapped[bool] = mapped_column(default=False)


class Customer(Base):
    """Someone who may be given a code of their own."""

    __tablename__ = "customers"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    created: Mapped[int]
    description: Mapped[str | None] = mapped_column(Text)
    email: Mapped[str | None] = mapped_column(Text)
    details: Mapped[dict[str, Any]] = mapped_column("metadata")
    name: Mapped[str | None] = mapped_column(Text)
    phone: Mapped[str | None] = mapped_column(Text)


class PromotionCode(Base):
    """A code. ``active`` is what the caller wants; whether it can be used also depends on its limits and its coupon."""

    __tablename__ = "promotion_codes"
    __table_args__ = (
        # The database holds the rule, whatever number of processes write. NULLs would not be equal: "" is no customer.
        Index(
            UNIQUE_CODE,
            "customer_key",
            "code_key",
            unique=True,
            sqlite_where=text("active"),
            postgresql_where=text("active"),
        ),
        Index("ix_promotion_codes_code_key", "code_key"),
        Index("ix_promotion_codes_coupon_id", "coupon_id"),
        Index("ix_promotion_codes_customer_id", "customer_id"),
    )

    number: Mapped[int] = mapped_column(_COUNTER, primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(Text, unique=True)
    active: Mapped[bool]
    code: Mapped[str] = mapped_column(Text)
    code_key: Mapped[str] = mapped_column(Text)
    coupon_id: Mapped[str] = mapped_column(ForeignKey("coupons.id"))
    created: Mapped[int]
    customer_id: Mapped[str | None] = mapped_column(ForeignKey("customers.id"))
    customer_key: Mapped[str] = mapped_column(Text)
    customer_account: Mapped[str | None] = mapped_column(Text)
    expires_at: Mapped[int | None]
    max_redemptions: Mapped[int | None]
    details: Mapped[dict[str, Any]] = mapped_column("metadata")
    first_time_transaction: Mapped[bool]
    minimum_amount: Mapped[int | None]
    minimum_amount_currency: Mapped[str | None] = mapped_column(Text)
    currency_options: Mapped[dict[str, Any]]
    times_redeemed: Mapped[int] = mapped_column(default=0)

    coupon: Mapped[Coupon] = relationship(lazy="joined", innerjoin=True)
    customer: Mapped[Customer | None] = relationship(lazy="select")


class StoredReply(Base):
    """A request with an idempotency key; ``reply`` is NULL while it is under way."""

    __tablename__ = "stored_replies"

    key: Mapped[str] = mapped_column(Text, primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    token: Mapped[str] = mapped_column(String(32))
    started: Mapped[int]
    reply: Mapped[str | None] = mapped_column(Text)
