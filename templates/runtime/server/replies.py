"""From what a service method returns to the reply."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pydantic import TypeAdapter
from starlette.responses import Response

from ..media import is_json
from .nulls import with_nulls

if TYPE_CHECKING:
    from ..operation import Operation
    from .context import RequestContext

_ANY: Final[TypeAdapter[Any]] = TypeAdapter(Any)
_EMPTY: Final = frozenset({204, 205, 304})


class Replies:
    """Writes the replies of one operation: status and media type of the first declared success."""

    def __init__(self, operation: Operation[object], *, nulls: bool) -> None:
        """Look up what the operation declares; with ``nulls`` unset nullable fields are written."""
        success = next((response for response in operation.responses if response.status[:1] == "2"), None)
        self.status = int(success.status.upper().replace("X", "0")) if success else 200
        self.media = success.media[0] if success and success.media else None
        self.content_type = self.media.content_type if self.media else ""
        self.nulls = nulls

    def write(self, result: object, context: RequestContext) -> Response:
        """Return the reply; a finished ``Response`` of the service is taken as it is."""
        if isinstance(result, Response):
            return result
        status = context.status_code or self.status
        if status in _EMPTY or (result is None and not self.content_type):
            return Response(status_code=status)
        if isinstance(result, (bytes, str)) and not is_json(self.content_type or "application/json"):
            return Response(result, status, media_type=self.content_type)
        if isinstance(result, bytes) and self.media is not None and self.media.type is not None:
            content = TypeAdapter[Any](self.media.type()).dump_json(result)  # such as Base64
        else:
            content = to_json(with_nulls(result) if self.nulls else result)
        return Response(
            content, status, media_type=self.content_type if is_json(self.content_type) else "application/json"
        )


def to_json(value: object) -> bytes:
    """Return the JSON of models, or of plain values that hold models: wire names, nothing that was never set."""
    return _ANY.dump_json(value, by_alias=True, exclude_unset=True, warnings=False)
