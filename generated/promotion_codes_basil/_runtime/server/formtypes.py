"""Form types: convert the tree of a form to the values that pydantic then validates.

Forms are untyped: the expected type decides whether ``5`` is a number, and whether ``metadata[0]`` is an item or a key.
Booleans are only ``true`` and ``false``.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Literal

from starlette.datastructures import UploadFile

from .forms import Branch, Decode, Leaf, Node, form
from .jsontext import parse_json
from .violations import Path, Violation, ViolationKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pydantic import BaseModel

_INTEGER = re.compile(r"[+-]?[0-9]{1,40}", re.ASCII)
_MAX_DIGITS = 40
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,400}(?:\.[0-9]{0,400})?|\.[0-9]{1,400})(?:[eE][+-]?[0-9]{1,4})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Reading:
    """Options: how leaves are decoded, and whether unknown names of closed objects are refused (or dropped).

    With ``json_inside``, lists and objects may be JSON: most styles cannot express nested values otherwise.
    """

    decode: Decode = form
    refuse_unknown: bool = True
    json_inside: bool = False


class FormType:
    """Base class. ``leaf``, ``array`` and ``mapping`` are the kinds of nodes that it can read.

    With ``null``, empty text is null; a nullable list or object does not become a ``leaf`` by that. Unions try types
    in the order of ``rank``.
    """

    leaf: bool = False
    null: bool = False
    array: bool = False
    mapping: bool = False
    rank: ClassVar[int] = 9

    def read(self, node: Node, path: Path, reading: Reading) -> object:
        """Return the value of a node. Raises ``Violation``."""
        raise NotImplementedError


def single(node: Node, path: Path, reading: Reading, kind: ViolationKind) -> object:
    """Return the single value of a leaf, decoded. Raises ``Violation`` for a branch and for a repeated name."""
    if isinstance(node, Branch):
        raise Violation(path, kind)
    if len(node.values) != 1:
        raise Violation(path, "repeated")
    value = node.values[0]
    if not isinstance(value, str):
        return value
    try:
        return reading.decode(value)
    except Violation as violation:
        raise Violation(path, violation.kind, violation.value, violation.detail) from None


def _from_json(node: Leaf, path: Path, reading: Reading, kind: Literal["array", "object"]) -> object:
    """Parse a leaf as JSON array or object. Raises ``Violation`` for anything else."""
    value = single(node, path, reading, kind)
    if not reading.json_inside or not isinstance(value, str) or not value.startswith("[" if kind == "array" else "{"):
        raise Violation(path, kind)
    return parse_json(value, path)


def items_of(branch: Branch, path: Path) -> list[Node]:
    """Return the items of ``a[]`` or of ``a[0]``, ``a[1]`` …; raises ``Violation`` for gaps and other keys."""
    if branch.items and branch.children:
        raise Violation(path, "array", detail="items with and without an index were sent")
    if branch.items:
        return branch.items
    items: list[Node] = []
    for index in range(len(branch.children)):
        item = branch.children.get(str(index))
        if item is None:
            raise Violation(path, "array", detail="indexes must count from 0 without gaps")
        items.append(item)
    return items


class Scalar(FormType):
    """A type written as text; ``kind`` is that of its violations."""

    leaf = True
    kind: ClassVar[ViolationKind] = "string"

    def read(self, node: Node, path: Path, reading: Reading) -> object:
        """Return the value of a leaf."""
        if type(node) is Leaf and len(node.values) == 1:
            value = node.values[0]
            if type(value) is str and "%" not in value and "+" not in value:  # the common case: nothing to decode
                return self.parse(value, path)
        value = single(node, path, reading, self.kind)
        if isinstance(value, str):
            return self.parse(value, path)
        raise Violation(path, self.kind)

    def parse(self, text: str, path: Path) -> object:
        """Return the value of decoded text. Raises ``Violation``."""
        raise NotImplementedError


class Text(Scalar):
    """A string."""

    rank = 7

    def parse(self, text: str, path: Path) -> object:  # noqa: ARG002 - required by the other types
        """Return the text."""
        return text


class Boolean(Scalar):
    """``true`` or ``false``."""

    rank = 2
    kind = "boolean"

    def parse(self, text: str, path: Path) -> object:
        """Return the boolean."""
        if text in {"true", "false"}:
            return text == "true"
        raise Violation(path, "boolean", text)


class Integer(Scalar):
    """Decimal digits with an optional sign, or a number without a fraction, such as 1.0 and 1e2."""

    rank = 3
    kind = "integer"

    def parse(self, text: str, path: Path) -> object:
        """Return the integer."""
        if _INTEGER.fullmatch(text):
            return int(text)
        if _NUMBER.fullmatch(text) and _is_whole(number := Decimal(text)):
            return int(number)
        raise Violation(path, "integer", text)


def _is_whole(number: Decimal) -> bool:
    return number.adjusted() < _MAX_DIGITS and number == number.to_integral_value()


class Number(Scalar):
    """A finite decimal number."""

    rank = 4
    kind = "number"

    def parse(self, text: str, path: Path) -> object:
        """Return the number."""
        if _INTEGER.fullmatch(text):
            return int(text)
        if _NUMBER.fullmatch(text) and math.isfinite(number := float(text)):
            return number
        raise Violation(path, "number", text)


class Moment(Scalar):
    """A date and time, parsed by pydantic."""

    rank = 5
    kind = "datetime"

    def parse(self, text: str, path: Path) -> object:
        """Return the text."""
        if not text:
            raise Violation(path, "datetime", text)
        return text


class Null(Scalar):
    """Null, written as empty text."""

    null = True
    rank = 1

    def parse(self, text: str, path: Path) -> object:
        """Return None."""
        if not text:
            return None
        raise Violation(path, "string", text)


class Enumeration(Scalar):
    """One of the listed values."""

    rank = 0
    kind = "choice"

    def __init__(self, values: Sequence[object]) -> None:
        """Index the values by their text."""
        self.values = {_as_text(value): value for value in values}

    def parse(self, text: str, path: Path) -> object:
        """Return the value with this text."""
        if text in self.values:
            return self.values[text]
        raise Violation(path, "choice", text, ", ".join(self.values))


def _as_text(value: object) -> str:
    if value is None:
        return ""
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


class Binary(Scalar):
    """Bytes: the content of an uploaded file, or text."""

    rank = 6

    def read(self, node: Node, path: Path, reading: Reading) -> object:
        """Return the bytes."""
        value = single(node, path, reading, "string")
        return value.file.read() if isinstance(value, UploadFile) else value


class File(FormType):
    """An uploaded file, which is not read here, or text instead of one."""

    leaf = True
    rank = 6

    def read(self, node: Node, path: Path, reading: Reading) -> object:
        """Return a value that converts to ``Upload``."""
        value = single(node, path, reading, "string")
        if isinstance(value, UploadFile):
            return (value.filename, value.file, value.content_type)
        return value.encode() if isinstance(value, str) else value


class Anything(FormType):
    """Any type: text stays text, branches become lists or maps depending on their keys."""

    leaf = array = mapping = True
    rank = 6

    def read(self, node: Node, path: Path, reading: Reading) -> object:
        """Return the value of any node."""
        if isinstance(node, Leaf):
            if len(node.values) == 1:
                return single(node, path, reading, "string")
            return [single(Leaf([value]), path, reading, "string") for value in node.values]
        if node.items or (node.children and all(str(index) in node.children for index in range(len(node.children)))):
            return [self.read(item, (*path, index), reading) for index, item in enumerate(items_of(node, path))]
        return {key: self.read(child, (*path, key), reading) for key, child in node.children.items()}


class Array(FormType):
    """A list of items of one type, after positional items (``first``)."""

    array = True
    rank = 8

    def __init__(self, item: FormType, first: Sequence[FormType] = ()) -> None:
        """Store the form types of the items."""
        self.item = item
        self.first = tuple(first)

    def read(self, node: Node, path: Path, reading: Reading) -> object:
        """Return the list. A repeated name is a list too; a single plain value is not."""
        if isinstance(node, Branch):
            items = items_of(node, path)
        elif len(node.values) > 1:
            items = [Leaf([value]) for value in node.values]
        else:
            return _from_json(node, path, reading, "array")
        known = len(self.first)
        return [
            (self.first[index] if index < known else self.item).read(item, (*path, index), reading)
            for index, item in enumerate(items)
        ]


class Map(FormType):
    """A map from any key to values of one type."""

    mapping = True

    def __init__(self, value: FormType) -> None:
        """Store the form type of the values."""
        self.value = value

    def read(self, node: Node, path: Path, reading: Reading) -> object:
        """Return the map."""
        if isinstance(node, Leaf):
            return _from_json(node, path, reading, "object")
        if node.items:
            raise Violation(path, "object")
        return {key: self.value.read(child, (*path, key), reading) for key, child in node.children.items()}


class Record(FormType):
    """The fields of a model, by wire name. Closed models refuse unknown names."""

    mapping = True

    def __init__(
        self,
        model: type[BaseModel],
        fields: Callable[[type[BaseModel]], Mapping[str, FormType]],
        rest: Callable[[type[BaseModel]], FormType | None],
    ) -> None:
        """Store the model; its fields are determined with the first value (models may be recursive)."""
        self.model = model
        self.extra: str = model.model_config.get("extra") or "ignore"
        self._fields = fields
        self._rest = rest

    @cached_property
    def fields(self) -> Mapping[str, FormType]:
        """The form types by wire name."""
        return self._fields(self.model)

    @cached_property
    def rest(self) -> FormType | None:
        """The form type of additional properties, None if undeclared."""
        return self._rest(self.model)

    def read(self, node: Node, path: Path, reading: Reading) -> object:
        """Return the sent fields by wire name. Raises ``Violation``, unknown names first."""
        if isinstance(node, Leaf):
            return _from_json(node, path, reading, "object")
        if node.items:
            raise Violation(path, "object")
        fields = self.fields
        children = node.children
        if self.extra == "forbid" and reading.refuse_unknown and not children.keys() <= fields.keys():
            refuse([(*path, key) for key in children if key not in fields])
        found: dict[str, object] = {}
        for key, child in children.items():
            form_type = fields.get(key)
            if form_type is not None:
                found[key] = form_type.read(child, (*path, key), reading)
            elif self.extra == "allow":
                found[key] = (self.rest or ANYTHING).read(child, (*path, key), reading)
        return found


def refuse(unknown: Sequence[Path]) -> None:
    """Raise ``Violation`` if there are unknown names."""
    if unknown:
        raise Violation(unknown[0], "unknown", others=unknown[1:])


ANYTHING = Anything()
