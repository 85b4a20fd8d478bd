"""OpenAPI Overlay 1.0 and 1.1: applies overlays, and writes the overlay that turns one document into another."""

from codegen.openapi.overlay.apply import apply_overlay
from codegen.openapi.overlay.difference import InexpressibleError, difference

__all__ = ["InexpressibleError", "apply_overlay", "difference"]
