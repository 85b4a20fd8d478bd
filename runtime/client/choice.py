"""Calls that ask for a sequence of values, of operations that response with that or with one value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..shared.omit import Omit
from ..shared.values import is_object
from .options import RequestOptions, with_header
from .sse import is_sequence

if TYPE_CHECKING:
    from ..shared.operation import Operation


def chosen(
    operation: Operation[Any], params: Mapping[str, object], body: object, options: RequestOptions | None
) -> tuple[Operation[Any], Mapping[str, object], object, RequestOptions]:
    """Return a call as it asks for a sequence: by its ``Accept`` header, and by the operation's switch if it has one."""
    media = [one.content_type for response in operation.responses for one in response.media if is_sequence(one)]
    options = with_header(options, "Accept", ", ".join(dict.fromkeys(media)) or "*/*", unless_given=True)
    switch = operation.stream_switch
    if switch in params:
        params = _switched(params, switch)
    elif switch and is_object(body):
        body = _switched(body, switch)
    return operation, params, body, options


def _switched(values: Mapping[str, object], name: str) -> Mapping[str, object]:
    return {**values, name: True} if isinstance(values.get(name), Omit) else values
