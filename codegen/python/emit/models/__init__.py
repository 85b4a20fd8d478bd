"""Emits ``models/``: pydantic classes, aliases of lazy references, and the lazily importing package."""

from codegen.python.emit.models.build import build_models

__all__ = ["build_models"]
