"""Validate values against the schemas of a document (JSON Schema 2020-12 and OpenAPI 3.0).

The runtime's evaluator is used. A schema is translated for it on first use: references become subschemas of
``allOf``; ``nullable`` and boolean bounds become keywords of JSON Schema. Of formats only dates and times are checked.
Missing and malformed schemas allow everything.
"""

from __future__ import annotations

import contextlib
import posixpath
from collections.abc import Hashable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from codegen.core.json import Json
from codegen.core.location import Location, resolve
from codegen.openapi.reader.rules import BeyondRulesError, assertion, modern_bounds
from codegen.openapi.structure.openapi3 import SCHEMA_APPLICATORS, SCHEMA_ASSERTIONS
from codegen.python.emit.facets import with_usable_patterns
from codegen.python.render.places import runtime_module

if TYPE_CHECKING:
    from runtime.shared import assertions
else:
    assertions = runtime_module("shared.assertions")

_MOST_STEPS = 20_000
"""Maximum number of schemas evaluated for one value: compositions can double the work on each level."""
_VALUES_IN_A_STEP = 20
_NULL = assertions.PreparedSchema(type="null")
_FORMATS = {
    "date": assertions.PreparedSchema(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
    "date-time": assertions.PreparedSchema(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}.*$"),
}
"""Formats that generated models parse (RFC 3339)."""


class Schemas:
    """The schemas of documents, by the file name in locations."""

    def __init__(self, documents: Mapping[str, Json]) -> None:
        """Look schemas up in ``documents``."""
        self.documents = documents
        self._known: dict[tuple[str, int], _DocumentSchema] = {}
        self._steps_left = 0
        self.evaluated: set[tuple[int, int]] = set()
        """The schemas that are being evaluated, and their values, by identity."""

    def at(self, location: Location) -> Json:
        """Return the value at a location; None if there is none."""
        return resolve(self.documents.get(location.file), location.pointer)

    def allows(self, value: Json, location: Location) -> bool:
        """Return whether the schema at a location allows a value."""
        self._steps_left = _MOST_STEPS
        return not assertions.violation_of(self.schema(self.at(location), location.file), value)

    def schema(self, written: Json, file: str) -> _DocumentSchema | bool:
        """Return the evaluator of a schema in a file."""
        if not isinstance(written, dict):
            return written is not False
        return self._known.setdefault((file, id(written)), _DocumentSchema(self, written, file))

    def target(self, reference: str, file: str) -> _DocumentSchema | bool:
        """Return the evaluator of the target of a reference in a file."""
        path, _, pointer = reference.partition("#")
        file = posixpath.normpath(posixpath.join(posixpath.dirname(file), path)) if path else file
        found = resolve(self.documents.get(file), unquote(pointer)) if pointer[:1] in {"", "/"} else None
        return self.schema(found, file)

    def spend(self, written: Mapping[str, Json], value: Json) -> bool:
        """Count the steps of evaluating a schema; return false when the limit is reached."""
        if self._steps_left < 0:
            return False
        compared = not written.keys().isdisjoint({"enum", "const", "uniqueItems"})
        size = _size(value) if compared else _length(value)
        pairs = size * (1 + _length(written.get("patternProperties"))) + _length(written.get("required"))
        self._steps_left -= 1 + pairs // _VALUES_IN_A_STEP
        return self._steps_left >= 0


class _DocumentSchema(assertions.PreparedSchema):
    """A schema of a document, translated on its first evaluation."""

    shown = "another schema"

    def __init__(self, schemas: Schemas, written: dict[str, Json], file: str) -> None:
        super().__init__()
        self._schemas = schemas
        self._written = written
        self._file = file

    @cached_property
    def checks(self) -> list[assertions.Check]:
        """The checks of the translated schema."""
        self.update(self._translated())
        return super().checks

    def violation(self, value: Json, depth: int) -> str:
        """Return why a value is invalid; empty if it is valid or the steps are used up.

        A schema that applies itself to the same value, as a variant that extends its own union, is evaluated once.
        """
        pair = id(self), id(value)
        if pair in self._schemas.evaluated or not self._schemas.spend(self._written, value):
            return ""
        self._schemas.evaluated.add(pair)
        try:
            return super().violation(value, depth)
        finally:
            self._schemas.evaluated.discard(pair)

    def _translated(self) -> dict[str, Any]:
        written = self._written
        result = self._assertions() | self._subschemas()
        parts = list(result.pop("allOf", ()))
        if isinstance(written.get("$ref"), str):
            parts.append(self._schemas.target(str(written["$ref"]), self._file))
        if written.get("format") in ("date", "date-time"):
            parts.append(_FORMATS[str(written["format"])])
        result = with_usable_patterns(result) | ({"allOf": parts} if parts else {})
        if written.get("nullable") is True:
            return {"anyOf": [_NULL, assertions.PreparedSchema(result)]}
        return result

    def _assertions(self) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for name, value in self._written.items():
            if name in SCHEMA_ASSERTIONS:
                with contextlib.suppress(BeyondRulesError):
                    result[name] = assertions.prepared(assertion(name, value))
        modern_bounds(result)
        if "required" in result:
            result["required"] = [name for name in result["required"] if not self._only_written(name)]
        if result.get("multipleOf", 1) <= 0:
            del result["multipleOf"]
        return result

    def _subschemas(self) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for name, value in self._written.items():
            if name not in SCHEMA_APPLICATORS or not SCHEMA_APPLICATORS[name].accepts(value):
                continue
            if SCHEMA_APPLICATORS[name].table and not isinstance(value, list):
                result[name] = self._schemas.schema(value, self._file)
            elif isinstance(value, list):
                result[name] = [self._schemas.schema(item, self._file) for item in value]
            elif isinstance(value, dict):
                result[name] = {key: self._schemas.schema(item, self._file) for key, item in value.items()}
        return result

    def _only_written(self, name: str) -> bool:
        """Return whether a property is write-only."""
        properties = self._written.get("properties")
        schema = properties.get(name) if isinstance(properties, dict) else None
        return isinstance(schema, dict) and schema.get("writeOnly") is True


def key_of(value: Json) -> Hashable:
    """Return a key that is equal exactly for equal JSON values; 1 equals 1.0, but not true."""
    key: Hashable = assertions.key_of(value)
    return key


def _length(value: Json) -> int:
    return len(value) if isinstance(value, (str, list, dict)) else 0


def _size(value: Json) -> int:
    """Return the number of values in a value, including nested ones."""
    count, waiting = 0, [value]
    while waiting:
        found = waiting.pop()
        count += 1
        if isinstance(found, (list, dict)):
            waiting.extend(found.values() if isinstance(found, dict) else found)
    return count
