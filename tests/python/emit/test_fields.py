"""Tests for constraints, defaults and docstrings of fields."""

from __future__ import annotations

import pytest

from codegen.ir.types import Kind, Object, Scalar
from codegen.python.emit.defaults import takes_default
from codegen.python.emit.descriptions import described, described_element, hanging, summary
from codegen.python.emit.facets import facet_arguments
from codegen.python.emit.formats import BY_FORMAT, PLAIN, python_type, takes_facets
from tests.support.documents import Json, document, read, read_schema


@pytest.mark.parametrize(
    ("schema", "arguments"),
    [
        (
            {"type": "string", "minLength": 1, "maxLength": 5, "pattern": 'a"\\d'},
            ["min_length=1", "max_length=5", "pattern='a\"[0-9]'"],
        ),
        ({"type": "integer", "minimum": 0, "maximum": 5}, ["ge=0", "le=5"]),
        ({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.5}, ["gt=0", "lt=0.5"]),
        ({"type": "number", "multipleOf": 0.01}, ["multiple_of=0.01"]),
        ({"type": "array", "minItems": 1, "maxItems": 2}, ["min_length=1", "max_length=2"]),
        ({"type": "object", "minProperties": 1, "maxProperties": 2}, ["min_length=1", "max_length=2"]),
        ({"type": "integer", "format": "unix-time", "minimum": 0}, []),
        ({"type": "string", "format": "uuid", "maxLength": 5}, []),
        ({"type": "string", "format": "odd", "maxLength": 5}, ["max_length=5"]),
        ({"type": "string", "minimum": 5}, []),
        ({"type": "boolean"}, []),
        ({"enum": ["a"], "maxLength": 5}, []),
        ({"type": "array", "items": {"type": "string", "minLength": 1}}, []),
    ],
)
def test_constraints(schema: Json, arguments: list[str]) -> None:
    assert facet_arguments(read_schema(schema)) == arguments


@pytest.mark.parametrize(
    ("schema", "value", "taken"),
    [
        ({"type": "string"}, "a", True),
        ({"type": "string"}, 5, False),
        ({"type": "string"}, None, False),
        ({"type": ["string", "null"]}, None, True),
        ({}, None, True),
        ({"type": "integer"}, 5, True),
        ({"type": "integer"}, 5.5, False),
        ({"type": "integer"}, True, False),
        ({"type": "number"}, 5, True),
        ({"type": "number"}, False, False),
        ({"type": "boolean"}, True, True),
        ({"type": "boolean"}, 1, False),
        ({"type": "integer", "format": "unix-time"}, 5, True),
        ({"type": "integer", "format": "unix-time"}, 10**20, False),
        ({"type": "string", "format": "date"}, "2020-01-01", True),
        ({"type": "string", "format": "date"}, "20200101", False),
        ({"type": "string", "format": "date-time"}, "2020-01-01T00:00:00Z", True),
        ({"type": "string", "format": "date-time"}, "2020-01-01", False),
        ({"type": "string", "format": "uuid"}, "x", False),
        ({"type": "string", "format": "byte"}, "aGk=", True),
        ({"type": "string", "format": "byte"}, "a", False),
        ({"type": "string", "format": "binary"}, "a", False),
        ({"type": "array", "items": {"type": "string", "format": "date"}}, ["2020-01-01"], True),
        ({"enum": ["a"]}, "a", True),
        ({"enum": ["a"]}, "b", False),
        ({"enum": [1]}, True, False),
        ({"anyOf": [{"enum": ["a"]}, {"type": "string"}]}, "b", True),
        ({"type": "array", "items": {"type": "string"}}, ["a"], True),
        ({"type": "array", "items": {"type": "string"}}, ["a", 1], False),
        ({"type": "array", "items": {"type": "string"}}, "a", False),
        ({"additionalProperties": {"type": "integer"}}, {"a": 1}, True),
        ({"additionalProperties": {"type": "integer"}}, {"a": "1"}, False),
        ({"anyOf": [{"type": "string"}, {"type": "integer"}]}, 5, True),
        ({"anyOf": [{"type": "string"}, {"type": "integer"}]}, 5.5, False),
        ({"properties": {"a": {}}}, {}, False),
    ],
)
def test_defaults(schema: Json, value: Json, *, taken: bool) -> None:
    assert takes_default(read(document({"It": schema})), read_schema(schema), value) is taken


def test_every_kind_and_format_has_types() -> None:
    assert set(PLAIN) == set(Kind)
    for (kind, name), row in BY_FORMAT.items():
        scalar = Scalar(kind=kind, format=name)
        assert python_type(scalar) is row
        assert row.arguments
        assert not takes_facets(scalar)


@pytest.mark.parametrize(
    ("text", "line"),
    [("List\n things", "List things."), ("Done!", "Done!"), ("One.\n\nTwo.", "One."), ("", ""), ("  a  ", "a.")],
)
def test_summaries(text: str, line: str) -> None:
    assert summary(text) == line


def test_described() -> None:
    assert described(" a ", deprecated=False) == "a"
    assert described(" a ", deprecated=True) == "Deprecated. a"
    assert described("", deprecated=True) == "Deprecated."
    assert described("a", deprecated=True, deprecation="Use b.") == "Deprecated: Use b. a"
    assert hanging("name: " + "word " * 30, 40).split("\n")[1].startswith(" " * 8 + "word")
    assert hanging("name: a\nb", 40) == "    name: a b"


@pytest.mark.parametrize(
    ("title", "name", "text"),
    [
        ("Id", "id", ""),
        ("Created At", "created_at", ""),
        ("Created At", "createdAt", ""),
        ("HTTPValidationError", "HTTPValidationError", ""),
        ("Order id", "id", "Order id"),
        ("", "id", ""),
        ("名", "名", ""),
    ],
)
def test_titles_that_repeat_a_name_are_left_out(title: str, name: str, text: str) -> None:
    api = read(document({"Thing": {"type": "object", "properties": {name: {"type": "string", "title": title}}}}))
    (definition,) = api.definitions.values()
    assert isinstance(definition.type, Object)
    assert described_element(definition.type.fields[0], name) == text
