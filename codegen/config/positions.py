"""Finds the positions of keys in a TOML file, which ``tomllib`` does not report.

The scanner follows TOML 1.0 and expects text that ``tomllib`` accepted, so it reports no errors.
"""

from __future__ import annotations

import re
import tomllib
from typing import TypeAlias

KeyPath: TypeAlias = tuple["str | int", ...]
"""Keys from the root; array elements have their index, from 0."""

_TOKEN = re.compile(
    r'''"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\])*"|'[^']*'|\#[^\n]*|[\[\]{}=,\n]|[^\s\[\]{}=,#"']+|[^\S\n]+''',
    re.DOTALL,
)
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+|\"(?:\\.|[^\"\\])*\"|'[^']*'")


def _key(text: str) -> tuple[str, ...]:
    """Return the parts of a dotted key, unquoted."""
    parts = _BARE_KEY.findall(text)
    return tuple(next(iter(tomllib.loads(f"{part} = 0"))) for part in parts)


class _Scanner:
    """Walks the tokens of a file and records the offset of the first occurrence of each path."""

    def __init__(self, text: str) -> None:
        found = ((match.start(), match.group()) for match in _TOKEN.finditer(text))
        self.tokens = [(at, word) for at, word in found if word == "\n" or not (word.isspace() or word[0] == "#")]
        self.index = 0
        self.offsets: dict[KeyPath, int] = {}
        self.tables: dict[KeyPath, int] = {}

    def peek(self) -> str:
        return self.tokens[self.index][1] if self.index < len(self.tokens) else ""

    def take(self) -> tuple[int, str]:
        self.index += 1
        return self.tokens[self.index - 1]

    def skip_lines(self) -> None:
        while self.peek() == "\n":
            self.take()

    def note(self, base: KeyPath, key: tuple[str, ...], at: int) -> KeyPath:
        for depth in range(1, len(key) + 1):
            self.offsets.setdefault(self.inside(base + key[:depth]), at)
        return self.inside(base + key)

    def inside(self, path: KeyPath) -> KeyPath:
        """Return a path with the index of the current element of every array of tables in it."""
        done: KeyPath = ()
        for part in path:
            done += (part,)
            if done in self.tables and len(path) > len(done) - 1:
                done += (self.tables[done],)
        return done

    def key(self, *ends: str) -> tuple[int, tuple[str, ...]]:
        """Parse a key up to ``=`` or ``]``."""
        at, parts = self.tokens[self.index][0], ""
        while self.peek() not in ends:
            parts += self.take()[1]
        self.take()
        return at, _key(parts)

    def header(self) -> KeyPath:
        """Parse ``[a.b]`` or ``[[a.b]]`` after its first bracket."""
        double = self.peek() == "["
        if double:
            self.take()
        at, key = self.key("]")
        if double:
            self.take()
            owner = self.inside(key[:-1]) + key[-1:]
            self.offsets.setdefault(owner, at)
            self.tables[owner] = self.tables.get(owner, -1) + 1
            path = (*owner, self.tables[owner])
            self.offsets[path] = at
            return path
        return self.note((), key, at)

    def value(self, path: KeyPath) -> None:
        """Skip a value, and record the keys and elements of inline tables and arrays."""
        self.skip_lines()
        _, word = self.take()
        if word == "{":
            self.inline_table(path)
        elif word == "[":
            self.array(path)
        else:
            while self.peek() not in {"", "\n", ",", "]", "}"}:
                self.take()

    def inline_table(self, path: KeyPath) -> None:
        self.skip_lines()
        while self.peek() != "}":
            at, key = self.key("=")
            for depth in range(1, len(key) + 1):
                self.offsets.setdefault(path + key[:depth], at)
            self.value(path + key)
            self.skip_lines()
            if self.peek() == ",":
                self.take()
            self.skip_lines()
        self.take()

    def array(self, path: KeyPath) -> None:
        index = 0
        self.skip_lines()
        while self.peek() != "]":
            self.offsets.setdefault((*path, index), self.tokens[self.index][0])
            self.value((*path, index))
            self.skip_lines()
            if self.peek() == ",":
                self.take()
            self.skip_lines()
            index += 1
        self.take()

    def run(self) -> dict[KeyPath, int]:
        table: KeyPath = ()
        while self.index < len(self.tokens):
            word = self.peek()
            if word == "\n":
                self.take()
            elif word == "[":
                self.take()
                table = self.header()
            else:
                at, key = self.key("=")
                for depth in range(1, len(key) + 1):
                    self.offsets.setdefault(table + key[:depth], at)
                self.value(table + key)
        return self.offsets


def key_positions(text: str) -> dict[KeyPath, tuple[int, int]]:
    """Return line and column (from 1, in characters) of every key, table and array element of valid TOML."""
    text = text.replace("\r\n", "\n")
    positions = {}
    for path, offset in _Scanner(text).run().items():
        positions[path] = (text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1)
    return positions
