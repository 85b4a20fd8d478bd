"""Reads schema tables: the field tables of API reference pages."""

from codegen.tables.cells.bounds import bounds_text
from codegen.tables.read import load_tables, read_reference, read_tables

__all__ = ["bounds_text", "load_tables", "read_reference", "read_tables"]
