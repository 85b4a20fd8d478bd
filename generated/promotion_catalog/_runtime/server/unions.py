"""Form types of unions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from ..shared.typeinfo import adapter as adapter_of
from .forms import Leaf
from .formtypes import FormType, Integer, Null, Number, Text, single
from .violations import Violation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic import TypeAdapter

    from .forms import Node
    from .formtypes import Reading
    from .violations import Path

_NUMBERS: Final = frozenset({Integer.rank, Number.rank})


class Either(FormType):
    """A union. Text is tried as the most specific type first; objects are tried by validation."""

    def __init__(self, options: Sequence[tuple[FormType, object]]) -> None:
        """Store (form type, type) pairs; the types are used to validate if several options can be objects."""
        self.leaves = sorted(
            (form_type for form_type, _ in options if form_type.leaf), key=lambda form_type: form_type.rank
        )
        self.arrays = [option for option in options if option[0].array]
        self.mappings = [option for option in options if option[0].mapping]
        self.leaf = any(not isinstance(form_type, Null) for form_type in self.leaves)
        self.null = any(form_type.null for form_type, _ in options)
        self.array, self.mapping = bool(self.arrays), bool(self.mappings)
        self.text = any(isinstance(form_type, Text) for form_type, _ in options)
        self._adapters: dict[FormType, TypeAdapter[object]] = {}

    def read(self, node: Node, path: Path, reading: Reading) -> object:
        """Return the value of the first matching type. Raises the ``Violation`` of the most likely one."""
        if isinstance(node, Leaf) and not (len(node.values) > 1 and self.arrays):
            return self._leaf(node, path, reading)
        options = self._composites(node)
        if not options:
            return self._leaf(node, path, reading)
        return self._first_valid(options, node, path, reading)

    def _composites(self, node: Node) -> Sequence[tuple[FormType, object]]:
        """Return the list or the object types for a branch or a repeated name."""
        if isinstance(node, Leaf) or node.items:
            return self.arrays or self.mappings
        if self.mappings and self.arrays and all(key.isdecimal() for key in node.children):
            return self.arrays
        return self.mappings or self.arrays

    def _leaf(self, node: Node, path: Path, reading: Reading) -> object:
        violation: Violation | None = None
        options = self._written_as_json(node, path, reading)
        if options:
            try:
                return self._first_valid(options, node, path, reading)
            except Violation as error:
                if not self.text:
                    raise
                violation = error
        if not self.leaves:
            raise Violation(path, "array" if self.arrays else "object")
        return self._first_scalar(node, path, reading, violation)

    def _first_scalar(self, node: Node, path: Path, reading: Reading, violation: Violation | None) -> object:
        for form_type in self.leaves:
            try:
                value = form_type.read(node, path, reading)
            except Violation as error:
                violation = violation if isinstance(form_type, Null) else error
                continue
            if form_type.rank not in _NUMBERS or self._is_canonical(value, node, path, reading):
                return value
        raise violation or Violation(path, "array" if self.arrays else "object" if self.mappings else "invalid")

    def _is_canonical(self, number: object, node: Node, path: Path, reading: Reading) -> bool:
        """Return whether text is read as a number. If strings are allowed, "007" stays text."""
        return not self.text or str(number) == single(node, path, reading, "string")

    def _written_as_json(self, node: Node, path: Path, reading: Reading) -> Sequence[tuple[FormType, object]]:
        """Return the list or object types if a leaf looks like JSON of one."""
        if not reading.json_inside or not (self.arrays or self.mappings):
            return ()
        value = single(node, path, reading, "array" if self.arrays else "object")
        start = value[:1] if isinstance(value, str) else ""
        return self.arrays if start == "[" else self.mappings if start == "{" else ()

    def _first_valid(
        self, options: Sequence[tuple[FormType, object]], node: Node, path: Path, reading: Reading
    ) -> object:
        if len(options) == 1:
            return options[0][0].read(node, path, reading)
        if isinstance(node, Leaf):
            return self._valid_one(options, node, path, reading)
        # cached, because recursive unions would otherwise read each level once per type of the level above
        if node.tried is None:
            node.tried = {}
        tried = node.tried
        if self not in tried:
            try:
                tried[self] = self._valid_one(options, node, path, reading)
            except Violation as violation:
                tried[self] = violation
        found = tried[self]
        if isinstance(found, Violation):
            raise found
        return found

    def _valid_one(
        self, options: Sequence[tuple[FormType, object]], node: Node, path: Path, reading: Reading
    ) -> object:
        violations: list[Violation] = []
        fallback: list[object] = []
        for form_type, annotation in options:
            try:
                value = form_type.read(node, path, reading)
            except Violation as violation:
                violations.append(violation)
                continue
            fallback.append(value)
            try:
                self._adapter(form_type, annotation).validate_python(value)
            except ValidationError:
                continue
            return value
        if fallback:
            return fallback[0]
        raise max(violations, key=lambda violation: len(violation.path))

    def _adapter(self, form_type: FormType, annotation: object) -> TypeAdapter[object]:
        adapter = self._adapters.get(form_type)
        if adapter is None:
            adapter = self._adapters[form_type] = adapter_of(annotation)
        return adapter
