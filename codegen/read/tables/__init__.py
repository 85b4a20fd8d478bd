"""Schema tables, the field tables of reference docs, as a source of facts about an API."""

from codegen.read.tables.bounds import bounds_text
from codegen.read.tables.reader import load_tables, read_reference, read_tables

__all__ = ["bounds_text", "load_tables", "read_reference", "read_tables"]
