"""Tests for the runtime modules of a package."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from codegen.core.options import RUNTIMES, Options
from codegen.python.emit.features import FEATURES
from codegen.python.emit.runtime import build_runtime, copy, modules
from codegen.python.render import runtime_root
from tests.support.packages import ROOT, make_tree

ALL = frozenset(feature.name for feature in FEATURES)
ROOTS = {
    "models": ["from .._runtime.shared.model import Model", "from .._runtime.shared.formats import UnixTime"],
    "client": [
        "from ._runtime.client.client import (\n    AsyncClientBase,\n    ClientBase,\n)",
        "from .._runtime.client.resource import AsyncResource, Resource",
        "from ._runtime.client.testing import FakeBase, fixture",
    ],
    "server": ["from .._runtime.server.app import build_app, build_router"],
}
SMALL = build_runtime(ROOTS["client"], frozenset())


def names_of(source: bytes) -> set[str]:
    return {node.name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef | ast.ClassDef)}


def imports_of(path: str, source: bytes) -> set[tuple[str, str]]:
    """Return the file and the name of each relative import."""
    found: set[tuple[str, str]] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = Path(path).parents[node.level - 1]
            file = base.joinpath(*(node.module or "").split("."))
            found |= {(f"{file}.py", alias.name) for alias in node.names}
    return found


def third_party(source: bytes) -> set[str]:
    """Return the top-level packages that a module imports at run time."""
    found: set[str] = set()
    for node in ast.parse(source).body:
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add((node.module or "").split(".")[0])
    return found


@pytest.mark.parametrize("part", ROOTS)
@pytest.mark.parametrize("features", [frozenset(), ALL])
def test_every_import_is_copied_and_used(part: str, features: frozenset[str]) -> None:
    files = build_runtime(ROOTS[part], features)
    for path, source in files.items():
        compile(source, path, "exec", dont_inherit=True)
        text = source.decode()
        for file, name in imports_of(path, source):
            assert file in files, (path, file)
            assert name in files[file].decode(), (path, file, name)
            assert text.count(name) > 1, (path, name)


@pytest.mark.parametrize(
    ("part", "absent"),
    [("models", {"httpx2", "fastapi", "starlette"}), ("client", {"fastapi", "starlette"}), ("server", {"httpx2"})],
)
def test_parts_do_not_import_third_party_packages_of_others(part: str, absent: set[str]) -> None:
    used = set[str]().union(*(third_party(source) for source in build_runtime(ROOTS[part], ALL).values()))
    assert not absent & used


def test_the_copy_has_the_layout_of_the_runtime() -> None:
    for path, source in build_runtime(ROOTS["client"], ALL).items():
        original = (runtime_root() / path.removeprefix("_runtime/")).read_text(encoding="utf-8").splitlines()
        changed = re.compile(r" *(?:from|import) |\w+: TypeAlias = ")
        own = [line for line in source.decode().splitlines() if not changed.match(line)]
        rest = iter(original)
        assert [line for line in own if line not in rest] == [], path  # in the same order
        assert b"\n\n\n\n" not in source
        assert b"# feature" not in source


@pytest.mark.parametrize(
    ("feature", "path", "name"),
    [
        ("streams", "client/_async/streams.py", "AsyncStream"),
        ("streams", "client/sse.py", "ItemReader"),
        ("downloads", "client/_sync/download.py", "StreamedResponse"),
        ("pages", "client/paging.py", "PageState"),
        ("client_credentials", "client/_sync/token_auth.py", "TokenAuth"),
        ("multipart", "client/multipart.py", "Multipart"),
        ("raw_bodies", "shared/files.py", "Upload"),
        ("cookies", "client/styles.py", "encode_cookie"),
        ("query_keys", "client/masking.py", "MaskedURL"),
        ("media_choice", "client/mediachoice.py", "is_file_input"),
        ("assertions", "shared/assertions.py", "SchemaAssertion"),
    ],
)
def test_a_feature_is_copied_only_where_it_is_needed(feature: str, path: str, name: str) -> None:
    place = f"_runtime/{path}"
    assert name not in names_of(SMALL.get(place, b""))
    assert name in names_of(build_runtime(ROOTS["client"], {feature})[place])


def test_every_mark_names_a_feature() -> None:
    for path in runtime_root().rglob("*.py"):
        for line in path.read_text(encoding="utf-8").splitlines():
            mark = modules.MARK.fullmatch(line)
            assert mark is not None or "# feature" not in line, (path, line)
            assert mark is None or {*mark["names"].split(", ")} <= ALL, (path, line)


def test_a_long_import_is_wrapped() -> None:
    names = [f"name_{number}" for number in range(20)]
    text = copy._import_text("", "from .module import ", names)
    assert text.splitlines()[:2] == ["from .module import (", "    name_0,"]
    assert copy._import_text("    ", "from .module import ", names[:2]) == "    from .module import name_0, name_1"


@pytest.mark.slow  # generates six packages
def test_the_documented_numbers_of_lines(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "generated-packages.md").read_text(encoding="utf-8")
    spec = (ROOT / "spec/promotion_codes/2025-12-15.clover/openapi.yaml").read_text(encoding="utf-8")
    tables = [str(path) for path in sorted((ROOT / "spec/promotion_codes/2025-12-15.clover/tables").glob("*.md"))]
    client = {"version_header": "Stripe-Version", "idempotency_header": "Idempotency-Key", "env_prefix": "STRIPE"}
    rows: list[str] = []
    for parts in (("models",), ("models", "client"), ("models", "client", "server")):
        sizes: list[str] = []
        for runtime in RUNTIMES:
            settings = {"options": Options({"client": client}), "formatter": "black", "tables": tuple(tables)}
            tree, _ = make_tree(
                spec, tmp_path, package="promotion_codes_clover", emit=parts, runtime=runtime, **settings
            )
            code = [content for path, content in tree.items() if path.endswith(".py")]
            lines = sum(content.count(b"\n") for content in code)
            sizes.append(f"{lines} ({len(code)})")
        rows.append(f"| {', '.join(f'`{part}`' for part in parts)} | {' | '.join(sizes)} |")
    assert "\n".join(rows) in text
