"""Rewrite callers' code after a map of moves."""
