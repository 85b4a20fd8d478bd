"""The documents that take part in one API, and the resolution of references between them (RFC 3986, RFC 6901)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from codegen.core.location import pointer_tokens
from codegen.read.document import load
from codegen.read.openapi.node import Node

if TYPE_CHECKING:
    from collections.abc import Callable

    from codegen.core.diagnostic import Diagnostics
    from codegen.read.document import Document

_MAX_CHAIN = 64
_INDEX = re.compile(r"0|[1-9][0-9]{0,9}")
"""An index into an array (RFC 6901, section 4), no longer than any array can be."""


@dataclass(slots=True)
class Workspace:
    """Loads documents on demand, each once. References may only reach files in the root document's folder or below.

    ``adapt`` rewrites every document that is loaded (an upgrade from an older format).
    """

    root: Document
    found: Diagnostics
    adapt: Callable[[Document, Diagnostics], Document] | None = None
    documents: dict[str, Document | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Register the root under the empty key."""
        self.documents[""] = self.root

    def top(self) -> Node:
        """Return the root node of the root document."""
        return Node(self.root.value, "", self.root, "", self.found)

    def follow(self, node: Node) -> Node | None:
        """Follow ``$ref`` from a reference object until something else stands there; None when it leads nowhere."""
        seen: list[str] = []
        current: Node | None = node
        while current is not None and isinstance(current.value, dict) and isinstance(current.value.get("$ref"), str):
            if len(seen) > _MAX_CHAIN:
                message = f"more than {_MAX_CHAIN} references one behind the other"
                self.found.error("nesting-too-deep", message, node.location)
                return None
            if current.id in seen:
                self.found.error("ref-cycle", "this reference leads back to itself", node.location)
                return None
            seen.append(current.id)
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
        at = node._child(ref, "$ref")  # noqa: SLF001 - a node of this room
        try:
            parts = urlsplit(ref)
        except ValueError:
            self.found.error("unresolved-ref", f"not a reference: {ref!r}", node.location)
            return None
        if not ref:
            self.found.error("unresolved-ref", "an empty reference names no part of the document", at.location)
            return None
        if parts.scheme or parts.netloc:
            self.found.error("ref-outside-folder", f"the reference {ref!r} leaves the document's folder", at.location)
            return None
        target = self._document(at, node.file, unquote(parts.path)) if parts.path else node.file
        if target is None:
            return None
        document = self.documents[target]
        if document is None:
            return None
        start = Node(document.value, target, document, "", self.found)
        return self._walk(at, start, unquote(parts.fragment), ref)

    def _document(self, at: Node, base: str, path: str) -> str | None:
        key = _normal(PurePosixPath(base).parent / path)
        if key is None or path.startswith("/") or "\\" in path or "\0" in path:
            self.found.error(
                "ref-outside-folder", f"the reference to {path!r} leaves the document's folder", at.location
            )
            return None
        folder = self.root.path.parent
        if key == self.root.path.name:
            return ""
        if key not in self.documents:
            file = folder / key
            try:
                inside, exists = file.resolve().is_relative_to(folder.resolve()), file.is_file()
            except (OSError, RuntimeError, ValueError):  # a name too long, a loop of links, a null byte
                inside, exists = True, False
            if not inside:
                self.found.error("ref-outside-folder", f"{path!r} is a link out of the document's folder", at.location)
                return None
            if not exists:
                self.found.error("unresolved-ref", f"there is no file {key!r} beside the document", at.location)
                return None
            name = str(PurePosixPath(self.root.name).parent / key)
            loaded = load(Path(file), name=name, found=self.found)
            adapt = self.adapt
            self.documents[key] = loaded if loaded is None or adapt is None else adapt(loaded, self.found)
        return key

    def _walk(self, at: Node, start: Node, fragment: str, ref: str) -> Node | None:
        if fragment and not fragment.startswith("/"):
            anchored = _find_anchor(start, fragment)
            if anchored is None:
                self.found.error("unresolved-ref", f"{ref!r} names no anchor of the document", at.location)
            return anchored
        current: Node | None = start
        for token in pointer_tokens(fragment):
            parent = current
            if parent is None:
                break
            current = (
                parent.at(int(token))
                if isinstance(parent.value, list) and _INDEX.fullmatch(token)
                else parent.get(token)
            )
        if current is None:
            self.found.error("unresolved-ref", f"{ref!r} points to nothing", at.location)
        return current


def _normal(path: PurePosixPath) -> str | None:
    """Take ``.`` and ``..`` out of a relative path; None when it climbs out."""
    parts: list[str] = []
    for part in path.parts:
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in {".", ""}:
            parts.append(part)
    return "/".join(parts) or None


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
