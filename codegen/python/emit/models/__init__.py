"""The models of the output: pydantic classes, aliases of lazy references, and the lazy package around them."""

from codegen.python.emit.models.build import build_models

__all__ = ["build_models"]
