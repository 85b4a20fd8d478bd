"""Tests that expensive documents give a package or a diagnostic within 60 seconds and 2 GiB."""

from __future__ import annotations

import json
import os
import re
import resource
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from codegen.cli import main
from tests.support.documents import document, ref

pytestmark = pytest.mark.slow

SECONDS, MEMORY = 60, 2 * 1024**3
LONGEST = {
    "cycle_of_all",
    "long_words",
    "merge_keys",
    "names_that_are_one_in_python",
    "references_on_the_way_of_references",
    "yaml_values",
}
"""Cases of more than 5 seconds, which run where FUZZ_CASES is set (``make fuzz``)."""
PROCESSES = get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.fuzz.test_bounds", "black", "codegen.cli.commands.generate"])
TEXT = {"type": "string"}
Schemas = dict[str, Any]


def an_object(**properties: Any) -> Any:
    return {"type": "object", "properties": properties}


def nested(levels: int, wrap: Callable[[Any], Any]) -> Any:
    schema: Any = dict(TEXT)
    for _ in range(levels):
        schema = wrap(schema)
    return schema


def chain(length: int, link: Callable[[Any], Any]) -> Schemas:
    """Return schemas that each refer to the next one; the last is a string."""
    schemas = {f"S{number}": link(ref(f"S{number + 1}")) for number in range(length)}
    return {**schemas, f"S{length}": an_object(end=TEXT)}


def cycle(length: int) -> Schemas:
    """Return schemas that each contain all others."""
    names = [f"S{number}" for number in range(length)]
    return {name: an_object(**{other.lower(): ref(other) for other in names}) for name in names}


def product(unions: int, variants: int) -> Schemas:
    """Return one schema of unions with ``variants ** unions`` combinations."""
    parts = [
        {"anyOf": [an_object(**{f"u{union}v{variant}": TEXT}) for variant in range(variants)]}
        for union in range(unions)
    ]
    return {"S": {"allOf": parts}}


WRITTEN: dict[str, Callable[[], Schemas]] = {
    "objects_in_objects": lambda: {"S": nested(80, lambda inner: an_object(a=inner))},
    "lists_of_lists": lambda: {"S": an_object(a=nested(80, lambda inner: {"type": "array", "items": inner}))},
    "unions_of_unions": lambda: {"S": an_object(a=nested(80, lambda inner: {"anyOf": [inner, {"type": "integer"}]}))},
    "all_of_all_of": lambda: {"S": nested(80, lambda inner: {"allOf": [inner, {"description": "d"}]})},
    "many_enum_members": lambda: {"S": an_object(a={"enum": [f"v{number}" for number in range(10_000)]})},
    "many_properties": lambda: {"S": an_object(**{f"p{number}": TEXT for number in range(2_000)})},
    "many_variants": lambda: {"S": an_object(a={"anyOf": [{"const": number} for number in range(1_000)]})},
    "chain_of_properties": lambda: chain(400, lambda following: an_object(a=following)),
    "cycle_of_all": lambda: cycle(60),
    "nested_pattern": lambda: {"S": an_object(a={**TEXT, "pattern": "(" * 100_000 + ")" * 100_000})},
    "huge_numbers": lambda: {"S": an_object(a={"type": "integer", "maximum": 10**3_000, "default": 10**3_000})},
    "long_names": lambda: {"S" * 50_000: an_object(**{"p" * 50_000: TEXT})},
    "long_words": lambda: {"S": {**an_object(a=TEXT), "description": '"""\\ ' * 500_000}},
    "recursion_by_properties": lambda: {"S": an_object(a=ref("S"), b=an_object(c=ref("S")))},
    "recursion_by_items": lambda: {"S": {"type": "array", "items": {"type": "array", "items": ref("S")}}},
    "recursion_by_values": lambda: {"S": {"type": "object", "additionalProperties": ref("S")}},
    "recursion_by_union": lambda: {
        "S": {"anyOf": [TEXT, an_object(a=ref("S")), ref("T")]},
        "T": an_object(b=ref("S")),
    },
    "recursion_by_all_of": lambda: {"S": {"allOf": [an_object(a=ref("S")), an_object(b={"allOf": [ref("S")]})]}},
    "recursion_by_not": lambda: {"S": {"not": ref("S"), "type": "string"}},
    "many_unions_in_unions": lambda: {
        f"S{number}": {"anyOf": [ref(f"S{other}") for other in range(40)]} for number in range(40)
    },
    "unions_that_nest_in_themselves": lambda: {
        name: an_object(**{key: {"anyOf": [ref("And"), ref("Or"), ref("Not")]} for key in ("a", "b")})
        for name in ("And", "Or", "Not")
    },
    "names_that_are_one_in_python": lambda: {
        "S": {"enum": ["x"]},
        "T": an_object(**{f"a{number:b}".replace("0", "-").replace("1", "_") + "b": TEXT for number in range(3_000)}),
    },
    "deep_default": lambda: {"S": an_object(a={"type": "object", "default": nested(150, lambda inner: {"a": inner})})},
}
BOUNDED: dict[str, tuple[str, Callable[[], Schemas]]] = {
    "chain_of_all_of": (
        "nesting-too-deep",
        lambda: chain(300, lambda following: {"allOf": [following, an_object(a=TEXT)]}),
    ),
    "chain_of_references": ("nesting-too-deep", lambda: chain(300, lambda following: following)),
    "parts_of_one_all_of": (
        "allof-too-large",
        lambda: {"S": {"allOf": [an_object(**{f"p{number}": TEXT}) for number in range(3_000)]}},
    ),
    "product_of_unions": ("conflicting-allof", lambda: product(12, 6)),
    "all_of_itself": ("ref-cycle", lambda: {"S": {"allOf": [ref("S")]}}),
    "references_on_the_way_of_references": (
        "nesting-too-deep",
        lambda: {
            **{f"S{number}": ref(f"S{number + 1}/items") for number in range(100)},
            "S100": nested(101, lambda inner: {"type": "array", "items": inner}),
        },
    ),
    "reference_to_itself": ("ref-cycle", lambda: {"S": ref("T"), "T": ref("U"), "U": ref("S")}),
    "union_with_itself": ("ref-cycle", lambda: {"S": {"anyOf": [TEXT, ref("T")]}, "T": ref("S")}),
    "more_enum_members": (
        "enum-too-large",
        lambda: {"S": an_object(a={"enum": [f"v{number}" for number in range(300_000)]})},
    ),
    "long_pattern": ("unsupported-pattern", lambda: {"S": an_object(a={**TEXT, "pattern": "a" * 1_000_000})}),
    "large_pattern": ("unsupported-pattern", lambda: {"S": an_object(a={**TEXT, "pattern": "((a{999}){999}){999}"})}),
    "depth": ("nesting-too-deep", lambda: {"S": nested(3_000, lambda inner: an_object(a=inner))}),
}


HEAD = b"openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\n"
JSON = b'{"openapi":"3.1.0","info":{"title":"T","version":"1"},"paths":{},'
LAUGHS = b"".join(b"x%d: &x%d [%s]\n" % (n + 1, n + 1, b",".join([b"*x%d" % n] * 9)) for n in range(12))
MERGED = b"".join(
    b"m%d: &m%d {%s}\n" % (n, n, b",".join(b"k%d_%d: 1" % (n, k) for k in range(90))) for n in range(9_000)
)
ALL = b",".join(b"*m%d" % number for number in range(9_000))
SCHEMES = b"".join(b"{s%d: []}," % number for number in range(2_000))
RAW: dict[str, tuple[str, str, Callable[[], bytes]]] = {
    "alias_bomb": ("alias-expansion", "spec.yaml", lambda: HEAD + b"x0: &x0 [lol]\n" + LAUGHS),
    "alias_of_itself": ("alias-expansion", "spec.yaml", lambda: HEAD + b"x: &x [*x]\n"),
    "aliases_of_one_list": (
        "alias-expansion",
        "spec.yaml",
        lambda: HEAD + b"x: &x [" + b"1," * 2_000 + b"]\ny: [" + b"*x," * 2_000 + b"]\n",
    ),
    "merge_keys": (
        "alias-expansion",
        "spec.yaml",
        lambda: HEAD + MERGED + b"".join(b"%s: {<<: [%s]}\n" % (name, ALL) for name in (b"a", b"b")),
    ),
    "path_of_many_segments": (
        "nesting-too-deep",
        "spec.json",
        lambda: json.dumps(document({}, {"/a" * 140_000: {"get": {"responses": {}}}})).encode(),
    ),
    "security_of_many_schemes": (
        "document-too-large",
        "spec.yaml",
        lambda: HEAD + b"security: [" + SCHEMES + b"]\n",
    ),
    "yaml_depth": ("nesting-too-deep", "spec.yaml", lambda: HEAD + b"x: " + b"[" * 500_000),
    "json_depth": ("nesting-too-deep", "spec.json", lambda: b'{"x":' + b"[" * 500_000),
    "bytes": ("document-too-large", "spec.yaml", lambda: HEAD + b"#" * 64 * 1024**2),
    "json_values": ("document-too-large", "spec.json", lambda: b'{"x":[' + b"{}," * 20_000_000 + b"1]}"),
    "yaml_values": ("document-too-large", "spec.yaml", lambda: HEAD + b"x: [" + b"[]," * 5_000_000 + b"1]\n"),
    "json_integer": ("number-out-of-range", "spec.json", lambda: JSON + b'"x-a":' + b"9" * 10_000_000 + b"}"),
    "yaml_integer": ("number-out-of-range", "spec.yaml", lambda: HEAD + b"x-a: " + b"9" * 10_000_000),
    "yaml_hexadecimal": ("number-out-of-range", "spec.yaml", lambda: HEAD + b"x-a: 0x" + b"f" * 10_000_000),
    "json_exponent": ("number-out-of-range", "spec.json", lambda: JSON + b'"x-a": 1e999999999}'),
    "one_line": ("unsupported-version", "spec.json", lambda: b'{"x":"' + b"\\u202e" * 4_000_000 + b'"}'),
    "duplicates": ("duplicate-key", "spec.json", lambda: JSON + b'"x-a":1,' * 100_000 + b'"x-b":1}'),
    "zero_bytes": ("not-text", "spec.yaml", lambda: b"\0" * 60 * 1024**2),
    "unclosed": ("json-syntax", "spec.json", lambda: b'{"x":"' + b"a" * 60 * 1024**2),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    returncode: int | None
    stderr: str


def run(schemas: Schemas, folder: Path) -> Done:
    paths = {"/a": {"post": {"responses": {"200": {"description": "", "content": {"application/json": {}}}}}}}
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(20_000)  # the encoder of these documents is recursive
    try:
        content = json.dumps(document(schemas, paths)).encode()
    finally:
        sys.setrecursionlimit(limit)
    return run_raw(content, "spec.json", folder)


def run_raw(content: bytes, name: str, folder: Path) -> Done:
    """Generate from a document in a process of its own, forked from one that has the imports."""
    (folder / name).write_bytes(content)
    process = PROCESSES.Process(target=_under_limits, args=(folder, name))
    process.start()
    process.join(SECONDS * 4)
    process.kill()
    process.join()
    return Done(returncode=process.exitcode, stderr=(folder / "stderr").read_text(encoding="utf-8"))


def _under_limits(folder: Path, name: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    os.chdir(folder)
    stderr = (folder / "stderr").open("w", encoding="utf-8")
    with stderr, redirect_stderr(stderr), redirect_stdout(stderr):
        code = main(["generate", "--spec", name])
    sys.exit(code)


def cases(documents: dict[str, Any]) -> list[str]:
    return [name for name in documents if name not in LONGEST or "FUZZ_CASES" in os.environ]


def messages(done: Done) -> str:
    assert "Traceback" not in done.stderr, done.stderr[-2_000:]
    assert "internal error" not in done.stderr, done.stderr[-2_000:]
    assert max(map(len, done.stderr.splitlines()), default=0) < 400, "a message as long as what it is about"
    return done.stderr


@pytest.mark.parametrize("name", cases(WRITTEN))
def test_generated_documents(name: str, tmp_path: Path) -> None:
    done = run(WRITTEN[name](), tmp_path)
    assert done.returncode == 0, (done.returncode, messages(done))
    assert (tmp_path / "generated").is_dir()
    messages(done)


@pytest.mark.parametrize("name", cases(BOUNDED))
def test_rejected_documents(name: str, tmp_path: Path) -> None:
    code, schemas = BOUNDED[name]
    done = run(schemas(), tmp_path)
    said = messages(done)
    assert done.returncode in {0, 1, 2}, (done.returncode, said)
    level = ("warning", "incomplete", "error")[done.returncode]
    assert re.search(rf"^spec\.json:\d+:\d+: {level}\[{code}\]: ", said, re.MULTILINE), said


@pytest.mark.parametrize("name", cases(RAW))
def test_unread_documents(name: str, tmp_path: Path) -> None:
    code, file, content = RAW[name]
    done = run_raw(content(), file, tmp_path)
    said = messages(done)
    assert done.returncode == 2, (done.returncode, said)
    assert re.match(rf"{re.escape(file)}(:\d+:\d+)?: error\[{code}\]: ", said), said
    assert not (tmp_path / "generated").exists()
