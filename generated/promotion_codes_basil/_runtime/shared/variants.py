"""Discriminated unions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import InitErrorDetails, core_schema

from .discriminator import MISSING, Discriminator, Tag
from .ref import Lazy
from .typeinfo import mismatch, type_info, types_of_fields
from .values import is_object

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from pydantic import GetCoreSchemaHandler


@dataclass(frozen=True)
class TaggedUnion(Discriminator):
    """Annotation of a discriminated union: ``Annotated[Cat | Dog, TaggedUnion("kind", (("cat",), ("dog",)))]``."""

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
            number = selected(self, arms, value) if number is None else number
            return error_choice if number is None else labels[number]

        return core_schema.tagged_union_schema(choices, choose, custom_error_type="dict_type")

    def _raise(self, value: object) -> object:
        tag = self.tag_of(value)
        if tag is MISSING:
            details = InitErrorDetails(type="missing", input=value)
        else:
            details = InitErrorDetails(type="literal_error", input=tag, ctx={"expected": self.expected})
        raise ValidationError.from_exception_data(self.key, [details])


def selected(discriminator: Discriminator, arms: Sequence[Any], value: object) -> int | None:
    """Return the number of the arm that an object selects by its tag; None if there is no such.

    An object without the property is one of the arms that do not require it: the one that matches best, if only one.
    """
    number = discriminator.arm(value)
    if number is not None or not is_object(value) or discriminator.tag_of(value) is not MISSING:
        return number
    mismatches = {number: mismatch(arm, value) for number, arm in enumerate(arms) if _may_lack(arm, discriminator.key)}
    least = min(mismatches.values(), default=0)
    best = [number for number, found in mismatches.items() if found == least]
    return best[0] if len(best) == 1 else None


def _may_lack(arm: Any, key: str) -> bool:
    """Return whether an arm has an optional property with a default, its tag."""
    info = type_info(arm)
    models = [option.model for option in (info.options() if info.arms or info.lazy else [info])]
    return all(
        model is not None
        and any(
            field.key == key and model.model_fields[name].default is not None and not field.required
            for name, field in types_of_fields(model).items()
        )
        for model in models
    )


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


def _label(tag: Tag, choices: Container[Tag]) -> Tag:
    """Return the name of a choice: the tag, with underscores if it is taken (to Python, 1 and True are equal)."""
    label = str(tag) if tag in choices or isinstance(tag, bool) else tag
    while label in choices:
        label = f"{label}_"
    return label
