"""Builds a JSON value from the events of the YAML parser: without tags and other types, within limits."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn

import yaml
from yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from codegen.openapi.document.limits import MOST_DIAGNOSTICS
from codegen.openapi.document.positions import RefusedError, TextDiagnostic, shown
from codegen.openapi.document.yamlscalars import plain_scalar

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from codegen.core.json import Json
    from codegen.openapi.document.limits import Limits
    from codegen.openapi.document.positions import Member

_UNPRINTABLE = re.compile("[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CORE = "tag:yaml.org,2002:"
_SCALAR_TAGS = frozenset({None, _CORE + "str"})
_MERGE = "<<"
_KEY, _VALUE = -1, -2
_SPACES = frozenset("\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000")


@dataclass(frozen=True, slots=True)
class _Anchored:
    """The value of an anchor, with the cost of an alias to it."""

    value: Json
    nodes: int
    height: int


@dataclass(slots=True)
class _Open:
    """An open mapping or list. ``merged`` holds the members of its merge key."""

    value: dict[str, Json] | list[Json]
    anchor: str | None
    key: str | None = None
    merging: bool = False
    merge_seen: bool = False
    merged: dict[str, Json] = field(default_factory=dict)
    nodes: int = 1
    height: int = 1


def read(text: str, limits: Limits) -> tuple[Json, list[TextDiagnostic]]:
    """Return the value of ``text`` and its recoverable errors (duplicate keys, numbers).

    Raises ``RefusedError`` for unrecoverable errors.
    """
    if unprintable := _UNPRINTABLE.search(text):
        message = f"the control character U+{ord(unprintable[0]):04X}"
        raise RefusedError(TextDiagnostic("not-text", message, unprintable.start(), "save the file as UTF-8 text"))
    builder = _Builder(limits)
    for event in _events(text):
        builder.take(event)
    if not builder.documents:
        raise RefusedError(TextDiagnostic("document-empty", "the document is empty", 0))
    return builder.value, builder.diagnostics


def members(text: str) -> Iterator[Member]:
    """Yield the members of a valid text. The value of an alias has no members."""
    states: list[int] = []
    for event in _events(text):
        if isinstance(event, (MappingEndEvent, SequenceEndEvent)):
            states.pop()
        elif isinstance(event, NodeEvent):
            if states:
                state = states[-1]
                if state == _KEY:
                    states[-1] = _VALUE
                    yield len(states) - 1, event.value if isinstance(event, ScalarEvent) else "", _offset(event)
                    continue
                if state == _VALUE:
                    states[-1] = _KEY
                else:
                    states[-1] = state + 1
                    yield len(states) - 1, state, _offset(event)
            if isinstance(event, MappingStartEvent):
                states.append(_KEY)
            elif isinstance(event, SequenceStartEvent):
                states.append(0)


def scalar_texts(text: str, wanted: AbstractSet[tuple[str | int, ...]]) -> dict[tuple[str | int, ...], str]:
    """Return the source text of the plain scalars at the given paths of a valid text."""
    texts: dict[tuple[str | int, ...], str] = {}
    way = _Way()
    for event in _events(text):
        if isinstance(event, (MappingEndEvent, SequenceEndEvent)):
            way.leave()
        elif isinstance(event, NodeEvent) and not way.is_key(event):
            if isinstance(event, ScalarEvent) and event.implicit[0] and (place := tuple(way.path)) in wanted:
                texts[place] = event.value
            elif isinstance(event, (MappingStartEvent, SequenceStartEvent)):
                way.enter(event)
    return texts


@dataclass(slots=True)
class _Way:
    """The path of the current node in a stream of events; ``keys`` marks mappings whose next node is a key."""

    path: list[str | int] = field(default_factory=list)
    keys: list[bool] = field(default_factory=list)

    def is_key(self, event: NodeEvent) -> bool:
        """Advance to a node, and return whether it is a key of a mapping."""
        if not self.path:
            return False
        last = self.path[-1]
        if isinstance(last, int):
            self.path[-1] = last + 1
            return False
        waiting, self.keys[-1] = self.keys[-1], not self.keys[-1]
        if waiting:
            self.path[-1] = event.value if isinstance(event, ScalarEvent) else ""
        return waiting

    def enter(self, event: NodeEvent) -> None:
        """Enter a mapping or sequence."""
        self.keys.append(isinstance(event, MappingStartEvent))
        self.path.append("" if self.keys[-1] else -1)

    def leave(self) -> None:
        """Leave a mapping or sequence."""
        self.keys.pop()
        self.path.pop()


def _events(text: str) -> Iterator[yaml.Event]:
    """Yield the events of the parser; convert its errors to ``RefusedError``."""
    try:
        yield from yaml.parse(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        if error.context_mark and mark and mark.index >= len(text.rstrip()):
            mark = error.context_mark  # an unclosed construct: report where it was opened
        reason = error.problem or error.context or "cannot be parsed"
        message = f"invalid YAML: {reason}" + (f" ({error.context})" if error.problem and error.context else "")
        raise RefusedError(TextDiagnostic("yaml-syntax", message, mark.index if mark else 0)) from None
    except yaml.YAMLError as error:
        raise RefusedError(TextDiagnostic("yaml-syntax", f"invalid YAML: {str(error).splitlines()[0]}", 0)) from None


class _Builder:
    """Builds the value of one document from events, with a stack of open containers instead of recursion."""

    def __init__(self, limits: Limits) -> None:
        self.value: Json = None
        self.documents = 0
        self._started: yaml.Event | None = None
        self.diagnostics: list[TextDiagnostic] = []
        self._limits = limits
        self._nodes = 0
        self._alias_nodes = 0
        self._anchors: dict[str, _Anchored | None] = {}
        self._stack: list[_Open] = []

    def take(self, event: yaml.Event) -> None:
        """Process the next event. Raises ``RefusedError``."""
        if self.documents > 1 and isinstance(event, NodeEvent):
            self._refuse_second(event)
            return
        self._nodes += isinstance(event, NodeEvent)
        if self._nodes > self._limits.nodes:
            _refuse("document-too-large", f"more than {self._limits.nodes} keys and values", event)
        if isinstance(event, ScalarEvent):
            self._scalar(event)
        elif isinstance(event, (MappingEndEvent, SequenceEndEvent)):
            self._close(event)
        elif isinstance(event, (MappingStartEvent, SequenceStartEvent)):
            self._open(event)
        elif isinstance(event, AliasEvent):
            self._alias(event)
        elif isinstance(event, DocumentStartEvent):
            self.documents += 1
            self._started = event

    def _refuse_second(self, event: yaml.Event) -> None:
        """Reject a second document, unless it is only a marker at the end of the file."""
        if self._started is not None and not (isinstance(event, ScalarEvent) and event.implicit[0] and not event.value):
            message, hint = "a second YAML document starts here", "keep one document per file"
            _refuse("several-documents", message, self._started, hint)

    def _scalar(self, event: ScalarEvent) -> None:
        top = self._stack[-1] if self._stack else None
        plain = event.implicit[0]
        if not plain and event.tag not in _SCALAR_TAGS:
            _refuse_tag(event)
        if top and top.key is None and type(top.value) is dict:
            self._key(top, event, plain=plain)
            return
        text: str = event.value
        value = self._plain(text, event) if plain else text
        if event.anchor:
            self._anchors[event.anchor] = _Anchored(value, 1, 0)
        self._put(value, 1, 0, event)

    def _plain(self, text: str, event: ScalarEvent) -> Json:
        try:
            return plain_scalar(text, _offset(event))
        except RefusedError as error:
            self._note(error.problem)
            return 1  # so that further errors can be found

    def _note(self, problem: TextDiagnostic) -> None:
        if len(self.diagnostics) >= MOST_DIAGNOSTICS:
            raise RefusedError(self.diagnostics[0])
        self.diagnostics.append(problem)

    def _key(self, top: _Open, event: ScalarEvent, *, plain: bool) -> None:
        key: str = event.value
        if plain and key[:1] in _SPACES:
            message = f"U+{ord(key[0]):04X} before this key looks like a space, but is part of the key"
            _refuse("yaml-syntax", message, event, "indent with ordinary spaces")
        top.key = key
        top.merging = plain and key == _MERGE
        if key in top.value or (top.merging and top.merge_seen):
            self._note(
                TextDiagnostic(
                    "duplicate-key",
                    f"duplicate key {shown(key)}",
                    _offset(event),
                )
            )
        top.merge_seen = top.merge_seen or top.merging
        if event.anchor:
            self._anchors[event.anchor] = _Anchored(key, 1, 0)

    def _open(self, event: MappingStartEvent | SequenceStartEvent) -> None:
        mapping = isinstance(event, MappingStartEvent)
        if event.tag not in (None, _CORE + ("map" if mapping else "seq")):
            _refuse_tag(event)
        self._refuse_as_key(event)
        if len(self._stack) >= self._limits.depth:
            self._refuse_depth(event)
        if event.anchor:
            self._anchors[event.anchor] = None
        self._stack.append(_Open({} if mapping else [], event.anchor))

    def _close(self, event: yaml.Event) -> None:
        done = self._stack.pop()
        value = done.value
        if done.merged and isinstance(value, dict):
            value = {**done.merged, **value}
        if done.anchor:
            self._anchors[done.anchor] = _Anchored(value, done.nodes, done.height)
        self._put(value, done.nodes, done.height, event)

    def _alias(self, event: AliasEvent) -> None:
        self._refuse_as_key(event)
        if event.anchor not in self._anchors:
            _refuse("yaml-syntax", f"invalid YAML: the alias *{event.anchor} has no anchor before it", event)
        anchored = self._anchors[event.anchor]
        if anchored is None:
            _refuse("alias-expansion", f"the alias *{event.anchor} is inside its own anchor", event)
        self._alias_nodes += anchored.nodes
        if self._alias_nodes > self._limits.alias_nodes:
            _refuse("alias-expansion", f"aliases repeat more than {self._limits.alias_nodes} nodes", event)
        if len(self._stack) + anchored.height > self._limits.depth:
            self._refuse_depth(event)
        self._put(anchored.value, anchored.nodes, anchored.height, event)

    def _put(self, value: Json, nodes: int, height: int, event: yaml.Event) -> None:
        """Add a complete value to its container."""
        if not self._stack:
            self.value = value
            return
        top = self._stack[-1]
        top.nodes += nodes
        if height >= top.height:
            top.height = height + 1
        if isinstance(top.value, list):
            top.value.append(value)
        elif top.merging:
            self._merge(top, value, event)
        elif top.key is not None:
            top.value[top.key] = value
        top.key = None
        top.merging = False

    def _merge(self, top: _Open, value: Json, event: yaml.Event) -> None:
        for source in value if isinstance(value, list) else [value]:
            if not isinstance(source, dict):
                _refuse("invalid-key", "the value of the merge key << must be a mapping or a list of mappings", event)
            for key, item in source.items():
                top.merged.setdefault(key, item)

    def _refuse_as_key(self, event: yaml.Event) -> None:
        if self._stack and self._stack[-1].key is None and isinstance(self._stack[-1].value, dict):
            _refuse("invalid-key", "a key must be a plain or quoted string", event)

    def _refuse_depth(self, event: yaml.Event) -> NoReturn:
        _refuse("nesting-too-deep", f"nested more than {self._limits.depth} levels deep", event)


def _refuse(code: str, message: str, event: yaml.Event, hint: str = "") -> NoReturn:
    raise RefusedError(TextDiagnostic(code, message, _offset(event), hint))


def _refuse_tag(event: ScalarEvent | CollectionStartEvent) -> NoReturn:
    tag = str(event.tag).replace(_CORE, "!!")
    hint = "remove the tag; quote the value if it is a string"
    _refuse("yaml-tag", f"the tag {shown(tag)} has no meaning in JSON", event, hint)


def _offset(event: yaml.Event) -> int:
    mark = event.start_mark
    return mark.index if mark else 0
