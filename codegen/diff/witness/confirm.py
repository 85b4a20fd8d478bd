"""Confirm counterexamples with an independent validator: jsonschema-rs, of the extra ``prove``."""

from __future__ import annotations

import importlib
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from codegen.diff.canonical.defaults import target_of, whole
from codegen.openapi.reader.rules import modern_bounds
from codegen.openapi.structure.openapi3 import SCHEMA_APPLICATORS, SCHEMA_ASSERTIONS

if TYPE_CHECKING:
    from codegen.core.json import Json
    from codegen.core.location import Location
    from codegen.diff.witness.view import View

_LIMIT = 3_000
"""Limit of schemas of a bundle."""


@lru_cache(maxsize=1)
def _engine() -> Any:  # noqa: ANN401 - an optional dependency without types here
    """Return the module of the validator; None if it is not installed."""
    try:
        return importlib.import_module("jsonschema_rs")
    except ImportError:
        return None


def confirm(giver: tuple[View, Location], taker: tuple[View, Location], value: Json) -> str:
    """Return ``confirmed``, or ``unconfirmed`` and why: the validator must accept the value once and refuse it once."""
    engine = _engine()
    if engine is None:
        return "unconfirmed: install spec-codegen[prove]"
    keys = frozenset(_keys(value))
    try:
        results = [
            engine.validator_for(_Bundle(view, keys).document(place), validate_formats=True).is_valid(value)
            for view, place in (giver, taker)
        ]
    except (ValueError, TypeError, RecursionError) as error:
        return f"unconfirmed: {str(error).partition(chr(10))[0][:80]}"
    if results == [True, False]:
        return "confirmed"
    return "unconfirmed: " + ("the sender refuses it, too" if not results[0] else "the receiver accepts it, too")


def _keys(value: Json) -> list[str]:
    if isinstance(value, dict):
        return [*value, *(key for item in value.values() for key in _keys(item))]
    return [key for item in value for key in _keys(item)] if isinstance(value, list) else []


@dataclass(slots=True)
class _Bundle:
    """Collects a schema and those that it refers to, in JSON Schema 2020-12.

    Properties that the value does not have are left out: large documents refer to all their schemas from each.
    """

    view: View
    keys: frozenset[str]
    defs: dict[str, Json] = field(default_factory=dict)
    count: int = 0

    def document(self, place: Location) -> dict[str, Json]:
        """Return the schema at a location with its definitions. Raises ``ValueError`` for one that is too large."""
        root = self.reference(whole(place))
        return {"$schema": "https://json-schema.org/draft/2020-12/schema", **root, "$defs": self.defs}

    def reference(self, place: Location) -> dict[str, Json]:
        """Return a reference to the definition of a location, which is added."""
        name = f"{place.file}#{place.pointer}"
        key = "".join(char if char.isalnum() else f"_{ord(char):x}_" for char in name)
        if key not in self.defs:
            self.defs[key] = True
            self.defs[key] = self.schema(dict(self.view.side.raw(place)), place.file)
        return {"$ref": f"#/$defs/{key}"}

    def schema(self, raw: Json, file: str) -> Json:
        """Return a converted schema."""
        self.count += 1
        if self.count > _LIMIT:
            msg = "the schema is too large"
            raise ValueError(msg)
        if not isinstance(raw, dict):
            return raw if isinstance(raw, bool) else True
        if isinstance(raw.get("$ref"), str):
            target = self.reference(target_of(file, str(raw["$ref"])))
            return {"anyOf": [target, {"type": "null"}]} if raw.get("nullable") is True else target
        made: dict[str, Json] = {}
        for keyword, value in raw.items():
            if keyword in SCHEMA_ASSERTIONS or keyword == "format":
                made[keyword] = value
            elif keyword in SCHEMA_APPLICATORS:
                made[keyword] = self.applied(keyword, value, file)
        self._directed(made, raw)
        modern_bounds(made)
        return self._nullable(made) if raw.get("nullable") is True else made

    def applied(self, keyword: str, value: Json, file: str) -> Json:
        """Return the subschemas of an applicator."""
        if isinstance(value, list):
            return [self.schema(item, file) for item in value]
        if not isinstance(value, dict) or SCHEMA_APPLICATORS[keyword].table:
            return self.schema(value, file)
        if keyword != "properties":
            return {key: self.schema(item, file) for key, item in value.items()}
        return {key: self.schema(item, file) if key in self.keys else True for key, item in value.items()}

    def _directed(self, made: dict[str, Json], raw: dict[str, Json]) -> None:
        """Drop the requirement of properties that values of this direction do not have."""
        flag = "readOnly" if self.view.request else "writeOnly"
        known, required = raw.get("properties"), made.get("required")
        if isinstance(known, dict) and isinstance(required, list):
            made["required"] = [
                name for name in required if not (isinstance(item := known.get(str(name)), dict) and item.get(flag))
            ]

    @staticmethod
    def _nullable(made: dict[str, Json]) -> dict[str, Json]:
        stated = made.get("type")
        if stated is None or any(keyword in made for keyword in ("allOf", "anyOf", "oneOf")):
            return {"anyOf": [made, {"type": "null"}]}
        made["type"] = [*(stated if isinstance(stated, list) else [stated]), "null"]
        listed = made.get("enum")
        if isinstance(listed, list):
            made["enum"] = [*listed, None]
        return made
