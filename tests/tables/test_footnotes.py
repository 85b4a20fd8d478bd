"""Footnotes of tables: marks behind names and types, and their texts below the table."""

from __future__ import annotations

import pytest

from codegen.core.diagnostic import Diagnostics
from codegen.tables import read_tables
from codegen.tables.cells.footnotes import footnotes_in
from codegen.tables.model import TableField


def row(name: str, note: str, suffix: str = "md", kind: str = "string") -> TableField:
    page = f"# Kiln\n\n| Name | Type | Description |\n|---|---|---|\n| {name} | {kind} | Its lid. |\n\n{note}\n"
    if suffix == "html":
        cells = f"<tr><td>{name}<td>{kind}<td>Its lid.</tr>"
        page = f"<h1>Kiln</h1><table><tr><th>Name<th>Type<th>Description</tr>{cells}</table><p>{note}</p>"
        page = page.replace("\\", "")
    found = Diagnostics()
    (table,) = read_tables({f"t.{suffix}": page.encode()}, found)
    assert list(found) == []
    assert table.description == ""
    return table.fields[0]


@pytest.mark.parametrize(
    ("name", "note", "required"),
    [
        (r"lid\*", r"\* Not sent to guests.", False),
        (r"lid \*\*", r"\*\* These fields are only included for members.", False),
        ("lid [1]", "[1] Will be absent in winter.", False),
        ("lid¹", "¹ Omitted for guests.", False),
        (r"lid\*", r"\* Required.", True),
        (r"lid\*", r"\* These fields are required", True),
        (r"lid\*", r"\* At most two of them.", None),
    ],
)
@pytest.mark.parametrize("suffix", ["md", "html"])
def test_a_footnote_says_whether_a_field_may_be_absent(
    name: str,
    note: str,
    required: bool | None,  # noqa: FBT001
    suffix: str,
) -> None:
    found = row(name, note, suffix)
    text = next(iter(footnotes_in(note).values()))
    assert (found.name, found.required, found.description) == ("lid", required, f"Its lid.\n\n{text}")


def test_a_mark_without_a_footnote_is_one_of_required_fields() -> None:
    assert row(r"lid\*", "They are hot.\n\n# Next\n").required is True


def test_a_footnote_may_be_that_of_a_type() -> None:
    found = row("lid", r"\* This field is deprecated.", kind=r"integer \*")
    assert (found.name, found.deprecated, found.required) == ("lid", True, None)


def test_several_footnotes_in_one_paragraph() -> None:
    assert footnotes_in("\\* One\nand more.\n\\*\\* Two.") == {"*": "One and more.", "**": "Two."}
    assert footnotes_in("It holds *two* things.") == {}
    assert footnotes_in("**Two** things.") == {}
    assert footnotes_in("*Two* things.") == {}
