"""What a Python type expects of a form: the tree of a form is read into the values that pydantic then validates.

Text has no types of its own: whether ``5`` is a number, and whether ``metadata[0]`` is an item or a key, is decided by
the type that is asked for. Booleans are ``true`` and ``false`` and nothing else, integers are decimal digits.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Literal

from starlette.datastructures import UploadFile

from .faults import Fault, FaultKind, Path
from .forms import Branch, Decode, Leaf, Node, form
from .jsontext import parse_json

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pydantic import BaseModel

_INTEGER = re.compile(r"[+-]?[0-9]{1,40}", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,400}(?:\.[0-9]{0,400})?|\.[0-9]{1,400})(?:[eE][+-]?[0-9]{1,4})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Reading:
    """How leaves are unescaped, and whether unknown names of closed objects are refused (or dropped).

    With ``json_inside`` lists and objects may be JSON text: most styles have no other form for what is nested.
    """

    decode: Decode = form
    refuse_unknown: bool = True
    json_inside: bool = False


class FormType:
    """The expectation of one type. ``leaf``, ``array`` and ``mapping`` say which nodes it can read at all.

    ``null`` says whether empty text is null: a list or object that may be null is no ``leaf`` for that.
    """

    leaf: bool = False
    null: bool = False
    array: bool = False
    mapping: bool = False
    rank: ClassVar[int] = 9

    def read(self, node: Node, path: Path, reading: Reading) -> object:
        """Return the value of a node. Raises ``Fault``."""
        raise NotImplementedError


def single(node: Node, path: Path, reading: Reading, kind: FaultKind) -> object:
    """Return the one value of a leaf, unescaped. Raises ``Fault`` for a branch and for a repeated name."""
    if isinstance(node, Branch):
        raise Fault(path, kind)
    if len(node.values) != 1:
        raise Fault(path, "repeated")
    value = node.values[0]
    if not isinstance(value, str):
        return value
    try:
        return reading.decode(value)
    except Fault as fault:
        raise Fault(path, fault.kind, fault.value, fault.detail) from None


def _from_json(node: Leaf, path: Path, reading: Reading, kind: Literal["array", "object"]) -> object:
    """Return the list or object that a leaf holds as JSON text. Raises ``Fault`` for anything else."""
    value = single(node, path, reading, kind)
    if not reading.json_inside or not isinstance(value, str) or not value.startswith("[" if kind == "array" else "{"):
        raise Fault(path, kind)
    return parse_json(value, path)


def items_of(branch: Branch, path: Path) -> list[Node]:
    """Return the items of ``a[]`` or of ``a[0]``, ``a[1]`` …; raises ``Fault`` for holes and other keys."""
    if branch.items and branch.children:
        raise Fault(path, "array", detail="items with and without an index were sent")
    if branch.items:
        return branch.items
    items: list[Node] = []
    for index in range(len(branch.children)):
        item = branch.children.get(str(index))
        if item is None:
            raise Fault(path, "array", detail="indexes must count from 0 without holes")
        items.append(item)
    return items


class Scalar(FormType):
    """A type written as text; ``kind`` is what a value that is none is called."""

    leaf = True
    kind: ClassVar[FaultKind] = "string"

    def read(self, node: Node, path: Path, reading: Reading) -> object:
        """Return the value of a leaf."""
        if type(node) is Leaf and len(node.values) == 1:
            value = node.values[0]
            if type(value) is str and "%" not in value and "+" not in value:  # nothing to undo, as in most values
                return self.parse(value, path)
        value = single(node, path, reading, self.kind)
        if isinstance(value, str):
            return self.parse(value, path)
        raise Fault(path, self.kind)

    def parse(self, text: str, path: Path) -> object:
        """Return the value of unescaped text. Raises ``Fault``."""
        raise NotImplementedError


class Text(Scalar):
    """A string: every text is one."""

    rank = 7

    def parse(self, text: str, path: Path) -> object:  # noqa: ARG002 - the others can fail
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
        raise Fault(path, "boolean", text)


class Integer(Scalar):
    """Decimal digits with an optional sign."""

    rank = 3
    kind = "integer"

    def parse(self, text: str, path: Path) -> object:
        """Return the integer."""
        if _INTEGER.fullmatch(text):
            return int(text)
        raise Fault(path, "integer", text)


class Number(Scalar):
    """A finite decimal number."""

    rank = 4
    kind = "number"

    def parse(self, text: str, path: Path) -> object:
        """Return the number."""
        if _NUMBER.fullmatch(text) and math.isfinite(number := float(text)):
            return number
        raise Fault(path, "number", text)


class Moment(Scalar):
    """A date and time: Unix seconds or text that pydantic reads."""

    rank = 5
    kind = "datetime"

    def parse(self, text: str, path: Path) -> object:
        """Return seconds as an integer, other text as it is."""
        if not text:
            raise Fault(path, "datetime", text)
        return int(text) if _INTEGER.fullmatch(text) else text


class Null(Scalar):
    """Null, which a form writes as empty text."""

    null = True
    rank = 1

    def parse(self, text: str, path: Path) -> object:
        """Return None."""
        if not text:
            return None
        raise Fault(path, "string", text)


class Enumeration(Scalar):
    """One of the listed values."""

    rank = 0
    kind = "choice"

    def __init__(self, values: Sequence[object]) -> None:
        """Index the values by what they look like on the wire."""
        self.values = {_as_text(value): value for value in values}

    def parse(self, text: str, path: Path) -> object:
        """Return the listed value that is written like this."""
        if text in self.values:
            return self.values[text]
        raise Fault(path, "choice", text, ", ".join(self.values))


def _as_text(value: object) -> str:
    if value is None:
        return ""
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


class Binary(Scalar):
    """Bytes: an uploaded file, read whole, or text."""

    rank = 6

    def read(self, node: Node, path: Path, reading: Reading) -> object:
        """Return the bytes."""
        value = single(node, path, reading, "string")
        return value.file.read() if isinstance(value, UploadFile) else value


class File(FormType):
    """An uploaded file, which stays where it is until the service reads it, or text in its place."""

    leaf = True
    rank = 6

    def read(self, node: Node, path: Path, reading: Reading) -> object:
        """Return what the runtime's ``Upload`` is made of."""
        value = single(node, path, reading, "string")
        if isinstance(value, UploadFile):
            return (value.filename, value.file, value.content_type)
        return value.encode() if isinstance(value, str) else value


class Anything(FormType):
    """No expectation: text stays text, branches become lists or maps by what their keys look like."""

    leaf = array = mapping = True
    rank = 6

    def read(self, node: Node, path: Path, reading: Reading) -> object:
        """Return the value as it looks."""
        if isinstance(node, Leaf):
            if len(node.values) == 1:
                return single(node, path, reading, "string")
            return [single(Leaf([value]), path, reading, "string") for value in node.values]
        if node.items or (node.children and all(str(index) in node.children for index in range(len(node.children)))):
            return [self.read(item, (*path, index), reading) for index, item in enumerate(items_of(node, path))]
        return {key: self.read(child, (*path, key), reading) for key, child in node.children.items()}


class Array(FormType):
    """A list of like items, or positional ones (``first``)."""

    array = True
    rank = 8

    def __init__(self, item: FormType, first: Sequence[FormType] = ()) -> None:
        """Remember the form types of the items."""
        self.item = item
        self.first = tuple(first)

    def read(self, node: Node, path: Path, reading: Reading) -> object:
        """Return the list. A name that was repeated is a list too; one plain value is not."""
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
    """A map from any key to like values."""

    mapping = True

    def __init__(self, value: FormType) -> None:
        """Remember the form type of the values."""
        self.value = value

    def read(self, node: Node, path: Path, reading: Reading) -> object:
        """Return the map."""
        if isinstance(node, Leaf):
            return _from_json(node, path, reading, "object")
        if node.items:
            raise Fault(path, "object")
        return {key: self.value.read(child, (*path, key), reading) for key, child in node.children.items()}


class Record(FormType):
    """The fields of a model, by wire name. ``closed`` models refuse names that they do not list."""

    mapping = True

    def __init__(
        self,
        model: type[BaseModel],
        fields: Callable[[type[BaseModel]], Mapping[str, FormType]],
        rest: Callable[[type[BaseModel]], FormType | None],
    ) -> None:
        """Remember the model; its fields are asked for when the first value is read (models may be recursive)."""
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
        """The form type of further properties, if the document says what they are."""
        return self._rest(self.model)

    def read(self, node: Node, path: Path, reading: Reading) -> object:
        """Return the fields that were sent, by wire name. Raises ``Fault``, unknown names first."""
        if isinstance(node, Leaf):
            return _from_json(node, path, reading, "object")
        if node.items:
            raise Fault(path, "object")
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
    """Raise ``Fault`` if there are unknown names."""
    if unknown:
        raise Fault(unknown[0], "unknown", others=unknown[1:])


ANYTHING = Anything()
