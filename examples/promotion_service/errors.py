"""Errors in the words that clients know."""

from __future__ import annotations

from promotion_catalog.server import ServiceError as CatalogError
from promotion_codes_clover.server import ServiceError as CodesError


class RefusedError(CodesError, CatalogError):
    """An error reply. Each generated package brings its own ``ServiceError``; this is one to both of them."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        type: str = "",  # noqa: A002 - the name that it has in the reply
        code: str = "",
        param: str = "",
    ) -> None:
        """Describe the reply, as ``ServiceError`` does."""
        CatalogError.__init__(self, status, message, type=type, code=code, param=param)


def invalid(message: str, param: str = "", code: str = "") -> RefusedError:
    """Return the refusal of a parameter."""
    return RefusedError(400, message, param=param, code=code)


def missing(param: str, name: str = "") -> RefusedError:
    """Return the error of a parameter that was left out; ``name`` is how it is shown where that differs."""
    return invalid(f"Missing required param: {name or param}.", param, "parameter_missing")


def unknown_object(what: str, key: str, param: str, status: int = 400) -> RefusedError:
    """Return the error of an id that leads nowhere: 404 for the object asked for itself, 400 for one referred to."""
    return RefusedError(status, f"No such {what}: '{key}'", param=param, code="resource_missing")
