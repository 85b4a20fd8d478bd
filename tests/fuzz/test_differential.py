"""Tests that no value contradicts a comparison: random edits with a known meaning, in both directions.

An operation without a change that breaks or may break the wire must have no value that the sender may send and the
receiver refuses. Edits that only tighten or loosen a schema must not break the direction in which that is safe, and
each counterexample must be valid for the sender and invalid for the receiver.
"""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import pytest
from hypothesis import strategies as st

from codegen.diff.model.changes import Finding, Level, Report
from codegen.diff.witness.contradictions import may_break
from tests.diff.apis import api, body, operation, report, response
from tests.support.differential import exchange
from tests.support.fuzzing import BATCHES, Data, Run

pytestmark = pytest.mark.slow
pytest.importorskip("jsonschema_rs")

Json: TypeAlias = Any
Edit: TypeAlias = Callable[[Json, Data], bool]
SAMPLES = 40
NAMES = ("a", "b", "c", "d")
TIGHTER, EQUAL, OTHER = "tighter", "equal", "other"
METHODS = ("get", "put", "post", "delete", "patch")


def schema(data: Data, depth: int = 2) -> Json:
    """Draw a schema."""
    kinds = ["string", "integer", "number", "boolean", "enum", "ref"]
    kind = data.draw(st.sampled_from(kinds if depth == 0 else [*kinds, "object", "object", "array", "union", "map"]))
    match kind:
        case "enum":
            return {"type": "string", "enum": data.draw(st.lists(st.sampled_from(NAMES), min_size=1, unique=True))}
        case "ref":
            return {"$ref": f"#/components/schemas/{data.draw(st.sampled_from(['Thing', 'Other', 'Code']))}"}
        case "object":
            return object_schema(data, depth)
        case "array":
            return {"type": "array", "items": schema(data, depth - 1)}
        case "map":
            return {"type": "object", "additionalProperties": schema(data, depth - 1)}
        case "union":
            keyword = data.draw(st.sampled_from(["anyOf", "anyOf", "oneOf"]))
            return {keyword: [schema(data, depth - 1), schema(data, depth - 1)]}
        case _:
            made = {"type": [kind, "null"] if data.draw(st.integers(0, 4)) == 0 else kind}
            if data.draw(st.booleans()):
                tighten_scalar(made, data)
            return made


def object_schema(data: Data, depth: int) -> Json:
    names = data.draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True))
    made: Json = {"type": "object", "properties": {name: schema(data, depth - 1) for name in names}}
    required = data.draw(st.lists(st.sampled_from(names), unique=True))
    if required:
        made["required"] = sorted(required)
    if data.draw(st.integers(0, 3)) == 0:
        made["additionalProperties"] = data.draw(st.sampled_from([False, True, {"type": "integer"}]))
    return made


def start(data: Data) -> Json:
    """Draw a document with one request and one response of the same schema."""
    held = {"$ref": "#/components/schemas/Thing"}
    schemas = {"Thing": object_schema(data, 3), "Other": object_schema(data, 1), "Code": schema(data, 0)}
    if "$ref" in schemas["Code"]:
        schemas["Code"] = {"type": "string"}
    return api(
        {"POST /t": operation(**body(held)), "GET /t": operation(operationId="get", **response(held))},
        components={"schemas": schemas},
    )


def types_of(node: Json) -> list[str]:
    kinds = node.get("type", [])
    return kinds if isinstance(kinds, list) else [kinds]


def lower(node: Json, keyword: str, limit: int) -> None:
    node[keyword] = min(limit, node.get(keyword, limit))


def higher(node: Json, keyword: str, limit: int) -> None:
    node[keyword] = max(limit, node.get(keyword, limit))


def tighten_scalar(node: Json, data: Data) -> bool:
    """Add or tighten a bound of a string or number."""
    number = data.draw(st.integers(0, 5))
    if "enum" in node:
        return False  # it may refuse all values
    if "string" in types_of(node):
        match data.draw(st.integers(0, 3)):
            case 0 | 1 as case:
                lower(node, "maxLength", number) if case else higher(node, "minLength", number)
            case 2 if "pattern" not in node:
                node["pattern"] = data.draw(st.sampled_from(["^a", "^[a-c]+$", "b"]))
            case _ if "format" not in node:
                node["format"] = data.draw(st.sampled_from(["date", "uuid", "password"]))
    elif {"integer", "number"} & set(types_of(node)):
        match data.draw(st.integers(0, 2)):
            case 0:
                lower(node, data.draw(st.sampled_from(["maximum", "exclusiveMaximum"])), number)
            case 1:
                higher(node, data.draw(st.sampled_from(["minimum", "exclusiveMinimum"])), number)
            case _:
                node["multipleOf"] = node.get("multipleOf", 1) * (number + 1)
    else:
        return False
    return True


def tighten_array(node: Json, data: Data) -> bool:
    if "array" not in types_of(node):
        return False
    number = data.draw(st.integers(0, 3))
    match data.draw(st.integers(0, 3)):
        case 0:
            lower(node, "maxItems", number)
        case 1:
            higher(node, "minItems", number)
        case 2:
            node["uniqueItems"] = True
        case _:
            node.setdefault("contains", {"type": "string"})
    return True


def tighten_object(node: Json, data: Data) -> bool:
    if "object" not in types_of(node):
        return False
    number = data.draw(st.integers(0, 3))
    match data.draw(st.integers(0, 5)):
        case 0:
            lower(node, "maxProperties", number)
        case 1:
            higher(node, "minProperties", number)
        case 2 if node.get("properties"):
            name = data.draw(st.sampled_from(sorted(node["properties"])))
            node["required"] = sorted({*node.get("required", []), name})
        case 3:
            node["additionalProperties"] = False
        case 4 if node.get("additionalProperties", True) is True:
            node["additionalProperties"] = schema(data, 0)
        case _:
            node.setdefault("propertyNames", {"maxLength": number})
    return True


def tighten_enum(node: Json, data: Data) -> bool:
    """Drop a value, or list the values of a string."""
    if len(node.get("enum", [])) > 1:
        node["enum"] = [item for item in node["enum"] if item != data.draw(st.sampled_from(node["enum"]))] or ["a"]
        return True
    if node.get("type") == "string" and not {"enum", "oneOf", "format"} & node.keys():
        node["enum"] = ["a", "b"]
        return True
    return False


def tighten_type(node: Json, data: Data) -> bool:
    kinds = node.get("type")
    if isinstance(kinds, list) and len(kinds) > 1:
        kept = data.draw(st.sampled_from(kinds))
        node["type"] = [kind for kind in kinds if kind != kept]
        return True
    if kinds == "number":
        node["type"] = "integer"
        return True
    return False


def drop_variant(node: Json, data: Data) -> bool:
    variants = node.get("anyOf", [])
    if len(variants) < 2:
        return False
    variants.pop(data.draw(st.integers(0, len(variants) - 1)))
    return True


TIGHTEN = (tighten_scalar, tighten_array, tighten_object)


def add_part(node: Json, data: Data) -> bool:
    """Put the schema into an ``allOf`` with assertions on values of its type."""
    if "enum" in node:
        return False  # they may refuse all values
    other: Json = {"type": node["type"]} if isinstance(node.get("type"), str) else {}
    part = next((part for edit in TIGHTEN if edit(part := dict(other), data)), None) if other else {"required": ["a"]}
    if part is None or "additionalProperties" in part:
        return False
    own = dict(node)
    node.clear()
    node["allOf"] = [own, part]
    return True


def forbid(node: Json, data: Data) -> bool:
    """Forbid some values."""
    if "not" in node or "$ref" in node:
        return False
    node["not"] = data.draw(st.sampled_from([{"type": "null"}, {"required": ["a"]}, {"const": "a"}]))
    return True


def put_property(node: Json, data: Data) -> bool:
    if "object" not in types_of(node):
        return False
    node.setdefault("properties", {})[data.draw(st.sampled_from(NAMES))] = schema(data, 1)
    return True


def withhold(node: Json, data: Data) -> bool:
    known = [item for item in node.get("properties", {}).values() if isinstance(item, dict) and "$ref" not in item]
    if not known:
        return False
    data.draw(st.sampled_from(known))[data.draw(st.sampled_from(["readOnly", "writeOnly"]))] = True
    return True


def replace(node: Json, data: Data) -> bool:
    made = schema(data, 1)
    node.clear()
    node.update(made)
    return True


def wrap(node: Json, data: Data) -> bool:
    """Spell a schema as the only part of a keyword."""
    own = dict(node)
    node.clear()
    node[data.draw(st.sampled_from(["allOf", "anyOf", "oneOf"]))] = [own]
    return True


def spell(node: Json, data: Data) -> bool:
    """Spell bounds, types and constants in another way."""
    data.draw(st.none())
    kinds, values = node.get("type"), node.get("enum")
    if isinstance(values, list) and len(set(values)) == len(values):
        node["oneOf"] = [{"const": value} for value in node.pop("enum")]
    elif kinds == "integer" and isinstance(node.get("minimum"), int) and "exclusiveMinimum" not in node:
        node["exclusiveMinimum"] = node.pop("minimum") - 1
    elif isinstance(kinds, list) and not node.keys() - {"type"}:
        node["anyOf"] = [{"type": kind} for kind in node.pop("type")]
    elif kinds == "object":
        node.setdefault("additionalProperties", True)
    elif kinds == "string":
        node.setdefault("minLength", 0)
    elif isinstance(kinds, str):
        node["type"] = [kinds]
    else:
        return False
    return True


EDITS: dict[str, tuple[Edit, ...]] = {
    TIGHTER: (
        tighten_scalar,
        tighten_array,
        tighten_object,
        tighten_enum,
        tighten_type,
        drop_variant,
        add_part,
        forbid,
    ),
    EQUAL: (wrap, spell),
    OTHER: (put_property, withhold, replace),
}


def nodes(value: Json, *, positive: bool = True) -> Iterator[tuple[Json, bool]]:
    """Yield the schemas in a schema, and whether a tighter one makes the whole tighter."""
    if not isinstance(value, dict):
        return
    yield value, positive
    for key in ("items", "additionalProperties", "propertyNames"):
        yield from nodes(value.get(key), positive=positive)
    for item in value.get("properties", {}).values():
        yield from nodes(item, positive=positive)
    for key in ("allOf", "anyOf", "oneOf"):
        for item in value.get(key, []):
            yield from nodes(item, positive=positive and key != "oneOf")


def edited(document: Json, data: Data) -> tuple[Json, str]:
    """Return a document with one to two edits of its schemas, and their common meaning."""
    made = copy.deepcopy(document)
    meanings: set[str] = set()
    tainted = "oneOf" in json.dumps(document)
    for _ in range(data.draw(st.integers(1, 2))):
        spots = [spot for item in made["components"]["schemas"].values() for spot in nodes(item)]
        node, positive = data.draw(st.sampled_from(spots))
        meaning = data.draw(st.sampled_from([TIGHTER, TIGHTER, EQUAL, OTHER]))
        edit = data.draw(st.sampled_from(EDITS[meaning]))
        if edit(node, data):
            meanings.add(OTHER if (tainted and meaning == TIGHTER) or not positive else meaning)
    common = next((kind for kind in (OTHER, TIGHTER) if kind in meanings), EQUAL)
    return made, common


def breaking(made: Report, name: str) -> list[Finding]:
    return [item for item in made.findings if name in item.operations and item.verdicts.wire is Level.ERR]


BODIES = {
    True: ("POST /t", "#/paths/~1t/post/requestBody/content/application~1json/schema"),
    False: ("GET /t", "#/paths/~1t/get/responses/200/content/application~1json/schema"),
}


def check(old: Json, new: Json, safe: set[bool], rnd: random.Random, run: Run) -> None:
    """Check the report of a pair against values. ``safe`` are the directions (requests: True) that cannot break."""
    made = report(old, new)
    for request, (name, place) in BODIES.items():
        sides = exchange(old, new, request=request)
        errors = breaking(made, name)
        broken = sides.broken(place, place, rnd, SAMPLES)
        told = [item.id for item in made.findings if name in item.operations and may_break(item)]
        where = "request" if request else "response"
        assert told or not broken, f"{where}: no change is reported, but this breaks: {json.dumps(broken[0])}"
        if request in safe:
            assert not broken, f"the edit breaks: {broken[0]}"
            assert not errors, f"{where}: nothing breaks, but {[(item.id, item.change.message) for item in errors]}"
        for item in errors:
            run.counts["breaks"] += 1
            check_witness(item, sides, place, run)


def check_witness(item: Finding, sides: Any, place: str, run: Run) -> None:
    witness = item.witness
    if witness is None or witness.status != "confirmed":
        run.counts["unconfirmed"] += 1
        return
    if witness.place.endswith(("request", "response 200")):
        assert sides.accepts(place, witness.value, sender=True), (item.id, witness)
        assert not sides.accepts(place, witness.value, sender=False), (item.id, witness)


@pytest.mark.parametrize("batch", BATCHES)
def test_random_documents(run: Run, batch: int) -> None:
    def pair(data: Data) -> None:
        old = start(data)
        new, meaning = edited(old, data)
        rnd = random.Random(data.draw(st.integers(0, 2**32)))  # noqa: S311 - seeded, for tests
        run.counts[meaning] += 1
        run.write({"old.json": json.dumps(old).encode(), "new.json": json.dumps(new).encode()})
        both = {True, False} if meaning == EQUAL else set()
        check(old, new, both | ({False} if meaning == TIGHTER else set()), rnd, run)
        check(new, old, both | ({True} if meaning == TIGHTER else set()), rnd, run)

    assert run.batch == batch
    run.cases(pair)
