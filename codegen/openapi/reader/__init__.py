"""Reads OpenAPI 3.0, 3.1 and 3.2 documents into the IR."""

from codegen.openapi.reader.document import Reading, is_openapi, read_openapi

__all__ = ["Reading", "is_openapi", "read_openapi"]
