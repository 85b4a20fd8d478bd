"""Lends tools: a FastAPI application that spec-codegen reads through its ``openapi()`` method."""
