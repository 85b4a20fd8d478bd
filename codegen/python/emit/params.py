"""Emits ``params/``: TypedDicts that callers may pass in place of request models."""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.ir.types import Choice, Object, Usage
from codegen.python.code import Code, docstring, fmt, ident, join, literal
from codegen.python.emit.annotate import Annotator, has_sent_alias
from codegen.python.emit.defaults import is_needed
from codegen.python.emit.descriptions import described_element, with_default
from codegen.python.emit.imports import Imports
from codegen.python.emit.lazy import lazy_package
from codegen.python.emitter import Emitted
from codegen.python.render import render

if TYPE_CHECKING:
    from codegen.ir.api import Api
    from codegen.ir.types import DefId, Field, Type
    from codegen.python.emitter import EmitInput
    from codegen.python.names import NameTable

_WORD = re.compile(r"(?<![\w.])[A-Za-z_]\w*")


@dataclass(frozen=True, slots=True)
class EntryView:
    """One key. ``key`` is the wire name as an identifier, or as a string literal for ``odd`` ones."""

    key: Code
    annotation: Code
    quoted: Code
    doc: Code


@dataclass(frozen=True, slots=True)
class AliasView:
    """The alias of a union or enum: what callers may pass, as a string, since imports are for type checkers only."""

    name: Code
    quoted: Code
    doc: Code


@dataclass(frozen=True, slots=True)
class DictView:
    """One TypedDict. Wire names that are not identifiers, or would shadow names of annotations, are ``odd``.

    These are in a base class in the functional syntax (PEP 589), which, unlike a class, cannot refer to itself.
    """

    name: Code
    base: Code
    doc: Code
    entries: list[EntryView]
    odd: list[EntryView]


def build_params(given: EmitInput) -> Emitted:
    """Return the files of ``params/`` for the definitions that callers send."""
    api, names = given.api, given.names
    emitted = Emitted()
    modules: dict[str, list[DefId]] = {}
    roots = {operation.query for operation in api.operations}
    for key, definition in api.definitions.items():
        is_dict = isinstance(definition.type, Object) and Usage.SENT in definition.usage
        if key not in roots and (is_dict or has_sent_alias(api, key)):
            modules.setdefault(names.models[key].module, []).append(key)
    for module, keys in modules.items():
        emitted.add(f"params/{module}.py", _module(api, names, keys))
    exports = {
        str(names.models[key].typed_dict): f".{names.models[key].module}" for keys in modules.values() for key in keys
    }
    emitted.add("params/__init__.py", lazy_package("TypedDicts of request objects.", exports, up=".."))
    return emitted


def _module(api: Api, names: NameTable, keys: list[DefId]) -> Code:
    annotator = Annotator(api, names, up="..", params_module=names.models[keys[0]].module)
    rows = [_dict(api, names, annotator, key) for key in keys if isinstance(api.definitions[key].type, Object)]
    aliases = [_alias(api, names, annotator, key) for key in keys if has_sent_alias(api, key)]
    runtime = Imports()
    if rows:
        runtime.use("typing", "TypedDict")
    if aliases:
        runtime.use("typing", "TypeAlias")
    checked = annotator.imports
    annotator.import_packages()
    if checked:
        runtime.use("typing", "TYPE_CHECKING")
    if any("Required" in entry.annotation for row in rows for entry in (*row.entries, *row.odd)):
        runtime.use("typing", "Required")
    return render(
        "client/params.py.jinja", imports=runtime.lines(), checked=checked.lines(), rows=rows, aliases=aliases
    )


def _alias(api: Api, names: NameTable, annotator: Annotator, key: DefId) -> AliasView:
    definition = api.definitions[key]
    text = described_element(definition, names.models[key].name)
    node = definition.type
    value = annotator.sent_enum(key, node) if isinstance(node, Choice) else annotator.sent(node)
    return AliasView(
        name=names.models[key].typed_dict,
        quoted=literal(str(value)),
        doc=docstring(text, 0) if text else join("", []),
    )


def _dict(api: Api, names: NameTable, annotator: Annotator, key: DefId) -> DictView:
    definition = api.definitions[key]
    plain, odd = _split_fields(annotator, definition.type)
    name = names.models[key].typed_dict
    text = described_element(definition, names.models[key].name)
    return DictView(
        name=name,
        base=fmt("_{}Keys", name) if odd else ident("TypedDict"),
        doc=docstring(text, 4) if text else join("", []),
        entries=[_entry(annotator, item, literal_key=False) for item in plain],
        odd=[_entry(annotator, item, literal_key=True) for item in odd],
    )


def _split_fields(annotator: Annotator, node: Type) -> tuple[list[Field], list[Field]]:
    """Return the fields of the class body, and the odd ones."""
    fields = [item for item in node.fields if not item.read_only] if isinstance(node, Object) else []
    used = {word for item in fields for word in _WORD.findall(str(annotator.sent(item.type)))} | {"Required"}
    plain: list[Field] = []
    odd: list[Field] = []
    for item in fields:
        fits = _is_plain_key(item.name) and item.name not in used
        (plain if fits else odd).append(item)
    return plain, odd


def _entry(annotator: Annotator, item: Field, *, literal_key: bool) -> EntryView:
    annotation = annotator.sent(item.type)
    if is_needed(annotator.api, item):
        annotation = fmt("Required[{}]", annotation)
    text = with_default(described_element(item, item.name), item.default)
    return EntryView(
        key=literal(item.name) if literal_key else ident(item.name),
        annotation=annotation,
        quoted=literal(str(annotation)),
        doc=docstring(text, 4) if text else join("", []),
    )


def _is_plain_key(name: str) -> bool:
    """Return whether a key is valid in a class body: an identifier that Python does not mangle."""
    return name.isascii() and name.isidentifier() and not keyword.iskeyword(name) and not name.startswith("__")
