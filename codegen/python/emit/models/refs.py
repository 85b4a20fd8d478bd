"""Emits ``models/_refs.py``: aliases of expandable ids and cut references, whose targets are imported on first use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.python.code import Code, ident, join, literal
from codegen.python.emit.imports import Imports
from codegen.python.render import render

if TYPE_CHECKING:
    from codegen.ir.types import DefId
    from codegen.python.code import Ident
    from codegen.python.names import NameTable


_REF = ident("Ref")


@dataclass(frozen=True, slots=True)
class RefView:
    """One alias: its type for type checkers, and the targets that are imported at run time."""

    name: Code
    checked: Code
    targets: list[Code]
    expandable: bool


def build_refs(names: NameTable) -> Code | None:
    """Return the module, or None if nothing is expandable or cut."""
    checked = Imports()
    groups = [(names.refs[group], group, True) for group in names.refs]
    groups += [(names.lazy[target], (target,), False) for target in names.lazy]
    rows = [_row(names, name, targets, checked, expandable) for name, targets, expandable in sorted(groups)]
    if not rows:
        return None
    imports = Imports()
    for name in ("TYPE_CHECKING", "Annotated", "Any", "TypeAlias"):
        imports.use("typing", name)
    imports.use(".._runtime.shared.ref", "Lazy")
    if any(row.expandable for row in rows):
        imports.use(".._runtime.shared.ref", "Ref")
    return render("models/refs.py.jinja", imports=imports.lines(), checked=checked.lines(), rows=rows)


def _row(
    names: NameTable,
    name: Ident,
    targets: tuple[DefId, ...],
    checked: Imports,
    expandable: bool,  # noqa: FBT001 - a property of the row
) -> RefView:
    classes = [checked.use(f".{names.models[target].module}", names.models[target].name) for target in targets]
    lead = [_REF] if expandable else []
    return RefView(
        name=name,
        checked=join(" | ", [*lead, *dict.fromkeys(classes)]),
        targets=[literal(f"{names.models[target].module}:{names.models[target].name}") for target in targets],
        expandable=expandable,
    )
