"""The methods of resources as templates print them, and the other forms in which callers can have them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.python.code import Code, docstring, ident, join

if TYPE_CHECKING:
    from codegen.python.code import Ident
    from codegen.python.emit.imports import Imports
    from codegen.python.names import ResourceName

_STREAMS = "_runtime.client._sync.streams"
_ASYNC_STREAMS = "_runtime.client._async.streams"
_VIEW_TYPES = "_runtime.client.views"
_VIEWS = (
    ("with_raw_response", "raw", "WithRawResponse", "The same methods, which return the whole reply."),
    (
        "with_streaming_response",
        "streamed",
        "WithStreamingResponse",
        "The same methods, whose replies are read inside of a ``with`` block, piece by piece.",
    ),
    (
        "as_stream",
        "stream_of",
        "AsStream",
        "The same methods, which give the values of their replies one by one, as they arrive.",
    ),
)


@dataclass(frozen=True, slots=True)
class ArgumentView:
    """One argument: ``default`` is empty where it must be given."""

    name: Code
    annotation: Code
    default: Code


@dataclass(frozen=True, slots=True)
class MethodView:
    """One method of a resource. ``positional`` arguments come first, ``keywords`` are keyword-only."""

    name: Code
    constant: Code
    positional: list[ArgumentView]
    keywords: list[ArgumentView]
    replies: Code
    doc: Code
    params: Code
    body: Code
    item: Code
    items: Code
    stream: Code
    choice: Code


@dataclass(frozen=True, slots=True)
class FormView:
    """One method in another form; ``items`` is the type of the values of its stream, where it gives one."""

    name: Code
    items: Code


@dataclass(frozen=True, slots=True)
class ViewView:
    """A class that only type checkers see: the methods of a resource, with what they return in another form."""

    attribute: Code
    name: Code
    resource: Code
    wrap: Code
    doc: Code
    methods: list[FormView]


def form_views(
    resource: ResourceName, methods: list[MethodView], taken: set[Ident], *, is_async: bool
) -> list[ViewView]:
    """Return the views of one resource class; a resource with a method of a view's name goes without."""
    owner = resource.async_class if is_async else resource.sync_class
    found: list[ViewView] = []
    for attribute, wrap, suffix, text in _VIEWS:
        mine = [_form(method, wrap) for method in methods if _has_form(method, wrap)]
        if mine and ident(attribute) not in taken:
            name = ident(f"{owner}{suffix}")
            function = ident(f"async_{wrap}" if is_async else wrap)
            found.append(ViewView(ident(attribute), name, owner, function, docstring(text, 12), mine))
    return found


def _form(method: MethodView, wrap: str) -> FormView:
    return FormView(method.name, method.choice if wrap == "stream_of" else join("", []))


def _has_form(method: MethodView, wrap: str) -> bool:
    if wrap == "stream_of":
        return bool(method.choice)
    return wrap == "raw" or not method.stream


def import_forms(views: list[ViewView], methods: list[MethodView], runtime: Imports, checked: Imports) -> None:
    """Import what the views and the streams of a resource module are typed by."""
    for view in views:
        checked.use(f"..{_VIEW_TYPES}", view.wrap)
        if "stream_of" in view.wrap:
            checked.use(f"..{_VIEW_TYPES}", "StreamItems")
    if any(method.stream for method in methods):
        checked.use(f"..{_ASYNC_STREAMS}", "AsyncStream")
        checked.use(f"..{_STREAMS}", "Stream")
    if checked:
        runtime.use("typing", "TYPE_CHECKING")
