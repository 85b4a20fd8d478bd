"""Runs localstripe on loopback and in memory; by default it binds every interface and keeps a file between runs.

No version of localstripe (1.0 to 1.15) accepts a coupon for a subscription, only for previews of invoices. This adds
the parameter `coupon` of Stripe's API, and the discount in responses; billing is unchanged.
"""

from __future__ import annotations

import sys
import time
from typing import Any

from aiohttp import web
from localstripe import resources
from localstripe.server import app

make_subscription = resources.Subscription.__init__


def make_with_coupon(self: Any, coupon: str | None = None, **data: Any) -> None:
    found = None if coupon is None else resources.Coupon._api_retrieve(coupon)  # 404 if there is none
    make_subscription(self, **data)
    if found is not None:
        self.discount = {
            "id": f"di_{self.id}", "object": "discount", "coupon": found._export(), "customer": self.customer,
            "subscription": self.id, "start": int(time.time()), "end": None, "promotion_code": None,
        }  # fmt: skip


if __name__ == "__main__":
    resources.Store.dump_to_disk = lambda _: None
    resources.Subscription.__init__ = make_with_coupon
    web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), access_log=None, print=None)
