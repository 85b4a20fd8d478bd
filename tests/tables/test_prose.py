"""Every rule that infers facts from prose: matching and other text, and the marks of inferred facts."""

from __future__ import annotations

import pytest

from codegen.core.location import Location
from codegen.ir.types import ABSENT, AnyValue, Facets, Kind, Scalar
from codegen.tables.cells.prose import RULES, infer_from_prose
from codegen.tables.model import TableField

HERE = Location("page.txt", "", 1, 1)


def row(kind: str, text: str) -> TableField:
    node = AnyValue() if kind == "any" else Scalar(kind=Kind(kind))
    return TableField(name="a", type=node, location=HERE, description=text)


@pytest.mark.parametrize(
    ("kind", "text", "limits"),
    [
        ("integer", "Limit can range between 1 and 100, and more.", Facets(minimum=1, maximum=100)),
        ("number", "A value between 0.5 and 2.5.", Facets(minimum=0.5, maximum=2.5)),
        ("integer", "Ranges from -3 to 3", Facets(minimum=-3, maximum=3)),
        ("string", "Limit can range between 1 and 100.", Facets()),
        ("integer", "Sent between 9 and 5 o'clock", Facets()),
        ("integer", "A value between 10 and 1.", Facets()),
        ("string", "Up to 500 characters.", Facets(max_length=500)),
        ("string", "At most 22 characters long", Facets(max_length=22)),
        ("integer", "Up to 500 characters.", Facets()),
        ("string", "0-64 characters after parsing of marks", Facets()),
        ("string", "Up to 64 characters, after parsing", Facets()),
        ("string", "Valid characters are letters (a-z) and digits (0-9).", Facets(pattern="^[a-z0-9]*$")),
        ("string", "Valid characters are digits (0-9), and dashes (-).", Facets(pattern="^[0-9-]*$")),
        ("string", "Valid characters are letters (a-z) and emoji.", Facets()),
        ("string", "Valid characters are whatever you like.", Facets()),
    ],
)
def test_limits(kind: str, text: str, limits: Facets) -> None:
    found = infer_from_prose(row(kind, text))
    assert found.limits == limits
    assert ("limits" in found.inferred) == bool(limits)


@pytest.mark.parametrize(
    ("kind", "text", "default"),
    [
        ("integer", "and the default is 10.", 10),
        ("boolean", "Defaults to `true`.", True),
        ("string", "Defaults to `once`.", "once"),
        ("number", "Default: 2.5", 2.5),
        ("string", "Defaults to the account's currency.", ABSENT),
        ("integer", "Defaults to today", ABSENT),
        ("any", "Defaults to 3", ABSENT),
    ],
)
def test_defaults(kind: str, text: str, default: object) -> None:
    found = infer_from_prose(row(kind, text))
    assert found.default == default
    assert ("default" in found.inferred) == (default is not ABSENT)


@pytest.mark.parametrize(
    ("kind", "text", "notes"),
    [
        ("string", "This must be unique.", ("unique",)),
        ("string", "Regardless of case", ("case-insensitive",)),
        ("string", "A case-insensitive code.", ("case-insensitive",)),
        ("integer", "Smallest value (exclusive)", ("exclusive",)),
        ("integer", "Smallest value (inclusive)", ("inclusive",)),
        ("integer", "Measured in milliseconds.", ("unit: milliseconds",)),
        ("string", "Measured in seconds.", ()),
        ("string", "A unique thing.", ()),
    ],
)
def test_notes(kind: str, text: str, notes: tuple[str, ...]) -> None:
    found = infer_from_prose(row(kind, text))
    assert found.notes == notes
    assert ("notes" in found.inferred) == bool(notes)


def test_seconds_since_the_epoch_are_a_format() -> None:
    found = infer_from_prose(row("integer", "Measured in seconds since the Unix epoch."))
    assert found.type == Scalar(kind=Kind.INTEGER, format="unix-time")
    assert "format" in found.inferred
    assert infer_from_prose(row("string", "seconds since the Unix epoch")).type == Scalar(kind=Kind.STRING)


def test_prose_never_replaces_a_stated_fact() -> None:
    stated = TableField(
        name="a", type=Scalar(kind=Kind.INTEGER), location=HERE, default=5, description="Defaults to 7."
    )
    assert infer_from_prose(stated) == stated


def test_rules_have_unique_names() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES) == 9
