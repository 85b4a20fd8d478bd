"""Inputs of a comparison: documents, tables, packages and git revisions."""
