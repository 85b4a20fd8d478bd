"""Reads OpenAPI and Swagger documents, which are untrusted input, into the IR."""
