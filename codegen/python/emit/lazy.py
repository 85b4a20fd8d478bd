"""Emits the ``__init__`` of packages that import their exports on first use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.python.code import Code, docstring, fmt, ident, join, literal
from codegen.python.emit.imports import Imports
from codegen.python.render import render

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class ExportView:
    """One export: its import statement for type checkers, and its entry in the run-time table."""

    statement: Code
    name: Code
    target: Code


def lazy_package(doc: str, exports: Mapping[str, str], *, up: str, checked: bool = False) -> Code:
    """Return the ``__init__`` of a lazy package.

    ``exports`` maps each public name to its relative module; a value that ends with a colon means the module itself.
    ``up`` is the relative import path from this package to the root of the output. If ``checked``, the package has a
    module that checks the version of the runtime.
    """
    rows = [_row(name, exports[name]) for name in sorted(exports)]
    imports = Imports()
    imports.use("typing", "TYPE_CHECKING")
    imports.use(f"{up}_runtime.shared.lazy" if up.endswith(".") else f"{up}._runtime.shared.lazy", "lazy_exports")
    return render("package/lazy.py.jinja", doc=docstring(doc), imports=imports.lines(), rows=rows, checked=checked)


def _row(name: str, target: str) -> ExportView:
    code = ident(name)
    module, colon, _ = target.partition(":")
    if colon:
        statement = fmt("from . import {} as {}", ident(module.lstrip(".")), code)
    else:
        statement = fmt("from {} import {} as {}", _relative(module), code, code)
    return ExportView(statement=statement, name=literal(name), target=literal(target))


def _relative(module: str) -> Code:
    bare = module.lstrip(".")
    return join("", [fmt("{}", _dots(len(module) - len(bare))), join(".", [ident(part) for part in bare.split(".")])])


def _dots(count: int) -> Code:
    return join(".", [join("", [])] * (count + 1))
