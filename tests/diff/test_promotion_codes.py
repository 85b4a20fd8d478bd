"""The change from basil to clover, in every format; Stripe's documents; documents against themselves."""

from __future__ import annotations

import json
import os
import re
from itertools import pairwise
from pathlib import Path

import pytest

from codegen.config import Target
from codegen.diff.inputs.documents import compare_sides, read_side
from codegen.diff.match.side import Side
from codegen.diff.model.changes import Report
from codegen.diff.report import FORMATS
from codegen.diff.report.trees import NO_TREES, schema_trees
from codegen.diff.report.view import Options

ROOT = Path(__file__).parents[2]
STRIPE = ROOT.parent / "shared" / "specs" / "stripe"
CORPUS = ROOT.parent / "shared" / "corpus"
SPECS = ROOT / "spec" / "promotion_codes"
GOLDEN = Path(__file__).parent / "promotion_codes"
_ENDS = {
    "text": "txt",
    "json": "json",
    "markdown": "md",
    "html": "html",
    "github": "github.txt",
    "junit": "xml",
    "sarif": "sarif",
}


def side(path: Path, label: str) -> Side:
    target = Target(name="t", root=path.parent, spec=path.name, output=Path(), package="p")
    made = read_side(target, label).side
    assert made is not None
    return made


@pytest.fixture(scope="module")
def sides() -> tuple[Side, Side]:
    basil, clover = "2025-08-27.basil", "2025-12-15.clover"
    return side(SPECS / basil / "openapi.yaml", basil), side(SPECS / clover / "openapi.yaml", clover)


@pytest.fixture(scope="module")
def report(sides: tuple[Side, Side]) -> Report:
    return compare_sides(*sides)


def test_what_changed(report: Report) -> None:
    assert [(finding.id, finding.change.subject) for finding in report.findings] == [
        ("response-required-property-removed", "promotion_code.coupon"),
        ("new-required-request-property", "POST /v1/promotion_codes request.promotion"),
        ("request-property-removed", "POST /v1/promotion_codes request.coupon"),
        ("response-required-property-added", "promotion_code.promotion"),
        ("new-optional-request-parameter", 'GET /v1/promotion_codes: query parameter "customer_account"'),
        ("new-optional-request-property", "POST /v1/promotion_codes request.customer_account"),
        ("response-optional-property-added", "promotion_code.customer_account"),
    ]
    assert report.bump == "major"


def test_the_filter_of_lists_is_untouched(report: Report) -> None:
    assert not [
        item for item in report.findings if item.change.subject.startswith("GET") and "coupon" in item.change.subject
    ]


def test_coupon_moved_into_promotion(report: Report) -> None:
    gone = [finding.change for finding in report.findings if finding.change.suffix == "removed"]
    assert [change.renamed for change in gone] == [("promotion.coupon", 0.8), ("promotion.coupon", 0.9)]


@pytest.mark.parametrize("name", FORMATS)
def test_golden(report: Report, sides: tuple[Side, Side], name: str, request: pytest.FixtureRequest) -> None:
    trees = schema_trees(report, *sides) if name == "html" else NO_TREES
    text = FORMATS[name](report, Options(trees=trees))
    text = re.sub(r'("version": )"\d+\.\d+[^"]*"(?=,\s+"rules")', r'\1"*"', text)
    path = GOLDEN / f"report.{_ENDS[name]}"
    if request.config.getoption("--update-snapshots"):
        path.write_text(text, encoding="utf-8", newline="\n")
    assert path.read_text(encoding="utf-8") == text


def test_nothing_changed(sides: tuple[Side, Side]) -> None:
    for one in sides:
        same = compare_sides(one, one)
        assert same.findings == ()
        assert same.bump == "none"


def test_swapped_sides_swap_what_came_and_went(sides: tuple[Side, Side], report: Report) -> None:
    back = compare_sides(sides[1], sides[0])

    def names(made: Report, suffix: str) -> set[str]:
        return {finding.change.subject for finding in made.findings if finding.change.suffix == suffix}

    assert names(report, "added") == names(back, "removed")
    assert names(report, "removed") == names(back, "added")


def _sample() -> list[Path]:
    """Return every tenth small document of the corpus, or all of them where ``CODEGEN_WHOLE_CORPUS`` is set."""
    files = sorted(path for path in CORPUS.rglob("*") if path.suffix in {".json", ".yaml", ".yml"})
    if "CODEGEN_WHOLE_CORPUS" in os.environ:
        return files
    return [path for path in files[::10] if path.stat().st_size < 400_000]


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus lies beside the checkout")
@pytest.mark.parametrize("path", _sample(), ids=lambda path: f"{path.parent.parent.name}-{path.parent.name}")
def test_no_document_differs_from_itself(path: Path) -> None:
    assert compare_sides(side(path, "old"), side(path, "new")).findings == ()


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus lies beside the checkout")
def test_any_two_documents_can_be_compared() -> None:
    sides = [side(path, path.name) for path in _sample()[::3]]
    for old, new in pairwise(sides):
        made = compare_sides(old, new)
        fingerprints = [finding.change.fingerprint for finding in made.findings]
        assert len(set(fingerprints)) == len(fingerprints)
        assert made.bump == "major"
        for render in FORMATS.values():
            render(made, Options(trees=schema_trees(made, old, new)))


@pytest.mark.slow
@pytest.mark.skipif(not STRIPE.is_dir(), reason="Stripe's documents lie beside the checkout")
def test_two_versions_of_all_of_stripe() -> None:
    old, new = side(STRIPE / "stripe-2022-04-12.json", "2022"), side(STRIPE / "stripe-2023-09-12.yaml", "2023")
    made = compare_sides(old, new)
    fingerprints = [finding.change.fingerprint for finding in made.findings]
    assert len(set(fingerprints)) == len(fingerprints)
    assert compare_sides(old, old).findings == compare_sides(new, new).findings == ()
    known = {finding.change.subject: finding for finding in made.findings}
    # facts of both documents: Bitcoin receivers went, tax calculations came
    assert known["GET /v1/bitcoin/receivers"].id == "api-path-removed-with-deprecation"
    assert known["POST /v1/tax/calculations"].id == "endpoint-added"
    json.dumps(FORMATS["json"](made, Options()))
