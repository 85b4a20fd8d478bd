"""Documents that ask for more than they should cost: a package or a finding, within 60 seconds and 2 GiB."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.documents import document, ref
from tests.support.packages import ROOT

pytestmark = pytest.mark.slow

SECONDS, MEMORY = 60, 2 * 1024**3
UNDER_LIMITS = f"""
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, ({MEMORY}, {MEMORY}))
resource.setrlimit(resource.RLIMIT_CPU, ({SECONDS}, {SECONDS}))
from codegen.cli import main
sys.exit(main(["generate", "--spec", "spec.json"]))
"""
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
    """Each schema leads to the next one, the last one to a text."""
    schemas = {f"S{number}": link(ref(f"S{number + 1}")) for number in range(length)}
    return {**schemas, f"S{length}": an_object(end=TEXT)}


def circle(length: int) -> Schemas:
    """Each schema holds every other one."""
    names = [f"S{number}" for number in range(length)]
    return {name: an_object(**{other.lower(): ref(other) for other in names}) for name in names}


def product(unions: int, variants: int) -> Schemas:
    """One schema of unions, whose combinations are ``variants ** unions``."""
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
    "many_enum_members": lambda: {"S": an_object(a={"enum": [f"v{number}" for number in range(20_000)]})},
    "many_properties": lambda: {"S": an_object(**{f"p{number}": TEXT for number in range(2_000)})},
    "many_variants": lambda: {"S": an_object(a={"anyOf": [{"const": number} for number in range(1_000)]})},
    "chain_of_properties": lambda: chain(400, lambda following: an_object(a=following)),
    "circle_of_all": lambda: circle(60),
    "long_pattern": lambda: {"S": an_object(a={**TEXT, "pattern": "a" * 1_000_000})},
    "large_pattern": lambda: {"S": an_object(a={**TEXT, "pattern": "((a{1000}){1000}){1000}"})},
    "nested_pattern": lambda: {"S": an_object(a={**TEXT, "pattern": "(" * 100_000 + ")" * 100_000})},
    "huge_numbers": lambda: {"S": an_object(a={"type": "integer", "maximum": 10**3_000, "default": 10**3_000})},
    "long_names": lambda: {"S" * 50_000: an_object(**{"p" * 50_000: TEXT})},
    "long_words": lambda: {"S": {**an_object(a=TEXT), "description": '"""\\ ' * 500_000}},
    "deep_default": lambda: {"S": an_object(a={"type": "object", "default": nested(150, lambda inner: {"a": inner})})},
}
BOUNDED: dict[str, tuple[str, Callable[[], Schemas]]] = {
    "chain_of_all_of": (
        "nesting-too-deep",
        lambda: chain(300, lambda following: {"allOf": [following, an_object(a=TEXT)]}),
    ),
    "chain_of_references": ("nesting-too-deep", lambda: chain(300, lambda following: following)),
    "product_of_unions": ("conflicting-allof", lambda: product(12, 6)),
    "depth": ("nesting-too-deep", lambda: {"S": nested(3_000, lambda inner: an_object(a=inner))}),
}


def run(schemas: Schemas, folder: Path) -> subprocess.CompletedProcess[str]:
    paths = {"/a": {"post": {"responses": {"200": {"description": "", "content": {"application/json": {}}}}}}}
    sys.setrecursionlimit(max(sys.getrecursionlimit(), 20_000))  # the encoder of these documents is recursive
    (folder / "spec.json").write_text(json.dumps(document(schemas, paths)), encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-c", UNDER_LIMITS],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=SECONDS * 4,
        check=False,
    )


def messages(done: subprocess.CompletedProcess[str]) -> str:
    assert "Traceback" not in done.stderr, done.stderr[-2_000:]
    assert "internal error" not in done.stderr, done.stderr[-2_000:]
    assert max(map(len, done.stderr.splitlines()), default=0) < 400, "a message as long as what it is about"
    return done.stderr


@pytest.mark.parametrize("name", WRITTEN)
def test_what_is_written(name: str, tmp_path: Path) -> None:
    done = run(WRITTEN[name](), tmp_path)
    assert done.returncode == 0, (done.returncode, messages(done))
    assert (tmp_path / "generated").is_dir()
    messages(done)


@pytest.mark.parametrize("name", BOUNDED)
def test_what_is_refused(name: str, tmp_path: Path) -> None:
    code, schemas = BOUNDED[name]
    done = run(schemas(), tmp_path)
    said = messages(done)
    assert done.returncode in {1, 2}, (done.returncode, said)
    assert re.match(rf"spec\.json:\d+:\d+: (error|incomplete)\[{code}\]: ", said), said
