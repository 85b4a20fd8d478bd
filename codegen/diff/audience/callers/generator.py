"""Breaks that come from the generator alone: one document, the package that an earlier version made of it, and today's.

Python files are compared by what they define in public; nothing is imported or run.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.diff.model.changes import Change
from codegen.diff.model.rules import INFO, single

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORDS = {
    "caller": "code that uses the package",
    "service": "code that implements the stubs",
}
RULES = tuple(
    rule
    for who, words in _WORDS.items()
    for rule in (
        single(
            f"{who}-generator-name-removed",
            INFO,
            "none",
            "Python",
            "name",
            f"{words}: a name that this version of the generator does not make of the same document",
        ),
        single(
            f"{who}-generator-signature-changed",
            INFO,
            "none",
            "Python",
            "requiredness",
            f"{words}: an argument that this version of the generator names otherwise, drops, or requires",
        ),
        single(
            f"{who}-generator-type-changed",
            INFO,
            "none",
            "Python",
            "type",
            f"{words}: another annotation that this version of the generator writes for the same document",
        ),
    )
)


@dataclass(frozen=True, slots=True)
class _Argument:
    required: bool
    annotation: str


@dataclass(frozen=True, slots=True)
class _Name:
    """A public name: ``arguments`` of what can be called, ``annotation`` of what is a value."""

    arguments: Mapping[str, _Argument] | None = None
    annotation: str = ""


def generator_changes(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> tuple[Change, ...]:
    """Compare two packages of one document. Files that are not Python, or private, do not count."""
    return tuple(_changes(_surface(before), _surface(after)))


def _changes(old: Mapping[str, _Name], new: Mapping[str, _Name]) -> Iterator[Change]:
    for name, was in old.items():
        who = "service" if name.startswith("server.") else "caller"
        now = new.get(name)
        if now is None:
            if name.rpartition(".")[0] not in old or name.rpartition(".")[0] in new:  # its owner is told instead
                words = f"{name} is not made any more: the generator changed, not the document"
                yield Change(
                    id=f"{who}-generator-name-removed", subject=name, message=words, old=name, suffix="generator"
                )
            continue
        for words in _calls(was.arguments or {}, now.arguments or {}):
            message = f"{name}() {words}: the generator changed, not the document"
            id_ = f"{who}-generator-signature-changed"
            yield Change(id=id_, subject=name, message=message, old=words, suffix="generator")
        if was.annotation != now.annotation and was.arguments is None:
            words = f"{name} is {now.annotation} now, and was {was.annotation}: the generator changed, not the document"
            yield Change(
                id=f"{who}-generator-type-changed",
                subject=name,
                message=words,
                old=was.annotation,
                new=now.annotation,
                suffix="generator",
            )


def _calls(old: Mapping[str, _Argument], new: Mapping[str, _Argument]) -> Iterator[str]:
    for name, was in old.items():
        now = new.get(name)
        if now is None:
            if "**" not in new:
                yield f"has no argument {name} any more"
        elif now.required and not was.required:
            yield f"requires {name}"
    for name, now in new.items():
        if name not in old and now.required:
            yield f"requires {name}, which is new"


def _surface(files: Mapping[str, bytes]) -> dict[str, _Name]:
    found: dict[str, _Name] = {}
    for path in sorted(files):
        parts = path.removesuffix(".py").split("/")
        if not path.endswith(".py") or any(part.startswith("_") and part != "__init__" for part in parts):
            continue
        module = ".".join(part for part in parts if part != "__init__")
        try:
            tree = ast.parse(files[path])
        except (SyntaxError, ValueError):
            continue
        if module:
            found[module] = _Name()
        _gather(f"{module}." if module else "", tree.body, found)
    return found


def _gather(prefix: str, body: list[ast.stmt], found: dict[str, _Name]) -> None:
    for node in body:
        match node:
            case ast.ClassDef(name=name) if not name.startswith("_"):
                found[prefix + name] = _Name()
                _gather(f"{prefix}{name}.", node.body, found)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) if not name.startswith("_"):
                found[prefix + name] = _Name(arguments=_arguments(node.args))
            case ast.AnnAssign(target=ast.Name(id=name)) if not name.startswith("_"):
                found[prefix + name] = _Name(annotation=ast.unparse(node.annotation))
            case ast.Assign(targets=[ast.Name(id=name)]) if not name.startswith("_"):
                found[prefix + name] = _Name()
            case _:
                continue


def _arguments(node: ast.arguments) -> dict[str, _Argument]:
    """Return arguments by name; ``**`` stands for any other."""
    placed = [*node.posonlyargs, *node.args]
    given = len(placed) - len(node.defaults)
    found = {
        item.arg: _Argument(required=index < given, annotation=_text(item.annotation))
        for index, item in enumerate(placed)
        if item.arg not in {"self", "cls"}
    }
    for item, default in zip(node.kwonlyargs, node.kw_defaults, strict=True):
        found[item.arg] = _Argument(required=default is None, annotation=_text(item.annotation))
    if node.kwarg is not None:
        found["**"] = _Argument(required=False, annotation="")
    return found


def _text(node: ast.expr | None) -> str:
    return "" if node is None else ast.unparse(node)
