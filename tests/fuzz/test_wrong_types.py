"""Tests every field of every object of OpenAPI 3.x and Swagger 2.0 with every wrong JSON type.

Each gives a diagnostic at its location or below, unless it is listed here as accepted.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from codegen.core.diagnostic import Diagnostics, Severity
from codegen.core.location import pointer
from codegen.openapi.document import parse
from codegen.openapi.formats import read_api
from tests.support.full_documents import OPENAPI, SWAGGER
from tests.support.fuzzing import CASES

pytestmark = pytest.mark.slow

Path = tuple[str | int, ...]
EVERYWHERE = CASES >= 1000
WRONG: tuple[Any, ...] = (None, True, 7, 1.5, "wrong", [], {}, ["wrong"], {"wrong": 1})
SCALARS = (type(None), bool, int, float, str)
NULL = (type(None),)

TEXTS = {
    *("title", "description", "summary", "termsOfService", "version", "name", "url", "email", "bearerFormat"),
    *("namespace", "prefix", "format", "$comment", "read"),
}
"""Free text: numbers and booleans (from YAML) are converted to strings, null is ignored."""
ANYTHING = {"example", "const", "default", "value"}
"""Any value is valid."""
UNUSED = {
    *("contact", "license", "jsonSchemaDialect", "externalDocs", "xml", "attribute", "wrapped", "examples", "links"),
    *("headers", "server", "parameters", "operationId", "allowEmptyValue", "scopes", "authorizationUrl", "refreshUrl"),
}
"""Not generated, at least in some places: null means absent."""
BOUNDS = {"minimum", "maximum", "multipleOf", "exclusiveMinimum", "exclusiveMaximum"}
TAKEN_ELSEWHERE = {
    ("if", "required"): "the rule is not checked, which is said where it stands",
    ("not", "required"): "the rule is not checked, which is said where it stands",
}


def places(value: Any, at: Path = ()) -> Iterator[tuple[Path, Any]]:
    yield at, value
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in members:
        yield from places(inner, (*at, key))


def changed(value: Any, at: Path, new: Any) -> Any:
    if not at:
        return new
    if isinstance(value, dict):
        return {**value, at[0]: changed(value[at[0]], at[1:], new)}
    head = int(at[0])
    return [*value[:head], changed(value[head], at[1:], new), *value[head + 1 :]]


def accepted(at: Path, old: Any, new: Any) -> bool:
    """Return whether a value of a different type is valid or accepted."""
    field, above = at[-1], at[-2] if len(at) > 1 else ""
    if _is_schema(old) and (new is True or (isinstance(old, bool) and isinstance(new, dict))):
        return True
    word = field if isinstance(field, str) else ""
    listed = above if isinstance(field, int) else ""
    if word in ANYTHING or listed == "enum" or above in {"parameters", "examples"}:
        return "links" in at or "variables" in at or word in ANYTHING or above == "examples" or new is None
    if word in TEXTS or listed in {"oauth", "enum"} or "variables" in at:
        return isinstance(new, SCALARS)
    if word == "type":
        return new is None or new == []
    if word in UNUSED or above in {"examples", "links"} or "X-E" in at or "links" in at:
        return new is None
    if word in BOUNDS:
        return isinstance(new, float)
    if at[-2:] in TAKEN_ELSEWHERE:
        return isinstance(new, bool)
    return False


def _is_schema(value: Any) -> bool:
    words = {"type", "$ref", "properties", "oneOf", "anyOf", "allOf", "required", "minProperties", "maxProperties"}
    return isinstance(value, bool) or (isinstance(value, dict) and bool(words | {"const", "maxLength"} & value.keys()))


def cases(document: Any) -> Iterator[tuple[Path, Any]]:
    """Yield each place with each value; in ``make test``, repeated structures only in the first place."""
    seen: set[str] = set()
    for at, old in places(document):
        key = json.dumps(at if EVERYWHERE else [at[-2:], old])
        if at and key not in seen:
            seen.add(key)
            yield from ((at, new) for new in WRONG if type(new) is not type(old) and not accepted(at, old, new))


def diagnostics(document: Any) -> Diagnostics:
    found = Diagnostics()
    parsed = parse(json.dumps(document).encode(), name="spec.json", found=found)
    assert parsed is not None
    read_api(parsed, found)
    return found


@pytest.mark.parametrize("document", [OPENAPI, SWAGGER], ids=["openapi", "swagger"])
def test_each_wrong_type_is_reported_at_its_location(document: Any) -> None:
    assert not list(diagnostics(document)), "the document itself is right"
    silent: list[str] = []
    tried = 0
    for at, new in cases(document):
        tried += 1
        place, above = pointer(*at), pointer(*at[:-1])
        reported = [
            item
            for item in diagnostics(changed(document, at, new))
            if f"{item.location.pointer}/".startswith(f"{place}/")
            or (item.location.pointer == above and item.code == "missing-property")
        ]
        if not reported:
            silent.append(f"{place}: {new!r}")
    assert not silent
    assert tried > 1000


def test_wrong_types_of_unused_fields_do_not_stop_generation() -> None:
    for at in (("info", "contact"), ("externalDocs", "url"), ("components", "links"), ("components", "examples", "E")):
        found = list(diagnostics(changed(OPENAPI, at, [5])))
        assert [(item.severity, item.location.pointer) for item in found] == [(Severity.WARNING, pointer(*at))]
