"""Evaluates schema keywords that Python types cannot express: ``not``, ``if``, ``contains``, ``uniqueItems``.

An assertion is a JSON Schema without references. It is evaluated on the JSON form of a value that already has its type,
for request input and in services; responses are parsed without assertions, as they are parsed without limits.
"""

from __future__ import annotations

import json
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from pydantic import BaseModel, model_validator
from pydantic_core import PydanticCustomError, SchemaValidator, core_schema, to_jsonable_python

from .values import is_list, is_object

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue

    Check: TypeAlias = Callable[[Any, Any, int], str]

MAX_DEPTH: Final = 64
MAX_SHOWN: Final = 200


class SchemaAssertion:
    """Annotation: values must also satisfy a schema: ``Annotated[str, SchemaAssertion({"not": {"const": 3}})]``."""

    __slots__ = ("_prepared", "_text", "schema")

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self.schema = schema
        self._prepared = prepared(schema)
        self._text = json.dumps(schema, sort_keys=True)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SchemaAssertion) and self._text == other._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __repr__(self) -> str:
        return f"SchemaAssertion({self._text})"

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"allOf": [handler(schema), dict(self.schema)]}

    def check(self, value: Any) -> Any:
        """Return the value unchanged.

        :raises PydanticCustomError: the value does not satisfy the schema.
        """
        violation = violation_of(self._prepared, plain(value))
        if violation:
            kind, template = "schema_assertion", "Input {violation}"
            raise PydanticCustomError(kind, template, {"violation": violation})
        return value


def model_assertion(schema: Mapping[str, Any]) -> Any:
    """Return a validator attribute for a model whose objects must also satisfy a JSON Schema."""
    rule = SchemaAssertion(schema)

    def check(self: Any) -> Any:
        return rule.check(self)

    return model_validator(mode="after")(check)


def plain(value: Any) -> Any:
    """Return the JSON form of a value."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if is_object(value):
        return {f"{key}": plain(item) for key, item in value.items()}
    if is_list(value) or isinstance(value, tuple):
        return [plain(item) for item in _items_of(value)]
    if value is None or isinstance(value, str | bool | int | float):
        return value
    return to_jsonable_python(value, by_alias=True, fallback=str)


def _items_of(value: Any) -> list[Any]:
    return list(value)


class PreparedSchema(dict[str, Any]):
    """A schema, or an object within one, that caches what is derived from it."""

    @cached_property
    def checks(self) -> list[Check]:
        """The checks of the keywords, without duplicates: several keywords may share a check."""
        return list(dict.fromkeys(check for keyword, check in KEYWORDS.items() if keyword in self))

    @cached_property
    def const_key(self) -> Hashable:
        """The equality key of ``const``."""
        return key_of(self["const"])

    @cached_property
    def by_pattern(self) -> list[tuple[SchemaValidator, Any]]:
        """The (compiled pattern, schema) pairs of ``patternProperties``."""
        return [(_validator(pattern), part) for pattern, part in self.get("patternProperties", {}).items()]

    @cached_property
    def shown(self) -> str:
        """The JSON text for messages, truncated."""
        return _short(self)

    def violation(self, value: Any, depth: int) -> str:
        """Return a message if a JSON value violates this schema, else an empty string."""
        return next((violation for check in self.checks if (violation := check(self, value, depth))), "")


class PreparedList(list[Any]):
    """A list within a schema that caches what is derived from it."""

    @cached_property
    def keys(self) -> frozenset[Hashable]:
        """The equality keys of the listed values."""
        return frozenset(map(key_of, self))

    @cached_property
    def shown(self) -> str:
        """The JSON text for messages, truncated."""
        return _short(self)


def prepared(value: Any) -> Any:
    """Convert a schema, or a part of one, to the form that is evaluated."""
    if is_object(value):
        return PreparedSchema((name, prepared(item)) for name, item in value.items())
    return PreparedList(map(prepared, value)) if is_list(value) else value


def violation_of(schema: Any, value: Any, depth: int = 0) -> str:
    """Return a message if a JSON value violates a schema, else an empty string."""
    if isinstance(schema, bool):
        return "" if schema else "is not allowed here"
    if depth > MAX_DEPTH:
        return ""
    return (schema if isinstance(schema, PreparedSchema) else PreparedSchema(schema)).violation(value, depth + 1)


def key_of(value: Any) -> Hashable:
    """Return a hashable key that is the same for exactly the equal JSON values (JSON Schema Core, 4.2.2).

    Numbers are represented as strings: string hashes are randomised, while colliding numbers are easy to construct.
    """
    if isinstance(value, bool):
        return ("boolean", value)
    if is_object(value):
        return ("object", frozenset((name, key_of(item)) for name, item in value.items()))
    if is_list(value):
        return ("array", tuple(map(key_of, value)))
    if isinstance(value, float):
        return ("number", hex(int(value)) if value.is_integer() else value.hex())
    return ("number", hex(value)) if isinstance(value, int) else value


@lru_cache(maxsize=1024)
def _validator(pattern: str) -> SchemaValidator:
    return SchemaValidator(core_schema.str_schema(pattern=pattern))


def matches(pattern: str, text: str) -> bool:
    """Return whether a string matches a pattern; pydantic's regex engine runs in linear time."""
    return _validator(pattern).isinstance_python(text)


def _shown(value: Any) -> str:
    return value.shown if isinstance(value, PreparedSchema | PreparedList) else _short(value)


def _short(value: Any) -> str:
    text = json.dumps(value[:MAX_SHOWN] if isinstance(value, str) else value, ensure_ascii=False)
    return text if len(text) <= MAX_SHOWN else text[:MAX_SHOWN] + "…"


def _quoted(name: str) -> str:
    return repr(name if len(name) <= MAX_SHOWN else name[:MAX_SHOWN] + "…")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_type(value: Any, name: str) -> bool:
    if name == "integer":
        return _is_number(value) and (isinstance(value, int) or value.is_integer())
    tests: dict[str, Callable[[Any], bool]] = {
        "null": lambda item: item is None,
        "boolean": lambda item: isinstance(item, bool),
        "number": _is_number,
        "string": lambda item: isinstance(item, str),
        "array": is_list,
        "object": is_object,
    }
    return tests[name](value) if name in tests else True


def _type(schema: Any, value: Any, _: int) -> str:
    names = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return "" if any(_is_type(value, name) for name in names) else f"should be of type {' or '.join(names)}"


def _enum(schema: Any, value: Any, _: int) -> str:
    values = schema["enum"]
    known = values.keys if isinstance(values, PreparedList) else set(map(key_of, values))
    return "" if key_of(value) in known else f"should be one of {_shown(schema['enum'])}"


def _const(schema: Any, value: Any, _: int) -> str:
    return "" if key_of(value) == schema.const_key else f"should be {_shown(schema['const'])}"


def _not(schema: Any, value: Any, depth: int) -> str:
    return "" if violation_of(schema["not"], value, depth) else f"should not be valid as {_shown(schema['not'])}"


def _all_of(schema: Any, value: Any, depth: int) -> str:
    return next((violation for part in schema["allOf"] if (violation := violation_of(part, value, depth))), "")


def _any_of(schema: Any, value: Any, depth: int) -> str:
    violations = [violation_of(part, value, depth) for part in schema["anyOf"]]
    return violations[0] if violations and all(violations) else ""


def _one_of(schema: Any, value: Any, depth: int) -> str:
    violations = [violation_of(part, value, depth) for part in schema["oneOf"]]
    matching = violations.count("")
    if matching == 1 or not violations:
        return ""
    return violations[0] if not matching else f"should match exactly one schema of oneOf, but matches {matching}"


def _if(schema: Any, value: Any, depth: int) -> str:
    branch = "else" if violation_of(schema["if"], value, depth) else "then"
    return violation_of(schema[branch], value, depth) if branch in schema else ""


def _required(schema: Any, value: Any, _: int) -> str:
    missing = [name for name in schema["required"] if name not in value] if is_object(value) else []
    return f"should have {missing[0]!r}" if missing else ""


def _properties(schema: Any, value: Any, depth: int) -> str:
    """Check properties, patternProperties and additionalProperties, which depend on each other."""
    if not is_object(value):
        return ""
    known, rest = schema.get("properties", {}), schema.get("additionalProperties", True)
    for name, item in value.items():
        parts = [part for pattern, part in schema.by_pattern if pattern.isinstance_python(name)]
        if name in known:
            parts.append(known[name])
        for part in parts or [rest]:
            violation = violation_of(part, item, depth)
            if violation:
                return f"at {_quoted(name)} {violation}"
    return ""


def _property_names(schema: Any, value: Any, depth: int) -> str:
    for name in value if is_object(value) else ():
        violation = violation_of(schema["propertyNames"], name, depth)
        if violation:
            return f"has the property {_quoted(name)}, which {violation}"
    return ""


def _dependent_required(schema: Any, value: Any, _: int) -> str:
    for name, needed in schema["dependentRequired"].items() if is_object(value) else ():
        missing = [other for other in needed if other not in value] if name in value else []
        if missing:
            return f"should have {missing[0]!r}, as it has {name!r}"
    return ""


def _dependent_schemas(schema: Any, value: Any, depth: int) -> str:
    for name, part in schema["dependentSchemas"].items() if is_object(value) else ():
        violation = violation_of(part, value, depth) if name in value else ""
        if violation:
            return f"{violation}, as it has {name!r}"
    return ""


def _items(schema: Any, value: Any, depth: int) -> str:
    """Check prefixItems and items, which depend on each other."""
    if not is_list(value):
        return ""
    prefix, rest = schema.get("prefixItems", []), schema.get("items", True)
    for index, item in enumerate(value):
        violation = violation_of(prefix[index] if index < len(prefix) else rest, item, depth)
        if violation:
            return f"at {index} {violation}"
    return ""


def _contains(schema: Any, value: Any, depth: int) -> str:
    if not is_list(value):
        return ""
    found = sum(not violation_of(schema["contains"], item, depth) for item in value)
    least, most = schema.get("minContains", 1), schema.get("maxContains")
    if found >= least and (most is None or found <= most):
        return ""
    wanted = f"at least {least}" if found < least else f"at most {most}"
    return f"should contain {wanted} of {_shown(schema['contains'])}, not {found}"


def _unique(schema: Any, value: Any, _: int) -> str:
    if not schema["uniqueItems"] or not is_list(value) or len(set(map(key_of, value))) == len(value):
        return ""
    return "should have unique items"


def _pattern(schema: Any, value: Any, _: int) -> str:
    fits = not isinstance(value, str) or matches(schema["pattern"], value)
    return "" if fits else f"should match the pattern {schema['pattern']}"


def _bound(keyword: str, template: str, kind: str, fits: Callable[[Any, Any], bool]) -> Check:
    def check(schema: Any, value: Any, _: int) -> str:
        if not _is_type(value, kind):
            return ""
        measured = value if kind == "number" else len(value)
        return "" if fits(measured, schema[keyword]) else f"should {template.format(schema[keyword])}"

    return check


def _is_multiple(value: Any, step: Any) -> bool:
    try:
        quotient = value / step
        return bool(abs(quotient - round(quotient)) < 1e-9)  # noqa: PLR2004 - fractions are not exact
    except OverflowError:  # an integer too large for a float, or an infinity
        return isinstance(value, int) and (value / Fraction(str(step))).denominator == 1
    except (ValueError, ZeroDivisionError):
        return False


KEYWORDS: Final[dict[str, Check]] = {
    "type": _type,
    "enum": _enum,
    "const": _const,
    "minimum": _bound("minimum", "be at least {}", "number", lambda value, limit: value >= limit),
    "maximum": _bound("maximum", "be at most {}", "number", lambda value, limit: value <= limit),
    "exclusiveMinimum": _bound("exclusiveMinimum", "be greater than {}", "number", lambda value, limit: value > limit),
    "exclusiveMaximum": _bound("exclusiveMaximum", "be less than {}", "number", lambda value, limit: value < limit),
    "multipleOf": _bound("multipleOf", "be a multiple of {}", "number", _is_multiple),
    "minLength": _bound("minLength", "have at least {} characters", "string", lambda value, limit: value >= limit),
    "maxLength": _bound("maxLength", "have at most {} characters", "string", lambda value, limit: value <= limit),
    "pattern": _pattern,
    "minItems": _bound("minItems", "have at least {} items", "array", lambda value, limit: value >= limit),
    "maxItems": _bound("maxItems", "have at most {} items", "array", lambda value, limit: value <= limit),
    "uniqueItems": _unique,
    "prefixItems": _items,
    "items": _items,
    "contains": _contains,
    "minProperties": _bound(
        "minProperties", "have at least {} properties", "object", lambda value, limit: value >= limit
    ),
    "maxProperties": _bound(
        "maxProperties", "have at most {} properties", "object", lambda value, limit: value <= limit
    ),
    "required": _required,
    "properties": _properties,
    "patternProperties": _properties,
    "additionalProperties": _properties,
    "propertyNames": _property_names,
    "dependentRequired": _dependent_required,
    "dependentSchemas": _dependent_schemas,
    "not": _not,
    "allOf": _all_of,
    "anyOf": _any_of,
    "oneOf": _one_of,
    "if": _if,
}
"""The check of each supported keyword; other keywords are ignored."""
