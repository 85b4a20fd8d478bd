"""Rewrite callers' code along a map of moves."""
