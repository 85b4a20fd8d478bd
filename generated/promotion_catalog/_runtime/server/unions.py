"""Types of which a value has one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import ValidationError

from ..shared.shapes import adapter as adapter_of
from .faults import Fault
from .forms import Leaf
from .formtypes import FormType, Integer, Null, Number, Text, single

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic import TypeAdapter

    from .faults import Path
    from .forms import Node
    from .formtypes import Reading


class Either(FormType):
    """One of several types. Text tries the most special type first; objects are told apart by validating them."""

    def __init__(self, options: Sequence[tuple[FormType, object]]) -> None:
        """Take (form type, type) pairs; the types are only needed to validate where several could hold an object."""
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
        """Return the value of the first type that takes it. Raises the ``Fault`` of the likeliest one."""
        if isinstance(node, Leaf) and not (len(node.values) > 1 and self.arrays):
            return self._leaf(node, path, reading)
        if isinstance(node, Leaf) or node.items:
            options = self.arrays or self.mappings
        else:
            options = self.mappings or self.arrays
            if self.mappings and self.arrays and all(key.isdecimal() for key in node.children):
                options = self.arrays
        if not options:
            return self._leaf(node, path, reading)
        return self._first_valid(options, node, path, reading)

    def _leaf(self, node: Node, path: Path, reading: Reading) -> object:
        fault: Fault | None = None
        options = self._written_as_json(node, path, reading)
        if options:
            try:
                return self._first_valid(options, node, path, reading)
            except Fault as error:
                if not self.text:
                    raise
                fault = error
        if not self.leaves:
            raise Fault(path, "array" if self.arrays else "object")
        for form_type in self.leaves:
            try:
                value = form_type.read(node, path, reading)
            except Fault as error:
                fault = fault if isinstance(form_type, Null) else error
                continue
            # Where any text will do, digits count as a number only if the number is written just so: "007" stays text.
            if (
                self.text
                and form_type.rank in {Integer.rank, Number.rank}
                and str(value) != single(node, path, reading, "string")
            ):
                continue
            return value
        raise fault or Fault(path, "array" if self.arrays else "object" if self.mappings else "invalid")

    def _written_as_json(self, node: Node, path: Path, reading: Reading) -> Sequence[tuple[FormType, object]]:
        """Return the lists or objects among the types if a leaf looks like the JSON text of one."""
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
        # Unions may nest in themselves: without a memory, each level would be read anew for each type of the one above.
        tried = node.tried = {} if node.tried is None else node.tried
        if self not in tried:
            try:
                tried[self] = self._valid_one(options, node, path, reading)
            except Fault as fault:
                tried[self] = fault
        found = tried[self]
        if isinstance(found, Fault):
            raise found
        return found

    def _valid_one(
        self, options: Sequence[tuple[FormType, object]], node: Node, path: Path, reading: Reading
    ) -> object:
        faults: list[Fault] = []
        fallback: list[object] = []
        for form_type, annotation in options:
            try:
                value = form_type.read(node, path, reading)
            except Fault as fault:
                faults.append(fault)
                continue
            fallback.append(value)
            try:
                self._adapter(form_type, annotation).validate_python(value)
            except ValidationError:
                continue
            return value
        if fallback:
            return fallback[0]
        raise max(faults, key=lambda fault: len(fault.path))

    def _adapter(self, form_type: FormType, annotation: object) -> TypeAdapter[object]:
        adapter = self._adapters.get(form_type)
        if adapter is None:
            adapter = self._adapters[form_type] = adapter_of(annotation)
        return adapter
