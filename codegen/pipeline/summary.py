"""Summarises a generated package: its size, what was inferred, what it requires and how it is imported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.core.options import DATA_PART, KIND_REQUIREMENTS
from codegen.python.parts import find_parts, requirements

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codegen.config import Target
    from codegen.ir.api import Api
    from codegen.output import FileTree
    from codegen.pipeline.stages import Prepared

_IMPORTS = {"client": "from {} import Client", "server": "from {}.server import create_app"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The size and needs of a generated package. ``lines`` are those of Python modules.

    ``pagination`` maps operations to the kind of pages that was recognised, ``names`` counts the inline schemas that
    were named after their place, ``functions`` the methods that were named after functions of FastAPI. ``requires``
    are requirements by part, ``statement`` imports the package.
    """

    operations: int
    models: int
    files: int
    lines: int
    pagination: Mapping[str, str]
    names: int
    functions: int
    requires: Mapping[str, tuple[str, ...]]
    statement: str

    def to_json(self) -> dict[str, object]:
        """Return the summary as JSON."""
        return {
            "operations": self.operations,
            "models": self.models,
            "files": self.files,
            "lines": self.lines,
            "inferred": {"pagination": dict(self.pagination), "names": self.names, "functions": self.functions},
            "requires": {part: list(rows) for part, rows in self.requires.items()},
            "import": self.statement,
        }


def summarize(target: Target, prepared: Prepared, tree: FileTree) -> Summary:
    """Summarise the package of a target."""
    api = prepared.api
    rows = find_parts(target.emit)
    called = {row.name for row in rows} & _IMPORTS.keys()
    statement = next((_IMPORTS[row.name] for row in rows if row.name in _IMPORTS), "from {} import models")
    return Summary(
        operations=len(api.operations) if called else 0,
        models=len(prepared.names.models),
        files=len(tree),
        lines=sum(content.count(b"\n") for path, content in tree.items() if path.endswith(".py")),
        pagination=_inferred_pages(api, target) if "client" in called else {},
        names=sum(bool(definition.origin.owner) for definition in api.definitions.values()),
        functions=sum(row.source == "function" for row in prepared.names.operations.values()) if called else 0,
        requires=_requires(target),
        statement=statement.format(target.package),
    )


def _inferred_pages(api: Api, target: Target) -> dict[str, str]:
    """Return the kind of pages of each operation whose pagination is not configured."""
    configured = set(target.pagination)
    return {
        str(operation.id): operation.pagination.kind
        for operation in api.operations
        if operation.pagination is not None and not configured & {operation.id, operation.operation_id}
    }


def _requires(target: Target) -> dict[str, tuple[str, ...]]:
    """Return the requirements of each part."""
    parts = requirements(find_parts(target.emit), installed=target.runtime == "package")
    if DATA_PART in target.emit:
        parts = {"models": KIND_REQUIREMENTS[target.models]}
    return {name: needed for name, needed in parts.items() if needed}
