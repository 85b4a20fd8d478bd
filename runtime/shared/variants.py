"""Discriminated unions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import InitErrorDetails, core_schema

from .model import by_wire_name
from .ref import Lazy
from .values import is_object

if TYPE_CHECKING:
    from collections.abc import Container

    from pydantic import GetCoreSchemaHandler

Tag = str | int | bool
MISSING: Final = object()


@dataclass(frozen=True)
class TaggedUnion:
    """Annotation of a discriminated union: ``Annotated[Cat | Dog, TaggedUnion("kind", (("cat",), ("dog",)))]``.

    ``key`` is the property's wire name, ``name`` its Python name if different; ``tags`` are the values that select
    each arm, in the order of the arms. ``fallback`` is the number of the arm for objects without the property.
    """

    key: str
    tags: tuple[tuple[Tag, ...], ...]
    name: str = ""
    fallback: int | None = None

    def arm(self, value: object) -> int | None:
        """Return the number of the arm selected by an object's tag; None if the tag is unknown."""
        tag = self.tag_of(value)
        if tag is MISSING:
            return self.fallback
        return next((number for number, tags in enumerate(self.tags) if _among(tag, tags)), None)

    def tag_of(self, value: object) -> object:
        """Return the value of the property by its wire name or Python name."""
        if is_object(value):
            return value.get(self.key, value.get(self.name, MISSING) if self.name else MISSING)
        found = by_wire_name(value, self.key)
        return MISSING if found is None else found

    @property
    def expected(self) -> str:
        """The expected values, formatted as in pydantic's messages."""
        shown = [_shown(tag) for tags in self.tags for tag in tags]
        return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        arms = get_args(source)
        labels: list[Tag] = []
        choices: dict[Any, core_schema.CoreSchema] = {}
        for arm, tags in zip(arms, self.tags, strict=True):
            labels.append(_label(tags[0], choices))
            choices[labels[-1]] = handler.generate_schema(arm)
        # pydantic puts the name of the choice into the error location: this choice locates errors at the property
        error_choice = _label(self.key, choices)
        choices[error_choice] = core_schema.no_info_plain_validator_function(self._raise)

        def choose(value: object) -> Tag | None:
            if not is_object(value) and not isinstance(value, BaseModel):
                return None
            number = _arm_of_instance(arms, value)
            number = self.arm(value) if number is None else number
            return error_choice if number is None else labels[number]

        return core_schema.tagged_union_schema(choices, choose, custom_error_type="dict_type")

    def _raise(self, value: object) -> object:
        tag = self.tag_of(value)
        if tag is MISSING:
            details = InitErrorDetails(type="missing", input=value)
        else:
            details = InitErrorDetails(type="literal_error", input=tag, ctx={"expected": self.expected})
        raise ValidationError.from_exception_data(self.key, [details])


def _among(tag: object, tags: tuple[Tag, ...]) -> bool:
    """Return whether a tag is listed; 1 and 1.0 are equal, 1 and true are not (JSON Schema Core, 4.2.2)."""
    return any(tag == known and isinstance(tag, bool) is isinstance(known, bool) for known in tags)


def _shown(tag: Tag) -> str:
    return str(tag).lower() if isinstance(tag, bool) else repr(tag)


def _label(tag: Tag, choices: Container[Tag]) -> Tag:
    """Return the name of a choice: the tag, with underscores if it is taken (to Python, 1 and True are equal)."""
    label = str(tag) if tag in choices or isinstance(tag, bool) else tag
    while label in choices:
        label = f"{label}_"
    return label


def _arm_of_instance(arms: tuple[Any, ...], value: object) -> int | None:
    """Return the number of the arm for a model instance, without importing the classes of lazy arms."""
    if not isinstance(value, BaseModel):
        return None
    kind = type(value)
    for number, arm in enumerate(arms):
        if (isinstance(arm, type) and issubclass(kind, arm)) or _is_lazy(arm, kind):
            return number
    return None


def _is_lazy(arm: Any, kind: type[BaseModel]) -> bool:
    wanted = (kind.__module__, kind.__name__)
    return any(
        tuple(f"{mark.package}.{target}".split(":")) == wanted
        for mark in getattr(arm, "__metadata__", ())
        if isinstance(mark, Lazy)
        for target in mark.targets
    )
