"""Writes the runtime modules of a package."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from codegen.python.emit.runtime.modules import Block, ImportLine, Module, Piece
from codegen.python.emit.runtime.reach import Reach

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet

_IMPORT: Final = re.compile(r"from \.+_runtime\.(?P<module>[\w.]+) import (?:\((?P<several>[^)]*)\)|(?P<names>.*))")
_PRIVATE: Final = re.compile(r"\._[a-z]\w*")
_ALIAS: Final = re.compile(r"^(?P<start>\w+: TypeAlias = )\(\n(?P<lines>(?:    [^\n]+\n)+)\)$", re.MULTILINE)
_WIDTH: Final = 120


def build_runtime(code: Iterable[str], features: AbstractSet[str]) -> dict[str, bytes]:
    """Return the files of ``_runtime/`` with what emitted code uses; ``features`` are the optional ones it needs."""
    reach = Reach(features)
    roots: set[tuple[str, str]] = set()
    attributes: set[str] = set()
    for text in code:
        roots.update(_imported(text))
        attributes.update(found[1:] for found in _PRIVATE.findall(text))
    reach.follow(roots, sorted(attributes))
    for folder in sorted({folder for name in reach.modules for folder in _folders(name)}):
        reach.follow([(folder, "")], ())
    return {f"_runtime/{name}.py": _text(reach, reach.modules[name]).encode() for name in sorted(reach.modules)}


def _imported(text: str) -> Iterator[tuple[str, str]]:
    for found in _IMPORT.finditer(text):
        for item in (found["several"] or found["names"]).split(","):
            name = item.strip().partition(" ")[0]
            if name:
                yield found["module"].replace(".", "/"), name


def _folders(name: str) -> Iterator[str]:
    """Yield the ``__init__`` modules of the folders of a module."""
    parts = name.split("/")
    yield from ("/".join([*parts[:end], "__init__"]) for end in range(len(parts)))


def _text(reach: Reach, module: Module) -> str:
    """Return the text of a module without the definitions and imports that are not in use."""
    lines: dict[int, str] = dict(enumerate(module.text))
    blocks = [statement for statement in module.statements if isinstance(statement, Block)]
    kept = [_shorten_block(reach, module, block, lines) for block in blocks]
    if any(kept):
        reach.names[module.name].add("TYPE_CHECKING")
    for statement in module.statements:
        if not isinstance(statement, Block):
            _shorten(reach, module, statement, lines, "")
    return _joined([lines[number] for number in sorted(lines)])


def _shorten_block(reach: Reach, module: Module, block: Block, lines: dict[int, str]) -> bool:
    kept = [_shorten(reach, module, one, lines, "    ") for one in block.statements]
    if not any(kept):
        _drop(block.lines, lines)
    return any(kept)


def _shorten(reach: Reach, module: Module, statement: Piece | ImportLine, lines: dict[int, str], indent: str) -> bool:
    """Drop a statement or the unused part of it; return whether something of it is left."""
    if isinstance(statement, ImportLine):
        return _shorten_import(reach.names[module.name], statement, lines, indent)
    if not reach.uses(module.name, statement):
        _drop(statement.lines, lines)
        return False
    for part in statement.parts:
        if part.defines.isdisjoint(reach.attributes):
            _drop(part.lines, lines)
    return True


def _shorten_import(used: AbstractSet[str], statement: ImportLine, lines: dict[int, str], indent: str) -> bool:
    if statement.start == "from __future__ import ":
        return True
    kept = [one for one in statement.names if one.local in used]
    if len(kept) == len(statement.names):
        return True
    _drop(statement.lines, lines)
    if kept:
        names = [one.name if one.name == one.local else f"{one.name} as {one.local}" for one in kept]
        lines[statement.lines[0]] = _import_text(indent, statement.start, names)
    return bool(kept)


def _import_text(indent: str, start: str, names: list[str]) -> str:
    line = f"{indent}{start}{', '.join(names)}"
    if len(line) <= _WIDTH:
        return line
    return "\n".join([f"{indent}{start}(", *(f"{indent}    {name}," for name in names), f"{indent})"])


def _drop(span: range, lines: dict[int, str]) -> None:
    """Remove lines, and the docstring or comment lines that belong to them."""
    for number in span:
        lines.pop(number, None)
    before = span[0] - 1
    while lines.get(before, "").lstrip().startswith("#"):
        lines.pop(before)
        before -= 1


def _joined(lines: list[str]) -> str:
    """Return lines as text, with the blank lines that formatters write."""
    text = "\n".join(lines).strip("\n") + "\n"
    text = re.sub(r"\n{4,}", "\n\n\n", text)
    text = re.sub(r"\n{3,}(?= |(?:from|import) )", "\n\n", text)
    text = re.sub(r"^((?:from|import) .*|\))\n{3,}(?=if TYPE_CHECKING:)", r"\1\n\n", text, flags=re.MULTILINE)
    text = _ALIAS.sub(_on_one_line, text)
    return re.sub(r"(?<=:)\n\n+(?= +(?! |class |def |async |@))", "\n", text)


def _on_one_line(alias: re.Match[str]) -> str:
    """Return an alias whose members may fit on one line, because some were left out."""
    line = alias["start"] + " ".join(line.strip() for line in alias["lines"].splitlines())
    return line if len(line) <= _WIDTH else alias[0]
