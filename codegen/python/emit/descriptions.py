"""Prepares descriptions of operations and arguments for docstrings and pages."""

from __future__ import annotations

import json
import textwrap
from typing import TYPE_CHECKING

from codegen.ir.api import In
from codegen.ir.bodies import body_fields
from codegen.ir.types import Absent
from codegen.python.emit.errors import error_class
from codegen.python.naming.identifiers import split_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from codegen.core.json import Json
    from codegen.ir.api import Api, Operation
    from codegen.ir.types import Definition, Field
    from codegen.python.code import Ident
    from codegen.python.names import OperationName

_LONGEST_DEFAULT = 60


def summary(text: str) -> str:
    """Return the first paragraph of a text as one line that ends with punctuation."""
    lines = text.strip().split("\n\n", 1)[0].split()
    line = " ".join(lines)
    return line if line.endswith((".", "!", "?", ":")) or not line else line + "."


def described(text: str, *, deprecated: bool, deprecation: str = "") -> str:
    """Return a description, starting with ``Deprecated.`` or the reason and the sunset if so."""
    return f"{_deprecated(deprecation)} {text.strip()}".strip() if deprecated else text.strip()


def described_element(element: Definition | Field, name: str) -> str:
    """Return the description of a definition or field, else its title unless it repeats the name (``Id``)."""
    title = "" if _letters(element.title) == _letters(name) else element.title
    text = element.description.strip() or title
    return described(text, deprecated=element.deprecated, deprecation=element.deprecation)


def _letters(name: str) -> str:
    return "".join(split_words(name)) if name else ""


def _deprecated(deprecation: str) -> str:
    return f"Deprecated: {deprecation}" if deprecation else "Deprecated."


def declared_errors(operation: Operation) -> Iterator[str]:
    """Yield the exceptions of declared error statuses, each with its status and description, as in ``Raises``."""
    for response in operation.responses:
        if response.status[:1] in {"4", "5"}:
            name = str(error_class(response.status)).removeprefix("errors.")
            yield f"{name}: Status {response.status}. {summary(response.description)}".strip()


def hanging(text: str, width: int) -> str:
    """Return an ``Args`` entry of a docstring: indented by 4 columns, continuation lines by 8."""
    one_line = " ".join(text.split())
    return textwrap.fill(
        one_line,
        width,
        initial_indent=" " * 4,
        subsequent_indent=" " * 8,
        break_long_words=False,
        break_on_hyphens=False,
    )


def operation_paragraphs(operation: Operation) -> list[str]:
    """Return the summary of an operation, its description if different, and that it is deprecated if so."""
    parts = [summary(operation.summary or operation.operation_id or operation.id)]
    text = operation.description.strip()
    if text and text != operation.summary.strip():
        parts.append(text)
    if operation.deprecated:
        parts.append(_deprecated(operation.deprecation))
    return parts


def resource_text(api: Api, operations: Sequence[Operation]) -> str:
    """Return the description of a resource: that of the first tag of its first operation."""
    return api.tags.get(operations[0].tags[0], "") if operations and operations[0].tags else ""


def argument_descriptions(api: Api, operation: Operation, names: OperationName) -> Iterator[tuple[Ident, str]]:
    """Yield the arguments of a method with their descriptions (may be empty), path parameters first."""
    for param in sorted(operation.params, key=lambda param: param.where is not In.PATH):
        text = described(param.description, deprecated=param.deprecated, deprecation=param.deprecation)
        yield names.params[param.where, param.name], with_default(text, param.default)
    for item in body_fields(api, operation):
        if item.name in names.body:
            text = described(item.description, deprecated=item.deprecated, deprecation=item.deprecation)
            yield names.body[item.name], with_default(text, item.default)


def with_default(text: str, default: Json | Absent) -> str:
    """Return a description with the default that the API uses for an omitted argument, unless it is long."""
    if isinstance(default, Absent) or default is None:
        return text
    shown = json.dumps(default, ensure_ascii=False)
    sentence = text if not text or text.endswith((".", "!", "?")) else f"{text}."
    return f"{sentence} Default: {shown}.".strip() if len(shown) <= _LONGEST_DEFAULT else text
