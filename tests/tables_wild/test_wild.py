"""Tables as the wild writes them: understood, or refused with line and column; never wrong in silence.

``pages/`` holds one page per habit. ``expected.txt`` says what is read of each, findings included; it is rewritten with
``--update-snapshots`` and read by a person.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from codegen.core.diagnostic import Diagnostics, Severity
from codegen.tables import read_reference
from codegen.tables.show import text_lines

PAGES = Path(__file__).parent / "pages"
EXPECTED = Path(__file__).parent / "expected.txt"
NAMES = sorted(path.name for path in PAGES.iterdir())


def understood(name: str, line_end: bytes = b"\n") -> str:
    found = Diagnostics()
    reference = read_reference({name: (PAGES / name).read_bytes().replace(b"\n", line_end)}, found)
    lines = text_lines(reference, lambda file: file)
    lines += [f"{item.location} {item.severity}[{item.code}] {item.message}" for item in found]
    return "\n".join([f"=== {name}", *lines, ""])


def test_there_are_enough_pages() -> None:
    assert len(NAMES) >= 30


@pytest.mark.parametrize("name", NAMES)
def test_what_is_refused_has_a_line_and_a_column(name: str) -> None:
    found = Diagnostics()
    reference = read_reference({name: (PAGES / name).read_bytes()}, found)
    errors = [item for item in found if item.severity is Severity.ERROR]
    assert reference.tables or errors
    whole_file = {"table-missing", "document-empty"}
    assert all((item.location.line and item.location.column) or item.code in whole_file for item in found)
    for table in reference.tables:
        assert all(row.location.line and row.location.column for row in table.fields)


def test_what_is_understood(updating: bool) -> None:  # noqa: FBT001 - a fixture
    text = "\n".join(understood(name) for name in NAMES)
    if updating:
        EXPECTED.write_text(text, encoding="utf-8", newline="\n")
    assert EXPECTED.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("name", NAMES)
def test_line_ends_make_no_difference(name: str) -> None:
    assert understood(name, b"\r\n") == understood(name)
