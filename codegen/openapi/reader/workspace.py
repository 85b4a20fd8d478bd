"""Resolves references between the documents of an API (RFC 3986, RFC 6901)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, unquote, urlsplit

from codegen.core.location import array_index, pointer, pointer_tokens
from codegen.ir.lookup import MAX_CHAIN
from codegen.openapi.document.reach import NOTHING, Allowed, Reach
from codegen.openapi.document.reach_error import ReachError
from codegen.openapi.reader.identifiers import Identifiers
from codegen.openapi.reader.node import Node
from codegen.openapi.reader.positions import schema_start
from codegen.openapi.reader.typed import as_typed

if TYPE_CHECKING:
    from collections.abc import Callable

    from codegen.core.diagnostic import Diagnostics
    from codegen.openapi.document import Document

_LEFT_OUT = "what depends on it is left out"
_SCOPES = ("$defs", "definitions", "$schema")
"""Keywords of the root of a JSON Schema."""


@dataclass(slots=True)
class Workspace:
    """Loads documents on demand, each once, from the folder of the root document and from ``allowed``.

    ``adapt`` rewrites every loaded document (an upgrade from an older format).
    """

    root: Document
    found: Diagnostics
    adapt: Callable[[Document, Diagnostics], Document] | None = None
    allowed: Allowed = NOTHING
    documents: dict[str, Document | None] = field(default_factory=dict)
    _reach: Reach = field(init=False)
    _following: set[str] = field(default_factory=set)
    _identifiers: Identifiers = field(default_factory=Identifiers)

    def __post_init__(self) -> None:
        """Register the root under the empty key."""
        self.documents[""] = self.root
        self._reach = Reach(self.root, self.allowed)

    def top(self) -> Node:
        """Return the root node of the root document."""
        return self._top("", self.root)

    def _top(self, key: str, document: Document) -> Node:
        return Node(document.value, key, document, "", self.found, self.follow)

    def follow(self, node: Node) -> Node | None:
        """Resolve a chain of reference objects; return None for an unresolved one."""
        seen: dict[str, Node] = {}
        current: Node | None = node
        while current is not None and isinstance(current.value, dict) and isinstance(current.value.get("$ref"), str):
            if len(seen) > MAX_CHAIN:
                message = f"$ref chain exceeds {MAX_CHAIN}"
                self.found.error("nesting-too-deep", message, node.location)
                return None
            if current.id in seen:
                cycle = list(seen)[list(seen).index(current.id) :]
                at = seen[min(cycle)].location  # the same for all references to the cycle: reported once
                self.found.incomplete("ref-cycle", "this reference is part of a cycle", at)
                return None
            seen[current.id] = current
            current = self.resolve(current, str(current.value["$ref"]))
        return current

    def follow_object(self, node: Node) -> Node | None:
        """Resolve as ``follow`` does; return None for targets that are not objects."""
        target = self.follow(node)
        return target if target is not None and isinstance(target.value, dict) else None

    def resolve(self, node: Node, ref: str) -> Node | None:
        """Return the node that ``ref`` in ``node`` names; report an unresolved one and return None."""
        at = node if isinstance(node.value, str) else node.child(ref, "$ref")
        try:
            parts = urlsplit(ref)
        except ValueError:
            self._unresolved(f"invalid reference {ref!r}", node)
            return None
        if not ref:
            self._unresolved("empty reference", at)
            return None
        named = self._named(node, ref)
        if named is not None:
            return named
        start = self._start(node, at, parts)
        if start is None:
            return None
        fragment = unquote(parts.fragment)
        found = self._within(node, at, start, fragment)
        if found is None:
            self._unresolved(f"unknown anchor in {ref!r}" if _is_anchor(fragment) else f"{ref!r} does not exist", at)
        return found

    def _start(self, node: Node, at: Node, reference: SplitResult) -> Node | None:
        """Return the root of the document that a reference names; report a failure and return None."""
        is_local = not (reference.scheme or reference.netloc or reference.path)
        target = node.file if is_local else self._document(at, node.file, reference)
        document = None if target is None else self.documents[target]
        return None if target is None or document is None else self._top(target, document)

    def _within(self, node: Node, at: Node, start: Node, fragment: str) -> Node | None:
        """Return the node that a reference in ``node`` names by a fragment of a document."""
        is_local = start.file == node.file
        is_itself = is_local and not fragment and _is_description(start.document)
        found = None if is_itself else self._walk(start, fragment)
        if found is None and is_local and not _is_anchor(fragment):
            return self._enclosed(node, at, fragment)
        return found

    def _unresolved(self, message: str, at: Node) -> None:
        """Report a reference without a target."""
        self.found.incomplete("unresolved-ref", message, at.location, _LEFT_OUT)

    def _enclosed(self, node: Node, at: Node, fragment: str) -> Node | None:
        """Resolve a pointer against the schemas around a reference: a JSON Schema that was pasted as it is."""
        tokens = pointer_tokens(node.pointer)
        first = schema_start(tokens)
        top = self._top(node.file, node.document)
        for end in range(len(tokens), -1, -1):
            around = self._descend(top, pointer(*tokens[:end]))
            if around is None or not (end == first or any(map(around.has, _SCOPES))):
                continue
            target = self._descend(around, fragment)
            if target is not None and target.pointer:
                section = pointer(*pointer_tokens(fragment)[:1])
                why = "the document has none" if section else "the document is not a schema"
                message = f"'#{section}' is looked up in the enclosing schema: {why}"
                self.found.warning("ref-position", message, at.location)
                return target
        return None

    def _named(self, node: Node, ref: str) -> Node | None:
        """Return the node that a reference names by the URI of a schema."""
        for key, document in self.documents.items():
            if document is not None:
                self._identifiers.add(key, document)
        found = self._identifiers.find(node.file, node.pointer, ref)
        if found is None:
            return None
        key, at, fragment = found
        document = self.documents[key]
        if document is None:
            return None
        start = self._descend(self._top(key, document), at)
        fragment = unquote(fragment)
        return start and self._walk(start, fragment)

    def _document(self, at: Node, base: str, reference: SplitResult) -> str | None:
        """Load the document that a reference names, and return its key; report a failure and return None."""
        try:
            key = self._reach.moved(self._reach.key(base, reference))
            if key not in self.documents:
                key, loaded = self._reach.load(key, self.found)
                self.documents[key] = loaded if loaded is None else self._adapted(loaded)
        except ReachError as error:
            if error.code == "unresolved-ref":
                self._unresolved(error.message, at)
                return None
            self.found.error(error.code, error.message, at.location, error.hint)
            return None
        return key

    def _adapted(self, loaded: Document) -> Document:
        typed = as_typed(loaded)
        return typed if self.adapt is None else self.adapt(typed, self.found)

    def _walk(self, start: Node, fragment: str) -> Node | None:
        """Return the node with an anchor or a JSON pointer."""
        if _is_anchor(fragment):
            return _find_anchor(start, fragment)
        return self._descend(start, fragment)

    def _descend(self, start: Node, fragment: str) -> Node | None:
        """Resolve a JSON pointer, also through references on its path."""
        current: Node | None = start
        for steps, token in enumerate(pointer_tokens(fragment)):
            parent = current
            if parent is None:
                break
            index = array_index(token) if isinstance(parent.value, list) else None
            current = parent.get(token) if index is None else parent.at(index)
            if current is None and parent.has("$ref") and steps:
                target = self._through(parent)
                current = None if target is None else target.get(token)
        return current

    def _through(self, node: Node) -> Node | None:
        """Resolve a reference on the path of another one, unless this recurses."""
        if node.id in self._following:
            return None
        if len(self._following) >= MAX_CHAIN:
            message = f"more than {MAX_CHAIN} nested $ref resolutions"
            self.found.error("nesting-too-deep", message, node.location)
            return None
        self._following.add(node.id)
        try:
            return self.follow(node)
        finally:
            self._following.discard(node.id)


def _is_anchor(fragment: str) -> bool:
    return bool(fragment) and not fragment.startswith("/")


def _is_description(document: Document) -> bool:
    """Return whether a document is a description of an API, which is not a schema."""
    return isinstance(document.value, dict) and any(key in document.value for key in ("openapi", "swagger"))


def _find_anchor(start: Node, name: str) -> Node | None:
    """Return the schema with an ``$anchor`` (JSON Schema Core, 8.2.2) in a document."""
    stack = [start]
    while stack:
        node = stack.pop()
        if isinstance(node.value, dict):
            if name in (node.value.get("$anchor"), node.value.get("$dynamicAnchor")):
                return node
            stack.extend(child for _, child in node.members() if isinstance(child.value, (dict, list)))
        elif isinstance(node.value, list):
            stack.extend(child for child in node.items() if isinstance(child.value, (dict, list)))
    return None
