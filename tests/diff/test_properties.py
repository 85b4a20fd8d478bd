"""Properties of any two documents: no differences from itself, and symmetry of additions and removals."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.diff.model.changes import Report
from tests.diff.apis import api, body, operation, query, report, response
from tests.support.examples import examples

Json: TypeAlias = Any
TEXT: Json = {"type": "string"}
NAMES = ("a", "b", "c", "d")
TYPES: tuple[Json, ...] = (
    TEXT,
    {"type": "integer"},
    {"type": ["string", "null"]},
    {"type": "string", "enum": ["x", "y"]},
    {"$ref": "#/components/schemas/Thing"},
    {"type": "array", "items": TEXT},
    {"type": "object", "properties": {"k": TEXT}},
    {"anyOf": [TEXT, {"type": "integer"}]},
    {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Other"}},
)


def start() -> Json:
    thing = {
        "type": "object",
        "properties": {"a": TEXT, "b": {"$ref": "#/components/schemas/Other"}},
        "required": ["a"],
    }
    other = {"type": "object", "properties": {"c": TEXT, "up": {"$ref": "#/components/schemas/Thing"}}}
    held = {"$ref": "#/components/schemas/Thing"}
    return api(
        {
            "GET /things": operation(operationId="list", **query(TEXT), **response({"type": "array", "items": held})),
            "POST /things": operation(operationId="make", **body(held), responses=response(held)["responses"]),
            "GET /things/{id}": operation(
                operationId="get",
                parameters=[{"name": "id", "in": "path", "required": True, "schema": TEXT}],
                **response(held),
            ),
        },
        components={"schemas": {"Thing": thing, "Other": other}},
    )


def _schema(document: Json, data: st.DataObject) -> Json:
    return document["components"]["schemas"][data.draw(st.sampled_from(("Thing", "Other")))]


def put_property(document: Json, data: st.DataObject) -> None:
    schema = _schema(document, data)
    name = data.draw(st.sampled_from(NAMES))
    schema["properties"][name] = data.draw(st.sampled_from(TYPES))
    required = set(schema.get("required", ())) - {name} | ({name} if data.draw(st.booleans()) else set())
    schema["required"] = sorted(required)


def drop_property(document: Json, data: st.DataObject) -> None:
    schema = _schema(document, data)
    if schema["properties"]:
        schema["properties"].pop(data.draw(st.sampled_from(sorted(schema["properties"]))))


def put_operation(document: Json, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(NAMES))
    held = data.draw(st.sampled_from(TYPES))
    document["paths"].setdefault(f"/{name}", {})["put"] = operation(operationId=f"put_{name}", **body(held))


def drop_operation(document: Json, data: st.DataObject) -> None:
    if document["paths"]:
        document["paths"].pop(data.draw(st.sampled_from(sorted(document["paths"]))))


def put_parameter(document: Json, data: st.DataObject) -> None:
    for item in document["paths"].values():
        for one in item.values():
            name = data.draw(st.sampled_from(NAMES))
            others = [known for known in one.get("parameters", []) if known["name"] != name]
            facts = {"name": name, "in": "query", "required": data.draw(st.booleans())}
            one["parameters"] = [*others, {**facts, "schema": data.draw(st.sampled_from(TYPES[:4]))}]
            return


def put_status(document: Json, data: st.DataObject) -> None:
    for item in document["paths"].values():
        for one in item.values():
            one["responses"][data.draw(st.sampled_from(("201", "204", "404")))] = {"description": "words"}
            return


def put_webhook(document: Json, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(NAMES))
    held = data.draw(st.sampled_from(TYPES))
    document.setdefault("webhooks", {})[name] = {"post": operation(operationId=f"hook_{name}", **body(held))}


def drop_body(document: Json, data: st.DataObject) -> None:  # noqa: ARG001 - the shape of every mutation
    for item in document["paths"].values():
        for one in item.values():
            one.pop("requestBody", None)


MUTATIONS: tuple[Callable[[Json, st.DataObject], None], ...] = (
    put_property,
    drop_property,
    put_operation,
    drop_operation,
    put_parameter,
    put_status,
    put_webhook,
    drop_body,
)


def mutated(data: st.DataObject) -> Json:
    document = copy.deepcopy(start())
    for mutate in data.draw(st.lists(st.sampled_from(MUTATIONS), max_size=5)):
        mutate(document, data)
    return document


def additions(made: Report) -> set[tuple[str, str]]:
    return {(item.change.subject, repr(item.change.new)) for item in _existence(made) if item.change.old is None}


def removals(made: Report) -> set[tuple[str, str]]:
    return {(item.change.subject, repr(item.change.old)) for item in _existence(made) if item.change.new is None}


def _existence(made: Report) -> Any:
    """Return the ids of additions and removals; a schema is only reported when removed."""
    return [item for item in made.findings if item.rule.kind == "existence" and item.rule.area != "Components"]


@pytest.mark.slow
@settings(max_examples=examples(60), deadline=None, derandomize=True)
@given(st.data())
def test_additions_are_removals_in_the_inverse_comparison(data: st.DataObject) -> None:
    old, new = mutated(data), mutated(data)
    there, back = report(old, new), report(new, old)
    assert additions(there) == removals(back)
    assert removals(there) == additions(back)
    fingerprints = [item.change.fingerprint for item in there.findings]
    assert len(set(fingerprints)) == len(fingerprints)


@pytest.mark.slow
@settings(max_examples=examples(25), deadline=None, derandomize=True)
@given(st.data())
def test_a_document_does_not_differ_from_itself(data: st.DataObject) -> None:
    document = mutated(data)
    assert report(document, copy.deepcopy(document)).findings == ()
