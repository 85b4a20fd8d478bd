"""Pages in the layouts of real reference docs: each dialect is detected, and its facts are read.

``pages/DIALECT/`` holds the pages, ``expected/DIALECT.txt`` the facts that a person read on them; the file is rewritten
with ``--update-snapshots`` and must be read again.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from codegen.config import TablesSettings
from codegen.config.dialect import DIALECTS
from codegen.core.diagnostic import Diagnostics
from codegen.ir.types import AnyValue
from codegen.tables import read_reference
from codegen.tables.model import Reference
from codegen.tables.show import text_lines
from codegen.tables.source import completed, document_of

HERE = Path(__file__).parent
OPERATIONS = {
    "stripe": 3, "discord": 11, "telegram": 6, "github": 6, "aws": 2, "slack": 3, "twilio": 3, "readme": 4,
    "openapi-docs": 3,
}  # fmt: skip
"""Operations on the pages."""


def pages(dialect: str) -> dict[str, bytes]:
    folder = HERE / "pages" / dialect
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def read(dialect: str) -> tuple[Reference, Diagnostics]:
    found = Diagnostics()
    return read_reference(pages(dialect), found), found


def messages(reference: Reference) -> list[str]:
    """Return the media type of the body and the responses of each operation, as they are generated."""
    settings = TablesSettings()
    document = document_of(completed(reference, settings, Diagnostics()), title="t", settings=settings).value
    assert isinstance(document, dict)
    lines: list[str] = []
    for path, item in document["paths"].items():  # type: ignore[union-attr]
        for method, operation in item.items():  # type: ignore[union-attr]
            body = ", ".join(operation.get("requestBody", {}).get("content", {}))
            responses = [
                " ".join([status, *(f"{media} {shown(given['schema'])}" for media, given in content.items())])
                for status, response in operation["responses"].items()
                for content in [response.get("content", {})]
            ]
            lines.append(f"{method.upper()} {path}: {f'sends {body}, ' * bool(body)}returns {', '.join(responses)}")
    return lines


def shown(schema: dict[str, Any]) -> str:
    """Return a schema in short."""
    if "items" in schema:
        return f"array of {shown(schema['items'])}"
    return str(schema.get("$ref", schema.get("type"))).rpartition("/")[2]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_there_are_enough_pages(dialect: str) -> None:
    assert len(pages(dialect)) >= 3


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_dialect_is_detected_on_each_page(dialect: str) -> None:
    assert read(dialect)[0].dialects == tuple((name, dialect) for name in pages(dialect))


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_facts_of_the_pages(dialect: str, updating: bool) -> None:  # noqa: FBT001 - a fixture
    reference, found = read(dialect)
    lines = text_lines(reference, lambda file: file)
    lines += [
        f"description of {table.name}.{row.name}: {row.description!r}"
        for table in reference.tables
        for row in table.fields
    ]
    lines += messages(reference)
    lines += [f"{item.location} {item.severity}[{item.code}] {item.message}" for item in found]
    text = "\n".join([*lines, ""])
    expected = HERE / "expected" / f"{dialect}.txt"
    if updating:
        expected.write_text(text, encoding="utf-8", newline="\n")
    assert expected.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("dialect", DIALECTS)
def test_fields_are_typed_and_described_and_operations_found(dialect: str) -> None:
    reference, _ = read(dialect)
    rows = [row for table in reference.tables for row in table.fields]
    typed = [row for row in rows if not isinstance(row.type, AnyValue)]
    described = [row for row in rows if row.description]
    operations = [table for table in reference.tables if table.kind == "parameters"]
    assert rows
    assert len(typed) >= 0.98 * len(rows)
    assert len(described) >= 0.99 * len(rows)
    assert len(operations) == OPERATIONS[dialect]
