"""Finds the header parameters that every operation declares, such as an API key or a version."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from codegen.ir.api import In

if TYPE_CHECKING:
    from codegen.ir.api import Api, Operation

_OF_ONE_REQUEST = re.compile(r"(?:x-)?idempotency-?(?:key|token)|if-.*|range|content-.*|prefer", re.IGNORECASE)
"""Headers that are about a single request."""


def find_common_headers(api: Api) -> Api:
    """Return the API with its common headers, except those that a security scheme sends."""
    signed = {scheme.key_name.lower() for scheme in api.security_schemes if scheme.key_in == "header"}
    found = _headers(api.operations[0]) if api.operations else {}
    for operation in api.operations[1:]:
        found = {key: name for key, name in found.items() if key in _headers(operation)}
    names = (name for key, name in found.items() if key not in signed and not _OF_ONE_REQUEST.fullmatch(name))
    return replace(api, common_headers=tuple(names))


def _headers(operation: Operation) -> dict[str, str]:
    return {param.name.lower(): param.name for param in operation.params if param.where is In.HEADER}
