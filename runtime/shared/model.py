"""The base class of every generated model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NoReturn

from pydantic import BaseModel, ConfigDict, Field

from .stopping import stop_at_first
from .values import is_object

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import GetCoreSchemaHandler
    from pydantic.main import IncEx
    from pydantic_core import core_schema


class Model(BaseModel):
    """A JSON object of the API.

    Unknown fields are kept. Dumps use the wire names and omit unset fields, so the dump of a parsed response equals the
    response: a missing field stays missing, null stays null. Dumps do not warn about values of other types, because
    lenient parsing keeps them.
    """

    model_config = ConfigDict(
        extra="allow",
        defer_build=True,
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
        protected_namespaces=(),
    )

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        schema = handler(source)
        stop_at_first(handler.resolve_ref_schema(schema))
        return schema

    def __iter__(self) -> NoReturn:
        """Refuse iteration: pydantic's pairs of names and values are not what callers of a list expect."""
        msg = f"{type(self).__name__} is not a page of a list and cannot be iterated; iterate one of its fields"
        raise TypeError(msg)

    if TYPE_CHECKING:
        __pydantic_extra__: Any = Field(init=False)  # lets a class declare the type of its unknown fields

    # Pydantic adds options over time: type checkers see the signature, at run time all options are passed through.
    if TYPE_CHECKING:

        def model_dump(  # noqa: PLR0913 - the signature is pydantic's
            self,
            *,
            mode: Literal["json", "python"] | str = "python",  # noqa: PYI051 - the signature is pydantic's
            include: IncEx | None = None,
            exclude: IncEx | None = None,
            context: Any | None = None,
            by_alias: bool | None = None,
            exclude_unset: bool = True,
            exclude_defaults: bool = False,
            exclude_none: bool = False,
            exclude_computed_fields: bool = False,
            round_trip: bool = False,
            warnings: bool | Literal["none", "warn", "error"] = False,
            fallback: Callable[[Any], Any] | None = None,
            serialize_as_any: bool = False,
            polymorphic_serialization: bool | None = None,
        ) -> dict[str, Any]:
            """Return a dict by wire names, without unset fields."""
            ...

        def model_dump_json(  # noqa: PLR0913 - the signature is pydantic's
            self,
            *,
            indent: int | None = None,
            ensure_ascii: bool = False,
            include: IncEx | None = None,
            exclude: IncEx | None = None,
            context: Any | None = None,
            by_alias: bool | None = None,
            exclude_unset: bool = True,
            exclude_defaults: bool = False,
            exclude_none: bool = False,
            exclude_computed_fields: bool = False,
            round_trip: bool = False,
            warnings: bool | Literal["none", "warn", "error"] = False,
            fallback: Callable[[Any], Any] | None = None,
            serialize_as_any: bool = False,
            polymorphic_serialization: bool | None = None,
        ) -> str:
            """Return JSON by wire names, without unset fields."""
            ...

    else:

        def model_dump(self, **options: Any) -> dict[str, Any]:
            """Return a dict by wire names, without unset fields."""
            return super().model_dump(**{"exclude_unset": True, "warnings": False, **options})

        def model_dump_json(self, **options: Any) -> str:
            """Return JSON by wire names, without unset fields."""
            return super().model_dump_json(**{"exclude_unset": True, "warnings": False, **options})


def wire_name(model: type[BaseModel], name: str) -> str:
    """Return the wire name of the field ``name``; unknown fields are named by their wire names."""
    field = model.model_fields.get(name)
    if field is None:
        return name
    return field.serialization_alias or field.alias or name


def by_wire_name(value: object, name: str) -> object:
    """Return the property with the wire name ``name`` of a model or dict, or None."""
    if is_object(value):
        return value.get(name)
    if not isinstance(value, BaseModel):
        return None
    for field in type(value).model_fields:
        if wire_name(type(value), field) == name:
            return getattr(value, field, None)
    return (value.model_extra or {}).get(name)
