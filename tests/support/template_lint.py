"""Finds forbidden constructs in templates: logic, and text of data that is not ``Code``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import jinja2
from jinja2 import nodes

from codegen.python.render.environment import FILTERS, make_environment

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Problem:
    """A forbidden construct at a line of a template."""

    line: int
    message: str


_FORBIDDEN: tuple[tuple[type[nodes.Node], str], ...] = (
    (nodes.Call, "a call: prepare the value in the view"),
    (nodes.Macro, "a macro: use an include"),
    (nodes.CallBlock, "a call block"),
    (nodes.FilterBlock, "a filter block: it sees text, not Code"),
    (nodes.Assign, "set: prepare the value in the view"),
    (nodes.AssignBlock, "set: prepare the value in the view"),
    (nodes.Import, "an import: there are no macros"),
    (nodes.FromImport, "an import: there are no macros"),
    (nodes.ScopedEvalContextModifier, "an autoescape block"),
    (nodes.EvalContextModifier, "a change of autoescape"),
    (nodes.Concat, "concatenation with ~: it makes str out of Code"),
    (nodes.BinExpr, "arithmetic or concatenation: prepare the value in the view"),
    (nodes.UnaryExpr, "arithmetic: prepare the value in the view"),
    (nodes.Slice, "a slice: it makes str out of Code"),
    (nodes.List, "a list: prepare the value in the view"),
    (nodes.Dict, "a dict: prepare the value in the view"),
    (nodes.Tuple, "a tuple: prepare the value in the view"),
)

# And, Or and Not are binary and unary expressions to jinja, but only choose.
_CHOOSING = (nodes.And, nodes.Or, nodes.Not)


def _walk(node: nodes.Node) -> Iterator[nodes.Node]:
    yield node
    for child in node.iter_child_nodes():
        yield from _walk(child)


def _loop_targets(tree: nodes.Node) -> set[int]:
    """Return the ids of the tuples in ``{% for a, b in … %}``: those bind names and are allowed."""
    return {id(loop.target) for loop in tree.find_all(nodes.For)}


def _forbidden(node: nodes.Node, targets: set[int]) -> str:
    """Return what is wrong with a node, or an empty string."""
    if isinstance(node, _CHOOSING) or id(node) in targets:
        return ""
    for kind, message in _FORBIDDEN:
        if isinstance(node, kind):
            return message
    return _forbidden_detail(node)


def _forbidden_detail(node: nodes.Node) -> str:
    """Return what is wrong with a node of a kind that is allowed only in some forms."""
    message = ""
    match node:
        case nodes.Filter(name=str(name)) if name not in FILTERS:
            message = f"the filter {name!r}: there are {', '.join(sorted(FILTERS))}"
        case nodes.Filter(args=args) if node.kwargs or any(not isinstance(arg, nodes.Const) for arg in args):
            message = "a filter argument that is no positional constant"
        case nodes.Include() | nodes.Extends() if not isinstance(node.template, nodes.Const):
            message = "a template name that is no constant"
        case nodes.Getattr(attr=str(name)) if name.startswith("_"):
            message = f"a private attribute: {name}"
        case nodes.For(recursive=True):
            message = "a recursive loop: it calls"
        case _:
            pass
    return message


def lint_template(source: str) -> list[Problem]:
    """Return the forbidden constructs of a template, in the order of its lines."""
    environment = make_environment(jinja2.BaseLoader())
    try:
        tree = environment.parse(source)
    except jinja2.TemplateSyntaxError as error:
        return [Problem(error.lineno, error.message or "a syntax error")]
    targets = _loop_targets(tree)
    found = {Problem(node.lineno, message) for node in _walk(tree) if (message := _forbidden(node, targets))}
    for output in tree.find_all(nodes.Output):
        constants = (part for part in output.nodes if isinstance(part, nodes.Const))
        found.update(Problem(part.lineno, "a constant in {{ }}: write it as text") for part in constants)
    return sorted(found, key=lambda problem: (problem.line, problem.message))
