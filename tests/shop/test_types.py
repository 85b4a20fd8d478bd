"""Tests the output with mypy and pyright in strict mode, and the occurrences of ``Any``."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from codegen.core.location import pointer_tokens
from codegen.ir.types import AnyValue, MapOf, Never, Object, TupleOf
from codegen.ir.walk import descend

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from codegen.core.location import Location
    from codegen.ir.types import DefId
    from tests.shop.conftest import Package

pytestmark = pytest.mark.slow
TYPED_KEYWORDS = {"properties", "items", "enum", "const", "anyOf", "oneOf", "allOf", "$ref", "format", "prefixItems"}
IGNORES = re.compile(r"#\s*(type:\s*ignore|pyright:|mypy:|basedpyright:)")


def run(command: list[str], folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]
    return done.stdout


def test_mypy_strict(package: Package, place: Path, record_property: Callable[[str, object], None]) -> None:
    strict = ["--strict", "--python-version", "3.11", "--config-file", ""]
    said = run(["mypy", *strict, "--package", package.name], place)
    files = len(list(package.folder.rglob("*.py")))
    assert said == f"Success: no issues found in {files} source files\n"
    record_property("counts", f"{package.name}: mypy --strict finds nothing in {files} files")


def test_pyright_strict(package: Package, place: Path, record_property: Callable[[str, object], None]) -> None:
    project = place / f"{package.name}.pyright.json"
    settings = {"include": [package.name], "pythonVersion": "3.11", "typeCheckingMode": "strict"}
    project.write_text(json.dumps(settings))
    command = ["basedpyright", "--project", str(project), "--pythonpath", sys.executable, "--outputjson"]
    summary = json.loads(run(command, place))["summary"]
    assert (summary["errorCount"], summary["warningCount"]) == (0, 0)
    assert summary["filesAnalyzed"] == len(list(package.folder.rglob("*.py")))
    record_property("counts", f"{package.name}: pyright strict finds nothing in {summary['filesAnalyzed']} files")


def test_no_type_check_is_suppressed(package: Package) -> None:
    paths = [path for path in package.folder.rglob("*.py*") if path.suffix in (".py", ".pyi")]
    assert [path.name for path in paths if IGNORES.search(path.read_text(encoding="utf-8"))] == []


def test_any_occurs_only_where_the_document_has_no_type(
    package: Package, record_property: Callable[[str, object], None]
) -> None:
    document = package.document
    untyped = {key: set(_untyped_fields(package, document, key)) for key in package.api.definitions}
    classes = {str(place.name): key for key, place in package.names.models.items()}
    dicts = {str(place.typed_dict): key for key, place in package.names.models.items()}
    arguments = {str(name) for names in _arguments(package, untyped) for name in names}
    total: Counter[str] = Counter()
    loose: Counter[str] = Counter()
    for path in package.folder.rglob("*.py"):
        room = path.relative_to(package.folder).parts[0]
        if room == "_runtime":
            continue
        for owner, name, annotation in spelled(ast.parse(path.read_text(encoding="utf-8"))):
            total[room] += 1
            if not _says_any(annotation):
                continue
            loose[room] += 1
            where = f"{path.name}: {owner}.{name}: {ast.unparse(annotation)}"
            if room == "models":
                assert name in untyped[classes[owner]], where
            elif room == "params":
                assert name in untyped[dicts[owner]], where
            else:
                assert name in arguments, where
    share = 100 * loose.total() / total.total()
    record_property(
        "counts",
        f"{package.name}: {loose.total()} of {total.total()} annotations ({share:.2f} %) hold Any: {dict(loose)}",
    )
    assert loose["models"] <= sum(map(len, untyped.values()))
    assert total.total() > 10 * len(package.api.operations)


def spelled(tree: ast.AST, owner: str = "") -> Iterator[tuple[str, str, ast.expr]]:
    """Yield the static annotations of fields, arguments and results with class and name."""
    for node in ast.iter_child_nodes(tree):
        match node:
            case ast.If(test=ast.Name(id="TYPE_CHECKING"), body=body):
                yield from spelled(ast.Module(body, []), owner)
            case ast.ClassDef(name=name):
                yield from spelled(node, name)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield from _of_function(node, owner)
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation):
                yield owner, name, annotation
            case ast.Assign(
                targets=[ast.Name(id=name)], value=ast.Call(func=ast.Name(id="TypedDict"), args=[_, fields])
            ):
                # odd keys of a TypedDict are in a base class
                yield from _of_typed_dict(fields, name.removeprefix("_").removesuffix("Keys"))
            case _:
                continue


def _of_function(node: ast.FunctionDef | ast.AsyncFunctionDef, owner: str) -> Iterator[tuple[str, str, ast.expr]]:
    for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs):
        if argument.annotation is not None:
            yield owner, argument.arg, argument.annotation
    if node.returns is not None:
        yield owner, f"{node.name}()", node.returns


def _of_typed_dict(fields: ast.expr, name: str) -> Iterator[tuple[str, str, ast.expr]]:
    assert isinstance(fields, ast.Dict)
    for key, value in zip(fields.keys, fields.values, strict=True):
        assert isinstance(key, ast.Constant)
        assert isinstance(value, ast.Constant)
        yield name, str(key.value), ast.parse(str(value.value), mode="eval").body


def _says_any(annotation: ast.expr) -> bool:
    """Return whether an annotation contains ``Any``, except as the result of a callback or in a coroutine."""
    results = {
        id(node.slice.elts[1])
        for node in ast.walk(annotation)
        if isinstance(node, ast.Subscript)
        and ast.unparse(node.value) == "Callable"
        and isinstance(node.slice, ast.Tuple)
    }
    results |= {
        id(item)
        for node in ast.walk(annotation)
        if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "Coroutine"
        if isinstance(node.slice, ast.Tuple)
        for item in node.slice.elts[:2]
    }
    names = (node for node in ast.walk(annotation) if isinstance(node, ast.Name) and id(node) not in results)
    return any(node.id in ("Any", "object") for node in names)


def _untyped_fields(package: Package, document: Any, key: DefId) -> Iterator[str]:
    """Yield the wire and Python names of fields without a type in the document.

    :raises AssertionError: the IR lost a type of the document.
    """
    node = package.api.definitions[key].type
    for field in node.fields if isinstance(node, Object) else ():
        parts = list(descend(field.type))
        for part in parts:
            if isinstance(part, AnyValue | Never | TupleOf):
                holder = next((other for other in parts if isinstance(other, MapOf) and other.value is part), part)
                assert _gives_no_type(document, holder.location), f"{key}: {field.name}"
        if any(isinstance(part, AnyValue) for part in parts):
            yield field.name
            yield str(package.names.fields[key, field.name])


def _gives_no_type(document: Any, location: Location) -> bool:
    for token in pointer_tokens(location.pointer):
        document = document[int(token)] if isinstance(document, list) else document[token]
    said = {word for word, value in document.items() if value not in ({}, [])}
    return document.get("type", "object") == "object" and not said & TYPED_KEYWORDS


def _arguments(package: Package, untyped: dict[DefId, set[str]]) -> Iterator[list[str]]:
    """Yield the arguments of fields without a type."""
    for operation in package.api.operations:
        own = package.names.operations[operation.id]
        fields = {name for names in untyped.values() for name in names}
        yield [str(argument) for wire, argument in own.body.items() if wire in fields]
        yield [str(argument) for (_, wire), argument in own.params.items() if wire in fields]
