"""Parses webhook calls, and the parts of their verification that all schemes share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from ..shared.drift import Drift, VersionDrift
from ..shared.values import is_object
from .lenient import load_json, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

TOLERANCE: Final = 300.0
TIME: Final = re.compile(r"[0-9]{1,18}")
VERSION: Final = "api_version"


class SignatureError(ValueError):
    """The signature is invalid: a wrong secret, a modified payload or an old call."""


class EventValidationError(ValueError):
    """The payload of a webhook call differs from its type. ``drifts`` are the differences."""

    def __init__(self, drifts: Sequence[Drift]) -> None:
        super().__init__("the event does not match its type:" + "".join(f"\n  {drift}" for drift in drifts))
        self.drifts: tuple[Drift, ...] = tuple(drifts)


def as_bytes(payload: bytes | str) -> bytes:
    """Return a payload as bytes."""
    return payload.encode(errors="surrogatepass") if isinstance(payload, str) else payload


def check_time(timestamp: str, tolerance: float | None, now: Callable[[], float]) -> None:
    """Check the time of a signature, in seconds since 1970.

    :raises SignatureError: it is more than ``tolerance`` seconds from now.
    """
    if tolerance is not None and abs(now() - int(timestamp)) > tolerance:
        msg = "the timestamp of the signature is outside the tolerance"
        raise SignatureError(msg)


def read_event(
    payload: bytes | str,
    tp: Any,
    version: str = "",
    *,
    on_drift: Callable[[Drift], object] | None = None,
    strict: bool = False,
) -> Any:
    """Parse the payload of a webhook call without verification, leniently like responses.

    ``on_drift`` is called with each difference from the type. So is a property ``api_version`` of another ``version``.

    :raises ValueError: the payload is not JSON.
    :raises EventValidationError: ``strict`` is set, and there are differences.
    """
    value = load_json(as_bytes(payload))
    event, drifts = parse(tp, value)
    sent = value.get(VERSION) if is_object(value) else None
    if version and isinstance(sent, str) and sent != version:
        drifts = [VersionDrift(f"/{VERSION}", version, sent), *drifts]
    if on_drift is not None:
        for drift in drifts:
            on_drift(drift)
    if drifts and strict:
        raise EventValidationError(drifts)
    return event
