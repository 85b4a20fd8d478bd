"""Marks deprecated methods and models for type checkers and editors (PEP 702).

The marks have no effect at run time. Uses of deprecated models by the package itself are not reported.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codegen.python.code import Code, dotted, fmt, insert_lines, join, literal

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from codegen.ir.api import Operation
    from codegen.ir.types import Definition
    from codegen.python.emit.imports import Imports

_QUIET = fmt(
    """# Refers to deprecated models.
# pyright: reportDeprecated=false
# mypy: disable-error-code="deprecated"
# ty: ignore[deprecated]
# pyrefly: ignore-errors[deprecated]"""
)


def method_mark(imports: Imports, operation: Operation, hidden: Collection[str] = ()) -> Code:
    """Return the decorator of a deprecated method, empty for others. ``hidden`` are names that its class defines."""
    if not operation.deprecated:
        return join("", [])
    text = operation.deprecation or f"{operation.method.upper()} {operation.template} is deprecated."
    return _mark(imports, text, hidden)


def class_mark(imports: Imports, definition: Definition, name: str) -> Code:
    """Return the decorator of a deprecated model, empty for others."""
    return _mark(imports, definition.deprecation or f"{name} is deprecated.") if definition.deprecated else join("", [])


def _mark(imports: Imports, text: str, hidden: Collection[str] = ()) -> Code:
    module, name = "typing_extensions", "deprecated"
    if name in hidden:  # not an alias, which pyrefly does not recognise
        imports.use_module(module)
        decorator = dotted(module, name)
    else:
        decorator = imports.use(module, name)
    return fmt("{}({}, category=None)", decorator, literal(text))


def without_reports(modules: Mapping[str, Code], deprecated: Collection[str]) -> dict[str, Code]:
    """Switch off reports of deprecated names in the modules that refer to deprecated models.

    Only there, because ty reports a comment without effect.
    """
    if not deprecated:
        return dict(modules)
    names = rf"\b(?:{'|'.join(map(re.escape, sorted(deprecated)))})\b"
    within = re.compile(rf"^(?:\s+\w+: |\s*from |\w+: TypeAlias = |\w+ = TypeAliasType\().*{names}", re.MULTILINE)
    outside = re.compile(rf"\b(?:_?m|models)\.{names}|^\s*from \.+models[\w.]* import .*{names}", re.MULTILINE)
    return {
        path: insert_lines(code, _QUIET) if (within if path.startswith("models/") else outside).search(code) else code
        for path, code in modules.items()
    }
