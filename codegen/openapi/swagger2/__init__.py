"""Swagger 2.0 documents, rewritten as OpenAPI 3.0 before they are read."""

from codegen.openapi.swagger2.gather import Elsewhere, gather
from codegen.openapi.swagger2.upgrade import is_swagger, upgrade

__all__ = ["Elsewhere", "gather", "is_swagger", "upgrade"]
