"""Upgrades Swagger 2.0 documents to OpenAPI 3.0 before they are read."""

from codegen.openapi.swagger2.read import is_swagger, read_swagger
from codegen.openapi.swagger2.upgrade import upgrade

__all__ = ["is_swagger", "read_swagger", "upgrade"]
