"""Patterns that pydantic can check. Its engine works in linear time, and so knows no look-around or back-references."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pydantic_core import SchemaError, SchemaValidator, core_schema

from codegen.ir.types import Scalar
from codegen.ir.walk import rebuild_api, rebuild_children

if TYPE_CHECKING:
    from codegen.core.diagnostic import Diagnostics
    from codegen.ir.api import Api
    from codegen.ir.types import Type


def drop_unusable_patterns(api: Api, found: Diagnostics) -> Api:
    """Return the API without the patterns that pydantic would refuse when a model is built; each is reported."""
    return rebuild_api(api, _Checker(found).change)


@dataclass(slots=True)
class _Checker:
    found: Diagnostics
    known: dict[str, bool] = field(default_factory=dict)

    def change(self, node: Type) -> Type:
        if not isinstance(node, Scalar):
            return rebuild_children(node, self.change)
        pattern = node.facets.pattern
        if pattern is None or self._usable(pattern):
            return node
        message = "pydantic's regular expressions cannot say this pattern; values are not checked against it"
        self.found.warning("unsupported-keyword", message, node.location.child("pattern"))
        return replace(node, facets=replace(node.facets, pattern=None))

    def _usable(self, pattern: str) -> bool:
        if pattern not in self.known:
            try:
                SchemaValidator(core_schema.str_schema(pattern=pattern))
                self.known[pattern] = True
            except SchemaError:
                self.known[pattern] = False
        return self.known[pattern]
