"""What it costs to compare two versions of all of Stripe, and how much changed. Prints medians; see README.txt."""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from pathlib import Path

from children import ROOT, RUNS, median, run

STRIPE = ROOT.parent / "shared" / "specs" / "stripe"
VERSIONS = STRIPE / "stripe-2022-04-12.json", STRIPE / "stripe-2023-09-12.yaml"


def main() -> None:
    """Compare some times.

    :raises SystemExit: the documents are not there.
    """
    old, new = (Path(text) for text in sys.argv[1:]) if len(sys.argv) == len(VERSIONS) + 1 else VERSIONS
    if not (old.is_file() and new.is_file()):
        message = f"{old} and {new} are needed: name two documents"
        raise SystemExit(message)
    with tempfile.TemporaryDirectory() as folder:
        for form in ("json", "html"):
            report = Path(folder, f"report.{form}")
            flags = ["--format", form, "--output", str(report), "--fail-on", "NONE"]
            costs = [run("-m", "codegen", "diff", str(old), str(new), *flags) for _ in range(RUNS)]
            print(f"diff {old.name} {new.name} --format {form}, median of {RUNS} runs")
            print(f"  CPU seconds     {median(cost.cpu for cost in costs):8.2f}   (bar: 10)")
            print(f"  peak MB         {median(cost.memory for cost in costs):8.0f}   (bar: 1,024)")
            print(f"  report, KB      {report.stat().st_size / 1000:8,.0f}")
        findings = json.loads(Path(folder, "report.json").read_text(encoding="utf-8"))["findings"]
    for verdict in ("wire", "caller", "service"):
        counts = Counter(item["verdicts"][verdict] for item in findings)
        print(
            f"  {verdict:<14}  {', '.join(f'{level} {counts[level]:,}' for level in ('ERR', 'WARN', 'INFO', 'NONE'))}"
        )
    most = max(len(item["operations"]) for item in findings)
    print(f"  changes         {len(findings):8,}   (each told once; the one of widest reach: {most} operations)")


if __name__ == "__main__":
    main()
