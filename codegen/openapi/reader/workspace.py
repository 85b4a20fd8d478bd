"""The documents that take part in one API, and the resolution of references between them (RFC 3986, RFC 6901)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, unquote, urlsplit

from codegen.core.location import array_index, pointer_tokens
from codegen.ir.lookup import MAX_CHAIN
from codegen.openapi.document.reach import NOTHING, Allowed, Reach
from codegen.openapi.document.reach_error import ReachError
from codegen.openapi.reader.identifiers import Identifiers
from codegen.openapi.reader.node import Node
from codegen.openapi.reader.typed import as_typed

if TYPE_CHECKING:
    from collections.abc import Callable

    from codegen.core.diagnostic import Diagnostics
    from codegen.openapi.document import Document


@dataclass(slots=True)
class Workspace:
    """Loads documents on demand, each once. References reach the root document's folder, and what is ``allowed``.

    ``adapt`` rewrites every document that is loaded (an upgrade from an older format).
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
        return Node(self.root.value, "", self.root, "", self.found)

    def follow(self, node: Node) -> Node | None:
        """Follow ``$ref`` from a reference object until something else stands there; None when it leads nowhere."""
        seen: dict[str, Node] = {}
        current: Node | None = node
        while current is not None and isinstance(current.value, dict) and isinstance(current.value.get("$ref"), str):
            if len(seen) > MAX_CHAIN:
                message = f"more than {MAX_CHAIN} references one behind the other"
                self.found.error("nesting-too-deep", message, node.location)
                return None
            if current.id in seen:
                circle = list(seen)[list(seen).index(current.id) :]  # reported once, whoever comes upon it
                place = seen[min(circle)].location
                self.found.error("ref-cycle", "this reference leads back to itself", place)
                return None
            seen[current.id] = current
            current = self.resolve(current, str(current.value["$ref"]))
        return current

    def follow_object(self, node: Node) -> Node | None:
        """Follow as ``follow`` does; reports and gives None when what stands there is no object."""
        target = self.follow(node)
        if target is not None and not isinstance(target.value, dict):
            target.wrong("an object")
            return None
        return target

    def resolve(self, node: Node, ref: str) -> Node | None:
        """Return the node that ``ref`` names, seen from ``node``; reports and gives None when there is none."""
        at = node if isinstance(node.value, str) else node._child(ref, "$ref")  # noqa: SLF001 - a node of this room
        try:
            parts = urlsplit(ref)
        except ValueError:
            self.found.error("unresolved-ref", f"not a reference: {ref!r}", node.location)
            return None
        if not ref:
            self.found.error("unresolved-ref", "an empty reference names no part of the document", at.location)
            return None
        named = self._named(node, ref)
        if named is not None:
            return named
        target = self._document(at, node.file, parts) if parts.scheme or parts.netloc or parts.path else node.file
        if target is None:
            return None
        document = self.documents[target]
        if document is None:
            return None
        start = Node(document.value, target, document, "", self.found)
        return self._walk(at, start, unquote(parts.fragment), ref)

    def _named(self, node: Node, ref: str) -> Node | None:
        """Return what a reference names by a URI that a schema of the documents gives itself."""
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
        start = self._descend(Node(document.value, key, document, "", self.found), at)
        fragment = unquote(fragment)
        if start is None or not fragment or fragment.startswith("/"):
            return start and self._descend(start, fragment)
        return _find_anchor(start, fragment)

    def _document(self, at: Node, base: str, reference: SplitResult) -> str | None:
        """Load the document that a reference names, return its key; reports and gives None when it cannot be had."""
        try:
            key = self._reach.moved(self._reach.key(base, reference))
            if key not in self.documents:
                key, loaded = self._reach.load(key, self.found)
                self.documents[key] = loaded if loaded is None else self._adapted(loaded)
        except ReachError as error:
            self.found.error(error.code, error.message, at.location, error.hint)
            return None
        return key

    def _adapted(self, loaded: Document) -> Document:
        typed = as_typed(loaded)
        return typed if self.adapt is None else self.adapt(typed, self.found)

    def _walk(self, at: Node, start: Node, fragment: str, ref: str) -> Node | None:
        if fragment and not fragment.startswith("/"):
            anchored = _find_anchor(start, fragment)
            if anchored is None:
                self.found.error("unresolved-ref", f"{ref!r} names no anchor of the document", at.location)
            return anchored
        current = self._descend(start, fragment)
        if current is None:
            self.found.error("unresolved-ref", f"{ref!r} points to nothing", at.location)
        return current

    def _descend(self, start: Node, fragment: str) -> Node | None:
        """Follow a JSON pointer; where a reference stands on the way, it goes on in what that names."""
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
        """Follow a reference that stands on the way of another one, unless it is on the way to itself."""
        if node.id in self._following:
            return None
        if len(self._following) >= MAX_CHAIN:
            message = f"more than {MAX_CHAIN} references on the way of each other"
            self.found.error("nesting-too-deep", message, node.location)
            return None
        self._following.add(node.id)
        try:
            return self.follow(node)
        finally:
            self._following.discard(node.id)


def _find_anchor(start: Node, name: str) -> Node | None:
    """Find the schema with this ``$anchor`` (JSON Schema Core, 8.2.2) in a document."""
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
