"""Evaluate JSONPath expressions (RFC 9535) of untrusted overlays within bounds.

The time is linear in the size of the document: every node that is visited counts, those of filters too.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from iregexp_check import check
from jsonpath_rfc9535 import JSONPathEnvironment, JSONPathError
from jsonpath_rfc9535.filter_expressions import (
    ComparisonExpression,
    Expression,
    FilterExpression,
    FilterQuery,
    FunctionExtension,
    LogicalExpression,
    PrefixExpression,
)
from jsonpath_rfc9535.function_extensions import ExpressionType, FilterFunction
from jsonpath_rfc9535.node import JSONPathNodeList
from jsonpath_rfc9535.segments import JSONPathRecursiveDescentSegment, JSONPathSegment
from jsonpath_rfc9535.selectors import FilterSelector
from pydantic_core import SchemaError, SchemaValidator, core_schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jsonpath_rfc9535.filter_expressions import FilterContext
    from jsonpath_rfc9535.node import JSONPathNode
    from jsonpath_rfc9535.query import JSONPathQuery

    from codegen.core.json import Json

MAX_LENGTH = 2_000
MAX_SEGMENTS = 64
MAX_FILTERS = 4
"""Filters within filters."""
_MAX_BRACKETS = 40
_LEAST_BUDGET = 100_000
_PER_NODE = 50
"""Visits for each node of the document."""
_PER_QUERY = 50
"""Visits that take as long as parsing an expression."""
_LEAST_ALLOWANCE = 2_000_000


@dataclass(slots=True)
class Allowance:
    """The nodes that several queries of one document may visit together; ``nodes`` is the size of the document."""

    nodes: int
    left: int


def allowance(root: Json) -> Allowance:
    """Return what the queries of an overlay may visit together: twice what one may, and a constant for small ones."""
    nodes = count_nodes(root)
    return Allowance(nodes, _LEAST_ALLOWANCE + 2 * _PER_NODE * nodes)


def bound_problem(target: str) -> str:
    """Return which bound the text of an expression exceeds; an empty string if none."""
    if len(target) > MAX_LENGTH:
        return f"it is longer than {MAX_LENGTH:,} characters"
    if target.count("(") + target.count("[?") + target.count("!") > _MAX_BRACKETS:
        return f"it has more than {_MAX_BRACKETS} brackets"
    return ""


def select(target: str, root: Json, shared: Allowance | None = None) -> list[tuple[str | int, ...]]:
    """Return the path of each selected node, each once, in order.

    The visits are taken from ``shared``, if given. Raises ``JSONPathError`` for an expression that is invalid or
    exceeds a bound.
    """
    if msg := bound_problem(target):
        raise JSONPathError(msg, token=None)
    shared = allowance(root) if shared is None else shared
    most = min(_LEAST_BUDGET + _PER_NODE * shared.nodes, shared.left)
    budget = _Budget(most)
    try:
        budget.spend(_PER_QUERY)
        return _found(target, root, budget)
    finally:
        shared.left -= most - budget.left


def _found(target: str, root: Json, budget: _Budget) -> list[tuple[str | int, ...]]:
    try:
        query = _Environment(budget).compile(target)
        _bound(query, budget, depth=0)
        return list(dict.fromkeys(tuple(node.location) for node in query.finditer(root)))
    except RecursionError:
        msg = "it is nested too deeply"
        raise JSONPathError(msg, token=None) from None
    except ValueError as error:  # an integer with more digits than Python reads
        raise JSONPathError(str(error), token=None) from None


def count_nodes(value: Json) -> int:
    """Return the number of values in a value, itself included."""
    count, stack = 0, [value]
    while stack:
        item = stack.pop()
        count += 1
        if isinstance(item, dict):
            stack.extend(item.values())
        elif isinstance(item, list):
            stack.extend(item)
    return count


@dataclass(slots=True)
class _Budget:
    """Visits that are left."""

    left: int

    def spend(self, visits: int = 1) -> None:
        self.left -= visits
        if self.left < 0:
            msg = "it visits too many nodes for a document of this size"
            raise JSONPathError(msg, token=None)


class _Segment(JSONPathSegment):
    """A segment that counts the nodes that it visits and selects."""

    def __init__(self, segment: JSONPathSegment, budget: _Budget) -> None:
        super().__init__(env=segment.env, token=segment.token, selectors=segment.selectors)
        self.descends = isinstance(segment, JSONPathRecursiveDescentSegment)
        self.budget = budget

    def resolve(self, nodes: Iterable[JSONPathNode]) -> Iterator[JSONPathNode]:
        """Yield what the selectors select in each node, and below it where the segment descends."""
        for start in nodes:
            for node in self._descendants(start) if self.descends else (start,):
                for selector in self.selectors:
                    if isinstance(selector, FilterSelector) and isinstance(node.value, (dict, list)):
                        self.budget.spend(len(node.value))
                    self.budget.spend()
                    for selected in selector.resolve(node):
                        self.budget.spend()
                        yield selected

    def _descendants(self, start: JSONPathNode) -> Iterator[JSONPathNode]:
        """Yield a node and the containers below it, parents first."""
        stack = [start]
        while stack:
            node = stack.pop()
            self.budget.spend()
            yield node
            value = node.value
            members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
            below = [node.new_child(item, key, node) for key, item in members if isinstance(item, (dict, list))]
            stack.extend(reversed(below))

    def __str__(self) -> str:
        return f"{'..' if self.descends else ''}[{', '.join(map(str, self.selectors))}]"


class _Operand(Expression):
    """An operand of a comparison, of which every value that is compared counts."""

    def __init__(self, inner: Expression, budget: _Budget) -> None:
        super().__init__(inner.token)
        self.inner = inner
        self.budget = budget

    def evaluate(self, context: FilterContext) -> object:
        """Return the value of the operand."""
        result = self.inner.evaluate(context)
        stack = [node.value for node in result] if isinstance(result, JSONPathNodeList) else [result]
        while stack:
            item = stack.pop()
            self.budget.spend()
            if isinstance(item, dict):
                stack.extend(item.values())
            elif isinstance(item, list):
                stack.extend(item)
        return result

    def __str__(self) -> str:
        return str(self.inner)


class _Matching(FilterFunction):
    """``match`` and ``search`` (RFC 9535, 2.4.6, 2.4.7) with an engine that works in linear time."""

    arg_types = [ExpressionType.VALUE, ExpressionType.VALUE]  # noqa: RUF012 - as the library declares it
    return_type = ExpressionType.LOGICAL

    def __init__(self, budget: _Budget, *, whole: bool) -> None:
        self.budget = budget
        self.whole = whole

    def __call__(self, text: object, pattern: object) -> bool:
        """Whether a text matches an I-Regexp (RFC 9485); False for what is not a text or not an I-Regexp."""
        if not isinstance(text, str) or not isinstance(pattern, str):
            return False
        self.budget.spend(1 + len(text) * len(pattern) // 1_000)
        matcher = _matcher(pattern, whole=self.whole)
        return matcher is not None and matcher.isinstance_python(text)


@lru_cache(maxsize=256)
def _matcher(pattern: str, *, whole: bool) -> SchemaValidator | None:
    """Return what matches an I-Regexp; None for a pattern that is none. Raises ``JSONPathError`` for one too large."""
    if len(pattern) > MAX_LENGTH or not check(pattern):
        return None
    written = _rust_pattern(pattern)
    schema = core_schema.str_schema(pattern=rf"\A(?:{written})\z" if whole else written, regex_engine="rust-regex")
    try:
        return SchemaValidator(schema)
    except SchemaError:
        msg = "it holds a pattern that is too large"
        raise JSONPathError(msg, token=None) from None


def _rust_pattern(pattern: str) -> str:
    """Write an I-Regexp for the engine: its dot excludes two characters, and its classes know no set operations."""
    parts: list[str] = []
    escaped = inside = False
    for char in pattern:
        if escaped:
            escaped = False
        elif char == "\\":
            escaped = True
        elif inside:
            inside = char != "]"
            if char in "&~":
                parts.append("\\")
        elif char == ".":
            parts.append(r"[^\n\r]")
            continue
        else:
            inside = char == "["
        parts.append(char)
    return "".join(parts)


class _Environment(JSONPathEnvironment):
    def __init__(self, budget: _Budget) -> None:
        super().__init__()
        self.function_extensions["match"] = _Matching(budget, whole=True)
        self.function_extensions["search"] = _Matching(budget, whole=False)


def _bound(query: JSONPathQuery, budget: _Budget, *, depth: int) -> None:
    """Let a query, and those of its filters, count what they visit. Raises ``JSONPathError`` for one too large."""
    if len(query.segments) > MAX_SEGMENTS:
        msg = f"it has more than {MAX_SEGMENTS} segments"
        raise JSONPathError(msg, token=None)
    if depth > MAX_FILTERS:
        msg = f"its filters are nested more than {MAX_FILTERS} deep"
        raise JSONPathError(msg, token=None)
    for segment in query.segments:
        for selector in segment.selectors:
            if isinstance(selector, FilterSelector):
                _bound_filter(selector.expression, budget, depth=depth + 1)
    query.segments = tuple(_Segment(segment, budget) for segment in query.segments)


def _bound_filter(expression: Expression, budget: _Budget, *, depth: int) -> None:
    stack: list[Expression] = [expression]
    while stack:
        part = stack.pop()
        match part:
            case FilterExpression():
                stack.append(part.expression)
            case PrefixExpression():
                stack.append(part.right)
            case LogicalExpression():
                stack += [part.left, part.right]
            case ComparisonExpression():
                stack += [part.left, part.right]
                part.left, part.right = _Operand(part.left, budget), _Operand(part.right, budget)
            case FunctionExtension():
                stack.extend(part.args)
            case FilterQuery():
                _bound(part.query, budget, depth=depth)
            case _:
                continue
