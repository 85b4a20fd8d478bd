"""Resolves links between tables: to other files of the same run, and words that name a table."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from codegen.ir.types import AnyValue, DefId, ListOf, MapOf, RefTo, Type, Union
from codegen.tables.model import PARTIAL, Table, fold_name, table_found, table_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codegen.core.diagnostic import Diagnostics
    from codegen.core.location import Location
    from codegen.tables.model import TableField


def link_tables(tables: Sequence[Table], found: Diagnostics) -> tuple[Table, ...]:
    """Resolve every reference to the table that it names; warn about unresolved ones.

    A link to a missing file keeps its name (``table_found`` is then false); an unknown word becomes ``any``.
    """
    linker = _Linker(tuple(tables), found)
    linked = tuple(
        replace(
            table,
            fields=tuple(linker.row(row, table) for row in table.fields),
            response_type=linker.link(table.response_type, table, table.location) if table.response_type else None,
        )
        for table in tables
    )
    by_id = {table.id: table for table in linked}
    partial = (_partial(by_id[whole], name) for name, whole in linker.partial.items())
    return (*linked, *(table for table in partial if table.id not in by_id))


def _partial(table: Table, key: DefId) -> Table:
    """Return the table of an object of which only some fields are sent."""
    fields = tuple(replace(row, required=False) for row in table.fields)
    return replace(table, id=key, name=f"{PARTIAL}{table.name}".replace(" ", "_"), fields=fields, resource="")


_NOUN = re.compile(r"[ -](?:object|structure|resource|model)$", re.IGNORECASE)
_WITHIN = re.compile(r"^.*-(?:object|structure|resource|model)-", re.IGNORECASE)
"""The part of an anchor that names the section around that of the object."""


@dataclass(frozen=True, slots=True)
class _Linker:
    tables: tuple[Table, ...]
    found: Diagnostics
    partial: dict[DefId, DefId] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)

    def row(self, row: TableField, table: Table) -> TableField:
        """Return a row with its links resolved; a word that is neither a type nor a table is what is unread of it."""
        self.words.clear()
        node = self.link(row.type, table, row.place("type"))
        return replace(row, type=node, unread=row.unread or next(iter(self.words), ""))

    def link(self, node: Type, table: Table, at: Location) -> Type:
        match node:
            case RefTo(target=target):
                file, _, name = target.rpartition("#")
                if name.startswith(PARTIAL):
                    return self._to_partial(node, file, name, table, at)
                linked = self._to_file(node, file, name, table, at) if file else self._to_word(node, name, at)
                return replace(linked, nullable=node.nullable)
            case ListOf(item=item):
                return replace(node, item=self.link(item, table, at))
            case MapOf(value=value):
                return replace(node, value=self.link(value, table, at))
            case Union(variants=variants):
                return replace(node, variants=tuple(self.link(variant, table, at) for variant in variants))
            case _:
                return node

    def _to_partial(self, node: RefTo, file: str, name: str, table: Table, at: Location) -> Type:
        whole = self.link(replace(node, target=table_id(file, name.removeprefix(PARTIAL))), table, at)
        if not isinstance(whole, RefTo) or not table_found(whole.target):
            return whole
        page, _, bare = whole.target.rpartition("#")
        key = table_id(page, f"{PARTIAL}{bare}".replace(" ", "_"))
        self.partial[key] = whole.target
        return replace(whole, target=key)

    def _to_file(self, node: RefTo, link: str, name: str, table: Table, at: Location) -> RefTo:
        """Resolve ``[name](link)``: the table of that name in that file, or the only table there."""
        file = _beside(table.location.file, link)
        there = [other for other in self.tables if other.location.file == file]
        named = [other for other in there if _same(other.name, name)] or (there if len(there) == 1 else [])
        if named:
            return replace(node, target=named[0].id)
        elsewhere = self._by_name(name, link)
        if elsewhere is not None:
            return replace(node, target=elsewhere.id)
        if there:
            message = f"none of the tables in {file!r} is named {name!r}"
        else:
            message = f"the link target {link!r} is not a table of this run"
        self.found.warning("table-unresolved-link", message, at)
        return replace(node, target=table_id("", name))

    def _by_name(self, name: str, link: str) -> Table | None:
        """Return the only object of the name of a link, or of its anchor, on any page: sites link to their own URLs."""
        anchor = _NOUN.sub("", link.rpartition("#")[2] if "#" in link else "")
        for word in (name, _NOUN.sub("", name), anchor, _WITHIN.sub("", anchor)):
            named = [other for other in self.tables if other.kind == "object" and word and _same(other.name, word)]
            if len(named) == 1:
                return named[0]
        return None

    def _to_word(self, node: RefTo, word: str, at: Location) -> Type:
        named = next((table for table in self.tables if _same(table.name, word) and table.kind == "object"), None)
        if named:
            return replace(node, target=named.id)
        message = f"{word!r} is neither a type nor a table; treated as 'any'"
        self.found.warning("table-bad-cell", message, at)
        self.words.append(word)
        return AnyValue(location=node.location)


def _beside(file: str, link: str) -> str:
    try:
        path = unquote(urlsplit(link).path)
    except ValueError:
        path = link
    return posixpath.normpath(posixpath.join(posixpath.dirname(file), path)) if path else file


def _same(left: str, right: str) -> bool:
    return fold_name(left) == fold_name(right)
