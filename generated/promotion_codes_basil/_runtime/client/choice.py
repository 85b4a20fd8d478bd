"""``as_stream``: requests the stream of an operation that returns either a value or a stream."""

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
    """Return the arguments of a call that requests a stream, by ``Accept`` and the operation's ``stream_switch``."""
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
