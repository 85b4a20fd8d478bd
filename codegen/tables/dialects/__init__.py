"""Dialects: rules for types, flags, routes and headings of a vendor's pages, as data, one file per dialect."""
