"""Emits enums whose values have names: classes, or constants beside a ``Literal``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.core.errors import InternalError
from codegen.ir.types import Choice
from codegen.python.code import Code, docstring, fmt, ident, join, literal
from codegen.python.emit.descriptions import described_element
from codegen.python.emit.formats import RUNTIME

if TYPE_CHECKING:
    from codegen.ir.types import DefId
    from codegen.python.emit.imports import Imports
    from codegen.python.emitter import EmitInput


@dataclass(frozen=True, slots=True)
class EnumView:
    """A class of named values. ``base`` is its base class in parentheses, ``mark`` the annotation of constants."""

    name: Code
    base: Code
    doc: Code
    members: list[tuple[Code, Code]]
    mark: Code


def enum_view(given: EmitInput, key: DefId, imports: Imports) -> EnumView:
    """Return the class of an enum. ``imports`` collects the imports of its code."""
    definition = given.api.definitions[key]
    node = definition.type
    if not isinstance(node, Choice):
        msg = f"{key} is not an enum"
        raise InternalError(msg)
    members: list[tuple[Code, Code]] = [
        (name, literal(value)) for name, value in zip(given.names.members[key], node.values, strict=True)
    ]
    names = given.names.models[key]
    if node.kind == "literal":
        imports.use("typing", "Final")
        doc = docstring(f"The values of `{names.name}`.", 4)
        return EnumView(names.constants, join("", []), doc, members, ident("Final"))
    if isinstance(node.values[0], int):
        base = imports.use("enum", "IntEnum")
    elif node.open:
        base = imports.use(f"..{RUNTIME}.enums", "OpenEnum")
    else:
        base = imports.use("enum", "StrEnum")
    text = described_element(definition, names.name)
    return EnumView(names.name, fmt("({})", base), docstring(text, 4) if text else join("", []), members, join("", []))
