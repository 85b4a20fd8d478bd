"""Readers of table formats; the registry picks one for a file."""
