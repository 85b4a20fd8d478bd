"""Compare two versions of an API: on the wire, for Python callers and for service implementers."""
