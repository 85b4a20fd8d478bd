"""Builds example programs that call methods of the client."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.python.code import Code, dotted, fmt, ident, join, literal
from codegen.python.emit.arguments import call_arguments
from codegen.python.emit.samples import Samples
from codegen.python.emit.schemes import header_arguments
from codegen.python.emit.servers import base_url
from codegen.python.emit.signatures import attribute_path
from codegen.python.markdown import Markdown, fenced, inline

if TYPE_CHECKING:
    from codegen.ir.api import Operation
    from codegen.python.emit.views import MethodView
    from codegen.python.emitter import EmitInput

_NOTHING = inline("")


def access(given: EmitInput, key: tuple[str, ...]) -> Code:
    """Return the expression for a resource in caller code."""
    return dotted("client", *attribute_path(given.names, key).split("."))


def example(given: EmitInput, view: MethodView, operation: Operation, returns: Code) -> Markdown:
    """Return a program that calls the method with the arguments that it needs, empty if one has no sample value."""
    names = given.names.operations[operation.id]
    samples = Samples(given.api, given.names)
    passed: list[Code] = []
    for argument in call_arguments(given.api, operation, names):
        if argument.shown:
            value = samples.sent(argument.type)
            if value is None:
                return _NOTHING
            passed.append(value if argument.positional else fmt("{}={}", argument.name, value))
    call = fmt("{}.{}({})", access(given, names.resource), view.name, _lines(passed))
    lines = [*client_lines(given, uses_params=samples.uses_params), fmt("")]
    if view.items or view.stream:
        lines += [fmt("for item in {}:", call), fmt("    print(item)")]
    elif returns == "None":
        lines.append(call)
    else:
        lines += [fmt("result = {}", call), fmt("print(result)")]
    return fenced(join("\n", lines))


def _lines(passed: list[Code]) -> Code:
    """Return arguments one per line, a single one on the line of the call."""
    if len(passed) < 2:  # noqa: PLR2004 - one or none
        return join("", passed)
    return fmt("\n{}\n", join("\n", [fmt("    {},", value) for value in passed]))


def client_lines(given: EmitInput, *, uses_params: bool) -> list[Code]:
    """Return the lines that create a client."""
    arguments: list[Code] = []
    if given.api.security_schemes:
        arguments.append(fmt("api_key={}", literal("...")))
    arguments += [fmt("{}={}", name, literal("...")) for name in header_arguments(given.api).values()]
    if not base_url(given.api.servers):
        arguments.append(fmt("base_url={}", literal("https://api.example.com")))
    names = join(", ", [ident("Client"), *([ident("params")] if uses_params else [])])
    return [
        fmt("from {} import {}", given.names.package, names),
        fmt(""),
        fmt("client = Client({})", join(", ", arguments)),
    ]
