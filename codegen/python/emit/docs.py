"""Emits ``docs/``: reference pages of the client in Markdown, one per resource, and an index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.python.code import ident, join
from codegen.python.emit.annotate import Annotator
from codegen.python.emit.arguments import call_arguments
from codegen.python.emit.client import Methods
from codegen.python.emit.descriptions import argument_descriptions, operation_paragraphs, resource_text
from codegen.python.emit.errors import STATUS_ERRORS, error_class
from codegen.python.emit.examples import access, client_lines, example
from codegen.python.emit.responses import successes
from codegen.python.emit.signatures import returned, signature
from codegen.python.emitter import Emitted
from codegen.python.markdown import Markdown, fenced, inline, link, paragraphs, span
from codegen.python.naming.identifiers import suffixed
from codegen.python.render import render_page

if TYPE_CHECKING:
    from codegen.ir.api import Operation
    from codegen.python.code import Ident
    from codegen.python.emit.views import MethodView
    from codegen.python.emitter import EmitInput

INDEX = ident("index")
_NOTHING = inline("")


@dataclass(frozen=True, slots=True)
class ArgumentEntry:
    """One argument of a method."""

    name: Markdown
    type: Markdown
    required: bool
    text: Markdown


@dataclass(frozen=True, slots=True)
class ErrorEntry:
    """One declared error response, and its exception."""

    status: Markdown
    exception: Markdown
    text: Markdown


@dataclass(frozen=True, slots=True)
class MethodEntry:
    """One method on the page of its resource. ``example`` is empty if a required argument has no sample value."""

    heading: Markdown
    link: Markdown
    lead: Markdown
    text: Markdown
    signature: Markdown
    arguments: list[ArgumentEntry]
    returns: Markdown
    reply: Markdown
    errors: list[ErrorEntry]
    example: Markdown


@dataclass(frozen=True, slots=True)
class ResourceEntry:
    """One resource: its page and its child resources."""

    heading: Markdown
    link: Markdown
    text: Markdown
    children: list[Markdown]
    methods: list[MethodEntry]


def build_docs(given: EmitInput) -> Emitted:
    """Return a page per resource and ``docs/index.md``."""
    pages = _page_names([resource.module for resource in given.names.resources.values()])
    entries = {key: _resource(given, key, pages) for key in given.names.resources}
    emitted = Emitted()
    for key, entry in entries.items():
        page = pages[given.names.resources[key].module]
        emitted.data[f"docs/{page}.md"] = _page("docs/resource.md.jinja", resource=entry, index=link(_API, INDEX))
    emitted.data[f"docs/{INDEX}.md"] = _page(
        "docs/index.md.jinja",
        title=inline(given.api.title or "API"),
        version=inline(given.api.version),
        text=paragraphs(given.api.description),
        example=fenced(join("\n", client_lines(given, uses_params=False))),
        resources=list(entries.values()),
        errors=[_error(str(status), "") for status in STATUS_ERRORS] + [_error("5XX", ""), _error("default", "")],
    )
    return emitted


_API = inline("All resources")


def _page(template: str, **view: object) -> bytes:
    return str(render_page(template, **view)).encode()


def _page_names(modules: list[Ident]) -> dict[Ident, Ident]:
    """Return the page name of each resource module; none equals that of the index."""
    taken = {INDEX, *modules}
    pages = {module: module for module in modules}
    if INDEX in pages:
        name = suffixed(INDEX)
        while name in taken:
            name = suffixed(name)
        pages[INDEX] = name
    return pages


def _resource(given: EmitInput, key: tuple[str, ...], pages: dict[Ident, Ident]) -> ResourceEntry:
    api, names = given.api, given.names
    page = pages[names.resources[key].module]
    operations = names.operations_of(api, key)
    annotator = Annotator(api, names, up="..", models="models", params="params")
    methods = Methods(api, names, annotator)
    heading = span(access(given, key))
    children = [path for path in names.resources if path[:-1] == key and path != key]
    return ResourceEntry(
        heading=heading,
        link=link(heading, page),
        text=paragraphs(resource_text(api, operations)),
        children=[link(span(access(given, path)), pages[names.resources[path].module]) for path in children],
        methods=[_method(given, annotator, methods.view(operation), operation, page) for operation in operations],
    )


def _method(given: EmitInput, annotator: Annotator, view: MethodView, operation: Operation, page: Ident) -> MethodEntry:
    lead, *more = operation_paragraphs(operation)
    names = given.names.operations[operation.id]
    texts = dict(argument_descriptions(given.api, operation, names))
    returns = returned(view)
    good = successes(operation)
    heading = span(view.name)
    return MethodEntry(
        heading=heading,
        link=link(heading, page, names.method),
        lead=inline(lead),
        text=paragraphs("\n\n".join(more)),
        signature=fenced(signature(view)),
        arguments=[
            ArgumentEntry(
                name=span(argument.name),
                type=span(annotator.sent(argument.type)),
                required=argument.required,
                text=inline(texts.get(argument.name, "")),
            )
            for argument in call_arguments(given.api, operation, names)
        ],
        returns=span(returns),
        reply=inline(next((response.description for response in good if response.description), "")),
        errors=[_error(item.status, item.description) for item in operation.responses if item not in good],
        example=example(given, view, operation, returns),
    )


def _error(status: str, description: str) -> ErrorEntry:
    label = "any other error" if status == "default" else status
    return ErrorEntry(status=inline(label), exception=span(error_class(status)), text=inline(description))
