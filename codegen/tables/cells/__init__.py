"""Parsing of table cells: names, types, flags, limits and prose."""
