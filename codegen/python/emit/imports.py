"""Writes import statements from the names that code uses."""

from __future__ import annotations

from dataclasses import dataclass, field

from codegen.python.code import Code, dotted, fmt, ident, join

_STDLIB = frozenset(
    {"abc", "builtins", "collections", "contextlib", "datetime", "decimal", "enum", "functools", "ipaddress", "typing"}
    | {"uuid"}
)


@dataclass(slots=True)
class Imports:
    """Collects names and writes sorted import statements: standard library, third party, own package.

    A module is an absolute dotted name, or a relative one with leading dots (``".."`` is the parent package).
    """

    names: dict[str, set[str]] = field(default_factory=dict)
    modules: set[str] = field(default_factory=set)

    def use(self, module: str, name: str) -> Code:
        """Import ``name`` from ``module`` and return it as code."""
        self.names.setdefault(module, set()).add(name)
        return ident(name)

    def use_as(self, module: str, name: str, alias: str) -> Code:
        """Import ``name`` from ``module`` as ``alias`` and return the alias as code."""
        self.names.setdefault(module, set()).add(f"{name} as {alias}")
        return ident(alias)

    def use_module(self, module: str) -> None:
        """Import a module itself, not names of it."""
        self.modules.add(module)

    def merge(self, other: Imports) -> None:
        """Add the names of another collection."""
        for module, names in other.names.items():
            self.names.setdefault(module, set()).update(names)
        self.modules |= other.modules

    def pairs(self) -> list[tuple[str, str]]:
        """Return all (module, name) pairs."""
        return [(module, name) for module, names in self.names.items() for name in names]

    def __bool__(self) -> bool:
        """Return whether anything is imported."""
        return bool(self.names or self.modules)

    def lines(self) -> list[Code]:
        """Return one statement per module, sorted, with an empty line between groups."""
        result: list[Code] = [fmt("import {}", dotted(*module.split("."))) for module in sorted(self.modules)]
        last: tuple[int, ...] | None = None
        for module in sorted(self.names, key=_order):
            group = _order(module)[:1]
            if (last is not None and group != last) or (last is None and result and group != (0,)):
                result.append(join("", []))
            last = group
            names = join(", ", [_imported(name) for name in sorted(self.names[module], key=_by_kind)])
            result.append(fmt("from {} import {}", _module(module), names))
        return result


def _imported(name: str) -> Code:
    plain, _, alias = name.partition(" as ")
    return fmt("{} as {}", ident(plain), ident(alias)) if alias else ident(plain)


def _by_kind(name: str) -> tuple[int, str]:
    """Sort constants first, then classes, then the rest, as isort does."""
    return (0 if name.isupper() else 1 if name[:1].isupper() else 2, name)


def _order(module: str) -> tuple[int, int, str]:
    level = len(module) - len(module.lstrip("."))
    if level:
        return (2, -level, module)
    return (0 if module.split(".", 1)[0] in _STDLIB else 1, 0, module)


def _module(module: str) -> Code:
    bare = module.lstrip(".")
    level = len(module) - len(bare)
    name = dotted(*bare.split(".")) if bare else join("", [])
    return fmt("{}{}", join("", [_DOT] * level), name)


_DOT = dotted("", "")
