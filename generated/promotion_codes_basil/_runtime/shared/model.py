"""The base class of every generated model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal, NoReturn

from pydantic import BaseModel, ConfigDict

from .completion import complete
from .drift import REPLY, is_wire
from .jsonnumbers import numbers
from .stopping import stop_at_first

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

    ``__nullable__`` are the wire names of the fields that may be null; other optional fields are None if they are
    unset, but refuse a given None. ``__filled__`` are the Python names of the fields that the dump of a new object
    always contains, as constants do; ``__required__`` are those that JSON must contain.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(
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
        inner: Any = handler.resolve_ref_schema(schema)
        stop_at_first(inner)
        while inner["type"] != "model" and "schema" in inner:  # below validators of the class
            inner = inner["schema"]
        inner["post_init"] = "_validated"
        return schema

    def _validated(self, context: object) -> None:
        """Check and complete an object whose fields are valid; pydantic calls this after validation."""
        if context != REPLY:
            complete(self, is_json=is_wire(context))
        if self.__pydantic_post_init__:
            self.model_post_init(context)

    def __iter__(self) -> NoReturn:
        """Refuse iteration: pydantic's pairs of names and values are not what callers of a list expect."""
        msg = f"{type(self).__name__} is not a page of a list and cannot be iterated; iterate one of its fields"
        raise TypeError(msg)

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
            write = super().model_dump_json
            return numbers[0].dump(lambda: write(**{"exclude_unset": True, "warnings": False, **options}))

        @classmethod
        def model_validate_json(cls, json_data: str | bytes | bytearray, **options: Any) -> Any:
            """Parse JSON by wire names."""
            return numbers[0].restore(super().model_validate_json(json_data, **options), json_data, text=True)
