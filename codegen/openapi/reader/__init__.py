"""OpenAPI documents to IR: one version-neutral reader for 3.0, 3.1 and 3.2."""

from codegen.openapi.reader.document import read_api

__all__ = ["read_api"]
