"""Inputs become values: documents with locations, schema tables, OpenAPI documents. Nothing here trusts its input."""
