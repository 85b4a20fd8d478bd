"""Writes reference pages in Markdown: one page per object, and one per resource with its operations.

``tables.read`` parses them back to the same facts, for the constructs that docs/tables.md lists. Others are written as
``any`` with a footnote, or omitted; both are reported.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from codegen.core.json import JsonType, json_type
from codegen.core.media_type import FORM, JSON, MULTIPART
from codegen.core.paths import UnsafePathError, check_path
from codegen.core.printed import visible
from codegen.ir.api import In
from codegen.ir.lookup import resolved, success_type
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
from codegen.tables import bounds_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from codegen.core.diagnostic import Diagnostics
    from codegen.core.location import Location
    from codegen.ir.api import Api, Operation
    from codegen.ir.types import DefId

_LONGEST = 80
_SIMPLE = re.compile(r"[A-Za-z_][\w-]*")
_FORMAT = re.compile(r"[A-Za-z][\w.+-]*")
_NAME = re.compile(r"[$@]?[^\W\d]\w*(?:-\w+)*-*")
_BLOCK = re.compile(r"#{1,6}(?:\s|$)|[|>:<]|[-+*](?:\s|$)|\d+[.)]\s|```|~~~|={3}|-{3}|\*{3}|_{3}")
"""The start of a Markdown block other than a paragraph."""
_RESERVED = frozenset({"null", "nullable", "required", "optional", "expandable", "or", "enum"})
_HEADER = "| Field | Type | Required | Nullable | Default | Deprecated | Description |\n|---|---|---|---|---|---|---|"
_PARAMETERS = _HEADER.replace("Field", "Parameter | In", 1).replace("|---|", "|---|---|", 1)
_MAX_DEPTH = 8


def build_tables(api: Api, found: Diagnostics) -> dict[str, str]:
    """Return the pages by file name. ``api`` is resolved but not hoisted."""
    writer = _PageWriter(api, found)
    pages = {writer.files[key]: writer.object_page(key) for key in writer.files}
    pages |= writer.operation_pages()
    return {name: "\n".join(map(visible, text.split("\n"))) for name, text in pages.items()}


@dataclass(slots=True)
class _Page:
    """A page in progress, with footnotes for types that a table cannot express."""

    notes: list[str] = field(default_factory=list)

    def note(self, text: str) -> str:
        self.notes.append(text)
        return f"[^{len(self.notes)}]"

    def footer(self) -> str:
        return "".join(f"\n[^{number}]: {text}\n" for number, text in enumerate(self.notes, 1))


class _PageWriter:
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
            self._lost("its bases or the type of additional properties", item.origin.component, item.location)
        rows = "\n".join([_HEADER, *self._rows(fields, page, "", 0)])
        about = f"{_prose(item.description)}\n\n" if item.description.strip() else ""
        return f"# {item.origin.component}\n\n{about}**Type:** object\n\n## Fields\n\n{rows}\n{page.footer()}"

    def operation_pages(self) -> dict[str, str]:
        """Return one page per resource (the last literal segment of a path)."""
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
        rows: list[str] = []
        for param in operation.params:
            if param.where is In.QUERYSTRING:
                self._lost("a parameter in querystring", operation.id, param.location)
            else:
                rows += self._rows([param.as_field()], page, "", 0, str(param.where))
        body, media = self._body(operation)
        rows += self._rows(body, page, "", 0, "body")
        about = f"{_prose(operation.description)}\n\n" if operation.description.strip() else ""
        heading = operation.operation_id or operation.id
        response, table = self._response(operation, page)
        parameters = "\n".join([_PARAMETERS, *rows])
        return (
            f"## {heading}\n\n`{operation.method} {operation.template}`\n\n{about}{media}{response}"
            f"### Parameters\n\n{parameters}\n{table}{page.footer()}"
        )

    def _body(self, operation: Operation) -> tuple[tuple[Field, ...], str]:
        """Return the fields of a body, and the line with its media type."""
        if operation.body is None or not operation.body.media:
            return (), ""
        media, *others = operation.body.media
        for other in others:
            self._lost(f"its body as {other.content_type}", operation.id, operation.location)
        node = None if media.type is None else resolved(self._api, media.type)
        kind = {FORM: "form", JSON: "JSON", MULTIPART: "multipart"}.get(media.media_type.essence)
        if kind is None or not isinstance(node, Object):
            what = "its body, which is not an object" if kind else f"its body as {media.content_type}"
            self._lost(what, operation.id, operation.location)
            return (), ""
        return node.fields, f"Body: {kind}\n\n"

    def _response(self, operation: Operation, page: _Page) -> tuple[str, str]:
        """Return the line with the type of a response, and the table of an inline object."""
        node = success_type(operation)
        inner = _inline_object(node) if isinstance(node, Object) else None
        if inner is not None:
            rows = "\n".join([_HEADER, *self._rows(inner.fields, page, "", 0)])
            return "", f"\n### Response\n\n{rows}\n"
        text = self._type(node) if node is not None and not isinstance(node, AnyValue) else None
        if node is not None and text is None:
            self._lost("its response", operation.id, operation.location)
        return f"Response: {text}\n\n" if text else "", ""

    def _rows(
        self, fields: Sequence[Field], page: _Page, prefix: str, depth: int, place: str | None = None
    ) -> Iterator[str]:
        for item in fields:
            if not _NAME.fullmatch(item.name):
                self._lost("a field whose name is not a word", prefix + item.name, item.location)
                continue
            yield self._row(item, page, prefix, place)
            inner = _inline_object(item.type)
            if inner is not None and depth < _MAX_DEPTH:
                yield from self._rows(inner.fields, page, f"{prefix}{item.name}.", depth + 1, place)

    def _row(self, item: Field, page: _Page, prefix: str, place: str | None) -> str:
        text = self._type(item.type)
        if text is None:
            self._lost("a type that tables cannot express", prefix + item.name, item.location)
            text = "any"
            mark = page.note(f"The type of `{prefix}{item.name}` cannot be expressed in a table.")
        else:
            mark = ""
        default = "" if isinstance(item.default, Absent) else _code(json.dumps(item.default, ensure_ascii=False))
        required = {True: "Yes", False: "No", None: ""}[item.required]
        nullable = "Yes" if item.type.nullable else "No"
        deprecated = "Yes" if item.deprecated else ""
        description = (_cell(item.description) + (f" {mark}" if mark else "")).strip()
        where = [place] if place else []
        cells = (f"`{prefix}{item.name}`", *where, text, required, nullable, default, deprecated, description)
        return "| " + " | ".join(cells) + " |"

    def _type(self, node: Type) -> str | None:
        """Return a type in the notation of tables, or None when they have none for it."""
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
            case Union(variants=variants):
                return self._union(variants)
            case _:
                return None

    def _union(self, variants: Sequence[Type]) -> str | None:
        if not all(isinstance(variant, (Scalar, RefTo)) for variant in variants):
            return None
        types = [self._type(variant) for variant in variants]
        return None if None in types else " or ".join(filter(None, types))

    def _scalar(self, node: Scalar) -> str | None:
        bounds = bounds_text(node.facets, node.kind) if node.format is None and node.facets != NO_FACETS else None
        if node.facets != NO_FACETS and bounds is None:
            self._lost("limits", str(node.kind), node.location)
        if node.format is None:
            return f"{node.kind} ({bounds})" if bounds else str(node.kind)
        return f"{node.kind} ({node.format})" if _FORMAT.fullmatch(node.format) else None

    def _compound(self, node: ListOf | MapOf | Object) -> str | None:
        if isinstance(node, Object):
            if not _is_open(node):
                self._lost("additionalProperties: false", "object", node.location)
            return "object"
        if isinstance(node, ListOf):
            return self._of("array of", node.item)
        return "object" if isinstance(node.value, AnyValue) else self._of("map of", node.value)

    def _of(self, word: str, inner: Type) -> str | None:
        """Return a list or map, for items of a single word."""
        if inner.nullable or not isinstance(inner, (Scalar, RefTo, ListOf, MapOf, Object)):
            return None
        text = self._type(inner)
        return f"{word} {text}" if text and (not isinstance(inner, Object)) else f"{word} object" if text else None

    def _lost(self, what: str, subject: str, at: Location) -> None:
        """Report a fact that the tables do not contain."""
        self._found.warning("table-cannot-say", f"not written to the tables: {what} ({subject})", at)


def _inline_object(node: Type) -> Object | None:
    while isinstance(node, (ListOf, MapOf)):
        node = node.item if isinstance(node, ListOf) else node.value
    return node if isinstance(node, Object) else None


def _is_open(node: Object) -> bool:
    return isinstance(node.additional, AnyValue)


def _choice(values: Sequence[str | int | float | bool]) -> str | None:
    if all(json_type(value) is JsonType.INTEGER for value in values):
        return "integer enum: " + ", ".join(map(str, values))
    words = [str(value) for value in values]
    simple = all(isinstance(value, str) and _SIMPLE.fullmatch(value) for value in values)
    return "enum: " + ", ".join(words) if simple and not _RESERVED & {word.lower() for word in words} else None


def _slug(name: str) -> str:
    """Return a name that is valid on every file system."""
    slug = re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-").lower()[:_LONGEST] or "page"
    try:
        check_path(slug)
    except UnsafePathError:  # a reserved device name
        return f"{slug}-"
    return slug


def _prose(text: str) -> str:
    """Return a description as one line per paragraph, escaped so that none starts a table or heading."""
    parts = [" ".join(part.split()) for part in re.split(r"\n\s*\n", text.strip())]
    return "\n\n".join(f"\\{part}" if _BLOCK.match(part) else part for part in parts)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _code(text: str) -> str:
    return f"`{text}`".replace("|", "\\|")
