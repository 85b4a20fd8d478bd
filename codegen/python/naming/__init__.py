"""Assigns all Python names of the output, once for all emitters."""

from codegen.python.naming.table import NamingOptions, build_names

__all__ = ["NamingOptions", "build_names"]
