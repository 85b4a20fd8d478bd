"""Reference pages in Markdown, from an API: one page per object, one per resource with its operations.

``read.tables`` reads them back to the same facts, for what docs/tables.md lists. The rest is written as ``any`` with a
footnote, or left out, and reported either way.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from codegen.ir.api import In
from codegen.ir.lookup import success_type
from codegen.ir.types import (
    NO_FACETS,
    Absent,
    AnyValue,
    Choice,
    Expandable,
    Field,
    Kind,
    ListOf,
    MapOf,
    Object,
    RefTo,
    Scalar,
    Type,
    Union,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from codegen.core.diagnostic import Diagnostics
    from codegen.core.location import Location
    from codegen.ir.api import Api, Operation
    from codegen.ir.types import DefId

_SIMPLE = re.compile(r"[A-Za-z_][\w-]*")
_FORMAT = re.compile(r"[A-Za-z][\w.+-]*")
_NAME = re.compile(r"[^\W\d]\w*")
_BLOCK = re.compile(r"#{1,6}(?:\s|$)|[|>:<]|[-+*](?:\s|$)|\d+[.)]\s|```|~~~|={3}|-{3}|\*{3}|_{3}")
"""What would start a block of Markdown other than a paragraph."""
_RESERVED = frozenset({"null", "nullable", "required", "optional", "expandable", "or", "enum"})
_HEADER = "| Field | Type | Required | Nullable | Default | Deprecated | Description |\n|---|---|---|---|---|---|---|"
_MAX_DEPTH = 8


def build_tables(api: Api, found: Diagnostics) -> dict[str, str]:
    """Return the pages by file name. ``api`` is resolved but not hoisted."""
    writer = _Writer(api, found)
    pages = {writer.files[key]: writer.object_page(key) for key in writer.files}
    return pages | writer.operation_pages()


@dataclass(slots=True)
class _Page:
    """A page that is being written: footnotes collect what a table cannot say."""

    notes: list[str] = field(default_factory=list)

    def note(self, text: str) -> str:
        self.notes.append(text)
        return f"[^{len(self.notes)}]"

    def footer(self) -> str:
        return "".join(f"\n[^{number}]: {text}\n" for number, text in enumerate(self.notes, 1))


class _Writer:
    """Writes pages."""

    def __init__(self, api: Api, found: Diagnostics) -> None:
        self._api = api
        self._found = found
        self.files: dict[DefId, str] = {}
        taken: set[str] = set()
        for key, item in api.definitions.items():
            if isinstance(item.type, Object) and item.origin.component and not item.origin.owner:
                stem, number = _slug(item.origin.component), 1
                while f"{stem}{'' if number == 1 else f'-{number}'}.md" in taken:
                    number += 1
                self.files[key] = f"{stem}{'' if number == 1 else f'-{number}'}.md"
                taken.add(self.files[key])

    def object_page(self, key: DefId) -> str:
        """Return the page of a component."""
        item, page = self._api.definitions[key], _Page()
        node = item.type
        fields = node.fields if isinstance(node, Object) else ()
        if isinstance(node, Object) and (node.bases or (node.additional is not None and not _is_open(node))):
            self._lost("its bases or the type of further fields", item.origin.component, item.location)
        rows = "\n".join([_HEADER, *self._rows(fields, page, "", 0)])
        about = f"{_prose(item.description)}\n\n" if item.description.strip() else ""
        return f"# {item.origin.component}\n\n{about}**Type:** object\n\n## Fields\n\n{rows}\n{page.footer()}"

    def operation_pages(self) -> dict[str, str]:
        """Return one page per resource: the last literal segment of a path."""
        groups: dict[str, list[Operation]] = {}
        for operation in self._api.operations:
            words = [
                part for index, part in enumerate(operation.path) if index % 2 == 0 for part in part.split("/") if part
            ]
            groups.setdefault(_slug(words[-1] if words else "root"), []).append(operation)
        return {
            f"{name}.operations.md": "\n".join(self._operation(operation) for operation in operations)
            for name, operations in groups.items()
        }

    def _operation(self, operation: Operation) -> str:
        page = _Page()
        fields = [
            Field(
                name=param.name, type=param.type, required=param.required, location=param.location,
                default=param.default, description=param.description, deprecated=param.deprecated,
            )
            for param in operation.params
            if param.where is not In.PATH
        ]  # fmt: skip
        for media in operation.body.media[:1] if operation.body else ():
            node = media.type
            while isinstance(node, RefTo) and node.target in self._api.definitions:
                node = self._api.definitions[node.target].type
            if isinstance(node, Object):
                fields += node.fields
            elif node is not None:
                self._lost("its body, which is no object", operation.id, operation.location)
        rows = "\n".join([_HEADER.replace("Field", "Parameter", 1), *self._rows(fields, page, "", 0)])
        about = f"{_prose(operation.description)}\n\n" if operation.description.strip() else ""
        heading = operation.operation_id or operation.id
        reply = self._reply(operation)
        return (
            f"## {heading}\n\n`{operation.method} {operation.template}`\n\n{about}{reply}"
            f"### Parameters\n\n{rows}\n{page.footer()}"
        )

    def _reply(self, operation: Operation) -> str:
        node = success_type(operation)
        if isinstance(node, RefTo) and node.target in self.files:
            name = self._api.definitions[node.target].origin.component
            return f"Reply: [{name}]({self.files[node.target]})\n\n"
        return ""

    def _rows(self, fields: Sequence[Field], page: _Page, prefix: str, depth: int) -> Iterator[str]:
        for item in fields:
            if not _NAME.fullmatch(item.name):
                self._lost("a field whose name is no plain word", prefix + item.name, item.location)
                continue
            yield self._row(item, page, prefix)
            inner = _inline_object(item.type)
            if inner is not None and depth < _MAX_DEPTH:
                yield from self._rows(inner.fields, page, f"{prefix}{item.name}.", depth + 1)

    def _row(self, item: Field, page: _Page, prefix: str) -> str:
        text = self._type(item.type)
        if text is None:
            self._lost("a type that tables cannot say", prefix + item.name, item.location)
            text = "any"
            mark = page.note(f"The type of `{prefix}{item.name}` cannot be said in a table.")
        else:
            mark = ""
        default = "" if isinstance(item.default, Absent) else _code(json.dumps(item.default, ensure_ascii=False))
        required = {True: "Yes", False: "No", None: ""}[item.required]
        cells = (
            f"`{prefix}{item.name}`", text, required, "Yes" if item.type.nullable else "No",
            default, "Yes" if item.deprecated else "", (_cell(item.description) + (f" {mark}" if mark else "")).strip(),
        )  # fmt: skip
        return "| " + " | ".join(cells) + " |"

    def _type(self, node: Type) -> str | None:
        """Return a type in words of tables, or None when they have none for it."""
        match node:
            case AnyValue():
                return "any"
            case Scalar(kind=kind) if kind is not Kind.NULL:
                return self._scalar(node)
            case Choice(values=values):
                return _choice(values)
            case ListOf() | MapOf() | Object():
                return self._compound(node)
            case RefTo(target=target) if target in self.files:
                return f"[{self._api.definitions[target].origin.component}]({self.files[target]})"
            case Expandable(id=inner):
                return f"{self._type(inner)} (expandable)"
            case Union(variants=variants) if all(isinstance(item, (Scalar, RefTo)) for item in variants):
                words = [self._type(item) for item in variants]
                return " or ".join(word for word in words if word) if all(words) else None
            case _:
                return None

    def _scalar(self, node: Scalar) -> str | None:
        if node.facets != NO_FACETS:
            self._lost("limits", str(node.kind), node.location)
        if node.format is None:
            return str(node.kind)
        return f"{node.kind} ({node.format})" if _FORMAT.fullmatch(node.format) else None

    def _compound(self, node: ListOf | MapOf | Object) -> str | None:
        if isinstance(node, Object):
            if not _is_open(node):
                self._lost("that further fields are refused", "object", node.location)
            return "object"
        if isinstance(node, ListOf):
            return self._of("array of", node.item)
        return "object" if isinstance(node.value, AnyValue) else self._of("map of", node.value)

    def _of(self, word: str, inner: Type) -> str | None:
        """Return a list or map, of what can be said in one word."""
        if inner.nullable or not isinstance(inner, (Scalar, RefTo, ListOf, MapOf, Object)):
            return None
        text = self._type(inner)
        return f"{word} {text}" if text and (not isinstance(inner, Object)) else f"{word} object" if text else None

    def _lost(self, what: str, subject: str, at: Location) -> None:
        self._found.warning("table-cannot-say", f"left out of the tables: {what} ({subject})", at)


def _inline_object(node: Type) -> Object | None:
    while isinstance(node, (ListOf, MapOf)):
        node = node.item if isinstance(node, ListOf) else node.value
    return node if isinstance(node, Object) else None


def _is_open(node: Object) -> bool:
    return isinstance(node.additional, AnyValue)


def _choice(values: Sequence[str | int | float | bool]) -> str | None:
    if all(isinstance(value, int) and not isinstance(value, bool) for value in values):
        return "integer enum: " + ", ".join(map(str, values))
    words = [str(value) for value in values]
    simple = all(isinstance(value, str) and _SIMPLE.fullmatch(value) for value in values)
    return "enum: " + ", ".join(words) if simple and not _RESERVED & {word.lower() for word in words} else None


def _slug(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-").lower() or "page"


def _prose(text: str) -> str:
    """Return a description as paragraphs, each on one line, that start neither table nor heading."""
    parts = [" ".join(part.split()) for part in re.split(r"\n\s*\n", text.strip())]
    return "\n\n".join(f"\\{part}" if _BLOCK.match(part) else part for part in parts)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _code(text: str) -> str:
    return f"`{text}`".replace("|", "\\|")
