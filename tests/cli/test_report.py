from __future__ import annotations

from pathlib import Path

import pytest

from codegen.cli.report import DOCUMENTS, LINES, RunReport, ShownDiagnostic, resolve
from codegen.cli.report.json import diagnostic_value
from codegen.core.diagnostic import Diagnostics, Related
from codegen.core.location import Location
from codegen.openapi.document import parse
from codegen.tables.source import page_documents


def diagnostics(
    tmp_path: Path, text: str, location: Location, *, message: str = "wrong", hint: str = ""
) -> list[ShownDiagnostic]:
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    found = Diagnostics()
    found.error("yaml-syntax", message, location, hint, Related("other", Location("b.md", "", 3, 1)))
    return resolve(found, tmp_path, {}, lambda path: path.name)


def text(found: list[ShownDiagnostic], *, color: bool = False) -> str:
    return "\n".join(LINES["text"](found, color))


def test_an_invalid_document_shows_its_source_line(tmp_path: Path) -> None:
    found = diagnostics(tmp_path, "a: 1\r\n\tb: ü 日本 x\n", Location("a.yaml", "", 2, 9), hint="a hint")
    assert text(found) == (
        "a.yaml:2:9: error[yaml-syntax]: wrong\n  2 |     b: ü 日本 x\n    |              ^ a hint; b.md:3:1: other"
    )


def test_pointers_are_resolved_to_lines() -> None:
    found = Diagnostics()
    document = parse(b"a:\n  b: 1\n", name="a.yaml", found=found)
    assert document is not None
    found.error("invalid-type", "x", document.at("/a/b"))
    found.error("invalid-type", "y", Location("other.yaml", "/a"))
    found.error("invalid-type", "z", Location("a.yaml", "/a/b", 7, 7))
    located = resolve(found, Path(), {"a.yaml": document}, lambda path: path.name)
    shown = [(str(item.place), item.place.pointer) for item in located]
    assert shown == [("a.yaml:2:3", "/a/b"), ("a.yaml:7:7", "/a/b"), ("other.yaml", "/a")]


def test_a_page_has_no_pointers(tmp_path: Path) -> None:
    """Pointers of its locations are into the document that the pages are converted to."""
    (page,) = page_documents({"a.md": b"| a | b |\r\n"}, tmp_path).values()
    found = Diagnostics()
    found.error("invalid-type", "x", Location("a.md", "/components/schemas/a", 1, 3))
    (shown,) = resolve(found, tmp_path, {"a.md": page}, lambda path: path.name)
    assert (str(shown.place), shown.place.pointer, shown.place.source) == ("a.md:1:3", "", "| a | b |")


def test_a_location_without_line_shows_the_hint_only(tmp_path: Path) -> None:
    found = diagnostics(tmp_path, "", Location("a.yaml"), hint="a hint")
    assert text(found) == "a.yaml: error[yaml-syntax]: wrong\n  hint: a hint; b.md:3:1: other"


def test_a_long_line_is_cut_around_the_column(tmp_path: Path) -> None:
    found = diagnostics(tmp_path, "x" * 5000 + "HERE" + "y" * 5000, Location("a.yaml", "", 1, 5001))
    _, source, caret = text(found).split("\n")
    assert len(source) < 200
    assert source[caret.index("^") :].startswith("HERE")


def test_a_diagnostic_with_many_related_locations_has_three_lines(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a: 1", encoding="utf-8")
    found = Diagnostics()
    others = [Related("here", Location("b.md", "", line, 1)) for line in range(1, 6)]
    found.warning("ambiguous-table", "wrong", Location("a.yaml", "", 1, 1), "", *others)
    found.warning("ambiguous-table", "wrong", Location("a.yaml"), "", others[0])
    lines = text(resolve(found, tmp_path, {}, lambda path: path.name)).split("\n")
    assert lines[1] == "  b.md:1:1: here"
    assert lines[-1] == "    | ^ b.md:1:1: here; b.md:2:1: here; b.md:3:1: here; and 2 more"
    assert len(lines) == 5


@pytest.mark.parametrize("name", sorted(LINES))
def test_formats_escape_control_characters_and_commands(tmp_path: Path, name: str) -> None:
    evil = "a\x1b[31m\n::error::x\r\u202e\u2028\x85%0A"
    found = diagnostics(tmp_path, "k: " + evil, Location("a.yaml", "/" + evil, 1, 4), message=evil, hint=evil)
    lines = LINES[name](found, False)
    assert len(lines) == (3 if name == "text" else 1)
    for line in lines:
        assert line.isprintable()
        assert not line.startswith("::") or name == "github"
    assert "%0A" not in lines[0] or name != "github"


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_documents_escape_control_characters_and_commands(tmp_path: Path, name: str) -> None:
    evil = "a\x1b[31m\n::error::x\r\u202e##[group]"
    found = diagnostics(tmp_path, "k", Location("a.yaml", "/" + evil, 1, 4), message=evil, hint=evil)
    for line in DOCUMENTS[name](RunReport(command="check", diagnostics=found)).split("\n"):
        assert line.isprintable()
        assert "##[" not in line
        assert not line.startswith("::")


def test_a_file_name_that_looks_like_a_command(tmp_path: Path) -> None:
    found = Diagnostics()
    found.warning("yaml-tag", "x", Location("::error"))
    assert text(resolve(found, tmp_path, {}, lambda path: path.name)) == "./::error: warning[yaml-tag]: x"


def test_github(tmp_path: Path) -> None:
    found = diagnostics(tmp_path, "x", Location("a.yaml", "", 1, 1), message="50%, so: wrong", hint="fix it")
    assert LINES["github"](found, True) == [
        "::error file=a.yaml,line=1,col=1,title=codegen yaml-syntax::50%25, so: wrong; fix it; b.md:3:1: other"
    ]


def test_json(tmp_path: Path) -> None:
    (shown,) = diagnostics(tmp_path, "x", Location("a.yaml", "/é", 1, 1))
    assert diagnostic_value(shown) == {
        "severity": "error",
        "code": "yaml-syntax",
        "message": "wrong",
        "hint": "",
        "file": "a.yaml",
        "line": 1,
        "column": 1,
        "pointer": "/é",
        "count": 1,
        "related": [{"message": "other", "file": "b.md", "line": 3, "column": 1, "pointer": ""}],
    }


def test_colours_are_optional(tmp_path: Path) -> None:
    found = diagnostics(tmp_path, "x", Location("a.yaml", "", 1, 1))
    assert "\x1b[1;31merror[yaml-syntax]\x1b[0m" in text(found, color=True)
    assert "\x1b" not in text(found)


def test_diagnostics_with_one_cause_are_merged(tmp_path: Path) -> None:
    found = Diagnostics()
    for line in range(1, 501):
        found.incomplete("unresolved-ref", "'#/a' does not exist", Location("a.yaml", f"/{line}", line, 1))
    for line in range(1, 6):
        found.incomplete("unresolved-ref", "'#/b' does not exist", Location("a.yaml", f"/b{line}", line, 9))
    shown = resolve(found, tmp_path, {}, lambda path: path.name)
    assert [(item.message, item.count) for item in shown[:2]] == [
        ("'#/a' does not exist", 500),
        ("'#/b' does not exist", 1),
    ]
    assert len(shown) == 6
    first, places = text(shown).split("\n")[:2]
    assert first == "a.yaml:1:1: incomplete[unresolved-ref]: '#/a' does not exist (500 times)"
    assert places == "  a.yaml:2:1; a.yaml:3:1; a.yaml:4:1; and 496 more"
    value = diagnostic_value(shown[0])
    assert (value["count"], len(value["related"])) == (500, 499)  # type: ignore[arg-type]
