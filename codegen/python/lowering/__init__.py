"""Passes that prepare an API for Python: import cycles are cut, exponential unions are marked."""
