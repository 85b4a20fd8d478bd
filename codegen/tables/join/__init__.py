"""Merging of schema tables with each other and with an OpenAPI document."""
