"""What changed between two versions of an API, for the wire, for Python callers and for service implementers."""
