# Generated from ../_async by `make runtime`. Do not edit.
"""The synchronous client."""
