"""Selects operations by tag, path or name, with the schemas that they need."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from codegen.ir.walk import reachable, request_types, response_types

if TYPE_CHECKING:
    from codegen.core.diagnostic import Diagnostics
    from codegen.ir.api import Api, Operation


@dataclass(frozen=True, slots=True)
class OperationPatterns:
    """Shell patterns of tags, of path templates, and of ``METHOD path`` or operationIds."""

    tags: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Return whether there is any pattern."""
        return bool(self.tags or self.paths or self.operations)

    def matches(self, operation: Operation) -> bool:
        """Return whether any pattern matches an operation."""
        return (
            _any(self.tags, operation.tags)
            or _any(self.paths, (operation.template,))
            or _any(self.operations, (operation.id, operation.operation_id))
        )


def select(api: Api, include: OperationPatterns, exclude: OperationPatterns, found: Diagnostics) -> Api:
    """Return the API with the operations that are included and not excluded; without patterns, the whole API."""
    if not include and not exclude:
        return api
    kept = _selected(api.operations, include, exclude)
    if api.operations and not kept:
        found.error(
            "selection-empty",
            "no operation of the document is selected",
            api.location,
            "patterns are shell patterns; paths are compared with templates such as /v1/codes/{code}",
        )
    webhooks = _selected(api.webhooks, include, exclude)
    calls = (*kept, *webhooks)
    roots = (node for operation in calls for node in (*request_types(operation), *response_types(operation)))
    needed = reachable(api, roots)
    definitions = {key: definition for key, definition in api.definitions.items() if key in needed}
    return replace(api, operations=kept, webhooks=webhooks, definitions=definitions)


def _selected(
    operations: tuple[Operation, ...], include: OperationPatterns, exclude: OperationPatterns
) -> tuple[Operation, ...]:
    included = (operation for operation in operations if not include or include.matches(operation))
    return tuple(operation for operation in included if not exclude.matches(operation))


def _any(patterns: tuple[str, ...], texts: tuple[str, ...]) -> bool:
    return any(fnmatchcase(text, pattern) for pattern in patterns for text in texts if text)
