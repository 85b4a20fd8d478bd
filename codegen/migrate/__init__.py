"""Carry callers of a generated package over to another API version."""
