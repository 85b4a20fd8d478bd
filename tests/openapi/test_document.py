"""Loading of documents: values, located errors, positions of pointers."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from codegen.core.codes import CODES
from codegen.core.diagnostic import Diagnostics, Severity
from codegen.core.location import Location, pointer, pointer_tokens
from codegen.openapi.document import LIMITS, Document, Limits, load, parse

if TYPE_CHECKING:
    from codegen.core.json import Json


def good(text: str | bytes, name: str = "a.yaml", limits: Limits = LIMITS) -> Document:
    found = Diagnostics()
    document = parse(text.encode() if isinstance(text, str) else text, name=name, found=found, limits=limits)
    assert list(found) == []
    assert document is not None
    return document


def bad(text: str | bytes, name: str = "a.yaml", limits: Limits = LIMITS) -> list[tuple[str, int, int]]:
    """Return (code, line, column) of the diagnostics; a document loaded despite them allows to find more."""
    found = Diagnostics()
    data = text.encode() if isinstance(text, str) else text
    parse(data, name=name, found=found, limits=limits)
    assert found.failed
    assert all(item.severity is Severity.ERROR and item.code in CODES and item.location.file == name for item in found)
    return [(item.code, item.location.line, item.location.column) for item in found]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("Yes", "Yes"),
        ("2025-08-27", "2025-08-27"),
        ("2025-08-27T10:00:00Z", "2025-08-27T10:00:00Z"),
        ("190:20:30", "190:20:30"),
        ("1_000", "1_000"),
        ("0b11", "0b11"),
        ("=", "="),
        ("+1", 1),
        ("-0", 0),
        ("012", 12),
        ("0o14", 12),
        ("0x1F", 31),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("1.2.3", "1.2.3"),
        (".", "."),
        ("-", [None]),
        ("~", None),
        ("NULL", None),
        ("nUll", "nUll"),
        ("True", True),
        ("FALSE", False),
        ("'true'", "true"),
        ("!!str 12", "12"),
        ("|\n  1\n", "1\n"),
    ],
)
def test_yaml_scalars_follow_the_core_schema(text: str, value: Json) -> None:
    got = good(text).value
    assert got == value
    assert type(got) is type(value)


def test_yaml_keys_are_strings_as_written() -> None:
    document = good("200: a\n0x1: b\ntrue: c\n~: d\n'': e\n1.0: f\n2020-01-01: g\n'<<': h\n")
    assert document.value == {
        "200": "a",
        "0x1": "b",
        "true": "c",
        "~": "d",
        "": "e",
        "1.0": "f",
        "2020-01-01": "g",
        "<<": "h",
    }


def test_aliases_repeat_values() -> None:
    assert good("a: &x {b: [1]}\nc: *x\nd: [*x, &y 2, *y]\n").value == {
        "a": {"b": [1]},
        "c": {"b": [1]},
        "d": [{"b": [1]}, 2, 2],
    }


def test_own_members_override_those_of_merge_keys() -> None:
    document = good("a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc: {z: 3, <<: [*a, *b]}\nd:\n  <<: *a\n  y: 4\n")
    assert document.value == {
        "a": {"x": 1, "y": 1},
        "b": {"y": 2, "z": 2},
        "c": {"x": 1, "y": 1, "z": 3},
        "d": {"x": 1, "y": 4},
    }


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("", ("document-empty", 1, 1)),
        (" \n\t\n", ("document-empty", 1, 1)),
        ("# only a comment\n", ("document-empty", 1, 1)),
        ("a: 1\nb: [\n", ("yaml-syntax", 3, 1)),
        ("a: 1\n b: 2\n", ("yaml-syntax", 2, 3)),
        ("a:\n\t- b\n", ("yaml-syntax", 2, 1)),
        ("a: 'x\n", ("yaml-syntax", 1, 4)),
        ("a: *x\n", ("yaml-syntax", 1, 4)),
        ("é: 1\nü: 'ä' x\n", ("yaml-syntax", 2, 8)),
        ('a: "\\ud800"\n', ("yaml-syntax", 1, 7)),
        ("a: 1\nb: 2\na: 3\n", ("duplicate-key", 3, 1)),
        ("r: {200: a, '200': b}\n", ("duplicate-key", 1, 13)),
        ("a: &a {x: 1}\nb: {<<: *a, <<: *a}\n", ("duplicate-key", 2, 13)),
        ("a: 1\n---\nb: 2\n", ("several-documents", 2, 1)),
        ("a: !!timestamp 2020-01-01\n", ("yaml-tag", 1, 4)),
        ("a: !!python/object/apply:os.system [id]\n", ("yaml-tag", 1, 4)),
        ("a: !Ref b\n", ("yaml-tag", 1, 4)),
        ("!!set {a, b}\n", ("yaml-tag", 1, 1)),
        ("? [a]\n: b\n", ("invalid-key", 1, 3)),
        ("&a x: 1\n*a : 2\n", ("invalid-key", 2, 1)),
        ("a: {<<: 1}\n", ("invalid-key", 1, 9)),
        ("a: .inf\n", ("number-out-of-range", 1, 4)),
        ("a: -.INF\n", ("number-out-of-range", 1, 4)),
        ("a: .nan\n", ("number-out-of-range", 1, 4)),
        ("a: 1e999\n", ("number-out-of-range", 1, 4)),
        ("a: " + "9" * 5000 + "\n", ("number-out-of-range", 1, 4)),
        ("a: &a [1, *a]\n", ("alias-expansion", 1, 11)),
        ("a: b\x07c\n", ("not-text", 1, 5)),
        ("a: 1\nb: \0\n", ("not-text", 2, 4)),
        (b"a: 1\nb: caf\xe9\n", ("not-text", 2, 7)),
        (b"\xff\xfea\0:\0 \0\x00", ("not-text", 1, 4)),
        (b"\x7fELF\x02\x01\x01\0\0", ("not-text", 1, 8)),
    ],
)
def test_yaml_errors_are_located(text: str | bytes, finding: tuple[str, int, int]) -> None:
    assert bad(text) == [finding]


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("", ("document-empty", 1, 1)),
        ('{"a": 1,\n "b": }', ("json-syntax", 2, 7)),
        ("a: 1", ("json-syntax", 1, 1)),
        ('{"a": [1, 2', ("json-syntax", 1, 12)),
        ('["a\tb"]', ("json-syntax", 1, 4)),
        ("[1] [2]", ("json-syntax", 1, 5)),
        ('{"a": NaN}', ("number-out-of-range", 1, 7)),
        ('["-Infinity",\n-Infinity]', ("number-out-of-range", 2, 1)),
        ("[1e400]", ("number-out-of-range", 1, 2)),
        ("[" + "7" * 5000 + "]", ("number-out-of-range", 1, 2)),
        ('{"a": {"b": 1,\n "b": 2}}', ("duplicate-key", 2, 2)),
        ('{"a": 1, "\\u0061": 2}', ("duplicate-key", 1, 10)),
        ('["\\ud83d\\ude00", "x\\udc00"]', ("lone-surrogate", 1, 18)),
        ('{"\\ud800": 1}', ("lone-surrogate", 1, 2)),
    ],
)
def test_json_errors_are_located(text: str, finding: tuple[str, int, int]) -> None:
    assert bad(text, "a.json") == [finding]


def test_every_duplicate_is_reported() -> None:
    assert bad('{"a": 1, "a": 2,\n "b": [{"c": 1, "c": 2}, {"c": 3}]}', "a.json") == [
        ("duplicate-key", 1, 10),
        ("duplicate-key", 2, 17),
    ]


@pytest.mark.parametrize("name", ["a.json", "a.yaml"])
def test_depth_is_bounded(name: str) -> None:
    limits = Limits(depth=10)
    assert good("[" * 10 + "]" * 10, name, limits).value is not None
    assert bad("[" * 11 + "]" * 11, name, limits) == [("nesting-too-deep", 1, 11)]
    assert bad("[" * 100_000, name) == [("nesting-too-deep", 1, LIMITS.depth + 1)]
    assert bad('{"a":' * 100_000, name) == [("nesting-too-deep", 1, 5 * LIMITS.depth + 1)]


def test_block_depth_is_bounded() -> None:
    text = "\n".join(" " * level + "a:" for level in range(3000))
    assert bad(text) == [("nesting-too-deep", 201, 201)]


def test_depth_through_aliases_is_bounded() -> None:
    text = "a: &a [[[1]]]\nb: [[*a]]\n"
    assert good(text, limits=Limits(depth=6)).value is not None
    assert bad(text, limits=Limits(depth=5)) == [("nesting-too-deep", 2, 6)]


def test_alias_bomb_is_rejected() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)]
    assert [code for code, *_ in bad("\n".join(lines))] == ["alias-expansion"]


def test_size_is_bounded(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("a: 12345")
    found = Diagnostics()
    assert load(file, name="a.yaml", found=found, limits=Limits(bytes=8)) is not None
    assert load(file, name="a.yaml", found=found, limits=Limits(bytes=7)) is None
    assert [item.code for item in found] == ["document-too-large"]
    assert bad("a: 12345", limits=Limits(bytes=7)) == [("document-too-large", 0, 0)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("name", ["a.json", "a.yaml"])
def test_encodings(encoding: str, name: str) -> None:
    document = good('{"a": "é😀"}'.encode(encoding), name)
    assert document.value == {"a": "é😀"}
    assert document.text.startswith("{")


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    found = Diagnostics()
    assert load(tmp_path / "none.yaml", name="none.yaml", found=found) is None
    assert load(tmp_path, name="folder", found=found) is None
    assert load(tmp_path / ("x" * 5000), name="long", found=found) is None
    assert load(Path("nul\0"), name="zero", found=found) is None
    assert [(item.code, item.location) for item in found] == [
        ("file-unreadable", Location("folder")),
        ("file-unreadable", Location("long")),
        ("file-not-found", Location("none.yaml")),
        ("file-unreadable", Location("zero")),
    ]


def test_json_in_any_file_but_only_json_in_a_json_file() -> None:
    assert good('{"a": 1}').syntax == "json"
    assert good("{a: 1, 'b': no}").value == {"a": 1, "b": "no"}
    assert bad("{a: 1}", "A.JSON") == [("json-syntax", 1, 2)]


def test_load_keeps_name_and_digest(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(b"a: 1\r\nb: 2\r\n")
    document = load(file, name="spec/a.yaml", found=Diagnostics())
    assert document is not None
    assert (document.name, document.path, document.text) == ("spec/a.yaml", file, "a: 1\nb: 2\n")
    assert document.sha256 == "d02b8bb58aa82e872f709035f39b734b9f28dde0c3d305698a95d04aec594cfa"
    assert document.at("/a") == Location("spec/a.yaml", "/a")


def test_locate_in_yaml() -> None:
    text = "é: {b: 1}\npaths:\n  /a~b:\n    - x\n    -  y: &k z\n  200: *k\n\nlast: |\n  text\n"
    places = good(text).locate(
        [
            "",
            "/é",
            "/é/b",
            "/paths",
            "/paths/~1a~0b",
            "/paths/~1a~0b/1",
            "/paths/~1a~0b/1/y",
            "/paths/200",
            "/paths/200/deeper",
            "/paths/~1a~0b/7",
            "/none/at/all",
            "/last",
        ]
    )
    assert places == {
        "": (1, 1),
        "/é": (1, 1),
        "/é/b": (1, 5),
        "/paths": (2, 1),
        "/paths/~1a~0b": (3, 3),
        "/paths/~1a~0b/1": (5, 8),
        "/paths/~1a~0b/1/y": (5, 8),
        "/paths/200": (6, 3),
        "/paths/200/deeper": (6, 3),
        "/paths/~1a~0b/7": (3, 3),
        "/none/at/all": (1, 1),
        "/last": (8, 1),
    }


def test_locate_in_json() -> None:
    text = '{"é\\n": {"b,{": [1, {}, [2]]},\n "c": [ ],\n  "\\u0064": {"e": "\\"}", "f": null}}'
    places = good(text, "a.json").locate(["/é\n", "/é\n/b,{/0", "/é\n/b,{/1", "/é\n/b,{/2/0", "/c", "/c/0", "/d/f"])
    assert places == {
        "/é\n": (1, 2),
        "/é\n/b,{/0": (1, 18),
        "/é\n/b,{/1": (1, 21),
        "/é\n/b,{/2/0": (1, 26),
        "/c": (2, 2),
        "/c/0": (2, 2),
        "/d/f": (3, 26),
    }


def test_locate_rejects_invalid_pointers() -> None:
    with pytest.raises(ValueError, match="JSON pointer"):
        good("a: 1").locate(["a"])


JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=4)
    ),
    max_leaves=12,
)


def pointers_of(value: Json, prefix: str = "") -> list[str]:
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [prefix, *(below for key, item in members for below in pointers_of(item, prefix + pointer(key)))]


@pytest.mark.slow
@given(JSON_VALUES, st.sampled_from([None, 2]), st.booleans())
def test_json_values_round_trip_and_are_located(value: Json, indent: int | None, ascii_only: bool) -> None:  # noqa: FBT001
    document = good(json.dumps(value, indent=indent, ensure_ascii=ascii_only), "a.json")
    assert document.value == value
    check_places(document, value)


@pytest.mark.slow
@given(JSON_VALUES, st.booleans())
def test_yaml_values_round_trip_and_are_located(value: Json, flow: bool) -> None:  # noqa: FBT001
    # allow_unicode=False: escapes the characters that are not printable in YAML.
    document = good("# yaml\n" + yaml.dump(value, default_flow_style=flow, Dumper=CoreDumper))
    assert document.value == value
    check_places(document, value)


def check_places(document: Document, value: Json) -> None:
    """Check that members are located at their keys, and items in order."""
    wanted = pointers_of(value)
    places = document.locate(wanted)
    assert set(places) == set(wanted)
    lines = document.text.split("\n")
    for place, (line, column) in places.items():
        tokens = pointer_tokens(place)
        if tokens and tokens[-1].isascii() and tokens[-1].isalpha():
            assert lines[line - 1][column - 1 :].lstrip("\"'?& ").startswith(tokens[-1])


class CoreDumper(yaml.SafeDumper):
    """Quotes every string, because YAML 1.1 resolves plain ones differently; writes no aliases."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002
        return True


CoreDumper.add_representer(str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"'))

YAML_LIKE = st.lists(
    st.sampled_from(
        [
            *"{}[],:?-&*!|>%@`#'\"\\~<= \n\t",
            "a",
            "1",
            ".5e3",
            "- ",
            ": ",
            "&a ",
            "*a",
            "<<",
            "---\n",
            "...",
            "!!str ",
            "0x",
            "\\u",
            "d800",
            "é",
            "\u2028",
            "\ufeff",
            "\r",
            "\x85",
            "NaN",
            "\0",
            "\x1b",
        ]
    )
).map("".join)


@given(
    st.binary() | st.text().map(lambda text: text.encode("utf-8", "surrogatepass")) | YAML_LIKE.map(str.encode),
    st.sampled_from(["a.json", "a.yaml"]),
)
def test_any_bytes_give_a_document_or_a_located_error(data: bytes, name: str) -> None:
    found = Diagnostics()
    document = parse(data, name=name, found=found)
    assert found.failed or document is not None
    if found.failed:
        lines = data.count(b"\n") + data.count(b"\r") + 1
        assert all(1 <= item.location.line <= lines and item.location.column >= 1 for item in found)
        assert all(item.message.isprintable() and len(item.message) < 200 for item in found)
    if document is not None:
        document.locate([*pointers_of(document.value), "/x/y"])


@pytest.mark.slow
@pytest.mark.parametrize("name", ["large.json", "large.yaml"])
def test_large_documents(name: str, tmp_path: Path) -> None:
    schemas = {f"s{number}": {"type": "object", "properties": {"a": {"type": "string"}}} for number in range(5_000)}
    last = {"get": {"parameters": [{"name": "active", "in": "query"}]}}
    value = {"components": {"schemas": schemas}, "paths": {"/v1/last": last}}
    text = json.dumps(value, indent=2) if name.endswith("json") else yaml.dump(value, Dumper=yaml.CSafeDumper)
    (tmp_path / name).write_text(text, encoding="utf-8")
    document = load(tmp_path / name, name=name, found=(found := Diagnostics()))
    assert list(found) == []
    assert document is not None
    assert len(text) > 300_000
    place = "/paths/~1v1~1last/get/parameters/0/name"
    line, column = document.locate([place])[place]
    assert document.text.split("\n")[line - 1][column - 1 :].startswith(("name: active", '"name": "active"'))


def test_errors_of_single_values_do_not_hide_others() -> None:
    found = Diagnostics()
    text = '{"a": NaN, "b": [1e999, -Infinity], "c": "\\ud800", "d": 1, "d": 2, "e": ' + "9" * 5000 + "}"
    document = parse(text.encode(), name="a.json", found=found)
    assert document is not None
    assert document.value == {"a": 1, "b": [1, 1], "c": "\ufffd", "d": 2, "e": 1}
    codes = sorted(item.code for item in found)
    assert codes == ["duplicate-key", "lone-surrogate", *["number-out-of-range"] * 4]
    found = Diagnostics()
    document = parse(b"a: .nan\nb: 1\nb: [.inf, -.INF]\n", name="a.yaml", found=found)
    assert document is not None
    assert document.value == {"a": 1, "b": [1, 1]}
    assert [item.code for item in found] == ["number-out-of-range", "duplicate-key", *["number-out-of-range"] * 2]


@pytest.mark.parametrize("text", ["{" + ",".join(['"a": NaN'] * 5000) + "}", "a: .nan\n" * 5000])
def test_errors_of_single_values_are_limited(text: str) -> None:
    found = Diagnostics()
    parse(text.encode(), name="a.yaml", found=found)
    assert 0 < len(found) <= 40


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<!doctype html><p>x</p>", "HTML"),
        ("\n <html>", "HTML"),
        ('<?xml version="1.0"?><a/>', "XML"),
        ("version https://git-lfs.github.com/spec/v1\noid sha256:1\n", "Git LFS"),
        ("%PDF-1.4\n", "PDF"),
        ("#%RAML 1.0\ntitle: x\n", "RAML"),
        ("a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> x\n", "merge"),
    ],
)
def test_messages_name_the_format_of_other_files(text: str, words: str) -> None:
    for name in ("a.yaml", "a.json"):
        found = Diagnostics()
        assert parse(text.encode(), name=name, found=found) is None
        assert [item.code for item in found] == ["not-a-document"]
        assert words in found.items[0].message


def test_a_document_marker_at_the_end_is_not_a_second_document() -> None:
    assert good("---\na: 1\n---\n").value == {"a": 1}
    assert bad("a: 1\n---\nb: 1\n") == [("several-documents", 2, 1)]


def test_utf_32_without_a_byte_order_mark_is_detected() -> None:
    for encoding in ("utf-32-le", "utf-32-be"):
        assert good("a: 1\n".encode(encoding)).value == {"a": 1}


def test_a_pipe_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "spec.yaml")
    found = Diagnostics()
    assert load(tmp_path / "spec.yaml", name="spec.yaml", found=found) is None
    assert [item.code for item in found] == ["file-unreadable"]
