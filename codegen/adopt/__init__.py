"""Reads an existing Python SDK of an API, without importing it, and takes over its names into the configuration."""
