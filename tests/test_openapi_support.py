"""Tests that docs/openapi-support.md agrees with the golden cases."""

from __future__ import annotations

from tests.support.cases import CASES
from tests.support.openapi_support import PAGE, SECTIONS, page


def test_the_page_is_up_to_date(updating: bool) -> None:  # noqa: FBT001 - a fixture
    if updating:
        PAGE.write_text(page(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page(), "make update-snapshots writes it"


def test_every_case_of_a_row_exists() -> None:
    named = {row.case for section in SECTIONS for row in section.rows}
    assert named <= {path.name for path in CASES.iterdir()}
