"""Tests that elements of valid documents with colliding names and values are generated or reported.

Elements are counted in the JSON of documents and in imported packages, independent of the generator.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import strategies as st

from codegen.core.diagnostic import Diagnostics
from codegen.openapi.document import load
from tests.support.corpus_documents import documents
from tests.support.full_documents import OPENAPI, SWAGGER
from tests.support.fuzzing import BATCHES, Data, Run
from tests.support.inventory import METHODS, facts, missing, operations, things, unexplained
from tests.support.sandbox import Imported

pytestmark = pytest.mark.slow

ASCII = [*"abA_-. 1s$", "class", "ID", "list", "get", "[]", "__", "Model", "ss", "con", "aux"]
OTHER = ["\u00e9", "\ufb01", "\u00df", "\u0130", "\u0131", "i\u0307", "\u01f0"]
NAMES = st.lists(st.sampled_from(ASCII + OTHER), min_size=1, max_size=3).map("".join)
WORDS = NAMES | st.sampled_from(
    ["self", "None", "model_config", "json", "copy", "params", "Body", "Any", "Client", "m"]
)
PLAIN = st.sampled_from([{"type": "string"}, {"type": "integer"}, {"type": "array", "items": {"type": "boolean"}}])


def schema(data: Data, keys: list[str], depth: int = 2) -> Any:
    """Draw an object of fields: scalars, enums, references, and objects."""
    fields: dict[str, Any] = {}
    for name in data.draw(st.lists(WORDS, min_size=1, max_size=5, unique=True)):
        match data.draw(st.integers(0, 3 if depth else 2)):
            case 0:
                fields[name] = data.draw(PLAIN)
            case 1:
                values = data.draw(st.lists(WORDS, min_size=1, max_size=4, unique=True))
                fields[name] = {"type": "string", "enum": values}
            case 2:
                fields[name] = {"$ref": "#/components/schemas/" + pointed(data.draw(st.sampled_from(keys)))}
            case _:
                fields[name] = schema(data, keys, depth - 1)
    required = data.draw(st.lists(st.sampled_from(list(fields)), unique=True))
    return {"type": "object", "properties": fields, **({"required": required} if required else {})}


def pointed(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1").replace(" ", "%20")


def made_document(data: Data) -> Any:
    keys = data.draw(st.lists(WORDS, min_size=1, max_size=6, unique=True))
    schemas = {key: schema(data, keys) for key in keys}
    paths: dict[str, Any] = {}
    for parts in data.draw(st.lists(st.lists(WORDS, min_size=1, max_size=3), max_size=4, unique_by="/".join)):
        paths["/" + "/".join(parts)] = {
            method: operation(data, keys)
            for method in data.draw(st.lists(st.sampled_from(METHODS), min_size=1, max_size=3, unique=True))
        }
    return {
        "openapi": "3.1.0",
        "info": {"title": data.draw(WORDS), "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas},
    }


def operation(data: Data, keys: list[str]) -> Any:
    names = data.draw(st.lists(st.tuples(WORDS, st.sampled_from(["query", "header"])), max_size=3, unique=True))
    parameters = [{"name": name, "in": where, "schema": {"type": "string"}} for name, where in names]
    inner = {"$ref": "#/components/schemas/" + pointed(data.draw(st.sampled_from(keys)))}
    content = {"application/json": {"schema": inner}}
    body = {"requestBody": {"content": content}} if data.draw(st.booleans()) else {}
    extra: dict[str, Any] = {"operationId": data.draw(WORDS)} if data.draw(st.booleans()) else {}
    return {**extra, **body, "parameters": parameters, "responses": {"200": {"description": "", "content": content}}}


@pytest.mark.parametrize("batch", BATCHES)
def test_colliding_names(run: Run, batch: int) -> None:
    def check(data: Data) -> None:
        document = made_document(data)
        made = run.make({"spec.json": json.dumps(document).encode()}, spec="spec.json")
        assert made.imported is not None, list(made.found)
        assert not unexplained(missing(document, made.imported), made.left_out)
        assert made.imported.operations.keys() <= {name for name, _ in operations(document)}, "more than there is"
        for path, item in document["paths"].items():
            for method, operation in item.items():
                wanted = {param["name"] for param in operation["parameters"]}
                place = f"/paths/{path.replace('~', '~0').replace('/', '~1')}/{method}"
                has = made.imported.operations.get(f"{method.upper()} {path}", frozenset())
                assert wanted <= has or not unexplained([place], made.left_out), (path, wanted - has)

    assert run.batch == batch
    run.cases(check)


@pytest.mark.parametrize("batch", range(4))
def test_documents_of_the_corpus(run: Run, batch: int) -> None:
    counted = 0
    for path in documents(50, largest=60_000)[batch::4]:
        name = f"spec{path.suffix}"
        made = run.make({name: path.read_bytes()}, spec=name)
        document = load(path, name=name, found=Diagnostics())
        if made.imported is None or document is None:
            continue
        lost = unexplained(missing(document.value, made.imported), made.left_out)
        assert not lost, (path.name, lost)
        counted += sum(1 for _ in counted_parts(document.value))
    assert counted > 50


def counted_parts(document: Any) -> Iterator[object]:
    yield from operations(document)
    yield from things(document)
    yield from facts(document)


@pytest.mark.parametrize("batch", range(2))
def test_every_field_at_once(run: Run, batch: int) -> None:
    document = (OPENAPI, SWAGGER)[batch]
    made = run.make({"spec.json": json.dumps(document).encode()}, spec="spec.json")
    assert made.imported is not None, list(made.found)
    assert not missing(document, made.imported)
    assert sum(1 for _ in counted_parts(document)) > 10


def test_missing_elements_are_detected() -> None:
    seen = Imported(models={}, operations={}, facts=frozenset({("server", "")}))
    assert len(missing(SWAGGER, seen)) > 10
    assert "/paths/~1it~1{id}/post" in missing(SWAGGER, seen)
