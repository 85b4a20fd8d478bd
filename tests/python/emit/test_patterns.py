"""Tests that models hold only patterns and numbers that pydantic accepts."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError, constr

from codegen.core.diagnostic import Severity
from codegen.python.emit.patterns import MAX_LENGTH, problem_of, translate, usable_pattern
from tests.support.documents import document
from tests.support.packages import make_package, make_tree


@pytest.mark.parametrize(
    ("pattern", "texts", "others"),
    [
        (r"^\d+$", ["12"], ["a", "١٢"]),
        (r"^\w$", ["a", "_"], ["é", "-"]),
        (r"^[\w-.]+$", ["a-.b"], ["a b"]),
        (r"^[\d-x]$", ["-", "x", "5"], ["y"]),
        (r"^[[]$", ["["], ["]"]),
        (r"^[^[\]]$", ["a"], ["[", "]"]),
        (r"^[a&&b]+$", ["a&b"], ["c"]),
        (r"^[^]$", ["\n"], []),
        (r"^[a~~b]$", ["~"], ["c"]),
        (r"^a\/b$", ["a/b"], ["ab"]),
        (r"^\cJ$", ["\n"], ["J"]),
        (r"^[\b]$", ["\b"], ["b"]),
        (r"^\u0041$", ["A"], ["B"]),
        (r"^(?<name>a)$", ["a"], ["b"]),
        (r"^[^\W_]+$", ["ab1"], ["a_"]),
    ],
)
def test_translated_patterns_match_like_ecma(pattern: str, texts: list[str], others: list[str]) -> None:
    checked: TypeAdapter[str] = TypeAdapter(_constrained(pattern))
    for text in texts:
        assert checked.validate_python(text) == text
    for text in others:
        with pytest.raises(ValidationError):
            checked.validate_python(text)


def _constrained(pattern: str) -> object:
    from_document = usable_pattern(pattern)
    assert from_document is not None, problem_of(pattern)
    return constr(pattern=from_document)


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("^(?=a)b", "look-around"),
        ("(?<!a)b", "look-around"),
        (r"(a)\1", "backreferences"),
        (r"(?<n>a)\k<n>", "escape"),
        ("a{", "unclosed"),
        ("(", "unclosed"),
        ("*", "missing"),
        ("\\", "incomplete"),
        ("[z-a]", "range"),
        ("(a{1000}){1000}", "size limit"),
        ("(" * 300 + ")" * 300, "nest"),
        ("a" * (MAX_LENGTH + 1), "longer"),
    ],
)
def test_unsupported_patterns(pattern: str, why: str) -> None:
    assert usable_pattern(pattern) is None
    assert why in problem_of(pattern)
    assert "\n" not in problem_of(pattern)


def test_no_pattern_is_not_a_problem() -> None:
    assert usable_pattern("") is None
    assert translate("") == ""


def test_exponential_patterns_run_in_linear_time() -> None:
    checked: TypeAdapter[str] = TypeAdapter(_constrained("^(a+)+$"))
    start = time.monotonic()
    with pytest.raises(ValidationError):
        checked.validate_python("a" * 100_000 + "!")
    assert time.monotonic() - start < 5


@pytest.mark.slow
def test_models_with_invalid_constraints_validate(tmp_path: Path) -> None:
    text = {"type": "string"}
    properties = {
        "dropped": {**text, "pattern": "^(?=a)b"},
        "kept": {**text, "pattern": r"^\d+$"},
        "longest": {**text, "maxLength": 10**30, "minLength": 0},
        "fraction": {"type": "integer", "minimum": 1.5, "maximum": 4.5, "multipleOf": 0.5},
        "above": {"type": "integer", "exclusiveMinimum": 1.5, "exclusiveMaximum": 3.5},
        "half": {"type": "integer", "multipleOf": 1.5},
        "huge": {"type": "integer", "maximum": 1e300},
        "items": {"type": "array", "items": text, "maxItems": 10**30},
        "inner": {"type": "array", "items": {**text, "pattern": r"(a)\1"}},
    }
    schemas = {"Thing": {"type": "object", "properties": properties}}
    with make_package(json.dumps(document(schemas)), tmp_path, spec="spec.json") as package:
        thing = package.models.Thing
        thing.model_validate(
            {"dropped": "x", "kept": "1", "fraction": 4, "above": 3, "half": 6, "huge": 10**20, "inner": ["x"]}
        )
        for wrong in ({"kept": "x"}, {"fraction": 1}, {"fraction": 5}, {"above": 1}, {"above": 4}, {"half": 4}):
            with pytest.raises(ValidationError):
                thing.model_validate(wrong)


def test_each_dropped_pattern_is_reported(tmp_path: Path) -> None:
    schemas = {
        "A": {"type": "object", "properties": {"a": {"type": "array", "items": {"type": "string", "pattern": "(?=a)"}}}}
    }
    tree, found = make_tree(json.dumps(document(schemas)), tmp_path, spec="spec.json")
    assert [(item.code, item.severity, item.location.pointer) for item in found] == [
        ("unsupported-pattern", Severity.WARNING, "/components/schemas/A/properties/a/items")
    ]
    assert b"pattern" not in tree["models/a.py"]
