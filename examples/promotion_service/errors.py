"""Errors in the words that clients know. Operations of both packages may raise the ``ServiceError`` of either."""

from __future__ import annotations

from promotion_codes_clover.server import ServiceError


def invalid(message: str, param: str = "", code: str = "") -> ServiceError:
    """Return the refusal of a parameter."""
    return ServiceError(400, message, param=param, code=code)


def missing(param: str, name: str = "") -> ServiceError:
    """Return the error of a parameter that was left out; ``name`` is how it is shown where that differs."""
    return invalid(f"Missing required param: {name or param}.", param, "parameter_missing")


def unknown_object(what: str, key: str, param: str, status: int = 400) -> ServiceError:
    """Return the error of an id that leads nowhere: 404 for the object asked for itself, 400 for one referred to."""
    return ServiceError(status, f"No such {what}: '{key}'", param=param, code="resource_missing")
