"""Expandable references: an id, or the object if the API expanded it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError, core_schema, to_json

from .drift import REPLY, WIRE, is_wire
from .jsonsize import is_deeper
from .stopping import LAZY, NESTED, SHALLOW, SMALL, StopAtFirst, coarse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue

STRICT_JSON: Final[dict[str, Any]] = {"strict": True, "by_alias": True, "by_name": False, "context": WIRE}
REPLY_JSON: Final[dict[str, Any]] = {**STRICT_JSON, "context": REPLY}


class Ref(str):
    """The id of an object that was not expanded. Objects have ``.id`` too, so ``x.customer.id`` works for both."""

    __slots__ = ()

    @property
    def id(self) -> str:
        """The id as a plain string."""
        return str(self)

    def __repr__(self) -> str:
        return f"Ref({super().__repr__()})"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        def make(value: str) -> Ref:
            return cls(value)

        return core_schema.no_info_after_validator_function(make, core_schema.str_schema())


@dataclass(frozen=True)
class Lazy:
    """A union of models that are imported when the first object is validated.

    ``targets`` are ``"module:Class"``, the module relative to ``package``. With ``ref``, a string is valid too and
    becomes a `Ref`. Used as ``Annotated[Any, Lazy(__package__, ("customer:Customer",), ref=True)]``.
    """

    package: str
    targets: tuple[str, ...]
    ref: bool = False

    def types(self) -> tuple[Any, ...]:
        """Import and return the target classes.

        :raises ImportError: a target does not exist, which is a bug of the generator.
        """
        return _load(self.package, self.targets)

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.with_info_plain_validator_function(self.validate, metadata={LAZY: True})

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        objects: list[JsonSchemaValue] = [
            {"type": "object", "title": target.rpartition(":")[2]} for target in self.targets
        ]
        options = [{"type": "string"}, *objects] if self.ref else objects
        return options[0] if len(options) == 1 else {"anyOf": options}

    def validate(self, value: object, info: core_schema.ValidationInfo) -> object:
        """Return a `Ref` for a string, else an object of the first matching target."""
        if isinstance(value, str):
            if self.ref:
                return value if isinstance(value, Ref) else Ref(value)
            kind, msg = "lazy_object", "Input should be an object"
            raise PydanticCustomError(kind, msg)
        adapter = _adapter(self.package, self.targets)
        if is_wire(info.context):
            return _validated(adapter, to_json(value), {**STRICT_JSON, "context": info.context})
        return adapter.validate_python(value, context=info.context)


_ANNOTATED: Final[Any] = Annotated


def annotated(base: Any, *marks: object) -> Any:
    """Return ``Annotated`` of a type and metadata that are known only at run time."""
    return _ANNOTATED[(base, *marks)]


def _validated(adapter: TypeAdapter[Any], content: bytes, options: dict[str, Any]) -> object:
    if len(content) <= SMALL:
        return adapter.validate_json(content, **options)
    nested = is_deeper(content, SHALLOW)
    try:
        return coarse(adapter, nested=nested).validate_json(content, **options)
    except ValidationError:
        if not nested:
            raise
    raise PydanticCustomError(*NESTED)


def union(arms: Sequence[Any]) -> Any:
    """Return the union of types that are known only at run time."""
    made = arms[0]
    for arm in arms[1:]:
        made = made | arm
    return made


@cache
def _load(package: str, targets: tuple[str, ...]) -> tuple[Any, ...]:
    found: list[Any] = []
    for target in targets:
        module, _, name = target.partition(":")
        found.append(getattr(import_module(f"{package}.{module}"), name))
    return tuple(found)


@cache
def _adapter(package: str, targets: tuple[str, ...]) -> TypeAdapter[Any]:
    tp: Any = annotated(union(_load(package, targets)), StopAtFirst())
    return TypeAdapter(tp)
