# Generated from ../_async by `make runtime`. Do not edit.
"""Adapters between resources and clients for raw responses, streams and streamed responses."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from ...shared.omit import omit
from ..raw import RawResponse

if TYPE_CHECKING:
    from ...shared.operation import Operation
    from ..options import RequestOptions
    from .caller import Caller
    from .pages import SyncPage

T = TypeVar("T")
E = TypeVar("E")


class RawSender:
    """Client adapter whose calls return raw responses."""

    def __init__(self, client: Caller) -> None:
        self._client = client

    def call(
        self,
        operation: Operation[T],
        params: Mapping[str, object],
        body: object = omit,
        options: RequestOptions | None = None,
    ) -> RawResponse[T]:
        """Call an operation."""
        return self._client.send(operation, params, body, options)

    def page(
        self,
        operation: Operation[E],
        items: Callable[[E], Sequence[T] | None],
        params: Mapping[str, object],
        options: RequestOptions | None = None,
        body: object = omit,
    ) -> RawResponse[SyncPage[T, E]]:
        """Call an operation with pages."""
        return self._client.raw_page(operation, items, params, options, body)
