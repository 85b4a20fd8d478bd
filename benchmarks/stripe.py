"""What it costs to generate all of Stripe, and to use what came out. Prints medians; see README.txt."""

from __future__ import annotations

import tempfile
from pathlib import Path

from children import RUNS, document, median, run

IMPORT = """
import time
start = time.process_time()
import api
api.Client(api_key="sk").promotion_codes
print(time.process_time() - start)
"""
VALIDATE = """
import time
start = time.process_time()
from api import models
models.PromotionCode.model_validate({
    "id": "promo_1", "object": "promotion_code", "active": True, "code": "FALL", "created": 1, "livemode": False,
    "customer": "cus_1", "times_redeemed": 0, "restrictions": {"first_time_transaction": False},
    "coupon": {"id": "co", "object": "coupon", "created": 1, "duration": "once", "livemode": False,
               "times_redeemed": 0, "valid": True},
})
print(time.process_time() - start)
"""


def main() -> None:
    """Generate some times, then import and validate as often."""
    spec = document()
    with tempfile.TemporaryDirectory() as folder:
        flags = ["--spec", str(spec), "--output", folder, "--package", "api", "--formatter", "none"]
        costs = [run("-m", "codegen", "generate", *flags) for _ in range(RUNS)]
        print(f"generate models, client and server of {spec.name}, --formatter none, median of {RUNS} runs")
        print(f"  CPU seconds     {median(cost.cpu for cost in costs):8.2f}   (bar: 15)")
        print(f"  peak MB         {median(cost.memory for cost in costs):8.0f}   (bar: 500)")
        modules = list(Path(folder, "api").rglob("*.py"))
        lines = sum(path.read_text(encoding="utf-8").count("\n") for path in modules)
        print(f"  modules         {len(modules):8,}")
        print(f"  lines           {lines:8,}")
        for name, code, bar in (
            ("import the package and one resource", IMPORT, "   (bar: 0.5)"),
            ("import and validate one PromotionCode", VALIDATE, ""),
        ):
            run("-c", code, path=Path(folder))  # writes the .pyc files, once
            outputs = [run("-c", code, path=Path(folder)) for _ in range(RUNS)]
            print(f"{name}, with .pyc files")
            print(f"  CPU seconds     {median(float(cost.output) for cost in outputs):8.2f}{bar}")
            print(f"  peak MB         {median(cost.memory for cost in outputs):8.0f}")


if __name__ == "__main__":
    main()
