"""Tests that with hostile text in all places of a document the output parses, is inert and has every field."""

from __future__ import annotations

import ast
import copy
import itertools
import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import strategies as st

from codegen.python.naming.identifiers import split_words
from tests.support.fuzzing import BATCHES, Data, Made, Run
from tests.support.hostile import ATTACKS, CALL, TEXTS, Text, hostile_document, named_document
from tests.support.hostile_twins import hostile_rarities, hostile_swagger
from tests.support.inventory import missing, unexplained
from tests.support.mutations import PETS, changed_text, places
from tests.support.packages import make_tree
from tests.support.python_code import sources

pytestmark = pytest.mark.slow

DOCUMENTS = (hostile_document, hostile_swagger, hostile_rarities)
MODULES = frozenset({"__future__", "collections.abc", "datetime", "httpx2", "pydantic", "types", "typing"})
"""Imports of generated modules, except the types of formats, for the comparison of calls."""


def _words() -> Text:
    words = (f"w{number}" for number in itertools.count())
    return lambda: next(words)


def used_names() -> list[str]:
    """Return the names that generated modules use, one spelling each."""
    with TemporaryDirectory() as folder:
        tree, _ = make_tree(json.dumps(hostile_document(_words())[0]), Path(folder), spec="spec.json")
    names: set[str] = set()
    for path, content in tree.items():
        if path.endswith(".py") and not path.startswith("_runtime/"):
            for node in ast.walk(ast.parse(content)):
                match node:
                    case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name) | ast.FunctionDef(name=name):
                        names.add(name)
                    case ast.alias(name=name, asname=other):
                        names |= {name.rpartition(".")[2], other or name}
                    case _:
                        pass
    names = {name.strip("_") for name in names if not re.search(r"w\d|W\d", name)}
    return list({"".join(split_words(name)): name for name in sorted(names | {"property", "cls"}) if name}.values())


@cache
def harmless() -> tuple[frozenset[str], frozenset[str]]:
    """Return the calls and imports of packages of the same documents with harmless text."""
    calls: set[str] = set()
    imports: set[str] = set()
    for document in (*(make(_words())[0] for make in DOCUMENTS), PETS):
        with TemporaryDirectory() as folder:
            tree, _ = make_tree(json.dumps(document), Path(folder), spec="spec.json")
        for _, module in sources(tree):
            calls |= module.called
            imports |= module.imported
    return frozenset(calls), frozenset(imports)


def _is_message(call: str) -> bool:
    """Return whether a call is ``deprecated`` of a literal, which may be any text."""
    node = ast.parse(call, mode="eval").body
    if not isinstance(node, ast.Call) or ast.unparse(node.func) != "deprecated":
        return False
    return all(isinstance(value, ast.Constant) for value in (*node.args, *(item.value for item in node.keywords)))


def check_code(tree: Mapping[str, bytes], *, known: bool) -> None:
    """Check that the code of a package calls, imports and names nothing from its document.

    ``known`` means that the document differs from those of ``harmless`` only in its text.
    """
    calls, imports = harmless()
    for path in tree:
        assert path.startswith(".codegen/") or tree[path].decode().replace("\n", "").isprintable(), path
    for path, module in sources(tree):
        assert not module.unbound, (path, module.unbound)
        assert not any(call.startswith(CALL.removesuffix("()")) for call in module.called), path
        strange = {call for call in module.called - calls if not (call.isidentifier() and call[0].isupper())}
        strange = {call for call in strange if not _is_message(call)}
        assert not known or not strange, (path, strange)
        assert module.imported <= imports | MODULES, path


def check_fields(made: Made, document: Any, objects: list[frozenset[str]]) -> None:
    """Check that a package has every field, enum member, operation and parameter of a hostile document."""
    assert made.imported is not None
    classes = made.imported.models.values()
    schemas = document["definitions"] if "swagger" in document else document["components"]["schemas"]
    for wanted in objects:
        properties = next(
            item["properties"] for item in schemas.values() if item.get("properties", {}).keys() == wanted
        )
        members = {name: set(field.get("enum", ())) for name, field in properties.items()}
        same = [fields for fields in classes if fields.keys() == wanted]
        assert any(all(members[name] <= fields[name] for name in wanted) for fields in same), wanted
    ((path, item),) = document["paths"].items()
    parameters = [param for param in item["post"]["parameters"] if "name" in param]
    names = {param["name"] for param in parameters}
    assert made.imported.operations == {f"POST {path}": names}
    for param in parameters:
        schema = param.get("schema", param)
        listed = frozenset([*schema.get("enum", ()), *schema.get("items", {}).get("enum", ())])
        assert not listed or any(listed <= fields.get(param["name"], frozenset()) for fields in classes)


@pytest.mark.parametrize("batch", BATCHES)
def test_hostile_text_in_every_place(run: Run, batch: int) -> None:
    def check(data: Data) -> None:
        texts = itertools.cycle(data.draw(st.lists(TEXTS, min_size=1, max_size=23)))
        document, objects = data.draw(st.sampled_from(DOCUMENTS))(lambda: next(texts))
        made = run.make({"spec.json": json.dumps(document).encode()}, spec="spec.json")
        assert made.tree is not None, list(made.found)
        check_code(made.tree, known=True)
        check_fields(made, document, objects)

    assert run.batch == batch
    run.cases(check)


@pytest.mark.parametrize("make", DOCUMENTS)
@pytest.mark.parametrize("batch", range(0, len(ATTACKS), 9))
def test_every_attack_in_every_place(
    run: Run, batch: int, make: Callable[[Text], tuple[Any, list[frozenset[str]]]]
) -> None:
    texts = itertools.cycle(ATTACKS[batch:] + ATTACKS[:batch])
    document, objects = make(lambda: next(texts))
    made = run.make({"spec.json": json.dumps(document).encode()}, spec="spec.json")
    assert made.tree is not None, list(made.found)
    check_code(made.tree, known=True)
    check_fields(made, document, objects)


@pytest.mark.parametrize("batch", range(2))
def test_names_used_by_the_package(run: Run, batch: int) -> None:
    document = named_document(used_names()[batch::2])
    made = run.make({"spec.json": json.dumps(document).encode()}, spec="spec.json")
    assert made.imported is not None, list(made.found)
    assert not missing(document, made.imported)


BASES: tuple[Any, ...] = (PETS, *(make(_words())[0] for make in DOCUMENTS))
SPOTS = tuple(list(places(base)) for base in BASES)


@pytest.mark.parametrize("batch", BATCHES)
def test_hostile_text_in_some_places(run: Run, batch: int) -> None:
    """Replace one to five texts or names of a valid document, also required ones, by hostile ones."""

    def check(data: Data) -> None:
        base = data.draw(st.integers(0, len(BASES) - 1))
        document = copy.deepcopy(BASES[base])
        for _ in range(data.draw(st.integers(1, 5))):
            changed_text(data.draw, document, data.draw(st.sampled_from(SPOTS[base])), TEXTS)
        content = json.dumps(document).encode()
        made = run.make({"spec.json": content}, spec="spec.json")
        if made.tree is not None and made.imported is not None:
            check_code(made.tree, known=False)
            lost = unexplained(missing(document, made.imported), made.left_out)
            assert not lost, f"lost without a word: {lost[:5]}"

    assert run.batch == batch
    run.cases(check)
