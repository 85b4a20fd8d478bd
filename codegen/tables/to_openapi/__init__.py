"""Conversion of schema tables to an OpenAPI document."""
