"""spec-codegen: an API's schema tables and OpenAPI document in, pydantic models, a client and server stubs out."""

__version__ = "0.1.0"
