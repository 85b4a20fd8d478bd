"""``params/``: TypedDicts that callers may pass wherever a request takes an object."""

from __future__ import annotations

import builtins
import keyword
from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.core.pycode import Code, docstring, fmt, ident, join, literal
from codegen.emit.annotate import Annotator
from codegen.emit.imports import Imports
from codegen.emit.lazy import lazy_package
from codegen.ir.types import Object
from codegen.render import render

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from codegen.ir.api import Api
    from codegen.ir.names import NameTable
    from codegen.ir.types import DefId, Field

_USED = frozenset(dir(builtins)) | {
    "m",
    "p",
    "Any",
    "Literal",
    "Mapping",
    "Required",
    "Sequence",
    "UUID",
    "date",
    "datetime",
}


@dataclass(frozen=True, slots=True)
class EntryView:
    """One key. ``key`` is the wire name as an identifier, or a string literal in the functional form."""

    key: Code
    annotation: Code
    quoted: Code
    doc: Code


@dataclass(frozen=True, slots=True)
class DictView:
    """One TypedDict; ``functional`` where a wire name is no identifier (PEP 589, alternative syntax)."""

    name: Code
    doc: Code
    functional: bool
    entries: list[EntryView]


def build_params(api: Api, names: NameTable, sent: AbstractSet[DefId]) -> dict[str, Code]:
    """Return the files of ``params/`` for the definitions that callers send."""
    modules: dict[str, list[DefId]] = {}
    roots = {operation.query for operation in api.operations}
    for key, definition in api.definitions.items():
        if key in sent and key not in roots and isinstance(definition.type, Object):
            modules.setdefault(names.models[key].module, []).append(key)
    files = {f"params/{module}.py": _module(api, names, keys) for module, keys in modules.items()}
    exports = {
        str(names.models[key].typed_dict): f".{names.models[key].module}" for keys in modules.values() for key in keys
    }
    files["params/__init__.py"] = lazy_package("Dicts for the objects that requests take.", exports, up="..")
    return files


def _module(api: Api, names: NameTable, keys: list[DefId]) -> Code:
    annotator = Annotator(api, names, up="..")
    rows = [_dict(api, names, annotator, key) for key in keys]
    runtime = Imports()
    runtime.use("typing", "TypedDict")
    checked = annotator.imports
    annotator.import_packages()
    if checked:
        runtime.use("typing", "TYPE_CHECKING")
    if any("Required" in entry.annotation for row in rows for entry in row.entries):
        runtime.use("typing", "Required")
    return render("client/params.py.jinja", imports=runtime.lines(), checked=checked.lines(), rows=rows)


def _dict(api: Api, names: NameTable, annotator: Annotator, key: DefId) -> DictView:
    definition = api.definitions[key]
    node = definition.type
    fields = [item for item in node.fields if not item.read_only] if isinstance(node, Object) else []
    functional = not all(_is_plain_key(item.name) for item in fields)
    name = names.models[key].typed_dict
    text = definition.description.strip() or definition.title.strip()
    return DictView(
        name=name,
        doc=docstring(text, 4) if text else join("", []),
        functional=functional,
        entries=[_entry(annotator, item, functional=functional) for item in fields],
    )


def _entry(annotator: Annotator, item: Field, *, functional: bool) -> EntryView:
    annotation = annotator.sent(item.type)
    if item.required:
        annotation = fmt("Required[{}]", annotation)
    return EntryView(
        key=literal(item.name) if functional else ident(item.name),
        annotation=annotation,
        quoted=literal(str(annotation)),
        doc=docstring(item.description, 4) if item.description.strip() else join("", []),
    )


def _is_plain_key(name: str) -> bool:
    """Whether a key can be written in a class body: an identifier that hides no name its annotations use."""
    return name.isascii() and name.isidentifier() and not keyword.iskeyword(name) and name not in _USED
