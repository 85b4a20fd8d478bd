"""Writes the settings of an adopted SDK into a configuration; comments and everything else in it stay."""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import TYPE_CHECKING, Any

from codegen.core.errors import UsageError
from codegen.core.requirements import extra_requirements

if TYPE_CHECKING:
    from codegen.adopt.propose import Adoption

PYPROJECT = "pyproject.toml"


def require_tomlkit() -> ModuleType:
    """Import tomlkit, an optional dependency. Raises ``UsageError`` if it is not installed."""
    try:
        return importlib.import_module("tomlkit")
    except ImportError as error:
        needed = " ".join(extra_requirements("adopt")) or "tomlkit"
        msg = f'codegen adopt needs tomlkit: pip install "{needed}" (the extra "adopt")'
        raise UsageError(msg) from error


def updated(text: str, target: str, spec: str, made: Adoption, *, tool: str = "") -> str:
    """Return a configuration with the settings in the table of a target, which is added if it is missing.

    ``tool`` is the table of pyproject.toml that holds the configuration. Keys that the target has already keep their
    values.
    """
    toml: Any = require_tomlkit()
    document = toml.parse(text)
    holder = document
    for name in (*(["tool", tool] if tool else []), "targets"):
        if name not in holder:
            holder[name] = toml.table(is_super_table=True)
        holder = holder[name]
    if target not in holder:
        holder[target] = toml.table()
        holder[target]["spec"] = spec
    own = holder[target]
    for key in ("client", "names", "arguments", "pagination"):
        values = getattr(made, key)
        if values:
            if key not in own:
                own[key] = toml.table()
            _fill(toml, own[key], values)
    return str(toml.dumps(document))


def _fill(toml: Any, table: Any, values: dict[str, Any]) -> None:  # noqa: ANN401 - tomlkit, imported lazily
    """Add the values that a table does not have."""
    for key, value in values.items():
        if key in table:
            continue
        if isinstance(value, dict):
            table[key] = toml.table()
            _fill(toml, table[key], value)
        else:
            table[key] = value
