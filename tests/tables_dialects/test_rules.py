"""Rules of dialects: their files, what they change, what is refused, and how they are learned."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from codegen.config import load_config
from codegen.config.dialect import DIALECTS, load_dialect, parse_dialect
from codegen.core.diagnostic import Diagnostics, Severity
from codegen.core.phrase import parse_phrase, phrase_problem
from codegen.python.parts import PARTS
from codegen.tables import read_reference
from codegen.tables.dialects.registry import configured, shipped
from codegen.tables.learn import dialect_text, learn_types, rules_of, typed_share
from codegen.tables.model import Reference
from codegen.tables.show import text_lines

PAGE = "# Thing\n\n| Field | Type | Description |\n|---|---|---|\n"


def read(text: str, dialect: str = "", name: str = "t.md") -> tuple[Reference, list[str]]:
    found = Diagnostics()
    rules = parse_dialect(dialect, "d.toml", found) if dialect else {}
    assert not found.failed, list(found)
    reference = read_reference({name: text.encode()}, found, configured(rules or {}))
    return reference, [f"{item.location} {item.severity} {item.message}" for item in found]


def fields(text: str, dialect: str = "", name: str = "t.md") -> list[str]:
    lines = text_lines(read(text, dialect, name)[0], lambda file: file)
    return [" ".join(line.rpartition("  (")[0].split()) for line in lines if line.startswith("  ")]


def test_each_shipped_dialect_is_valid_and_has_signs() -> None:
    for name in DIALECTS:
        found = Diagnostics()
        path = Path(__file__).parents[2] / "codegen" / "tables" / "dialects" / f"{name}.toml"
        assert load_dialect(path, path.name, found) is not None, list(found)
        assert shipped(name).signs


@pytest.mark.parametrize(
    ("rules", "row", "expected"),
    [
        ('[types]\nsnow = "string (snow)"', "| a | snow | x |", "a string (snow)"),
        ('[types]\nsnow = "string (snow)"', "| a | array of snow | x |", "a array of string (snow)"),
        ('[types]\n"set {X} strong" = "array of {X}"', "| a | set integer strong | x |", "a array of integer"),
        ('[marks]\noptional = ["{name}~"]', "| a~ | string | x |", "a string, optional"),
        ('[marks]\nnullable = ["{type} or nil"]', "| a | string or nil | x |", "a string, nullable"),
        ('[marks]\nrequired = ["Must. {text}"]', "| a | string | Must. It. |", "a string, required"),
        ('[unmarked]\nobject = "required"', "| a | string | x |", "a string, required"),
    ],
)
def test_a_rule_changes_what_is_read(rules: str, row: str, expected: str) -> None:
    assert fields(PAGE + row + "\n", rules) == [expected]


def test_a_route_may_have_the_heading_as_variable() -> None:
    page = "# sendThing\n\n| Parameter | Type |\n|---|---|\n| a | string |\n"
    reference, _ = read(page, '[routes]\nheading = "POST /bot/{heading}"\nheadings = "camelCase"')
    (table,) = reference.tables
    assert table.endpoint is not None
    assert (table.endpoint.method, table.endpoint.path) == ("POST", "/bot/sendThing")


@pytest.mark.parametrize(
    ("heading", "below", "is_operation"),
    [
        ("close", "Use this method to close it.", True),
        ("close", "Closes it. Returns True.", True),
        ("close", "Closes it.\n\n| Parameter | Type |\n|---|---|\n| a | string |", True),
        ("close", "Closes it.\n\n##### Parameters\n\n| Parameter | Type |\n|---|---|\n| a | string |", True),
        ("closeDepot", "Closes it.", True),
        ("notes", "Things to know.", False),
        ("changelog", "Support for threads.\n\n| Field | Type |\n|---|---|\n| a | string |", False),
    ],
)
def test_a_lower_case_word_alone_is_no_operation(heading: str, below: str, is_operation: bool) -> None:  # noqa: FBT001
    page = f"# Depots\n\n#### {heading}\n\n{below}\n\n#### sendThing\n\nUse this method to send.\n"
    reference, reported = read(page, 'extends = "telegram"')
    operations = [table.endpoint.path for table in reference.tables if table.endpoint]
    assert operations == [*[f"/{heading}"] * is_operation, "/sendThing"]
    assert reported == []


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ('[types]\n"(a+)+$" = "string"', "regular expression"),
        ('[marks]\noptional = ["(.*)*{name}"]', "regular expression"),
        ('[marks]\noptional = ["{what}?"]', "unknown placeholder {what}"),
        ('[routes]\nlines = ["{method}{path}"]', "two placeholders need text between them"),
        ('[routes]\nheading = "somewhere"', "must be a method and a path"),
        ('[unmarked]\nobject = "maybe"', "must be one of"),
        ('extends = "nobody"', "must be one of"),
        ("[marks]\noptional = 3", "must be a list of strings"),
        ('speed = "fast"', "unknown key 'speed'"),
        ("[types", "expected"),
        (f'[types]\n"{"x" * 300}" = "string"', "a phrase has 1 to 200 characters"),
        ("# " + "x" * 300_000, "at most"),
    ],
)
def test_a_bad_rule_is_one_located_diagnostic(rules: str, message: str) -> None:
    found = Diagnostics()
    assert parse_dialect(rules, "d.toml", found) is None
    (item,) = list(found)
    assert message.casefold() in item.message.casefold()
    assert item.location.line


def test_phrases_match_in_linear_time() -> None:
    phrase = parse_phrase("a {X} a {Y} a {Z} b")
    start = time.process_time()
    assert phrase.match("a " * 200_000) is None
    assert time.process_time() - start < 2
    assert phrase_problem("{a}{b}")


def test_a_dialect_in_the_configuration_is_read_with_its_location(tmp_path: Path) -> None:
    text = '[tables.dialect]\nextends = "discord"\n[tables.dialect.types]\n"(a+)+" = "string"\n'
    text += '[targets.t]\nspec = "s.json"\n'
    (tmp_path / "codegen.toml").write_text(text, encoding="utf-8")
    found = Diagnostics()
    assert load_config(tmp_path / "codegen.toml", found, PARTS) is None
    (item,) = list(found)
    assert (item.code, item.location.line) == ("config-invalid", 4)


def test_rules_are_learned_from_what_is_not_understood() -> None:
    page = PAGE + '| id | frob | x |\n| n | sized | x |\n| other | frob | x |\n\n```json\n{"n": 5}\n```\n'
    reference, _ = read(page)
    learned = learn_types(reference)
    assert [(rule.text, rule.count, rule.words) for rule in learned] == [("frob", 2, "string"), ("sized", 1, "integer")]
    assert typed_share(reference) == "0 of 3 (0.0 %)"
    found = Diagnostics()
    assert parse_dialect(dialect_text(learned, "discord"), "d.toml", found) is not None
    assert list(found) == []
    after = read_reference({"t.md": page.encode()}, found, configured(rules_of(learned, "")))
    assert typed_share(after) == "3 of 3 (100.0 %)"


def test_children_of_an_unread_row_are_reported() -> None:
    page = (
        PAGE + "| a | string | x |\n| b |\n| &nbsp;&nbsp;c | string | x |\n| b.d | string | x |\n| e | string | x |\n"
    )
    reference, found = read(page)
    assert [row.name for row in reference.tables[0].fields] == ["a", "e"]
    assert [item.partition(" error ")[2][:40] for item in found] == [
        "this row has 1 cell, the header has 3",
        "the parent of 'c' is not read, so neither",
        "the parent of 'b.d' is not read, so neith",
    ] or len(found) == 3


def test_a_bullet_that_is_not_read_has_no_children() -> None:
    page = "# The plan object\n\n- **id** `string`\n- **tiers** `no such thing`\n  - **up_to** `integer`\n"
    page += "- **n** `integer`\n"
    reference, found = read(page)
    assert [row.name for row in reference.tables[0].fields] == ["id", "n"]
    assert len(found) == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- **currency** `enum` **Required**\n", "currency any, required"),
        ("- `currency` (enum, required): `eur` or `usd`.\n", "currency enum: eur | usd, required"),
        ("- **kind** `enum`\n\n  Possible enum values:\n  - `a`\n  - `b`\n", "kind enum: a | b"),
        ("- **n** `integer` *Required unless x*\n", "n integer"),
    ],
)
def test_an_enum_has_the_values_that_the_page_lists(text: str, expected: str) -> None:
    assert fields(f"# The plan object\n\n{text}", '[types]\nnothing = "any"') == [expected]


def test_an_enum_without_values_is_reported() -> None:
    _, found = read("# The plan object\n\n| Field | Type |\n|---|---|\n| a | enum |\n", '[types]\nnothing = "any"')
    assert found == ["t.md:5:7 warning the values of this enum are not listed; treated as 'any'"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "page",
    [
        "<table>" * 60 + "x",
        "<table><tr><th>Name, Type, Description</th></tr>" * 60,
        "<ul><li>" * 5_000,
        "<dl><dt>a<dd>" * 2_000,
        "<table><tr>" + "<th>x</th>" * 10_000 + "</tr></table>",
        "<table><tr><th rowspan=9999>Name<th rowspan=0>Type</tr><tr><td rowspan=99>a<td>string</tr></table>",
        "<iframe><table><tr><th>Name<th>Type<tr><td>a<td>string</table></iframe>",
    ],
)
def test_hostile_pages_end_with_diagnostics(page: str) -> None:
    found = Diagnostics()
    start = time.process_time()
    read_reference({"t.html": page.encode()}, found)
    assert time.process_time() - start < 20
    assert len(found) <= 20
    assert all(item.severity in set(Severity) for item in found)
