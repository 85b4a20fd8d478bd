"""Functions that a client calls around each operation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..shared.omit import Omit
from ..shared.values import is_object

if TYPE_CHECKING:
    from .engine import Call
    from .errors import SentRequest
    from .raw import RawResponse


class OperationCall:
    """A call of an operation. All hooks of a call receive the same object; ``state`` is theirs.

    ``name`` is the operation's name (``orders.create``), ``path`` the template of its path. ``arguments`` are those
    that were passed, with the properties of the body by wire name; ``body`` is the whole body, None without one.
    """

    def __init__(self, call: Call[Any], params: Mapping[str, object], body: object) -> None:
        self._call = call
        self.name: str = call.operation.name
        self.method: str = call.operation.method
        self.path: str = template(call)
        self.body: object = None if isinstance(body, Omit) else body
        passed = {**(body if is_object(body) else {}), **params}
        self.arguments: Mapping[str, object] = {
            name: value for name, value in passed.items() if not isinstance(value, Omit)
        }
        self.state: dict[str, object] = {}

    @property
    def request(self) -> SentRequest:
        """The request, with secrets redacted."""
        return self._call.sent()

    @property
    def retries(self) -> int:
        """The number of retries so far."""
        return self._call.retries

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r})"


@dataclass(frozen=True, kw_only=True)
class Hooks:
    """Functions that are called before each operation, after its success and after its failure.

    For ``AsyncClient``, they may be coroutine functions. An exception of a hook ends the call. ``on_error`` is called
    with the exception that the caller gets. The response of a call that streams has no value yet: ``parsed`` is None.
    """

    before: Callable[[OperationCall], object] | None = None
    after: Callable[[OperationCall, RawResponse[Any]], object] | None = None
    on_error: Callable[[OperationCall, Exception], object] | None = None


NO_HOOKS = Hooks()


def template(call: Call[Any]) -> str:
    """Return the path template of an operation, such as ``/v1/orders/{id}``."""
    parts = call.operation.path
    return "".join(f"{{{part}}}" if index % 2 else part for index, part in enumerate(parts))
