"""The top-level names that each generated module must define, straight from the ``NameTable``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codegen.ir.api import Api
    from codegen.python.names import NameTable


def planned_names(api: Api, names: NameTable) -> dict[str, frozenset[str]]:
    """Return the names by file; a file that is not listed is only parsed back."""
    planned: dict[str, set[str]] = {}
    for key in api.definitions:
        place = names.models[key]
        planned.setdefault(f"models/{place.module}.py", set()).add(place.name)
    for operation in api.operations:
        own = names.operations[operation.id]
        planned.setdefault(f"_operations/{names.resources[own.resource].module}.py", set()).add(own.constant)
    aliases = {*names.refs.values(), *names.lazy.values()}
    if aliases:
        planned["models/_refs.py"] = set(aliases)
    return {path: frozenset(defined) for path, defined in planned.items()}
