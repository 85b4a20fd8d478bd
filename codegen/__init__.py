"""spec-codegen: generates pydantic models, clients and server stubs from OpenAPI documents and schema tables."""

__version__ = "0.1.0"
