"""One version of an API as the sender or the receiver of values in one direction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.ir.types import AnyValue, Expandable, MapOf, Object, RefTo

if TYPE_CHECKING:
    from codegen.diff.match.compared_api import ComparedApi
    from codegen.ir.types import Field, Type


@dataclass(frozen=True, slots=True)
class View:
    """``request``: values are those of requests, which have no ``readOnly`` properties; responses, no ``writeOnly``.

    ``lenient`` receivers ignore properties that they do not list.
    """

    side: ComparedApi
    request: bool
    lenient: bool = False

    def resolve(self, node: Type) -> Type:
        """Return the type at the end of a reference chain, in canonical form."""
        return self.side.resolve(node)

    def nullable(self, node: Type) -> bool:
        """Return whether null is valid."""
        return self.side.nullable(node) or self.side.resolve(node).nullable

    def fields(self, node: Type) -> dict[str, Field]:
        """Return the properties of an object that values of this direction may have."""
        if not isinstance(node, Object):
            return {}
        return {item.name: item for item in node.fields if not (item.read_only if self.request else item.write_only)}

    def additional(self, node: Type) -> Type | None:
        """Return the type of the other properties of an object; None if there are none."""
        stated = node.value if isinstance(node, MapOf) else node.additional if isinstance(node, Object) else None
        return AnyValue() if stated is None and self.lenient else stated

    @staticmethod
    def expanded(node: Expandable) -> tuple[Type, ...]:
        """Return the types of an id that may be replaced by an object."""
        return (node.id, *(RefTo(target=target, location=node.location) for target in node.targets))
