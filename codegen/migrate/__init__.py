"""Migrate callers of a generated package to another API version."""
