"""Formats of ``codegen show``: a tree of text, JSON and an HTML page."""
