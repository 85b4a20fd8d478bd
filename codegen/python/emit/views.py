"""Views of resource methods for templates, including wrappers for raw and streamed responses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.python.code import Code, docstring, fmt, ident, join

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from codegen.python.code import Ident
    from codegen.python.emit.imports import Imports
    from codegen.python.names import ResourceName

_STREAMS = "_runtime.client._sync.streams"
_ASYNC_STREAMS = "_runtime.client._async.streams"
_ASYNC_PAGES = "_runtime.client._async.pages"
_VIEW_TYPES = "_runtime.client.views"
_WRAPPERS = (
    ("with_raw_response", "raw", "WithRawResponse", "The same methods, returning the raw response."),
    (
        "with_streaming_response",
        "streamed",
        "WithStreamingResponse",
        "The same methods, reading the response incrementally in a ``with`` block.",
    ),
    (
        "as_stream",
        "stream_of",
        "AsStream",
        "The same methods, yielding the values of the response as they arrive.",
    ),
)


_RETURNED: Mapping[tuple[str, bool], str] = {
    ("raw", False): "RawResponse[{}]",
    ("raw", True): "Coroutine[Any, Any, RawResponse[{}]]",
    ("streamed", False): "AbstractContextManager[StreamedResponse[{}]]",
    ("streamed", True): "AbstractAsyncContextManager[AsyncStreamedResponse[{}]]",
    ("stream_of", False): "Stream[{}]",
    ("stream_of", True): "Coroutine[Any, Any, AsyncStream[{}]]",
}
_IMPORTS: Mapping[str, Sequence[tuple[str, str]]] = {
    "raw": ((".._runtime.client.raw", "RawResponse"),),
    "async_raw": ((".._runtime.client.raw", "RawResponse"), ("collections.abc", "Coroutine"), ("typing", "Any")),
    "streamed": (("contextlib", "AbstractContextManager"), (".._runtime.client._sync.download", "StreamedResponse")),
    "async_streamed": (
        ("contextlib", "AbstractAsyncContextManager"),
        (".._runtime.client._async.download", "AsyncStreamedResponse"),
    ),
    "stream_of": (),
    "async_stream_of": (("collections.abc", "Coroutine"), ("typing", "Any")),
}
"""The names in the return types of deprecated methods."""


@dataclass(frozen=True, slots=True)
class ArgumentView:
    """One argument: ``default`` is empty if required."""

    name: Code
    annotation: Code
    default: Code


@dataclass(frozen=True, slots=True)
class OverloadView:
    """One signature of a method that returns a value or a stream: ``replies`` or ``stream`` is empty, or neither."""

    keywords: list[ArgumentView]
    replies: Code
    stream: Code


@dataclass(frozen=True, slots=True)
class MethodView:
    """One method of a resource. ``positional`` arguments come first, ``keywords`` are keyword-only.

    ``overloads`` are the signatures by the value of ``stream``, and ``switch`` is the condition for a stream; both are
    empty if no argument requests it. ``deprecated`` is the decorator of a deprecated method.
    ``receiver`` is the first parameter; ``rest`` holds the last arguments of the call of the client: body and options.
    """

    name: Code
    constant: Code
    positional: list[ArgumentView]
    keywords: list[ArgumentView]
    replies: Code
    doc: Code
    params: Code
    receiver: Code
    rest: Code
    page_body: Code
    item: Code
    items: Code
    stream: Code
    choice: Code
    overloads: list[OverloadView]
    switch: Code
    deprecated: Code


@dataclass(frozen=True, slots=True)
class WrappedMethodView:
    """One wrapped method; ``items`` is the type of the streamed values, if any.

    A deprecated one is written with its signature, so that it is marked too: ``returned`` is its return type.
    """

    name: Code
    items: Code
    deprecated: Code
    receiver: Code
    positional: list[ArgumentView]
    keywords: list[ArgumentView]
    returned: Code
    pages: bool


@dataclass(frozen=True, slots=True)
class WrapperView:
    """A class for type checkers only: the methods of a resource with wrapped return types, and deprecated ones."""

    attribute: Code
    name: Code
    resource: Code
    wrap: Code
    doc: Code
    methods: list[WrappedMethodView]
    deprecated: list[WrappedMethodView]


def wrapper_views(
    resource: ResourceName, methods: list[MethodView], taken: set[Ident], *, is_async: bool
) -> list[WrapperView]:
    """Return the wrappers of one resource class, except those whose name is also that of a method or child."""
    owner = resource.async_class if is_async else resource.sync_class
    found: list[WrapperView] = []
    for attribute, wrap, suffix, text in _WRAPPERS:
        wrapped = [_wrapped(method, wrap, is_async=is_async) for method in methods if _can_wrap(method, wrap)]
        if wrapped and ident(attribute) not in taken:
            function = ident(f"async_{wrap}" if is_async else wrap)
            found.append(
                WrapperView(
                    attribute=ident(attribute),
                    name=ident(f"{owner}{suffix}"),
                    resource=owner,
                    wrap=function,
                    doc=docstring(text, 12),
                    methods=[method for method in wrapped if not method.deprecated],
                    deprecated=[method for method in wrapped if method.deprecated],
                )
            )
    return found


def _wrapped(method: MethodView, wrap: str, *, is_async: bool) -> WrappedMethodView:
    return WrappedMethodView(
        name=method.name,
        items=method.choice if wrap == "stream_of" else join("", []),
        deprecated=method.deprecated,
        receiver=method.receiver,
        positional=method.positional,
        keywords=method.keywords,
        returned=fmt(_RETURNED[wrap, is_async], method.choice if wrap == "stream_of" else _returned(method, is_async)),
        pages=bool(method.items),
    )


def _returned(method: MethodView, is_async: bool) -> Code:  # noqa: FBT001 - a choice of names
    prefix = ident("Async") if is_async else join("", [])
    if method.items:
        return fmt("{}Page[{}, {}]", prefix if is_async else ident("Sync"), method.item, method.replies)
    return fmt("{}Stream[{}]", prefix, method.stream) if method.stream else method.replies


def _can_wrap(method: MethodView, wrap: str) -> bool:
    if wrap == "stream_of":
        return bool(method.choice)
    return wrap == "raw" or not method.stream


def import_wrappers(wrappers: list[WrapperView], methods: list[MethodView], runtime: Imports, checked: Imports) -> None:
    """Add the imports for the wrappers and streams of a resource module."""
    for wrapper in wrappers:
        if wrapper.methods:
            checked.use("typing", "Final")
            checked.use(f"..{_VIEW_TYPES}", wrapper.wrap)
        if wrapper.methods and "stream_of" in wrapper.wrap:
            checked.use(f"..{_VIEW_TYPES}", "StreamItems")
        for module, name in _IMPORTS[wrapper.wrap] if wrapper.deprecated else ():
            checked.use(module, name)
        if wrapper.wrap.startswith("async_") and any(method.pages for method in wrapper.deprecated):
            checked.use(f"..{_ASYNC_PAGES}", "AsyncPage")
    if any(method.overloads for method in methods):
        runtime.use("typing", "overload")
    if any(method.stream or method.overloads for method in methods):
        checked.use(f"..{_ASYNC_STREAMS}", "AsyncStream")
        checked.use(f"..{_STREAMS}", "Stream")
    if checked:
        runtime.use("typing", "TYPE_CHECKING")
