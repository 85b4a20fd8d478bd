"""The change from basil to clover in every format; two versions of a shop; documents against themselves."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest

from codegen.config import Target
from codegen.diff.inputs.documents import compare_sides, read_side
from codegen.diff.match.compared_api import ComparedApi
from codegen.diff.model.changes import Report
from codegen.diff.report import FORMATS
from codegen.diff.report.trees import NO_TREES, schema_trees
from codegen.diff.report.view import Options
from tests.support.corpus_documents import documents, label
from tests.support.shop import SHOP, newer

ROOT = Path(__file__).parents[2]
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


def side(path: Path, label: str) -> ComparedApi:
    target = Target(name="t", root=path.parent, spec=path.name, output=Path(), package="p")
    made = read_side(target, label).side
    assert made is not None
    return made


@pytest.fixture(scope="module")
def sides() -> tuple[ComparedApi, ComparedApi]:
    basil, clover = "2025-08-27.basil", "2025-12-15.clover"
    return side(SPECS / basil / "openapi.yaml", basil), side(SPECS / clover / "openapi.yaml", clover)


@pytest.fixture(scope="module")
def report(sides: tuple[ComparedApi, ComparedApi]) -> Report:
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


def test_the_list_filter_is_unchanged(report: Report) -> None:
    assert not [
        item for item in report.findings if item.change.subject.startswith("GET") and "coupon" in item.change.subject
    ]


def test_coupon_moved_into_promotion(report: Report) -> None:
    removed = [finding.change for finding in report.findings if finding.change.suffix == "removed"]
    assert [change.renamed for change in removed] == [("promotion.coupon", 0.8), ("promotion.coupon", 0.9)]


@pytest.mark.parametrize("name", FORMATS)
def test_golden(
    report: Report, sides: tuple[ComparedApi, ComparedApi], name: str, request: pytest.FixtureRequest
) -> None:
    trees = schema_trees(report, *sides) if name == "html" else NO_TREES
    text = FORMATS[name](report, Options(trees=trees))
    text = re.sub(r'("version": )"\d+\.\d+[^"]*"(?=,\s+"rules")', r'\1"*"', text)
    path = GOLDEN / f"report.{_ENDS[name]}"
    if request.config.getoption("--update-snapshots"):
        path.write_text(text, encoding="utf-8", newline="\n")
    assert path.read_text(encoding="utf-8") == text


def test_nothing_changed(sides: tuple[ComparedApi, ComparedApi]) -> None:
    for one in sides:
        same = compare_sides(one, one)
        assert same.findings == ()
        assert same.bump == "none"


def test_the_inverse_swaps_additions_and_removals(sides: tuple[ComparedApi, ComparedApi], report: Report) -> None:
    back = compare_sides(sides[1], sides[0])

    def names(made: Report, suffix: str) -> set[str]:
        return {finding.change.subject for finding in made.findings if finding.change.suffix == suffix}

    assert names(report, "added") == names(back, "removed")
    assert names(report, "removed") == names(back, "added")


@pytest.mark.slow
@pytest.mark.parametrize("path", documents(8, largest=400_000), ids=label)
def test_no_document_differs_from_itself(path: Path) -> None:
    assert compare_sides(side(path, "old"), side(path, "new")).findings == ()


@pytest.mark.slow
def test_any_two_documents_can_be_compared() -> None:
    sides = [side(path, path.name) for path in documents(8, largest=400_000)]
    for old, new in pairwise(sides):
        made = compare_sides(old, new)
        fingerprints = [finding.change.fingerprint for finding in made.findings]
        assert len(set(fingerprints)) == len(fingerprints)
        assert made.bump == "major"
        for render in FORMATS.values():
            render(made, Options(trees=schema_trees(made, old, new)))


@pytest.mark.slow
def test_two_versions_of_a_shop(tmp_path: Path) -> None:
    (tmp_path / "newer.json").write_text(json.dumps(newer()), encoding="utf-8")
    old, new = side(SHOP, "2030"), side(tmp_path / "newer.json", "2031")
    made = compare_sides(old, new)
    fingerprints = [finding.change.fingerprint for finding in made.findings]
    assert len(set(fingerprints)) == len(fingerprints)
    assert compare_sides(old, old).findings == compare_sides(new, new).findings == ()
    known = {finding.change.subject: finding for finding in made.findings}
    # from both documents: barter was removed, quotes was added
    assert known["GET /v1/barter/receivers"].id == "api-path-removed-with-deprecation"
    assert known["POST /v1/quotes"].id == "endpoint-added"
    json.dumps(FORMATS["json"](made, Options()))
