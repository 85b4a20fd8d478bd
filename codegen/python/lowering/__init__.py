"""Passes that prepare an API for Python: cut import cycles and mark unions with exponential validation time."""
