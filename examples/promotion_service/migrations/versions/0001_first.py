"""Coupons, customers, promotion codes and stored replies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_COUNTER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "coupons",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.Column("amount_off", sa.BigInteger),
        sa.Column("currency", sa.Text),
        sa.Column("currency_options", sa.JSON),
        sa.Column("duration", sa.Text, nullable=False),
        sa.Column("duration_in_months", sa.BigInteger),
        sa.Column("max_redemptions", sa.BigInteger),
        sa.Column("metadata", sa.JSON, nullable=False),
        sa.Column("name", sa.Text),
        sa.Column("percent_off", sa.Float),
        sa.Column("products", sa.JSON),
        sa.Column("redeem_by", sa.BigInteger),
        sa.Column("times_redeemed", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="coupons_pkey"),
    )
    op.create_table(
        "customers",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.Column("description", sa.Text),
        sa.Column("email", sa.Text),
        sa.Column("metadata", sa.JSON, nullable=False),
        sa.Column("name", sa.Text),
        sa.Column("phone", sa.Text),
        sa.PrimaryKeyConstraint("id", name="customers_pkey"),
    )
    op.create_table(
        "stored_replies",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("token", sa.String(32), nullable=False),
        sa.Column("started", sa.BigInteger, nullable=False),
        sa.Column("reply", sa.Text),
        sa.PrimaryKeyConstraint("key", name="stored_replies_pkey"),
    )
    _promotion_codes()


def _promotion_codes() -> None:
    op.create_table(
        "promotion_codes",
        sa.Column("number", _COUNTER, nullable=False, autoincrement=True),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("code_key", sa.Text, nullable=False),
        sa.Column("coupon_id", sa.Text, nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.Column("customer_id", sa.Text),
        sa.Column("customer_key", sa.Text, nullable=False),
        sa.Column("customer_account", sa.Text),
        sa.Column("expires_at", sa.BigInteger),
        sa.Column("max_redemptions", sa.BigInteger),
        sa.Column("metadata", sa.JSON, nullable=False),
        sa.Column("first_time_transaction", sa.Boolean, nullable=False),
        sa.Column("minimum_amount", sa.BigInteger),
        sa.Column("minimum_amount_currency", sa.Text),
        sa.Column("currency_options", sa.JSON, nullable=False),
        sa.Column("times_redeemed", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("number", name="promotion_codes_pkey"),
        sa.UniqueConstraint("id"),
        sa.ForeignKeyConstraint(["coupon_id"], ["coupons.id"], name="promotion_codes_coupon_id_fkey"),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="promotion_codes_customer_id_fkey"),
    )
    for column in ("code_key", "coupon_id", "customer_id"):
        op.create_index(f"ix_promotion_codes_{column}", "promotion_codes", [column])
    op.create_index(
        "one_active_code",
        "promotion_codes",
        ["customer_key", "code_key"],
        unique=True,
        sqlite_where=sa.text("active"),
        postgresql_where=sa.text("active"),
    )


def downgrade() -> None:
    """Take the change back."""
    for table in ("promotion_codes", "stored_replies", "customers", "coupons"):
        op.drop_table(table)
