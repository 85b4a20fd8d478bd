"""Find uses of a generated package in callers' code."""
