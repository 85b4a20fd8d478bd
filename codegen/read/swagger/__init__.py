"""Swagger 2.0 documents, rewritten as OpenAPI 3.0 before they are read."""

from codegen.read.swagger.gather import Elsewhere, gather
from codegen.read.swagger.upgrade import is_swagger, upgrade

__all__ = ["Elsewhere", "gather", "is_swagger", "upgrade"]
