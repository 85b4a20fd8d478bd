"""Readers of table formats; the registry selects one for a file."""
