from __future__ import annotations

import ast
import io
import tokenize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.python.code import Code, Ident, comment, docstring, dotted, fmt, ident, indent, join, literal, text_lines

# arbitrary text, biased to characters that break generators: quotes, escapes, line breaks, direction marks
_EVIL = st.text(
    st.one_of(st.sampled_from("\"'\\\n\r\t\f\v\0\x1b\x85\u2028\u2029\u202e{}%#NrU"), st.characters(codec=None)),
    max_size=30,
)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | _EVIL,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_EVIL, inner, max_size=3),
    max_leaves=8,
)


def evaluate(code: Code) -> object:
    """Evaluate code from encoded bytes, as an interpreter reads a file."""
    tree = ast.parse(code.encode("utf-8"), mode="eval")
    return eval(compile(tree, "x", "eval"), {"__builtins__": {"float": float}})  # noqa: S307 - the thing under test


@pytest.mark.slow
@given(_JSON)
def test_a_literal_evaluates_to_its_value_and_is_plain_text(value: object) -> None:
    code = literal(value)
    assert evaluate(code) == value
    assert code.isprintable()


@given(_EVIL, st.sampled_from([0, 4, 8]))
def test_a_docstring_is_one_string_in_its_block(text: str, width: int) -> None:
    body = docstring(text, width)
    pad = " " * width
    source = f"class A:\n{pad}{body}\n{pad}end = 1\n" if width else f"{body}\nend = 1\n"
    tree = ast.parse(source.encode("utf-8"))
    statements = tree.body if not width else tree.body[0].body  # type: ignore[attr-defined]
    assert len(statements) == 2
    assert isinstance(statements[0].value, ast.Constant)
    assert ast.unparse(statements[1]) == "end = 1"
    assert statements[0].value.value.split() == " ".join(text_lines(text)).split()


@given(_EVIL)
def test_a_comment_is_one_line(text: str) -> None:
    source = f"{comment(text)}\nend = 1\n"
    tokens = list(tokenize.tokenize(io.BytesIO(source.encode("utf-8")).readline))
    assert [token.string for token in tokens if token.type == tokenize.NAME] == ["end"]
    assert ast.unparse(ast.parse(source)) == "end = 1"


@pytest.mark.parametrize("name", ["a", "_", "été", "match", "None_"])
def test_identifiers(name: str) -> None:
    assert ident(name) == name
    assert isinstance(ident(name), Ident)


@pytest.mark.parametrize("name", ["", "1a", "a-b", "a b", "class", "None", "a.b", "a\n", "ﬁ", "\u202ea"])
def test_invalid_identifiers(name: str) -> None:
    with pytest.raises(ValueError, match="not a usable"):
        ident(name)
    with pytest.raises(ValueError, match="not a usable"):
        dotted("a", name or "1")


def test_dotted() -> None:
    assert dotted("", "", "models", "Coupon") == "..models.Coupon"


@pytest.mark.parametrize("value", [object(), b"x", {1}, ident])
def test_values_that_are_not_json_are_rejected(value: object) -> None:
    with pytest.raises(TypeError):
        literal(value)


def test_huge_and_odd_numbers() -> None:
    assert evaluate(literal(10**5000)) == 10**5000
    assert literal(float("nan")) == 'float("nan")'
    assert evaluate(literal(float("-inf"))) == float("-inf")


def test_only_code_can_be_composed() -> None:
    name = ident("a")
    assert fmt("{}: {x}", name, x=name) == "a: a"
    assert join(", ", [name, name]) == "a, a"
    assert indent(fmt("{}\n\n{}", name, name), 2) == "a\n\n  a"
    for refused in (lambda: fmt("{}", "a"), lambda: join("", ["a"]), lambda: indent("a", 2)):  # type: ignore[arg-type, list-item]
        with pytest.raises(TypeError, match="not Code"):
            refused()


@given(_JSON)
def test_a_literal_keeps_types_and_order(value: object) -> None:
    # compare representations: `1 == True`, and dicts are equal in any order
    assert repr(evaluate(literal(value))) == repr(value)


def test_strings_derived_from_code_are_not_code() -> None:
    name = ident("a")
    for made in (name + "b", "b" + name, f"{name}", name.upper(), name[:1], name.strip()):
        assert not isinstance(made, Code)


def test_inserted_code_is_not_formatted_again() -> None:
    assert fmt("{}", literal("{0} {x} {{")) == '"{0} {x} {{"'


@pytest.mark.parametrize(
    "text", ['"', '""', '"""', '""""', '\\"', '\\\\"', "\\", 'a"""', '"""a"""', '\\"""', "{}", "%s"]
)
def test_docstrings_of_quotes_and_backslashes(text: str) -> None:
    assert evaluate(docstring(text)) == text


def test_docstrings_break_long_lines_at_spaces() -> None:
    text = "word " * 60 + "x" * 100
    lines = docstring(text, 4).split("\n")
    assert all(len(line) <= 88 for line in lines if "x" not in line)
    assert str(evaluate(docstring(text))).split() == text.split()


@pytest.mark.parametrize(
    "text", ["a\nimport os", "a\rimport os", "a\u2028import os", "a\x0cimport os", "a\x85import os"]
)
def test_no_line_break_ends_a_comment(text: str) -> None:
    assert comment(text) == "# a import os"
