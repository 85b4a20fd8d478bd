"""Schema tables, the field tables of reference docs, as a source of facts about an API."""

from codegen.read.tables.reader import load_tables, read_reference, read_tables

__all__ = ["load_tables", "read_reference", "read_tables"]
