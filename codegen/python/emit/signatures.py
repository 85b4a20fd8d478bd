"""Signatures of client methods as callers write them, for pages and listings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.python.code import Code, fmt, join

if TYPE_CHECKING:
    from codegen.python.emit.views import ArgumentView, MethodView
    from codegen.python.names import NameTable

_OPTIONS = "request_options: RequestOptions | None = None"


def attribute_path(names: NameTable, key: tuple[str, ...]) -> str:
    """Return the dotted attributes from a client to a resource."""
    return ".".join(str(names.resources[key[:end]].attribute) for end in range(1, len(key) + 1))


def returned(view: MethodView) -> Code:
    """Return the return type of a sync method."""
    if view.items:
        return fmt("SyncPage[{}, {}]", view.item, view.replies)
    return fmt("Stream[{}]", view.stream) if view.stream else view.replies


def signature(view: MethodView) -> Code:
    """Return the signature of a sync method as a stub without ``self``, or its overloads."""
    if not view.overloads:
        return _stub(view, view.keywords, returned(view))
    plain, streamed, _ = view.overloads
    return join(
        "\n",
        [
            fmt("@overload\n{}", _stub(view, plain.keywords, plain.replies)),
            fmt("@overload\n{}", _stub(view, streamed.keywords, fmt("Stream[{}]", streamed.stream))),
        ],
    )


def _stub(view: MethodView, keywords: list[ArgumentView], returns: Code) -> Code:
    lines = [fmt("def {}(", view.name)]
    lines += [fmt("    {}: {},", argument.name, argument.annotation) for argument in view.positional]
    lines.append(fmt("    *,"))
    lines += [fmt("    {},", parameter(argument)) for argument in keywords]
    lines += [fmt(f"    {_OPTIONS},"), fmt(") -> {}: ...", returns)]
    return join("\n", lines)


def parameter(argument: ArgumentView) -> Code:
    """Return an argument with its annotation and default, as in a signature."""
    default = fmt(" = {}", argument.default) if argument.default else fmt("")
    return fmt("{}: {}{}", argument.name, argument.annotation, default)
