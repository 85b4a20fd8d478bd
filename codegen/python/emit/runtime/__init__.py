"""Copies the runtime into a package: the modules and definitions that its code uses, with the features it needs."""

from codegen.python.emit.runtime.copy import build_runtime

__all__ = ("build_runtime",)
