"""spec-codegen: reads an API's schema tables and OpenAPI document, writes pydantic models, a typed client and server stubs."""

__version__ = "0.1.0"
